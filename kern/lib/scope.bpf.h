/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which scope is the current task in? The most specific wins: the scope the task was found in
 * earlier or inherited, then a bound cgroup, then the host.
 *
 * A task found in a bound cgroup keeps that scope for life (db_tasks), so that moving to another
 * cgroup afterwards changes nothing. task.bpf.c hands it to children.
 */
#ifndef DB_LIB_SCOPE_BPF_H
#define DB_LIB_SCOPE_BPF_H

#include "kernel.bpf.h"
#include "count.bpf.h"

struct scope {
	__u32 image; /* 0: not in any scope, nothing to judge */
	__u32 mode;
	__u32 container; /* kept by the task: settings default to those of a container */
	__u32 lost; /* it should be kept, and there is no room: the task could leave it */
	__u64 cgroup_id; /* of the binding, or of the container; 0 for the host scope */
	__u64 root; /* super block of the container's root if its own layers judge it, ROOT_GONE, or 0 */
	__u64 enforcing; /* enforcing_now() */
};

static __always_inline const struct db_config *loader_config(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&db_config, &zero);
}

struct bound_search {
	__u64 cgroup_id;
	__u32 image;
};

static long visit_ancestor(__u32 level, struct bound_search *search)
{
	__u64 id = bpf_get_current_ancestor_cgroup_id(level);
	const struct db_scope *bound;

	if (!id)
		return 1;
	bound = bpf_map_lookup_elem(&db_scopes, &id);
	if (bound) {
		search->image = bound->image;
		search->cgroup_id = id;
	}
	return 0;
}

/* The nearest bound ancestor of the task's cgroup, itself included. */
static __always_inline __u32 bound_image(__u64 *cgroup_id)
{
	struct bound_search search = {};

	bpf_loop(DB_CGROUP_DEPTH, visit_ancestor, &search, 0);
	*cgroup_id = search.cgroup_id;
	return search.image;
}

/*
 * How many entries have a task of this slot: 0 means none, at the price of an array look-up. Raised before an
 * entry is made and lowered after it is gone, so that it is never too low. task_struct is aligned to 64.
 */
static __always_inline __u32 *entries_in_slot(__u64 task)
{
	__u32 slot = (task >> 6) & (DB_TASK_SLOTS - 1);

	return bpf_map_lookup_elem(&db_task_slots, &slot);
}

/* A kernel address as a number: arithmetic on what the verifier knows as a pointer is refused. */
static __always_inline __u64 address_of(const void *pointer)
{
	__u64 address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), &pointer);
	return address;
}

/* Tasks are named by their address. */
static __always_inline struct db_task *task_entry(__u64 task)
{
	const __u32 *entries = entries_in_slot(task);
	if (entries && !DB_READ_ONCE(*entries))
		return NULL;
	return bpf_map_lookup_elem(&db_tasks, &task);
}

/* A new entry, or the one another program made meanwhile; NULL without memory or room. */
static __always_inline struct db_task *make_task_entry(__u64 task, const struct db_task *entry)
{
	__u32 *entries = entries_in_slot(task);

	if (entries)
		__sync_fetch_and_add(entries, 1);
	if (bpf_map_update_elem(&db_tasks, &task, entry, BPF_NOEXIST) && entries)
		__sync_fetch_and_add(entries, -1);
	return bpf_map_lookup_elem(&db_tasks, &task);
}

/* Whatever is kept at this address goes. */
static __always_inline void forget_task(__u64 task)
{
	struct db_task *entry = task_entry(task);
	__u32 *entries = entries_in_slot(task);

	if (!entry)
		return;
	if (entry->program & DB_CLASS_INTERP)
		bpf_map_delete_elem(&db_interps, &task);
	if (!bpf_map_delete_elem(&db_tasks, &task) && entries)
		__sync_fetch_and_add(entries, -1);
}

/* Tells an inode from a later one at the same address. */
static __always_inline __u64 inode_number(struct inode *inode)
{
	return BPF_CORE_READ(inode, i_ino) ^ (__u64)BPF_CORE_READ(inode, i_generation) << 32;
}

