// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is who: events and their ancestors become processes, and these trees, whose root is the entry process.
 * A root is the oldest known ancestor that is no init process and, in a container, no runtime that started it from outside.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "intake.h"

#define KTHREADD	 2 /* pid; 1 is init */
#define SLOTS_MIN	 1024
#define OLDER_MAX	 16 /* processes of one number that are looked at, the newest first */
#define REPARENTED_STEPS 64 /* ancestors that are asked whether they took a process over */
#define STARTED_SAME_NS	 1000000000LL /* two readings of one boot may see the clock set in between */

struct table {
	uint32_t *slots; /* process + 1 */
	uint32_t size, used;
};

static void free_table(struct table *table)
{
	free(table->slots);
}

static uint32_t hash_of(uint32_t boot, uint32_t pid, text_id container)
{
	uint64_t hash = pid * 0x9e3779b97f4a7c15ULL; /* Knuth's, 2^64 over the golden ratio */

	hash = (hash ^ boot ^ (uint64_t)container << 20) * 0x9e3779b97f4a7c15ULL;
	return (uint32_t)(hash >> 32);
}

static uint32_t *slot_of(const struct timeline *timeline, const struct table *table, uint32_t boot,
			 uint32_t pid, text_id container)
{
	uint32_t at = hash_of(boot, pid, container) & (table->size - 1);

	for (; table->slots[at]; at = (at + 1) & (table->size - 1)) {
		const struct timeline_process *process = &timeline->processes[table->slots[at] - 1];

		if (process->boot == boot && process->pid == pid && process->container == container)
			break;
	}
	return &table->slots[at];
}

static int grow_table(const struct timeline *timeline, struct table *table)
{
	uint32_t *before = table->slots, size = table->size;

	if (table->used < size / 2)
		return 0;
	table->size = size ? 2 * size : SLOTS_MIN;
	table->slots = calloc(table->size, sizeof(*table->slots));
	if (!table->slots) {
		table->slots = before;
		table->size = size;
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < size; i++) {
		const struct timeline_process *process;

		if (!before[i])
			continue;
		process = &timeline->processes[before[i] - 1];
		*slot_of(timeline, table, process->boot, process->pid, process->container) =
			before[i];
	}
	free(before);
	return 0;
}

static uint32_t root_of(struct timeline *timeline, uint32_t at)
{
	struct timeline_process *processes = timeline->processes;

	while (processes[at].root != at) {
		processes[at].root = processes[processes[at].root].root;
		at = processes[at].root;
	}
	return at;
}

static bool is_ancestor(const struct timeline *timeline, uint32_t of, uint32_t process)
{
	for (int i = 0; i < REPARENTED_STEPS && of != TIMELINE_NONE; i++) {
		of = timeline->processes[of].parent;
		if (of == process)
			return true;
	}
	return false;
}

static bool started_differs(int64_t a, int64_t b)
{
	if (a == TIMELINE_NO_TIME || b == TIMELINE_NO_TIME)
		return false;
	return a > b ? a - b > STARTED_SAME_NS : b - a > STARTED_SAME_NS;
}

static bool can_be(const struct timeline *timeline, uint32_t at, uint32_t parent, int64_t started)
{
	const struct timeline_process *process = &timeline->processes[at];

	if (started_differs(process->started, started))
		return false;
	return parent == TIMELINE_NONE || process->parent == TIMELINE_NONE ||
	       process->parent == parent || is_ancestor(timeline, at, parent);
}

static void set_parent(struct timeline *timeline, uint32_t at, uint32_t parent)
{
	struct timeline_process *process = &timeline->processes[at];

	if (parent == TIMELINE_NONE || process->parent != TIMELINE_NONE ||
	    root_of(timeline, parent) == at)
		return;
	process->parent = parent;
	process->root = root_of(timeline, parent);
}

/* Of an ancestor's path an event may have the end only. */
static bool is_end_of(const struct timeline *timeline, text_id end, text_id path)
{
	size_t length = strlen(text_of(&timeline->texts, path));
	size_t end_length = strlen(text_of(&timeline->texts, end));

	return end_length <= length &&
	       !strcmp(text_of(&timeline->texts, path) + length - end_length,
		       text_of(&timeline->texts, end));
}

static void set_names(const struct timeline *timeline, struct timeline_process *process,
		      const struct timeline_ancestor *known)
{
	if (known->exe && process->exe && is_end_of(timeline, process->exe, known->exe))
		process->exe = known->exe;
	if (known->exe && !(process->exe && is_end_of(timeline, known->exe, process->exe))) {
		if (process->exe && !process->first_program)
			process->first_program = process->exe;
		process->exe = known->exe;
		process->comm = known->comm;
		process->cmdline = known->cmdline;
	}
	if (known->comm && !process->comm)
		process->comm = known->comm;
	if (known->cmdline)
		process->cmdline = known->cmdline;
}

