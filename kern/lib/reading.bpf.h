/* SPDX-License-Identifier: GPL-2.0-only */
/* Is an interpreter opening this file as code? Names alone decide that; content decides the verdict. */
#ifndef DB_LIB_READING_BPF_H
#define DB_LIB_READING_BPF_H

#include "judge.bpf.h"
#include "kern/core/command_line.h"

/* A file read as data is hashed up to this size, in case it is a script for standard input. */
#define SCRIPT_SIZE_MAX (1 << 20)

/* include/linux/fs.h: FMODE_READ; __FMODE_EXEC in f_flags: an exec, which is judged as such */
enum { FMODE_READ_ = 0x1, FMODE_EXEC_ = 0x20 };

/* /dev/null: Documentation/admin-guide/devices.txt, as the kernel packs major and minor */
enum { DEVICE_NULL_ = 1 << 20 | 3, S_IFDIR_ = 0040000 };

static __always_inline bool may_be_code(const struct file *file)
{
	return (file->f_mode & FMODE_READ_) && !(file->f_flags & FMODE_EXEC_) &&
	       (file->f_inode->i_mode & S_IFMT_) != S_IFDIR_;
}

static __always_inline bool is_regular(const struct file *file)
{
	return (file->f_inode->i_mode & S_IFMT_) == S_IFREG_;
}

/* The entry of the current task if it runs an interpreter in a scope; NULL. */
static __always_inline struct db_task *current_interpreter(struct scope *scope)
{
	struct db_task *entry = task_entry(bpf_get_current_task());

	if (!entry || !(entry->program & DB_CLASS_INTERP) || !scope_of(entry, scope))
		return NULL;
	return entry;
}

/* So many bytes of a path are looked at together: a power of two. They lie on the stack, of which Linux 6.1 has no more. */
#define NAME_CHUNK 32
#define PATH_MAX_  4096 /* include/uapi/linux/limits.h */

/* Bytes of a name or path on their way into tails; loops are calls so that verifiers see one turn of them. */
struct name_bytes {
	struct db_tail whole; /* as it is: for suffixes */
	struct db_tail part; /* its last part, as words of a command line have it */
	__u8 bytes[NAME_CHUNK];
};

static long feed_name(__u32 index, struct name_bytes **at)
{
	struct name_bytes *name = *at;
	__u8 c;

	if (!name)
		return 1;
	c = name->bytes[index & (NAME_CHUNK - 1)];
	if (c == '/')
		name->whole.high = name->whole.low = 0;
	else
		db_tail_add(&name->whole, c);
	db_part_add(&name->part, c);
	return 0;
}

/* A function that verifiers look at once: see setting.bpf.h. */
__noinline int feed_bytes(struct name_bytes *name, __u32 length)
{
	if (!name)
		return 0; /* cannot happen: it is on the caller's stack */
	bpf_loop(length, feed_name, &name, 0);
	return 0;
}

/* The last 16 bytes of a file's name. */
static __always_inline void tails_of(struct dentry *dentry, struct name_bytes *name)
{
	const unsigned char *from = BPF_CORE_READ(dentry, d_name.name);
	__u32 length = BPF_CORE_READ(dentry, d_name.len);

	if (length > sizeof(struct db_tail)) {
		from += length - sizeof(struct db_tail);
		length = sizeof(struct db_tail);
	}
	bpf_probe_read_kernel(name->bytes, sizeof(struct db_tail), from);
	feed_bytes(name, length);
}

struct search {
	const struct db_interp *interp;
	struct db_tail part;
	bool found;
};

static long compare_name(__u32 index, struct search *search)
{
	const struct db_interp *interp = search->interp;

	if (!interp || index >= interp->count)
		return 1;
	search->found = db_tail_is(&interp->names[index & (DB_NAMES_MAX - 1)], &search->part);
	return search->found;
}

static __always_inline bool names_file(const struct db_interp *interp, const struct db_tail *part)
{
	struct search search = { .interp = interp, .part = *part };

	bpf_loop(DB_NAMES_MAX, compare_name, &search, 0);
	return search.found;
}

