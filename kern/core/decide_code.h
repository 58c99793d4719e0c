/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May these bytes run? Pure: facts in, reason out. No helper, no map, no kernel type, so that the
 * same lines run in the kernel, in unit tests, in fuzzers and over recorded events.
 *
 * Guards the claim "only what the image ships runs". It does not know paths, on purpose: a name is
 * no identity.
 */
#ifndef DB_CORE_DECIDE_CODE_H
#define DB_CORE_DECIDE_CODE_H

#include "maps/event.h"

/* Memory that a jit maps or makes executable: its own, though it has a descriptor. */
static inline int db_jit_memory(const struct db_code_facts *f)
{
	return (f->flags & DB_FACT_JIT) && (f->flags & DB_FACT_MEMORY_FILE) &&
	       (f->moment == DB_MOMENT_MAP || f->moment == DB_MOMENT_PROTECT);
}

/* What no manifest lists, in words of who judges: an image's manifest, or the container's own layers. */
static inline __u32 db_not_shipped(const struct db_code_facts *f, __u32 reason)
{
	return f->flags & DB_FACT_BY_LAYERS ? DB_REASON_DRIFT : reason;
}

/*
 * Reasons that stand before the bytes are read. They come first so that a file which cannot pass is
 * never hashed: hashing is the one expensive step and cannot be interrupted.
 */
static inline __u32 db_refusal_before_hash(const struct db_code_facts *f)
{
	if (!(f->flags & DB_FACT_IMAGE_LOADED))
		return DB_REASON_NO_IMAGE;
	/* Before the file system: memfd lives on tmpfs, but what is hashed may change after. */
	if ((f->flags & DB_FACT_MEMORY_FILE) && !(f->flags & DB_FACT_SEALED) && !db_jit_memory(f))
		return DB_REASON_MEMORY_FILE;
	if (!(f->flags & (DB_FACT_HONEST_FS | DB_FACT_FOREIGN_FS)))
		return DB_REASON_FILESYSTEM;
	if (f->flags & DB_FACT_STALE_FILE)
		return DB_REASON_OTHER_FILE_MAPPED;
	/* A remembered digest was sized when it was hashed; its size cannot have moved since. */
	if (!(f->flags & (DB_FACT_SIZE_LISTED | DB_FACT_REMEMBERED | DB_FACT_OF_LAYER)))
		return db_not_shipped(f, DB_REASON_UNKNOWN_SIZE);
	if (f->flags & DB_FACT_NO_MEMORY)
		return DB_REASON_NO_MEMORY;
	if (f->flags & DB_FACT_RECORD_FULL)
		return DB_REASON_RECORD_FULL;
	if (f->flags & DB_FACT_BEING_WRITTEN)
		return DB_REASON_BEING_WRITTEN;
	if (f->flags & DB_FACT_SHARED_WRITABLE)
		return DB_REASON_SHARED_WRITABLE;
	if (f->flags & DB_FACT_OF_LAYER)
		return DB_REASON_NONE; /* where it lies says whose it is, hashed or not */
	if ((f->flags & DB_FACT_NOT_CHECKED) && f->moment != DB_MOMENT_READ)
		return DB_REASON_NOT_CHECKED;
	/* Linux before 6.9 cannot hash where a file is opened for reading. */
	if ((f->flags & DB_FACT_NOT_CHECKED) && (f->flags & DB_FACT_CHANGED_SINCE_LOAD))
		return DB_REASON_WRITTEN_SINCE_LOAD;
	return DB_REASON_NONE;
}

/* The classes that let a digest be used at this moment. */
static inline __u32 db_classes_wanted(__u32 moment)
{
	/*
	 * Scripts are executed by their #! line, programs by exec. A mapping is made of a program's
	 * own text or of a library.
	 */
	if (moment == DB_MOMENT_EXEC)
		return DB_CLASS_EXEC | DB_CLASS_SCRIPT;
	if (moment == DB_MOMENT_LINKER)
		return DB_CLASS_LOADER;
	if (moment == DB_MOMENT_MODULE)
		return DB_CLASS_MODULE;
	/* An interpreter that reads a program or a library reads what the image ships, as data. */
	if (moment == DB_MOMENT_READ)
		return DB_CLASS_SCRIPT | DB_CLASS_EXEC | DB_CLASS_LIB | DB_CLASS_LOADER;
	return DB_CLASS_EXEC | DB_CLASS_LIB | DB_CLASS_LOADER;
}

/* DB_REASON_NONE: these bytes may be used so. Anything else: why not. */
static inline __u32 db_decide_code(const struct db_code_facts *f)
{
	__u32 refusal = db_refusal_before_hash(f);

	if (db_jit_memory(f))
		return DB_REASON_NONE;
	if (refusal != DB_REASON_NONE)
		return refusal;
	/* Where nothing can be hashed, or was judged before: where it lies is enough. */
	if ((f->flags & DB_FACT_NOT_CHECKED) && (f->flags & DB_FACT_OF_LAYER))
		return DB_REASON_NONE;
	/* Older than the load and of a listed size: all that can be said there. */
	if ((f->flags & DB_FACT_NOT_CHECKED) && f->moment == DB_MOMENT_READ)
		return DB_REASON_NONE;
	if (!(f->flags & DB_FACT_HASHED))
		return DB_REASON_HASH_FAILED;
	if (f->flags & DB_FACT_CHANGED)
		return DB_REASON_CHANGED;
	/* The deny list wins over the image: malware shipped in an image is still malware. */
	if (f->flags & DB_FACT_DENYLISTED)
		return DB_REASON_DENYLISTED;
	/* No class says which file of a layer is a linker. An interpreter there would not be known as one when it runs. */
	if (f->flags & DB_FACT_OF_LAYER)
		return f->moment == DB_MOMENT_LINKER && (f->classes & DB_CLASS_INTERP)
			       ? DB_REASON_WRONG_CLASS
			       : DB_REASON_NONE;
	if (!(f->flags & DB_FACT_LISTED))
		return db_not_shipped(f, DB_REASON_NOT_IN_IMAGE);
	if (f->classes & db_classes_wanted(f->moment))
		return DB_REASON_NONE;
	/* Who unites manifests takes exec away from a linker (user/digest_set.c). */
	if (f->moment == DB_MOMENT_EXEC && (f->classes & DB_CLASS_LOADER))
		return DB_REASON_LOADER_AS_PROGRAM;
	return DB_REASON_WRONG_CLASS;
}

/* What a reason comes to in a mode. Audit and enforce differ here and nowhere else. */
static inline __u32 db_verdict_of(__u32 reason, __u32 mode)
{
	if (reason == DB_REASON_NONE)
		return DB_VERDICT_ALLOW;
	/* An unknown mode refuses: only the loader writes it, so it can only be damage. */
	return mode == DB_MODE_AUDIT ? DB_VERDICT_AUDIT : DB_VERDICT_DENY;
}

#endif
