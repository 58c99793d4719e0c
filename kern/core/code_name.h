/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which names does an interpreter read as code? Pure. A name decides only whether a read is judged, never what
 * the verdict is: that is content. What the manifest builder takes for scripts by name
 * (user/manifest/class_table.h) holds every name here, so that no shipped module is refused.
 *
 * Names are compared by their last 16 bytes, as two numbers: a shift register that a program can fill byte by
 * byte without an index.
 */
#ifndef DB_CORE_CODE_NAME_H
#define DB_CORE_CODE_NAME_H

#include "maps/family.h"

static inline void db_tail_add(struct db_tail *tail, __u8 c)
{
	tail->high = tail->high << 8 | tail->low >> 56;
	tail->low = tail->low << 8 | c;
}

static inline int db_tail_is(const struct db_tail *a, const struct db_tail *b)
{
	return a->low == b->low && a->high == b->high;
}

/* The bytes after the last dot among the last eight, packed like a tail; 0 if there is none. */
static inline __u64 db_suffix_of(const struct db_tail *tail)
{
	__u64 suffix = 0;

	for (int i = 0; i < 8; i++) {
		__u8 c = (__u8)(tail->low >> (8 * i));

		if (c == '.')
			return suffix;
		if (!c)
			break;
		suffix |= (__u64)c << (8 * i);
	}
	return 0;
}

#define DB_C1(a)		      ((__u64)(a))
#define DB_C2(a, b)		      (DB_C1(a) << 8 | (b))
#define DB_C3(a, b, c)		      (DB_C2(a, b) << 8 | (c))
#define DB_C4(a, b, c, d)	      (DB_C3(a, b, c) << 8 | (d))
#define DB_C5(a, b, c, d, e)	      (DB_C4(a, b, c, d) << 8 | (e))
#define DB_C6(a, b, c, d, e, f)	      (DB_C5(a, b, c, d, e) << 8 | (f))
#define DB_C7(a, b, c, d, e, f, g)    (DB_C6(a, b, c, d, e, f) << 8 | (g))
#define DB_C8(a, b, c, d, e, f, g, h) (DB_C7(a, b, c, d, e, f, g) << 8 | (h))

static inline int db_shell_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C2('s', 'h'):
	case DB_C3('a', 's', 'h'):
	case DB_C3('k', 's', 'h'):
	case DB_C3('z', 's', 'h'):
	case DB_C3('c', 's', 'h'):
	case DB_C3('b', 's', 'h'):
	case DB_C4('b', 'a', 's', 'h'):
	case DB_C4('f', 'i', 's', 'h'):
	case DB_C3('z', 'w', 'c'):
	/* start-up files: .bashrc, .profile, ... */
	case DB_C5('z', 's', 'h', 'r', 'c'):
	case DB_C5('k', 's', 'h', 'r', 'c'):
	case DB_C5('c', 's', 'h', 'r', 'c'):
	case DB_C5('l', 'o', 'g', 'i', 'n'):
	case DB_C6('b', 'a', 's', 'h', 'r', 'c'):
	case DB_C6('m', 'k', 's', 'h', 'r', 'c'):
	case DB_C6('s', 'h', 'i', 'n', 'i', 't'):
	case DB_C6('z', 's', 'h', 'e', 'n', 'v'):
	case DB_C6('z', 'l', 'o', 'g', 'i', 'n'):
	case DB_C7('p', 'r', 'o', 'f', 'i', 'l', 'e'):
	case DB_C7('z', 'l', 'o', 'g', 'o', 'u', 't'):
		return 1;
	}
	return 0;
}

