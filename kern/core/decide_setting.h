/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Off, alert or block? Pure. What a setting comes to for an image, and which setting a finding is under: the
 * one place where both are told.
 */
#ifndef DB_CORE_DECIDE_SETTING_H
#define DB_CORE_DECIDE_SETTING_H

#include "decide_code.h"

/* The level in force: what was set for the image, else the default of the kind of scope. */
static inline __u32 db_level_of(__u64 levels, __u32 setting, int container)
{
	__u32 level = (__u32)(levels >> (2 * setting)) & 3;

	if (level == DB_LEVEL_DEFAULT)
		level = (__u32)((container ? DB_LEVELS_CONTAINER : DB_LEVELS_HOST) >>
				(2 * setting)) &
			3;
	return level;
}

/* The setting a finding is under; DB_SETTING_COUNT: none, it is always refused. */
static inline __u32 db_setting_of(__u32 moment, __u32 reason)
{
	/* The reasons of a verdict on code are shared; what the code is for tells them apart. */
	if (moment == DB_MOMENT_READ)
		return DB_SETTING_SCRIPT_FILE;
	if (moment == DB_MOMENT_MODULE)
		return DB_SETTING_KERNEL_MODULE;
	/* An interpreter that the linker maps: whoever may start the linker, that is refused. */
	if (moment == DB_MOMENT_MAP && reason == DB_REASON_LOADER_AS_PROGRAM)
		return DB_SETTING_COUNT;
#define DB_SETTING_CASE_(C, name, host, container, text) \
	case DB_REASON_##C:                              \
		return DB_SETTING_##C;
	switch (reason) {
		DB_SETTINGS(DB_SETTING_CASE_)
	}
#undef DB_SETTING_CASE_
	return DB_SETTING_COUNT;
}

/* What a level comes to in a mode. Audit and enforce differ here and in db_verdict_of(). */
static inline __u32 db_verdict_at(__u32 level, __u32 mode)
{
	if (level == DB_LEVEL_OFF)
		return DB_VERDICT_ALLOW;
	if (level == DB_LEVEL_ALERT)
		return DB_VERDICT_ALERT;
	/* Anything else refuses: only the loader writes modes, so another number can only be damage. */
	return mode == DB_MODE_AUDIT ? DB_VERDICT_AUDIT : DB_VERDICT_DENY;
}

/* What a finding comes to: `level` is that of its setting, DB_LEVEL_COUNT if it is under none. */
static inline __u32 db_verdict_for(__u32 level, __u32 reason, __u32 mode)
{
	return level == DB_LEVEL_COUNT ? db_verdict_of(reason, mode) : db_verdict_at(level, mode);
}

#endif