#ifdef __TARGET_ARCH_x86
/* arch/x86/entry/syscalls/syscall_64.tbl; 32-bit programs are known by the file's own name alone */
enum { NR_OPEN_ = 2, NR_OPENAT_ = 257, NR_OPENAT2_ = 437 };
#else
enum { NR_OPEN_ = -2, NR_OPENAT_ = 56, NR_OPENAT2_ = 437 };
#endif

struct path_walk {
	struct name_bytes *name;
	__u64 at;
	bool over;
};

static long read_path(__u32 index, struct path_walk *walk)
{
	struct name_bytes *name = walk->name;
	long length;

	if (!name)
		return 1;
	length = read_user_text(name->bytes, sizeof(name->bytes), walk->at);
	if (length <= 0)
		return 1;
	bpf_loop(length - 1, feed_name, &walk->name, 0);
	walk->at += length - 1;
	walk->over = length < NAME_CHUNK;
	return walk->over;
}

/* Address of the path that the system call was given, 0 if it was given none. */
static __always_inline __u64 requested_path(void)
{
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	long number;

#ifdef __TARGET_ARCH_x86
	number = BPF_CORE_READ(regs, orig_ax);
#else
	number = BPF_CORE_READ(regs, syscallno);
#endif
	if (number == NR_OPENAT_ || number == NR_OPENAT2_)
		return PT_REGS_PARM2_CORE_SYSCALL(regs);
	return number == NR_OPEN_ ? PT_REGS_PARM1_CORE_SYSCALL(regs) : 0;
}

/*
 * The last part of the path that was asked for: through a symbolic link the file itself has another name. False
 * if it cannot be read. The memory is the interpreter's own, whose code is the image's.
 */
__noinline int requested_part(struct name_bytes *name, __u64 path)
{
	struct path_walk walk = { .name = name, .at = path };

	if (!name)
		return 0; /* cannot happen: it is on the caller's stack */
	name->part.high = name->part.low = 0;
	name->whole.high = name->whole.low = 0;
	bpf_loop(PATH_MAX_ / (NAME_CHUNK - 1) + 1, read_path, &walk, 0);
	return walk.over;
}

__noinline int is_code_name(__u32 family, const struct db_tail *name)
{
	return !name || db_is_code_name(family, name);
}

/* A function of its own: its frame is gone when what hashes needs the stack. */
static __noinline bool is_code_read(struct file *file, const struct db_task *entry)
{
	const struct db_interp *interp;
	struct name_bytes name = {};
	__u64 key, path;

	if (entry->reading & DB_READING_ALL)
		return true;
	/* The names are kept by the thread that was the program's first. */
	key = (__u64)BPF_CORE_READ(bpf_get_current_task_btf(), group_leader);
	interp = entry->reading & DB_READING_NAMES ? bpf_map_lookup_elem(&db_interps, &key) : NULL;
	if (!interp && (entry->reading & DB_READING_NAMES))
		return true; /* what was named is not known any more: all are code */
	tails_of(file->f_path.dentry, &name);
	if (is_code_name(entry->family, &name.whole) || (interp && names_file(interp, &name.part)))
		return true;
	/* Through a symbolic link or a mount it was asked for by another name. */
	path = requested_path();
	/*
	 * Its page may not be there any more, though the kernel read it a moment ago: then the file's own name has
	 * decided. Who can bring that about is code in the interpreter already, which may as well read data.
	 */
	if (!path || !requested_part(&name, path))
		return false;
	return is_code_name(entry->family, &name.whole) ||
	       (interp && names_file(interp, &name.part));
}

/* "NAME.TAG.pyc", by its last 16 bytes, as numbers of a little-endian machine; TAG is cpython-311, cpython-311.opt-1 and the like. */
static __always_inline bool is_tagged_bytecode(const struct qstr *name)
{
	const __u64 dots = 0x2e2e2e2e2e2e2e2e;
	const unsigned char *text = BPF_CORE_READ(name, name);
	__u32 length = BPF_CORE_READ(name, len);
	__u64 tail[2] = {};

	if (length <= sizeof(tail))
		return false;
	bpf_probe_read_kernel(tail, sizeof(tail), text + length - sizeof(tail));
	if (tail[1] >> 32 != 0x6379702e) /* .pyc */
		return false;
	return zero_bytes(tail[0] ^ dots) || (__u32)zero_bytes(tail[1] ^ dots);
}

