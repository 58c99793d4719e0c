// SPDX-License-Identifier: GPL-2.0-only
// fuse-server DIRECTORY ALLOWED DROPPED [BACKING]: mounts a FUSE file system of four files on DIRECTORY, says "ready" (or that
// this kernel cannot pass through), serves until its input ends, then unmounts.
//	true	ALLOWED's bytes, always
//	false	DROPPED's bytes, always
//	lie	ALLOWED's bytes until all of them were read once, then DROPPED's: a hash and a page fault differ
//	pass	the kernel reads and maps BACKING itself (passthrough, Linux 6.9)
// build: -pthread -static
// No page of the first three stays in the page cache: each read asks here.
#include <linux/fuse.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "selftests/probes/probe.h"

enum { ROOT = 1, TRUE_FILE, FALSE_FILE, LIE, PASS, FILES };
static const char *const names[FILES] = {
	[TRUE_FILE] = "true", [FALSE_FILE] = "false", [LIE] = "lie", [PASS] = "pass"
};

struct bytes {
	char *at;
	size_t size;
};
static struct bytes allowed, dropped;
static const char *directory, *backing_path;
static int device, backing_id;
static bool lie_was_read;

static struct bytes read_all(const char *path)
{
	int fd = open_or_break(path, O_RDONLY);
	struct bytes bytes;
	struct stat info;

	fstat(fd, &info);
	bytes.size = (size_t)info.st_size;
	bytes.at = malloc(bytes.size);
	if (!bytes.at || read(fd, bytes.at, bytes.size) != info.st_size)
		broken(path);
	close(fd);
	return bytes;
}

static void answer(const struct fuse_in_header *in, int error, const void *data, size_t size)
{
	static char out[1 << 17];
	struct fuse_out_header head = { .len = (unsigned int)(sizeof(head) + size),
					.error = -error,
					.unique = in->unique };

	memcpy(out, &head, sizeof(head));
	if (size)
		memcpy(out + sizeof(head), data, size);
	if (write(device, out, head.len) < 0 && errno != ENOENT)
		broken("answer");
}

static struct fuse_attr attributes(unsigned long node)
{
	struct fuse_attr attr = {
		.ino = node,
		.mode = node == ROOT ? S_IFDIR | 0755 : S_IFREG | 0777,
		.nlink = 1,
		.size = node == ROOT	     ? 0
			: node == FALSE_FILE ? dropped.size
					     : allowed.size,
		.blksize = 4096,
	};

	return attr;
}

static void lookup(const struct fuse_in_header *in, const char *name)
{
	struct fuse_entry_out out = { .attr_valid = 60 };

	for (unsigned long node = TRUE_FILE; node < FILES; node++) {
		if (strcmp(name, names[node]) || (node == PASS && !backing_id))
			continue;
		out.nodeid = node;
		out.attr = attributes(node);
		answer(in, 0, &out, sizeof(out));
		return;
	}
	answer(in, ENOENT, NULL, 0);
}

static void get_attributes(const struct fuse_in_header *in)
{
	struct fuse_attr_out out = { .attr_valid = 60, .attr = attributes(in->nodeid) };

	answer(in, 0, &out, sizeof(out));
}

static void open_file(const struct fuse_in_header *in)
{
	struct fuse_open_out out = { .open_flags = FOPEN_DIRECT_IO };

	if (in->nodeid == PASS) {
		out.open_flags = FOPEN_PASSTHROUGH;
		out.backing_id = backing_id;
	}
	answer(in, 0, &out, sizeof(out));
}

static void read_file(const struct fuse_in_header *in, const struct fuse_read_in *arg)
{
	const struct bytes *bytes = in->nodeid == FALSE_FILE || (in->nodeid == LIE && lie_was_read)
					    ? &dropped
					    : &allowed;
	size_t size = arg->size;

	if (arg->offset >= bytes->size)
		size = 0;
	else if (size > bytes->size - arg->offset)
		size = bytes->size - arg->offset;
	answer(in, 0, bytes->at + (size ? arg->offset : 0), size);
	if (in->nodeid == LIE && size && arg->offset + size == bytes->size)
		lie_was_read = true;
}

static void init(const struct fuse_in_header *in, const struct fuse_init_in *arg)
{
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_readahead = arg->max_readahead,
		.max_write = 65536,
		.max_pages = 16,
	};

	if ((arg->flags & FUSE_INIT_EXT) && (arg->flags2 & (FUSE_PASSTHROUGH >> 32))) {
		out.flags = FUSE_INIT_EXT;
		out.flags2 = FUSE_PASSTHROUGH >> 32;
		out.max_stack_depth = 1;
	}
	answer(in, 0, &out, sizeof(out));
}

static void *serve(void *unused)
{
	static char request[1 << 17] __attribute__((aligned(8)));
	const struct fuse_in_header *in = (void *)request;
	const void *arg = in + 1;

	for (;;) {
		if (read(device, request, sizeof(request)) < 0) {
			if (errno == EINTR || errno == ENOENT)
				continue;
			return unused; // unmounted
		}
		switch (in->opcode) {
		case FUSE_INIT:
			init(in, arg);
			break;
		case FUSE_LOOKUP:
			lookup(in, arg);
			break;
		case FUSE_GETATTR:
			get_attributes(in);
			break;
		case FUSE_SETATTR:
			get_attributes(in);
			break;
		case FUSE_OPEN:
			open_file(in);
			break;
		case FUSE_READ:
			read_file(in, arg);
			break;
		case FUSE_FLUSH:
		case FUSE_RELEASE:
			answer(in, 0, NULL, 0);
			break;
		case FUSE_FORGET:
		case FUSE_BATCH_FORGET:
			break;
		default:
			answer(in, ENOSYS, NULL, 0);
		}
	}
}

int main(int argc, char **argv)
{
	struct stat info;
	char options[64], byte;
	pthread_t server;

	if (argc < 4)
		return 2;
	directory = argv[1];
	allowed = read_all(argv[2]);
	dropped = read_all(argv[3]);
	backing_path = argv[4];
	device = open_or_break("/dev/fuse", O_RDWR);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other",
		 device);
	if (mount("fuse-server", directory, "fuse", 0, options))
		broken("mount");
	if (pthread_create(&server, NULL, serve, NULL) || stat(directory, &info))
		broken("serve");
	if (backing_path) {
		struct fuse_backing_map map = { .fd = open_or_break(backing_path, O_RDONLY) };

		backing_id = ioctl(device, FUSE_DEV_IOC_BACKING_OPEN, &map);
		close(map.fd);
		if (backing_id <= 0) {
			printf("no passthrough: %s\n", strerrorname_np(errno));
			backing_id = 0;
		}
	}
	puts("ready");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	umount2(directory, MNT_DETACH);
	return 0;
}
