// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "file_number.h"
#include "seal/switches.h"

/* Documentation/admin-guide/devices.txt */
static bool is_kernel_device(dev_t device)
{
	static const struct {
		unsigned int major, minor;
	} devices[] = { { 1, 1 }, { 1, 2 }, { 1, 4 }, { 10, 231 } }; /* mem, kmem, port, snapshot */

	if (major(device) == 202) /* MSRs of each CPU */
		return true;
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (major(device) == devices[i].major && minor(device) == devices[i].minor)
			return true;
	return false;
}

/* A file system is mounted from it. */
static bool is_mounted(dev_t device)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[2 * PATH_MAX];
	unsigned int first, second;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%*d %*d %u:%u", &first, &second) == 2 &&
		    makedev(first, second) == device)
			return true;
	return false;
}

/* By what the kernel knows already: a file system in user space may never answer. */
static bool is_device(const char *path)
{
	struct statx file;
	dev_t device;

	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE, &file))
		return false;
	device = makedev(file.stx_rdev_major, file.stx_rdev_minor);
	return (S_ISCHR(file.stx_mode) && is_kernel_device(device)) ||
	       (S_ISBLK(file.stx_mode) && is_mounted(device));
}

/* Files of the kernel's own file systems have no other names, whatever mount leads to them. */
static bool is_switch(const char *target)
{
	static const char *const ends[] = { "/kernel/ftrace_enabled", "/1/mem", "/kprobe_events",
					    "/uprobe_events", "/dynamic_events" };
	size_t length = strlen(target);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t end = strlen(ends[i]);

		if (length >= end && !strcmp(target + length - end, ends[i]))
			return true;
	}
	return false;
}

static bool may_write(const char *task, const char *fd)
{
	char path[PATH_MAX];
	long flags;

	snprintf(path, sizeof(path), "/proc/%s/fdinfo/%s", task, fd);
	return file_number(path, "flags:", &flags) && (flags & O_ACCMODE) != O_RDONLY;
}

/* `task`: "PID/task/TID", as threads may have descriptors of their own. */
static int find_descriptor(const char *task, char *text, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	_cleanup_closedir_ DIR *directory = NULL;
	struct dirent *entry;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%s/fd", task);
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		snprintf(path, sizeof(path), "/proc/%s/fd/%s", task, entry->d_name);
		length = readlink(path, target, sizeof(target) - 1);
		if (length <= 0)
			continue;
		target[length] = '\0';
		if (!is_switch(target) && !is_device(path))
			continue;
		if (!may_write(task, entry->d_name))
			continue;
		snprintf(text, size, "task %s has %s open for writing: end it first",
			 strrchr(task, '/') + 1, target);
		return 1;
	}
	return 0;
}

/* A mapping stays when its descriptor is closed. By name, as /proc/PID/maps gives no device number of the file. */
static int find_mapping(const char *process, char *text, size_t size)
{
	char path[PATH_MAX], line[PATH_MAX + 128];
	_cleanup_fclose_ FILE *maps = NULL;

	snprintf(path, sizeof(path), "/proc/%s/maps", process);
	maps = fopen(path, "re");
	while (maps && fgets(line, sizeof(line), maps)) {
		if (!strstr(line, " /dev/mem") && !strstr(line, "/resource"))
			continue;
		if (!strstr(line, " /dev/mem") && !strstr(line, " /sys/devices/"))
			continue;
		snprintf(text, size,
			 "process %s has kernel memory or a device mapped: end it first", process);
		return 1;
	}
	return 0;
}

static int find_of_process(const char *process, char *text, size_t size)
{
	char path[PATH_MAX], task[64];
	_cleanup_closedir_ DIR *directory = NULL;
	struct dirent *entry;
	int found = find_mapping(process, text, size);

	snprintf(path, sizeof(path), "/proc/%s/task", process);
	directory = opendir(path);
	while (!found && directory && (entry = readdir(directory))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(task, sizeof(task), "%.20s/task/%.20s", process, entry->d_name);
		found = find_descriptor(task, text, size);
	}
	return found;
}

int switches_find(char *text, size_t size)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc");
	long tracer, loaded;
	struct dirent *entry;
	int found = 0;

	if (file_number("/proc/1/status", "TracerPid:", &tracer) && tracer) {
		snprintf(text, size, "process %ld traces process 1: end it first", tracer);
		return 1;
	}
	if (file_number("/sys/kernel/kexec_loaded", "", &loaded) && loaded) {
		snprintf(text, size, "another kernel is loaded for kexec: 'kexec -u' first");
		return 1;
	}
	while (!found && directory && (entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]))
			found = find_of_process(entry->d_name, text, size);
	return found;
}
