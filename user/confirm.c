// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "config.h"
#include "confirm.h"
#include "image.h"

#define NS_PER_S 1000000000ULL

int confirm_parse(const char *word)
{
	static const struct {
		const char *unit;
		long seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 } };
	char *end;
	long n;

	if (*word < '0' || *word > '9')
		return -EINVAL;
	errno = 0;
	n = strtol(word, &end, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!errno && !strcmp(end, units[i].unit) && n > 0 &&
		    n <= CONFIRM_SECONDS_MAX / units[i].seconds)
			return (int)(n * units[i].seconds);
	return -EINVAL;
}

long long confirm_wall(const struct db_config *config)
{
	long long ahead =
		((long long)config->confirm_ns - (long long)config_now_ns()) / (long long)NS_PER_S;

	return config->confirm_ns ? (long long)time(NULL) + ahead : 0;
}

/* All that wait; how many, or -errno. */
static int settle(const struct kernel_maps *maps, __u32 mode)
{
	struct db_imageinfo info;
	__u32 id = 0;
	int count = 0, r;

	while (image_next(maps, &id, &info)) {
		if (!image_unconfirmed(maps, id))
			continue;
		r = image_set_mode(maps, id, mode);
		if (r < 0)
			return r;
		count++;
	}
	return count;
}

static bool somebody_waits(const struct kernel_maps *maps)
{
	struct db_imageinfo info;
	__u32 id = 0;

	while (image_next(maps, &id, &info))
		if (image_unconfirmed(maps, id))
			return true;
	return false;
}

#define INITIAL_TIME_NAMESPACE 0xEFFFFFFAU /* PROC_TIME_INIT_INO, include/linux/proc_ns.h */

/* False where the kernel has no such namespaces. */
static bool in_time_namespace(void)
{
	struct stat info;

	return !stat("/proc/self/ns/time", &info) && info.st_ino != INITIAL_TIME_NAMESPACE;
}

static int set_time(const struct kernel_maps *maps, __u64 until)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	config.confirm_ns = until;
	return config_write(maps, &config);
}

int confirm_begin(const struct kernel_maps *maps, int seconds)
{
	__u64 now = config_now_ns(), until = now + (__u64)seconds * NS_PER_S;
	struct db_config config;
	int r = config_read(maps, &config);

	if (in_time_namespace())
		return -EXDEV;
	if (r >= 0 && config_confirm_missed(&config)) {
		r = settle(maps, DB_MODE_AUDIT);
		config.confirm_ns = 0;
	}
	if (r < 0)
		return r;
	if (config.confirm_ns && config.confirm_ns < until && somebody_waits(maps))
		return (int)((config.confirm_ns - now) / NS_PER_S);
	r = set_time(maps, until);
	return r < 0 ? r : seconds;
}

int confirm_end(const struct kernel_maps *maps)
{
	struct db_config config;
	bool missed;
	int r = config_read(maps, &config), count;

	if (r < 0)
		return r;
	missed = config_confirm_missed(&config);
	count = settle(maps, missed ? DB_MODE_AUDIT : DB_MODE_ENFORCE);
	if (count < 0)
		return count;
	/* Only when nobody waits: without a time, who waits would enforce. */
	r = set_time(maps, 0);
	if (r < 0)
		return r;
	return missed && count ? -ETIME : count;
}
