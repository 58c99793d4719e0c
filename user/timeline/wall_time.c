// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "wall_time.h"

#define NS	 1000000000LL
#define YEAR_MAX 2200

/* Exactly `digits` digits, then `end`. */
static int number(const char **text, int digits, char end)
{
	int value = 0;

	for (; digits; digits--, ++*text) {
		if (!isdigit((unsigned char)**text))
			return -1;
		value = 10 * value + **text - '0';
	}
	if (end && *(*text)++ != end)
		return -1;
	return value;
}

static int fraction(const char **text, int64_t *ret_ns)
{
	int64_t unit = NS;

	*ret_ns = 0;
	if (**text != '.')
		return 0;
	for (++*text; isdigit((unsigned char)**text); ++*text) {
		unit /= 10;
		*ret_ns += (**text - '0') * unit;
	}
	return unit == NS ? -EINVAL : 0;
}

int wall_time_parse(const char *text, int64_t *ret_ns)
{
	int year = number(&text, 4, '-'), month = year < 0 ? -1 : number(&text, 2, '-');
	int day = month < 0 ? -1 : number(&text, 2, 'T');
	int hour = day < 0 ? -1 : number(&text, 2, ':');
	int minute = hour < 0 ? -1 : number(&text, 2, ':');
	int second = minute < 0 ? -1 : number(&text, 2, 0);
	struct tm utc = { .tm_year = year - 1900,
			  .tm_mon = month - 1,
			  .tm_mday = day,
			  .tm_hour = hour,
			  .tm_min = minute,
			  .tm_sec = second };
	int64_t ns;
	time_t seconds;

	if (second < 0 || year < 1970 || year > YEAR_MAX || month < 1 || month > 12 || day < 1 ||
	    hour > 23 || minute > 59 || second > 60)
		return -EINVAL;
	if (fraction(&text, &ns) < 0 || strcmp(text, "Z"))
		return -EINVAL;
	seconds = timegm(&utc);
	if (utc.tm_mday != day && second < 60)
		return -EINVAL;
	*ret_ns = seconds * NS + ns;
	return 0;
}

void wall_time_text(int64_t ns, int digits, char text[WALL_TIME_SIZE])
{
	int64_t rest = ns % NS, seconds = ns / NS;
	char parts[10];
	struct tm utc = {};
	time_t at;
	size_t n;

	if (rest < 0) {
		rest += NS;
		seconds--;
	}
	at = seconds;
	gmtime_r(&at, &utc);
	n = strftime(text, WALL_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(parts, sizeof(parts), "%09d", (int)rest);
	if (digits)
		n += (size_t)snprintf(text + n, WALL_TIME_SIZE - n, ".%.*s", digits, parts);
	snprintf(text + n, WALL_TIME_SIZE - n, "Z");
}

void duration_text(int64_t ns, char text[WALL_TIME_SIZE])
{
	long long seconds = ns / NS;

	if (seconds < 60)
		snprintf(text, WALL_TIME_SIZE, "%lld.%03lld s", seconds, ns % NS / 1000000);
	else if (seconds < 3600)
		snprintf(text, WALL_TIME_SIZE, "%lld min %lld s", seconds / 60, seconds % 60);
	else if (seconds < 86400)
		snprintf(text, WALL_TIME_SIZE, "%lld h %lld min", seconds / 3600,
			 seconds / 60 % 60);
	else
		snprintf(text, WALL_TIME_SIZE, "%lld d %lld h", seconds / 86400,
			 seconds / 3600 % 24);
}