/*
 * Python keeps what it compiled in DIR/__pycache__/NAME.TAG.pyc, and runs the source if it cannot read that:
 * Lib/importlib/_bootstrap_external.py, SourceLoader.get_code(). Bytecode under other names, or that the command line
 * named, is run in place of a source.
 */
static __noinline bool is_bytecode_cache(struct dentry *dentry, const struct db_task *entry)
{
	static const char cache[] = "__pycache__";
	const struct db_interp *interp;
	struct name_bytes name = {};
	char parent[sizeof(cache)] = {};
	__u64 key;

	if (entry->family != DB_FAMILY_PYTHON || (entry->reading & DB_READING_ALL))
		return false;
	bpf_probe_read_kernel_str(parent, sizeof(parent),
				  BPF_CORE_READ(dentry, d_parent, d_name.name));
	if (BPF_CORE_READ(dentry, d_parent, d_name.len) != sizeof(cache) - 1 ||
	    __builtin_memcmp(parent, cache, sizeof(cache)) || !is_tagged_bytecode(&dentry->d_name))
		return false;
	key = (__u64)BPF_CORE_READ(bpf_get_current_task_btf(), group_leader);
	interp = bpf_map_lookup_elem(&db_interps, &key);
	if (!interp)
		return !(entry->reading & DB_READING_NAMES);
	tails_of(dentry, &name);
	return !names_file(interp, &name.part);
}

/*
 * A pipe, terminal or disk that is named as the program, or called like one. The first two are inline code; a disk
 * is a file that no image ships. /dev/null holds nothing.
 */
static __noinline int judge_special(struct file *file, const struct scope *scope,
				    const struct db_task *entry)
{
	struct mm_struct *mm = BPF_CORE_READ(bpf_get_current_task_btf(), mm);
	__u32 kind = file->f_inode->i_mode & S_IFMT_;
	struct db_code_facts facts = {
		.moment = kind == S_IFBLK_ ? DB_MOMENT_READ : DB_MOMENT_INLINE,
	};
	struct finding found = {
		.reason = kind == S_IFBLK_ ? DB_REASON_SCRIPT_FILE : DB_REASON_INLINE_CODE,
		.scope = scope,
		.facts = &facts,
		.inode = file->f_inode,
		.arguments = BPF_CORE_READ(mm, arg_start),
		.arguments_end = BPF_CORE_READ(mm, arg_end),
	};

	/* Where every file is code, terminals and random numbers are not. */
	if (kind == S_IFCHR_ &&
	    ((entry->reading & DB_READING_ALL) || file->f_inode->i_rdev == DEVICE_NULL_))
		return 0;
	return act_on_finding(&found, (struct path *)&file->f_path, file->f_path.dentry);
}

/*
 * `sh < file`: the shell opens it, and starts another with it for standard input. `inode`: that has the bytes; what
 * is copied up meanwhile is another.
 */
static __always_inline void set_listed(struct db_task *entry, struct inode *inode)
{
	entry->listed_inode = (__u64)inode;
	entry->listed_number = inode_number(inode);
}

/* Written by a container into its own layer, or changed since the first load (ctime cannot be set back
 * without the clock). On tmpfs everything is younger than any image. */
static __always_inline bool written_at_run_time(struct file *file, const struct db_config *cfg)
{
	struct inode *seen = BPF_CORE_READ(file, f_path.dentry, d_inode), *inode = file->f_inode;

	if (BPF_CORE_READ(seen, i_sb, s_magic) == DB_FS_OVERLAY &&
	    overlay_inode_is_upper(seen, inode))
		return true;
	if (inode->i_sb->s_magic == DB_FS_TMPFS)
		return true;
	return change_time(inode) >= cfg->loaded_wall;
}

/*
 * Before Linux 6.9 nothing can be hashed when a file is opened for reading. A digest remembered from an exec
 * decides; else a size no file of the image has refuses, as does a file written since the load. What is
 * left was there before: it is let through and counted.
 */