/* Start-up files of shells whose names are longer than a suffix. */
static inline int db_shell_startup(const struct db_tail *tail)
{
	switch (tail->low) {
	/* of /etc, without a dot */
	case DB_C7('p', 'r', 'o', 'f', 'i', 'l', 'e'):
	case DB_C6('z', 's', 'h', 'e', 'n', 'v'):
	case DB_C5('z', 's', 'h', 'r', 'c'):
	case DB_C6('z', 'l', 'o', 'g', 'i', 'n'):
	case DB_C6('b', 'a', 's', 'h', 'r', 'c'):
		return !tail->high;
	case DB_C8('_', 'p', 'r', 'o', 'f', 'i', 'l', 'e'):
		return tail->high == DB_C5('.', 'b', 'a', 's', 'h');
	case DB_C8('h', '_', 'l', 'o', 'g', 'o', 'u', 't'):
		return tail->high == DB_C4('.', 'b', 'a', 's');
	case DB_C8('_', 'a', 'l', 'i', 'a', 's', 'e', 's'):
		return tail->high == DB_C5('.', 'b', 'a', 's', 'h');
	case DB_C8('s', 'h', '_', 'l', 'o', 'g', 'i', 'n'):
		return tail->high == DB_C3('.', 'b', 'a');
	case DB_C8('z', 'p', 'r', 'o', 'f', 'i', 'l', 'e'):
		return tail->high == DB_C1('.') || !tail->high;
	}
	return 0;
}

/* python311.zip stands first in sys.path. */
static inline int db_python_archive(const struct db_tail *tail)
{
	return db_suffix_of(tail) == DB_C3('z', 'i', 'p') &&
	       tail->high == DB_C5('p', 'y', 't', 'h', 'o') && (tail->low >> 56) == 'n';
}

static inline int db_python_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C2('p', 'y'):
	case DB_C3('p', 'y', 'c'):
	case DB_C3('p', 'y', 'o'):
	case DB_C3('p', 'y', 'w'):
	case DB_C3('p', 'y', 'z'):
	case DB_C3('p', 't', 'h'):
	case DB_C3('e', 'g', 'g'):
	case DB_C3('w', 'h', 'l'):
		return 1;
	}
	return 0;
}

static inline int db_perl_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C2('p', 'l'):
	case DB_C2('p', 'm'):
	case DB_C2('p', 'h'):
	case DB_C2('a', 'l'):
	case DB_C2('i', 'x'):
	case DB_C3('p', 'l', 'x'):
	case DB_C3('c', 'g', 'i'):
	case DB_C4('p', 's', 'g', 'i'):
		return 1;
	}
	return 0;
}

static inline int db_ruby_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C2('r', 'b'):
	case DB_C3('r', 'b', 'w'):
	case DB_C3('r', 'b', 'c'):
	case DB_C4('r', 'a', 'k', 'e'):
		return 1;
	}
	return 0;
}

static inline int db_node_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C2('j', 's'):
	case DB_C2('t', 's'):
	case DB_C3('m', 'j', 's'):
	case DB_C3('c', 'j', 's'):
	case DB_C3('j', 's', 'x'):
	case DB_C3('t', 's', 'x'):
	case DB_C3('m', 't', 's'):
	case DB_C3('c', 't', 's'):
	case DB_C4('w', 'a', 's', 'm'):
		return 1;
	}
	return 0;
}

static inline int db_php_suffix(__u64 suffix)
{
	if (suffix >> 8 == DB_C3('p', 'h', 'p'))
		return (suffix & 0xff) >= '0' && (suffix & 0xff) <= '9';
	switch (suffix) {
	case DB_C3('p', 'h', 'p'):
	case DB_C4('p', 'h', 'a', 'r'):
	case DB_C5('p', 'h', 't', 'm', 'l'):
		return 1;
	}
	return 0;
}

static inline int db_tcl_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('t', 'c', 'l'):
	case DB_C2('t', 'k'):
	case DB_C2('t', 'm'):
	case DB_C3('e', 'x', 'p'):
		return 1;
	}
	return 0;
}

static inline int db_java_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('j', 'a', 'r'):
	case DB_C3('w', 'a', 'r'):
	case DB_C3('j', 's', 'a'):
	case DB_C5('c', 'l', 'a', 's', 's'):
		return 1;
	}
	return 0;
}

static inline int db_editor_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('v', 'i', 'm'):
	case DB_C5('v', 'i', 'm', 'r', 'c'):
	case DB_C4('e', 'x', 'r', 'c'):
		return 1;
	}
	return 0;
}

static inline int db_emacs_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('e', 'l', 'c'):
	case DB_C2('e', 'l'):
	case DB_C5('e', 'm', 'a', 'c', 's'):
		return 1;
	}
	return 0;
}