/* The process that `known` is, made if there is none. */
static int find_process(struct timeline *timeline, struct table *table,
			const struct timeline_event *event, text_id container,
			const struct timeline_ancestor *known, uint32_t parent, int64_t started,
			uint32_t *ret)
{
	uint32_t *slot, at, newest;
	int r = grow_table(timeline, table);

	if (r < 0)
		return r;
	slot = slot_of(timeline, table, event->boot, known->pid, container);
	newest = at = *slot ? *slot - 1 : TIMELINE_NONE;
	for (int i = 0; at != TIMELINE_NONE && !can_be(timeline, at, parent, started); i++)
		at = i < OLDER_MAX ? timeline->processes[at].older : TIMELINE_NONE;
	if (at == TIMELINE_NONE) {
		r = timeline_grow(&timeline->processes, timeline->process_count,
				  &timeline->process_room, sizeof(*timeline->processes));
		if (r < 0)
			return r;
		at = timeline->process_count++;
		timeline->processes[at] = (struct timeline_process){ .first = event->time,
								     .last = event->last,
								     .started = TIMELINE_NO_TIME,
								     .boot = event->boot,
								     .pid = known->pid,
								     .parent = TIMELINE_NONE,
								     .root = at,
								     .older = newest,
								     .first_child = TIMELINE_NONE,
								     .next_sibling = TIMELINE_NONE,
								     .first_event = TIMELINE_NONE,
								     .last_event = TIMELINE_NONE,
								     .incident = TIMELINE_NONE,
								     .container = container };
		table->used += newest == TIMELINE_NONE;
		*slot = at + 1;
	}
	if (event->last > timeline->processes[at].last)
		timeline->processes[at].last = event->last;
	if (started != TIMELINE_NO_TIME)
		timeline->processes[at].started = started;
	set_names(timeline, &timeline->processes[at], known);
	set_parent(timeline, at, parent);
	*ret = at;
	return 0;
}

/* Programs that start a container's first process and stay outside. */
static bool is_runtime(const struct timeline *timeline, const struct timeline_ancestor *ancestor)
{
	static const char *const names[] = {
		"conmon",  "containerd", "containerd-shim", "crio",	 "crun",    "docker",
		"dockerd", "kubelet",	 "lxc-execute",	    "lxc-start", "nerdctl", "podman",
		"runc",	   "systemd",	 "systemd-nspawn",  "buildah",
	};
	const char *exe = text_of(&timeline->texts, ancestor->exe), *name = strrchr(exe, '/');

	name = name ? name + 1 : *exe ? exe : text_of(&timeline->texts, ancestor->comm);
	/* A name in the kernel has 15 bytes: containerd-shim also stands for containerd-shim-runc-v2. */
	if (!strncmp(name, "containerd-shim", 15) || !strncmp(name, "runc:[", 6))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool is_outside(const struct timeline *timeline, const struct timeline_event *event,
		       const struct timeline_ancestor *ancestor)
{
	if (ancestor->pid <= KTHREADD)
		return true;
	return event->container && is_runtime(timeline, ancestor);
}

/* The process of an event, below as much of its ancestry as is inside. */
static int place_event(struct timeline *timeline, struct table *table, uint32_t index)
{
	struct timeline_event *event = &timeline->events[index];
	struct timeline_ancestor self = {
		.pid = event->pid, .comm = event->comm, .exe = event->exe, .cmdline = event->cmdline
	};
	uint32_t inside = 0, at = TIMELINE_NONE;
	struct timeline_process *process;
	int r;

	while (inside < event->ancestor_count &&
	       !is_outside(timeline, event, &timeline->ancestors[event->ancestors + inside]))
		inside++;
	for (uint32_t i = inside; i-- > 0;) {
		r = find_process(timeline, table, event, event->container,
				 &timeline->ancestors[event->ancestors + i], at, TIMELINE_NO_TIME,
				 &at);
		if (r < 0)
			return r;
	}
	if (!event->ancestor_count && (event->flags & TIMELINE_HAS_PPID) &&
	    event->ppid > KTHREADD) {
		struct timeline_ancestor parent = { .pid = event->ppid };

		r = find_process(timeline, table, event, event->container, &parent, at,
				 TIMELINE_NO_TIME, &at);
		if (r < 0)
			return r;
	}
	r = find_process(timeline, table, event, event->container, &self, at, event->started, &at);
	if (r < 0)
		return r;
	event->process = at;
	process = &timeline->processes[at];
	if (process->last_event == TIMELINE_NONE)
		process->first_event = index;
	else
		timeline->events[process->last_event].next_of_process = index;
	process->last_event = index;
	if (inside < event->ancestor_count) {
		process = &timeline->processes[root_of(timeline, at)];
		if (!process->starter.pid)
			process->starter = timeline->ancestors[event->ancestors + inside];
	}
	return 0;
}

static int by_first(const void *a, const void *b, void *argument)
{
	const struct timeline_process *processes = argument;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	if (processes[left].first != processes[right].first)
		return processes[left].first < processes[right].first ? -1 : 1;
	return left < right ? -1 : left > right;
}

/* Children in the order in which they were first heard of. */
static int link_children(struct timeline *timeline)
{
	_cleanup_free_ uint32_t *order = calloc(timeline->process_count + 1U, sizeof(*order));

	if (!order)
		return -ENOMEM;
	for (uint32_t i = 0; i < timeline->process_count; i++)
		order[i] = i;
	qsort_r(order, timeline->process_count, sizeof(*order), by_first, timeline->processes);
	for (uint32_t i = timeline->process_count; i-- > 0;) {
		struct timeline_process *process = &timeline->processes[order[i]];

		if (process->parent == TIMELINE_NONE)
			continue;
		process->next_sibling = timeline->processes[process->parent].first_child;
		timeline->processes[process->parent].first_child = order[i];
	}
	return 0;
}

int timeline_make_processes(struct timeline *timeline)
{
	__attribute__((cleanup(free_table))) struct table table = {};

	for (uint32_t i = 0; i < timeline->event_count; i++) {
		int r = place_event(timeline, &table, i);

		if (r < 0)
			return r;
	}
	for (uint32_t i = 0; i < timeline->process_count; i++)
		timeline->processes[i].root = root_of(timeline, i);
	return link_children(timeline);
}
