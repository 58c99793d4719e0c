/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a digest may be used for. The names are those of manifest version 1; the bit is what the
 * pinned image maps hold. A digest found under several paths has the union of their classes.
 *
 * Plain C: included by BPF programs, by both commands, by unit tests. Needs fixed-width types from
 * <linux/types.h> or vmlinux.h, included before this file.
 */
#ifndef DB_MAPS_CLASS_H
#define DB_MAPS_CLASS_H

/* X(CONSTANT, manifest name, bit, meaning) */
/* clang-format off */
#define DB_CLASSES(X)                                                                              \
	X(EXEC, exec, 0, "may be executed")                                                        \
	X(LIB, lib, 1, "may be mapped executable")                                                 \
	X(LOADER, loader, 2, "dynamic linker: alone maps as PT_INTERP, refused as the program itself") \
	X(SCRIPT, script, 3, "text an interpreter may run")                                        \
	X(INTERP, interp, 4, "runs scripts")                                                       \
	X(JIT, jit, 5, "may make memory executable")                                               \
	X(EXECSTACK, execstack, 6, "asks for an executable stack")                                 \
	X(MODULE, module, 7, "kernel module")                                                      \
	X(SETUID, setuid, 8, "set-user-ID or file capabilities; for review, grants nothing")       \
	X(RUNTIME, runtime, 9, "starts containers: what it starts on an image's layers is judged by them")
/* clang-format on */

#define DB_CLASS_(C, name, bit, text) DB_CLASS_##C = 1U << (bit),
enum db_class { DB_CLASSES(DB_CLASS_) };
#undef DB_CLASS_

#define DB_CLASS_SUM_(C, name, bit, text) | (1U << (bit))
#define DB_CLASS_ALL			  (0U DB_CLASSES(DB_CLASS_SUM_))

/* What is kept of a running program: the rest of its classes matter at exec and map alone. */
#define DB_CLASSES_KEPT \
	(DB_CLASS_INTERP | DB_CLASS_JIT | DB_CLASS_EXECSTACK | DB_CLASS_RUNTIME | DB_CLASS_LOADER)

#endif
