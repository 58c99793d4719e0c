// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "counters.h"
#include "event_field.h"
#include "event_line.h"
#include "event_parts.h"
#include "event_repeats.h"
#include "event_source.h"
#include "repeats_save.h"

static void note(struct repeats_save *save, __u64 seq, __u64 count)
{
	save->told[seq % DB_EVENT_SLOTS].seq = seq;
	save->told[seq % DB_EVENT_SLOTS].count = count;
}

int repeats_save_open(struct repeats_save *save, const struct event_log *log)
{
	_cleanup_(event_repeats_free) struct event_repeats repeats = {};
	_cleanup_free_ char *saved = NULL;
	int r;

	*save = (struct repeats_save){ .file = event_log_open_repeats(log), .waiting = true };
	if (save->file < 0)
		return save->file;
	if (asprintf(&saved, "%s/%s", log->path, log->name) < 0)
		return -ENOMEM;
	r = event_repeats_read(&repeats, saved);
	for (size_t i = 0; r >= 0 && i < repeats.count; i++)
		note(save, repeats.repeats[i].seq, repeats.repeats[i].count);
	return r;
}

void repeats_save_close(struct repeats_save *save)
{
	cleanup_close(&save->file);
}

/* A whole record of a saved event that was repeated. */
static bool is_repeated(const struct db_event *event, const struct event_log *log)
{
	__u64 place = event->state / 2 - 1;

	return event->state && event->state % 2 == 0 && event->seq < log->next &&
	       (__u32)event->repeats && event->repeats >> 32 == (__u32)place;
}

static void print_repeat(FILE *out, const struct db_event *event, __u64 count)
{
	json_object *line = json_object_new_object();
	char when[64];

	event_time_text(event->last_ns, when);
	json_object_object_add(line, "seq", json_object_new_uint64(event->seq));
	json_object_object_add(line, "count", json_object_new_uint64(count));
	json_object_object_add(line, "last", json_object_new_string(when));
	print_json_line(out, line);
	json_object_put(line);
}

static void look(struct repeats_save *save, const struct db_event *event, __u64 now, bool all,
		 FILE *out)
{
	__u64 slot = event->seq % DB_EVENT_SLOTS, count = 1 + (__u64)(__u32)event->repeats;
	__u64 told = save->told[slot].seq == event->seq && save->told[slot].count
			     ? save->told[slot].count
			     : 1;

	if (count <= told)
		return;
	if (!all && count < 2 * told && now < event->last_ns + DB_FOLD_NS) {
		save->waiting = true;
		return;
	}
	print_repeat(out, event, count);
	note(save, event->seq, count);
}

/* Whole lines with one write, as events are. */
static int write_lines(struct repeats_save *save, const char *text, size_t size)
{
	ssize_t n = write(save->file, text, size);

	if (n == (ssize_t)size)
		return fdatasync(save->file) < 0 ? -errno : 0;
	/* Of a part the last line is cut off, so that the next one begins where it should. */
	if (n > 0) {
		const char *end = memrchr(text, '\n', (size_t)n);
		off_t cut = n - (end ? end + 1 - text : 0);
		off_t length = lseek(save->file, 0, SEEK_END);

		if (length < cut || ftruncate(save->file, length - cut) < 0)
			return -errno;
	}
	return n < 0 ? -errno : -ENOSPC;
}

int repeats_save(struct repeats_save *save, const struct event_log *log,
		 const struct kernel_maps *maps, bool all)
{
	_cleanup_free_ __u64 *counters = counters_read(maps);
	_cleanup_free_ char *text = NULL;
	struct db_event event;
	struct timespec now;
	size_t size;
	FILE *out;
	int r;

	if (!counters)
		return -ENOMEM;
	if (!all && counters[DB_TALLY_FOLDED] == save->folded && !save->waiting)
		return 0;
	out = open_memstream(&text, &size);
	if (!out)
		return -ENOMEM;
	save->folded = counters[DB_TALLY_FOLDED];
	save->waiting = false;
	clock_gettime(CLOCK_BOOTTIME, &now);
	for (__u32 slot = 0; slot < DB_EVENT_SLOTS; slot++)
		if (!bpf_map_lookup_elem(maps->events, &slot, &event) && is_repeated(&event, log))
			look(save, &event, (__u64)now.tv_sec * 1000000000 + (__u64)now.tv_nsec, all,
			     out);
	fclose(out);
	r = size ? write_lines(save, text, size) : 0;
	if (r < 0) {
		memset(save->told, 0, sizeof(save->told));
		save->waiting = true;
	}
	return r;
}
