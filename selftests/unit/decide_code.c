// SPDX-License-Identifier: GPL-2.0-only
/*
 * kern/core/decide_code.h by table, and by walking all combinations of facts: what must hold for
 * every one of them is said once, here, and tried on each.
 */
#include <criterion/criterion.h>
#include <linux/types.h>

#include "kern/core/decide_code.h"
#include "kern/core/filesystem.h"

/* Facts of a file that may run. */
#define GOOD                                                                               \
	(DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS | DB_FACT_SIZE_LISTED | DB_FACT_HASHED | \
	 DB_FACT_LISTED)

/* Facts of a file that a container's image has in a layer. */
#define LAYER                                                                            \
	(DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS | DB_FACT_HASHED | DB_FACT_BY_LAYERS | \
	 DB_FACT_OF_LAYER)

struct row {
	const char *what;
	__u32 moment, flags, classes, reason;
};

static const struct row rows[] = {
	{ "a program", DB_MOMENT_EXEC, GOOD, DB_CLASS_EXEC, DB_REASON_NONE },
	{ "a script", DB_MOMENT_EXEC, GOOD, DB_CLASS_SCRIPT, DB_REASON_NONE },
	{ "a program's own text", DB_MOMENT_MAP, GOOD, DB_CLASS_EXEC, DB_REASON_NONE },
	{ "a library", DB_MOMENT_MAP, GOOD, DB_CLASS_LIB, DB_REASON_NONE },
	{ "the dynamic linker as a library", DB_MOMENT_MAP, GOOD, DB_CLASS_LOADER, DB_REASON_NONE },
	{ "the dynamic linker", DB_MOMENT_LINKER, GOOD, DB_CLASS_LOADER, DB_REASON_NONE },
	{ "a program in its place", DB_MOMENT_LINKER, GOOD, DB_CLASS_EXEC | DB_CLASS_INTERP,
	  DB_REASON_WRONG_CLASS },
	{ "a library in its place", DB_MOMENT_LINKER, GOOD, DB_CLASS_LIB, DB_REASON_WRONG_CLASS },
	{ "a file of a layer as the dynamic linker", DB_MOMENT_LINKER, LAYER, 0, DB_REASON_NONE },
	{ "an interpreter of a layer in its place", DB_MOMENT_LINKER, LAYER, DB_CLASS_INTERP,
	  DB_REASON_WRONG_CLASS },
	{ "a library made executable later", DB_MOMENT_PROTECT, GOOD, DB_CLASS_LIB,
	  DB_REASON_NONE },
	{ "the dynamic linker as the program", DB_MOMENT_EXEC, GOOD, DB_CLASS_LOADER,
	  DB_REASON_LOADER_AS_PROGRAM },
	{ "a linker that is a library too", DB_MOMENT_EXEC, GOOD, DB_CLASS_LOADER | DB_CLASS_LIB,
	  DB_REASON_LOADER_AS_PROGRAM },
	{ "a script read by an interpreter", DB_MOMENT_READ, GOOD, DB_CLASS_SCRIPT,
	  DB_REASON_NONE },
	{ "a program read by an interpreter", DB_MOMENT_READ, GOOD, DB_CLASS_EXEC, DB_REASON_NONE },
	{ "a module read by an interpreter", DB_MOMENT_READ, GOOD, DB_CLASS_MODULE,
	  DB_REASON_WRONG_CLASS },
	{ "read unhashed, older than the load", DB_MOMENT_READ,
	  DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS | DB_FACT_SIZE_LISTED | DB_FACT_NOT_CHECKED, 0,
	  DB_REASON_NONE },
	{ "read unhashed, newer than the load", DB_MOMENT_READ,
	  DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS | DB_FACT_SIZE_LISTED | DB_FACT_NOT_CHECKED |
		  DB_FACT_CHANGED_SINCE_LOAD,
	  0, DB_REASON_WRITTEN_SINCE_LOAD },
	{ "a kernel module", DB_MOMENT_MODULE, GOOD, DB_CLASS_MODULE, DB_REASON_NONE },
	{ "a program as a kernel module", DB_MOMENT_MODULE, GOOD, DB_CLASS_EXEC,
	  DB_REASON_WRONG_CLASS },
	{ "a memfd a jit maps", DB_MOMENT_MAP, DB_FACT_MEMORY_FILE | DB_FACT_JIT, 0,
	  DB_REASON_NONE },
	{ "a memfd a jit executes", DB_MOMENT_EXEC,
	  DB_FACT_IMAGE_LOADED | DB_FACT_MEMORY_FILE | DB_FACT_JIT, 0, DB_REASON_MEMORY_FILE },
	{ "a library as the program", DB_MOMENT_EXEC, GOOD, DB_CLASS_LIB, DB_REASON_WRONG_CLASS },
	{ "a script mapped executable", DB_MOMENT_MAP, GOOD, DB_CLASS_SCRIPT,
	  DB_REASON_WRONG_CLASS },
	{ "setuid grants nothing", DB_MOMENT_EXEC, GOOD, DB_CLASS_SETUID, DB_REASON_WRONG_CLASS },
	{ "a module as the program", DB_MOMENT_EXEC, GOOD, DB_CLASS_MODULE, DB_REASON_WRONG_CLASS },
	{ "remembered: size is not looked at again", DB_MOMENT_EXEC,
	  (GOOD & ~DB_FACT_SIZE_LISTED) | DB_FACT_REMEMBERED, DB_CLASS_EXEC, DB_REASON_NONE },
	{ "a sealed memfd of the image", DB_MOMENT_EXEC,
	  GOOD | DB_FACT_MEMORY_FILE | DB_FACT_SEALED, DB_CLASS_EXEC, DB_REASON_NONE },
	{ "an unsealed memfd of the image", DB_MOMENT_EXEC, GOOD | DB_FACT_MEMORY_FILE,
	  DB_CLASS_EXEC, DB_REASON_MEMORY_FILE },
	{ "not in the image", DB_MOMENT_EXEC, GOOD & ~DB_FACT_LISTED, 0, DB_REASON_NOT_IN_IMAGE },
	{ "of a size nothing has", DB_MOMENT_EXEC, DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS, 0,
	  DB_REASON_UNKNOWN_SIZE },
	{ "known malware of the image", DB_MOMENT_EXEC, GOOD | DB_FACT_DENYLISTED, DB_CLASS_EXEC,
	  DB_REASON_DENYLISTED },
	{ "on FUSE", DB_MOMENT_EXEC, GOOD & ~DB_FACT_HONEST_FS, DB_CLASS_EXEC,
	  DB_REASON_FILESYSTEM },
	{ "on FUSE, which the image's settings allow", DB_MOMENT_EXEC,
	  (GOOD & ~DB_FACT_HONEST_FS) | DB_FACT_FOREIGN_FS, DB_CLASS_EXEC, DB_REASON_NONE },
	{ "on FUSE, allowed, and not in the image", DB_MOMENT_EXEC,
	  (GOOD & ~(DB_FACT_HONEST_FS | DB_FACT_LISTED)) | DB_FACT_FOREIGN_FS, 0,
	  DB_REASON_NOT_IN_IMAGE },
	{ "being written", DB_MOMENT_MAP, GOOD | DB_FACT_BEING_WRITTEN, DB_CLASS_LIB,
	  DB_REASON_BEING_WRITTEN },
	{ "once mapped shared and writable", DB_MOMENT_MAP, GOOD | DB_FACT_SHARED_WRITABLE,
	  DB_CLASS_LIB, DB_REASON_SHARED_WRITABLE },
	{ "changed while hashed", DB_MOMENT_MAP, GOOD | DB_FACT_CHANGED, DB_CLASS_LIB,
	  DB_REASON_CHANGED },
	{ "not hashed", DB_MOMENT_EXEC, GOOD & ~DB_FACT_HASHED, DB_CLASS_EXEC,
	  DB_REASON_HASH_FAILED },
	{ "no image", DB_MOMENT_EXEC, GOOD & ~DB_FACT_IMAGE_LOADED, DB_CLASS_EXEC,
	  DB_REASON_NO_IMAGE },
	{ "no memory for the record", DB_MOMENT_EXEC, GOOD | DB_FACT_NO_MEMORY, DB_CLASS_EXEC,
	  DB_REASON_NO_MEMORY },
	{ "there is no room for a record", DB_MOMENT_EXEC, GOOD | DB_FACT_RECORD_FULL,
	  DB_CLASS_EXEC, DB_REASON_RECORD_FULL },
	{ "copied up since it was opened", DB_MOMENT_MAP, GOOD | DB_FACT_STALE_FILE, DB_CLASS_LIB,
	  DB_REASON_OTHER_FILE_MAPPED },
	{ "in a layer of the container's image", DB_MOMENT_EXEC, LAYER, 0, DB_REASON_NONE },
	{ "a library of a layer", DB_MOMENT_MAP, LAYER, 0, DB_REASON_NONE },
	{ "a script of a layer", DB_MOMENT_READ, LAYER, 0, DB_REASON_NONE },
	{ "a script of a layer that cannot be hashed there", DB_MOMENT_READ,
	  (LAYER & ~DB_FACT_HASHED) | DB_FACT_NOT_CHECKED | DB_FACT_CHANGED_SINCE_LOAD, 0,
	  DB_REASON_NONE },
	{ "a layer's file whose hash failed", DB_MOMENT_EXEC, LAYER & ~DB_FACT_HASHED, 0,
	  DB_REASON_HASH_FAILED },
	{ "malware that the image ships", DB_MOMENT_EXEC, LAYER | DB_FACT_DENYLISTED, 0,
	  DB_REASON_DENYLISTED },
	{ "a layer's file that is being written", DB_MOMENT_EXEC, LAYER | DB_FACT_BEING_WRITTEN, 0,
	  DB_REASON_BEING_WRITTEN },
	{ "new in the container", DB_MOMENT_EXEC,
	  DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS | DB_FACT_BY_LAYERS, 0, DB_REASON_DRIFT },
	{ "new in the container, of a size the manifest has", DB_MOMENT_EXEC,
	  (GOOD & ~DB_FACT_LISTED) | DB_FACT_BY_LAYERS, 0, DB_REASON_DRIFT },
	{ "new in the container, but listed for all", DB_MOMENT_EXEC, GOOD | DB_FACT_BY_LAYERS,
	  DB_CLASS_EXEC, DB_REASON_NONE },
	{ "made executable unchecked", DB_MOMENT_PROTECT,
	  DB_FACT_IMAGE_LOADED | DB_FACT_HONEST_FS | DB_FACT_SIZE_LISTED | DB_FACT_NOT_CHECKED, 0,
	  DB_REASON_NOT_CHECKED },
};