/* What a task keeps of its scope, as struct db_task has it. */
struct kept {
	__u32 image; /* 0: none; DB_KEPT_CONTAINER may be in it until refresh_container() */
	__u64 cgroup_id, root, root_ns;
};

static __always_inline struct kept kept_in(const struct db_task *entry)
{
	return (struct kept){
		.image = DB_READ_ONCE(entry->image),
		.cgroup_id = entry->cgroup_id,
		.root = entry->root,
		.root_ns = entry->root_ns,
	};
}

/* False without memory or room. A scope that is kept already stays. */
static __always_inline bool keep_scope(__u64 task, const struct kept *kept)
{
	const struct db_task fresh = {
		.image = kept->image,
		.cgroup_id = kept->cgroup_id,
		.root = kept->root,
		.root_ns = kept->root_ns,
	};
	struct db_task *entry = task_entry(task) ?: make_task_entry(task, &fresh);

	if (!entry)
		return false;
	/*
	 * Somebody may move the task into a bound cgroup while it executes in a container: who is first fills all of
	 * it. A thread of it may fork meanwhile and inherit the image without the rest: then the word of the image says
	 * by itself that it is a container's, and a root that is missing allows less.
	 */
	if (!entry->image && !__sync_val_compare_and_swap(&entry->image, 0, kept->image)) {
		entry->cgroup_id = kept->cgroup_id;
		entry->root = kept->root;
		entry->root_ns = kept->root_ns;
	}
	return true;
}

/*
 * The scope this task keeps: in `entry` (its own, may be NULL), else that of its thread group's leader
 * (moving a process tells of the leader only), else that of its bound cgroup. From now on it keeps
 * it. The host scope is not kept. True if it should be kept and there was no room.
 */
static __always_inline bool find_kept(const struct db_config *cfg, const struct db_task *entry,
				      struct kept *kept)
{
	struct task_struct *task = bpf_get_current_task_btf();

	*kept = (struct kept){};
	if (entry && entry->image) {
		*kept = kept_in(entry);
		return false;
	}
	if (!cfg->scopes_kept)
		return false; /* the host scope is all there is */
	entry = task_entry((__u64)BPF_CORE_READ(task, group_leader));
	if (entry && entry->image)
		*kept = kept_in(entry);
	else if (cfg->bound_cgroups)
		kept->image = bound_image(&kept->cgroup_id);
	/*
	 * Without room the task is judged by leader and cgroup now; it can neither execute (exec.bpf.c)
	 * nor fork (task.bpf.c) until it could be kept, so that it cannot leave as another program.
	 */
	if (!kept->image || keep_scope(bpf_get_current_task(), kept))
		return false;
	count_tally(DB_TALLY_SCOPE_LOST);
	return true;
}

/* A root that was unmounted, or never seen: no file is in its layers, whoever has the address now. */
#define ROOT_GONE 1

/*
 * Of a container: is its root still the one it was found on, was that bound while it ran, and which image is the scope's now?
 * What a task keeps for life is that it is in a container. That all of them ask for each verdict is what makes a binding
 * hold for each at once, whoever forks, moves or enters meanwhile.
 */
static __always_inline void refresh_container(const struct db_config *cfg, struct kept *kept)
{
	__u64 root = kept->root;
	const struct db_bound_root *bound = NULL;
	const struct db_container *container;

	if (!(kept->image & DB_KEPT_CONTAINER))
		return;
	if (cfg->bound_roots)
		bound = bpf_map_lookup_elem(&db_bound_roots, &root);
	/* Its root may be gone: the binding is the container's. */
	if (bound && bound->boot_ns == kept->root_ns) {
		kept->image = bound->image;
		kept->cgroup_id = bound->cgroup_id; /* as of who enters by the bound cgroup */
		kept->root = 0; /* the manifest alone says what may run */
		return;
	}
	container = bpf_map_lookup_elem(&db_containers, &root);
	if (!container || container->boot_ns != kept->root_ns)
		kept->root = ROOT_GONE;
	kept->image = cfg->containers_image ?: kept->image & ~DB_KEPT_CONTAINER;
}

/*
 * Was enforce asked for on trial, and nobody confirmed it in time? The clock decides, with each verdict: whoever is locked
 * out needs no process to be let in again.
 */
