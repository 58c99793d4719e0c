// SPDX-License-Identifier: GPL-2.0-only
// bpf-objects: prints every BPF program, link and map of the kernel, one a line.
// bpf-objects wait FILE: waits until that list is the text of FILE; the kernel frees after a grace period and tells nobody.
// bpf-objects memory: the bytes the kernel says all maps of driftbolt take.
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

static int print_memory(void)
{
	union bpf_attr attr = {};
	__u32 id = 0;

	for (;;) {
		struct bpf_map_info info = {};
		int fd;

		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (bpf(BPF_MAP_GET_NEXT_ID, &attr))
			return 0;
		id = attr.next_id;
		memset(&attr, 0, sizeof(attr));
		attr.map_id = id;
		fd = (int)bpf(BPF_MAP_GET_FD_BY_ID, &attr);
		if (fd < 0)
			continue;
		memset(&attr, 0, sizeof(attr));
		attr.info.bpf_fd = (__u32)fd;
		attr.info.info_len = sizeof(info);
		attr.info.info = (uintptr_t)&info;
		if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) && !strncmp(info.name, "db_", 3))
			printf("%s %u entries %llu bytes\n", info.name, info.max_entries,
			       bytes_of(fd));
		close(fd);
	}
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "wait"))
		return wait_for(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "memory"))
		return print_memory();
	if (argc != 1) {
		fputs("usage: bpf-objects [wait FILE | memory]\n", stderr);
		return 2;
	}
	print_objects(stdout);
	return 0;
}