Test(decide_code, by_table)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		const struct db_code_facts facts = {
			.moment = row->moment,
			.flags = row->flags,
			.classes = row->classes,
		};

		cr_assert_eq(db_decide_code(&facts), row->reason, "%s: reason %u instead of %u",
			     row->what, db_decide_code(&facts), row->reason);
	}
}

/* Facts without which nothing may be allowed, and facts that forbid whatever else is true. */
#define NEEDED (DB_FACT_IMAGE_LOADED | DB_FACT_HASHED | DB_FACT_LISTED)
#define FORBIDS                                                                             \
	(DB_FACT_DENYLISTED | DB_FACT_BEING_WRITTEN | DB_FACT_CHANGED | DB_FACT_NO_MEMORY | \
	 DB_FACT_RECORD_FULL | DB_FACT_STALE_FILE | DB_FACT_NOT_CHECKED | DB_FACT_SHARED_WRITABLE)
/* Of them what is known only of a file that was looked at. */
#define FORBIDS_HASHED	    (DB_FACT_DENYLISTED | DB_FACT_CHANGED | DB_FACT_NOT_CHECKED)
#define FACT_(C, bit, text) | (1U << (bit))
#define ALL_FACTS	    (0U DB_FACTS(FACT_))

Test(decide_code, nothing_is_allowed_without_every_needed_fact)
{
	for (__u32 flags = 0; flags <= ALL_FACTS; flags++) {
		for (__u32 moment = 0; moment < DB_MOMENT_COUNT; moment++) {
			const struct db_code_facts facts = {
				.moment = moment,
				.flags = flags,
				.classes = DB_CLASS_ALL,
			};

			if (db_decide_code(&facts) != DB_REASON_NONE || db_jit_memory(&facts))
				continue;
			if ((flags & DB_FACT_JIT) && (flags & DB_FACT_MEMORY_FILE) &&
			    (moment == DB_MOMENT_MAP || moment == DB_MOMENT_PROTECT))
				continue; /* a jit's own memory */
			if (flags & DB_FACT_OF_LAYER) {
				/* Listed by where it lies: nothing of what forbids, but that it was not hashed. */
				cr_assert(flags & DB_FACT_IMAGE_LOADED);
				cr_assert(flags & (DB_FACT_HONEST_FS | DB_FACT_FOREIGN_FS));
				cr_assert(flags & (DB_FACT_HASHED | DB_FACT_NOT_CHECKED));
				if (flags & DB_FACT_NOT_CHECKED)
					cr_assert_eq(flags & FORBIDS & ~FORBIDS_HASHED, 0);
				else
					cr_assert_eq(flags & FORBIDS, 0);
				cr_assert(!(flags & DB_FACT_MEMORY_FILE) ||
					  (flags & DB_FACT_SEALED));
				continue;
			}
			if (moment == DB_MOMENT_READ && (flags & DB_FACT_NOT_CHECKED)) {
				/* Where a kernel cannot hash: no memory, no lie, a listed size, no change. */
				cr_assert(flags & DB_FACT_IMAGE_LOADED);
				cr_assert(flags & (DB_FACT_HONEST_FS | DB_FACT_FOREIGN_FS));
				cr_assert(flags & (DB_FACT_SIZE_LISTED | DB_FACT_REMEMBERED));
				cr_assert(!(flags & DB_FACT_CHANGED_SINCE_LOAD));
				continue;
			}
			cr_assert(flags & (DB_FACT_HONEST_FS | DB_FACT_FOREIGN_FS));
			cr_assert_eq(flags & NEEDED, NEEDED, "allowed with facts %#x", flags);
			cr_assert_eq(flags & FORBIDS, 0, "allowed with facts %#x", flags);
			cr_assert(flags & (DB_FACT_SIZE_LISTED | DB_FACT_REMEMBERED));
			cr_assert(!(flags & DB_FACT_MEMORY_FILE) || (flags & DB_FACT_SEALED));
		}
	}
}