static __always_inline bool confirmation_missed(const struct db_config *cfg)
{
	__u64 until = DB_READ_ONCE(cfg->confirm_ns);

	return until && bpf_ktime_get_boot_ns() > until;
}

/* Bits of the images that enforce. */
__noinline __u64 enforcing_now(void)
{
	const struct db_config *cfg = loader_config();

	if (!cfg) /* cannot be missing; if it is, locked */
		return ~0ULL;
	return confirmation_missed(cfg) ? cfg->confirmed : cfg->enforcing;
}

__noinline __u32 mode_of(__u32 image)
{
	const __u32 *at = bpf_map_lookup_elem(&db_modes, &image);
	const struct db_config *cfg = loader_config();
	/* An id beyond the array can only be damage of db_scopes: judged as enforce. */
	__u32 mode = at ? DB_READ_ONCE(*at) : DB_MODE_ENFORCE;

	if (mode != DB_MODE_UNCONFIRMED)
		return mode;
	return cfg && confirmation_missed(cfg) ? DB_MODE_AUDIT : DB_MODE_ENFORCE;
}

/*
 * The image of the host scope. One loaded from an initramfs for the root file system that comes waits until process 1 leaves
 * the initial root: what the initramfs runs is of no image.
 */
static __always_inline __u32 host_image(const struct db_config *cfg)
{
	const struct db_boot *boot;
	__u32 zero = 0;

	if (!cfg->initial_root)
		return cfg->host_image;
	boot = bpf_map_lookup_elem(&db_boot, &zero);
	/* It cannot be missing; if it is, the host is judged. */
	return boot && !DB_READ_ONCE(boot->switched_ns) ? 0 : cfg->host_image;
}

/*
 * The root is switched when process 1 executes a program with another root than it had (busybox and klibc after chroot,
 * systemd after pivot_root): its first program there is the first that is judged. No other task can do that.
 */
static __always_inline void note_switch_of_root(void)
{
	const struct db_config *cfg = loader_config();
	struct task_struct *task = bpf_get_current_task_btf();
	struct db_boot *boot;
	__u32 zero = 0;

	if (!cfg || !cfg->initial_root || BPF_CORE_READ(task, tgid) != 1)
		return;
	boot = bpf_map_lookup_elem(&db_boot, &zero);
	if (boot && !boot->switched_ns &&
	    BPF_CORE_READ(task, fs, root.mnt, mnt_sb, s_dev) != cfg->initial_root)
		DB_WRITE_ONCE(boot->switched_ns, bpf_ktime_get_boot_ns());
}

/* Of what the task keeps, else of the host; false when that is no image or its mode is off. */
static __always_inline bool fill_scope(const struct db_config *cfg, struct kept *kept,
				       struct scope *scope)
{
	refresh_container(cfg, kept);
	scope->enforcing = enforcing_now();
	scope->cgroup_id = kept->cgroup_id;
	scope->container = kept->image != 0;
	scope->root = kept->image ? kept->root
				  : 0; /* unbound just then: the host's image has no layers */
	scope->image = kept->image ?: host_image(cfg);
	scope->mode = scope->image ? mode_of(scope->image) : DB_MODE_OFF;
	return scope->mode != DB_MODE_OFF;
}

/*
 * Fills scope; 0 when the task is in none or its image is off. `entry` is the task's own or NULL. Not inlined, as
 * what is __noinline here: see the head of setting.bpf.h.
 */
__noinline int scope_of(const struct db_task *entry, struct scope *scope)
{
	const struct db_config *cfg = loader_config();
	struct kept kept;

	if (!cfg || !scope) /* cannot happen: slot 0 of an array, and callers have one */
		return 0;
	scope->lost = find_kept(cfg, entry, &kept);
	return fill_scope(cfg, &kept, scope);
}

/* The same for hooks that need nothing else of the task's entry. */
static __always_inline bool current_scope(struct scope *scope)
{
	const struct db_config *cfg = loader_config();

	if (!cfg) /* cannot happen: slot 0 of an array */
		return false;
	return scope_of(cfg->scopes_kept ? task_entry(bpf_get_current_task()) : NULL, scope);
}

#endif
