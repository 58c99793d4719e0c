// SPDX-License-Identifier: GPL-2.0-only
// bpf-objects: prints every BPF program, link and map of the kernel, one a line.
// bpf-objects wait FILE: waits until that list is the text of FILE; the kernel frees after a grace period and tells nobody.
// bpf-objects memory: the bytes the kernel says all maps of driftbolt take.
// bpf-objects verified: programs of driftbolt and how many instructions the verifier read of each.
// Plain system calls: bpftool loads programs of its own, which would be in the list.
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/bpf.h>

#define WAIT_MS 20000
#define STEP_MS 20

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static const struct kind {
	const char *name;
	int next, get;
} kinds[] = {
	{ "program", BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID },
	{ "link", BPF_LINK_GET_NEXT_ID, BPF_LINK_GET_FD_BY_ID },
	{ "map", BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID },
};

static void print_objects(FILE *out)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		union bpf_attr attr = {};

		while (!bpf(kinds[i].next, &attr)) {
			fprintf(out, "%s %u\n", kinds[i].name, attr.next_id);
			attr.start_id = attr.next_id;
		}
	}
}

static char *objects(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		exit(2);
	print_objects(out);
	fclose(out);
	return text;
}

static int wait_for(const char *path)
{
	static char wanted[1 << 16];
	FILE *file = fopen(path, "r");

	if (!file || (!fread(wanted, 1, sizeof(wanted) - 1, file) && ferror(file))) {
		perror(path);
		return 2;
	}
	fclose(file);
	if (!strcmp(wanted, "\n"))
		*wanted = '\0';
	for (int waited = 0; waited <= WAIT_MS; waited += STEP_MS) {
		char *now = objects();
		int same = !strcmp(now, wanted);

		if (same)
			return 0;
		if (waited + STEP_MS > WAIT_MS)
			printf("wanted:\n%snow:\n%s", wanted, now);
		free(now);
		poll(NULL, 0, STEP_MS);
	}
	return 1;
}

// bytes_memlock of /proc/self/fdinfo, the kernel's own estimate.
static unsigned long long bytes_of(int fd)
{
	unsigned long long bytes = 0;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "memlock: %llu", &bytes) == 1)
			break;
	if (file)
		fclose(file);
	return bytes;
}

// A descriptor of the first object behind *id that can be had; -1 at the end.
static int next_object(const struct kind *kind, __u32 *id)
{
	int fd = -1;

	while (fd < 0) {
		union bpf_attr attr = { .start_id = *id };

		if (bpf(kind->next, &attr))
			return -1;
		*id = attr.next_id;
		memset(&attr, 0, sizeof(attr));
		attr.map_id = *id; // prog_id and link_id are at the same place
		fd = (int)bpf(kind->get, &attr);
	}
	return fd;
}

static int describe(int fd, void *info, size_t size)
{
	union bpf_attr attr = {};

	attr.info.bpf_fd = (__u32)fd;
	attr.info.info_len = (__u32)size;
	attr.info.info = (uintptr_t)info;
	return !bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

static int print_memory(void)
{
	__u32 id = 0;
	int fd;

	while ((fd = next_object(&kinds[2], &id)) >= 0) {
		struct bpf_map_info info = {};

		if (describe(fd, &info, sizeof(info)) && !strncmp(info.name, "db_", 3))
			printf("%s %u entries %llu bytes\n", info.name, info.max_entries,
			       bytes_of(fd));
		close(fd);
	}
	return 0;
}

static int print_verified(void)
{
	__u32 id = 0;
	int fd;

	while ((fd = next_object(&kinds[0], &id)) >= 0) {
		struct bpf_prog_info info = {};

		if (describe(fd, &info, sizeof(info)) && !strncmp(info.name, "db_", 3))
			printf("%s %u\n", info.name, info.verified_insns);
		close(fd);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "wait"))
		return wait_for(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "memory"))
		return print_memory();
	if (argc == 2 && !strcmp(argv[1], "verified"))
		return print_verified();
	if (argc != 1) {
		fputs("usage: bpf-objects [wait FILE | memory | verified]\n", stderr);
		return 2;
	}
	print_objects(stdout);
	return 0;
}