Test(decide_code, a_refusal_before_hashing_is_the_refusal)
{
	for (__u32 flags = 0; flags <= ALL_FACTS; flags++) {
		const struct db_code_facts facts = { .moment = DB_MOMENT_EXEC,
						     .flags = flags,
						     .classes = DB_CLASS_EXEC };
		__u32 early = db_refusal_before_hash(&facts);

		if (early != DB_REASON_NONE)
			cr_assert_eq(db_decide_code(&facts), early);
	}
}

Test(decide_code, only_exec_and_script_are_executed)
{
	for (__u32 classes = 0; classes <= DB_CLASS_ALL; classes++) {
		const struct db_code_facts facts = { .moment = DB_MOMENT_EXEC,
						     .flags = GOOD,
						     .classes = classes };
		bool allowed = db_decide_code(&facts) == DB_REASON_NONE;

		cr_assert_eq(allowed, (classes & (DB_CLASS_EXEC | DB_CLASS_SCRIPT)) != 0);
	}
}

Test(decide_code, audit_and_enforce_differ_only_in_the_verdict)
{
	for (__u32 reason = 0; reason < DB_REASON_COUNT; reason++) {
		__u32 audit = db_verdict_of(reason, DB_MODE_AUDIT);
		__u32 enforce = db_verdict_of(reason, DB_MODE_ENFORCE);

		if (reason == DB_REASON_NONE) {
			cr_assert_eq(audit, DB_VERDICT_ALLOW);
			cr_assert_eq(enforce, DB_VERDICT_ALLOW);
		} else {
			cr_assert_eq(audit, DB_VERDICT_AUDIT);
			cr_assert_eq(enforce, DB_VERDICT_DENY);
		}
		/* A mode nobody defined can only be damage, and refuses. */
		cr_assert_eq(db_verdict_of(reason, 77), enforce);
	}
}