static __always_inline void gather_unhashed(struct file *file, const struct scope *scope,
					    const struct db_config *cfg,
					    struct db_code_facts *facts, struct data *data,
					    struct db_digest *digest)
{
	struct db_content *record = known_record(file->f_inode);

	data->inode = file->f_inode;
	data->known = true;
	facts->flags |= source_facts(file, data, scope);
	gather_layer(file, scope, facts, data);
	if (record && judge_remembered(file, record, data, scope, facts, digest))
		return;
	facts->flags |= DB_FACT_NOT_CHECKED;
	if (bpf_map_lookup_elem(&db_images, &scope->image))
		facts->flags |= DB_FACT_IMAGE_LOADED;
	if (size_listed(scope->image, size_of(file->f_inode)))
		facts->flags |= DB_FACT_SIZE_LISTED;
	if (written_at_run_time(file, cfg))
		facts->flags |= DB_FACT_CHANGED_SINCE_LOAD;
}

/* Let through unhashed: an alert for each inode, unless its bytes are those of a container's image. */
static __always_inline int report_unverified(struct file *file, const struct scope *scope,
					     const struct db_code_facts *facts)
{
	struct dentry *dentry = file->f_path.dentry;
	struct finding found = {
		.verdict = DB_VERDICT_ALERT,
		.reason = DB_REASON_UNVERIFIED,
		.level = DB_LEVEL_COUNT,
		.scope = scope,
		.facts = facts,
		.inode = file->f_inode,
	};
	struct db_content *record;

	count_tally(DB_TALLY_UNVERIFIED);
	if (BPF_CORE_READ(dentry, d_inode, i_sb, s_magic) == DB_FS_OVERLAY)
		return 0; /* a lower layer */
	record = record_by_address(file->f_inode, true);
	if (record &&
	    (__sync_fetch_and_or(&record->flags, DB_CONTENT_REPORTED) & DB_CONTENT_REPORTED))
		return 0;
	record_finding(&found, (struct path *)&file->f_path, dentry);
	return 0;
}

/* An interpreter in a scope opens a file where nothing can be hashed. */
static __always_inline int judge_unhashed(struct file *file, struct db_task *entry,
					  const struct scope *scope)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_READ };
	const struct db_config *cfg = loader_config();
	struct db_digest digest = {};
	struct data data = {};
	bool code, allowed;
	__u64 size;

	if (!cfg) /* cannot happen: slot 0 of an array */
		return 0;
	code = is_code_read(file, entry);
	if (!is_regular(file))
		return code ? judge_special(file, scope, entry) : 0;
	if (!code) {
		size = size_of(file->f_inode);
		entry->listed_inode = 0;
		if (in_layer(file->f_path.dentry, scope->root)) {
			set_listed(entry, file->f_inode);
			return 0; /* data, or the image's own script */
		}
		if (!size || !size_listed(scope->image, size))
			return 0; /* data */
		data.as_data = true;
	}
	gather_unhashed(file, scope, cfg, &facts, &data, &digest);
	allowed = decide_code(&facts) == DB_REASON_NONE;
	if (allowed)
		set_listed(entry, file->f_inode);
	if (!code)
		return 0;
	if (allowed && (facts.flags & DB_FACT_NOT_CHECKED))
		return report_unverified(file, scope, &facts);
	if (!allowed && is_bytecode_cache(file->f_path.dentry, entry))
		facts.flags |= DB_FACT_BYTECODE_CACHE;
	return act_on_code(MAY_SLEEP, &facts, scope, &digest, data.inode,
			   (struct path *)&file->f_path, file->f_path.dentry);
}

/*
 * The verdict at file_open. What most opens are, nobody's or no interpreter's, ends before the file is looked at closer
 * and before anything is laid out for more.
 */
static __always_inline int judge_unhashed_read(struct file *file)
{
	struct db_task *entry;
	struct scope scope;

	if (!may_be_code(file))
		return 0;
	entry = current_interpreter(&scope);
	if (!entry)
		return 0; /* no interpreter, or in no scope */
	if (is_regular(file) && on_overlay(file))
		return 0; /* the layer's file is judged, which is opened right after */
	return judge_unhashed(file, entry, &scope);
}

#endif