/* WebAssembly, .NET, LLVM, and what node runs. */
static inline int db_runtime_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('d', 'l', 'l'):
	case DB_C3('e', 'x', 'e'):
	case DB_C3('w', 'a', 't'):
	case DB_C5('c', 'w', 'a', 's', 'm'):
	case DB_C2('b', 'c'):
	case DB_C2('l', 'l'):
	case DB_C3('c', 's', 'x'):
	case DB_C3('f', 's', 'x'):
		return 1;
	}
	return db_node_suffix(suffix);
}

static inline int db_powershell_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('p', 's', '1'):
	case DB_C4('p', 's', 'm', '1'):
	case DB_C4('p', 's', 'd', '1'):
	case DB_C3('d', 'l', 'l'):
		return 1;
	}
	return 0;
}

static inline int db_erlang_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C4('b', 'e', 'a', 'm'):
	case DB_C2('e', 'x'):
	case DB_C3('e', 'x', 's'):
		return 1;
	}
	return 0;
}

/* Start-up files whose names are longer than a suffix. */
static inline int db_startup_of(__u32 family, const struct db_tail *tail)
{
	switch (tail->low) {
	case DB_C8('s', 'q', 'l', 'i', 't', 'e', 'r', 'c'):
		return family == DB_FAMILY_DATABASE && (!tail->high || tail->high == DB_C1('.'));
	case DB_C8('l', 'l', 'd', 'b', 'i', 'n', 'i', 't'):
		return family == DB_FAMILY_LLDB && tail->high == DB_C1('.');
	case DB_C8('a', 'r', 'l', 'y', 'i', 'n', 'i', 't'):
		return family == DB_FAMILY_DEBUGGER && tail->high == DB_C5('.', 'g', 'd', 'b', 'e');
	}
	return 0;
}

static inline int db_debugger_suffix(__u64 suffix)
{
	switch (suffix) {
	case DB_C3('g', 'd', 'b'):
	case DB_C7('g', 'd', 'b', 'i', 'n', 'i', 't'):
		return 1;
	}
	return db_python_suffix(suffix);
}

/* True if a file of this name is code to an interpreter of this family. */
static inline int db_is_code_name(__u32 family, const struct db_tail *tail)
{
	__u64 suffix = db_suffix_of(tail);

	switch (family) {
	case DB_FAMILY_SHELL:
		return db_shell_suffix(suffix) || db_shell_startup(tail);
	case DB_FAMILY_PYTHON:
		return db_python_suffix(suffix) || db_python_archive(tail);
	case DB_FAMILY_PERL:
		return db_perl_suffix(suffix);
	case DB_FAMILY_RUBY:
		return db_ruby_suffix(suffix);
	case DB_FAMILY_NODE:
		return db_node_suffix(suffix);
	case DB_FAMILY_PHP:
	case DB_FAMILY_PHP_FPM:
		return db_php_suffix(suffix);
	case DB_FAMILY_LUA:
		return suffix == DB_C3('l', 'u', 'a') || suffix == DB_C4('l', 'u', 'a', 'c');
	case DB_FAMILY_TCL:
		return db_tcl_suffix(suffix);
	case DB_FAMILY_JAVA:
		return db_java_suffix(suffix);
	case DB_FAMILY_AWK:
		return suffix == DB_C3('a', 'w', 'k');
	case DB_FAMILY_EDITOR:
		return db_editor_suffix(suffix);
	case DB_FAMILY_DEBUGGER:
	case DB_FAMILY_LLDB:
		return db_debugger_suffix(suffix) || db_startup_of(family, tail);
	case DB_FAMILY_DATABASE:
		return db_startup_of(family, tail);
	case DB_FAMILY_EMACS:
		return db_emacs_suffix(suffix);
	case DB_FAMILY_RUNTIME:
		return db_runtime_suffix(suffix);
	case DB_FAMILY_POWERSHELL:
		return db_powershell_suffix(suffix);
	case DB_FAMILY_GUILE:
		return suffix == DB_C3('s', 'c', 'm');
	case DB_FAMILY_ERLANG:
		return db_erlang_suffix(suffix);
	}
	return 0; /* what another interpreter calls its modules is not known */
}

#endif