Test(filesystem, what_can_lie_is_not_honest)
{
	/* include/uapi/linux/magic.h and the file systems' own headers */
	static const unsigned int lying[] = {
		0x65735546, /* fuse, virtiofs */
		0x6969, /* nfs */
		0xFF534D42, /* cifs */
		0xFE534D42, /* smb2 */
		0x01021997, /* 9p */
		0x00C36400, /* ceph */
		0x958458F6, /* hugetlbfs */
		0x9FA0, /* proc */
		0x62656572, /* sysfs */
		0,
	};

	for (size_t i = 0; i < sizeof(lying) / sizeof(*lying); i++)
		cr_assert(!db_fs_is_honest(lying[i]), "%#x", lying[i]);
	for (size_t i = 0; i < 6; i++)
		cr_assert(db_fs_foreign_bit(lying[i]), "%#x", lying[i]);
	/* No image can allow these: they have no bit. */
	for (size_t i = 6; i < sizeof(lying) / sizeof(*lying); i++)
		cr_assert_eq(db_fs_foreign_bit(lying[i]), 0, "%#x", lying[i]);
#define HONEST_(magic, name) cr_assert_eq(db_fs_foreign_bit(magic), 0, name);
	DB_HONEST_FILESYSTEMS(HONEST_)
	cr_assert(db_fs_is_honest(0xEF53));
	cr_assert(db_fs_is_honest(DB_FS_TMPFS));
	/* An overlay has no bytes of its own: its layers are asked. */
	cr_assert(!db_fs_is_honest(DB_FS_OVERLAY));
}

Test(filesystem, disks_that_others_answer_for)
{
	static const char lying[][DB_DISK_NAME_SIZE] = { "nbd0",  "nbd15", "ublkb3", "rbd0",
							 "rnbd1", "drbd0", "drbd1",  "etherd!" };
	static const char honest[][DB_DISK_NAME_SIZE] = { "sda", "vda",	  "nvme0n1", "dm-0",
							  "md0", "loop0", "zram0",   "mmcblk0",
							  "",	 "nb" };

	for (size_t i = 0; i < sizeof(lying) / sizeof(*lying); i++)
		cr_assert(db_disk_is_network(lying[i]), "%s", lying[i]);
	for (size_t i = 0; i < sizeof(honest) / sizeof(*honest); i++)
		cr_assert(!db_disk_is_network(honest[i]), "%s", honest[i]);
}
