/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May these bytes be written? Pure. The write lock is what makes a remembered digest true: while a
 * scope in enforce relies on an inode, nobody opens its data for writing, in a scope or not.
 */
#ifndef DB_CORE_DECIDE_WRITE_H
#define DB_CORE_DECIDE_WRITE_H

#include "maps/event.h"

/*
 * Which scopes rely, or enforce, is a bit for every 64th image id, so two images can be taken for each other: that can only
 * refuse a write to bytes some scope runs, never allow one.
 */
static inline __u32 db_write_facts(__u64 relied, __u64 enforcing)
{
	return (relied ? DB_FACT_RELIED : 0) | (relied & enforcing ? DB_FACT_RELIED_ENFORCED : 0);
}

static inline __u32 db_decide_write(const struct db_code_facts *f)
{
	/*
	 * The size was checked before; grown now, the kernel would hash for hours, in a task that cannot
	 * be killed.
	 */
	if (f->flags & (DB_FACT_RELIED_ENFORCED | DB_FACT_BEING_HASHED))
		return DB_REASON_WRITE_LOCKED;
	/* Nobody who enforces relies on it: the write goes ahead, and running code says so. */
	if ((f->flags & DB_FACT_RELIED) && (f->flags & DB_FACT_MAPPED))
		return DB_REASON_CODE_WRITTEN;
	return DB_REASON_NONE;
}

static inline __u32 db_write_verdict_of(__u32 reason)
{
	if (reason == DB_REASON_WRITE_LOCKED)
		return DB_VERDICT_DENY;
	return reason == DB_REASON_NONE ? DB_VERDICT_ALLOW : DB_VERDICT_AUDIT;
}

#endif
