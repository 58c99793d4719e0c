/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Families of interpreters: how one takes its program, and which names it reads as code. The loader finds the
 * family by an interpreter's path in the manifest, which nobody but the image's builder chooses; what the
 * program is called when it runs means nothing.
 * Sources: each program's manual page, Debian 12.
 */
#ifndef DB_MAPS_FAMILY_H
#define DB_MAPS_FAMILY_H

enum db_family_flag {
	DB_FAMILY_OPERAND = 1U << 0, /* the first word that is no option is the program */
	DB_FAMILY_STDIN = 1U << 1, /* without one, standard input is */
	DB_FAMILY_LONG_ARGUMENTS = 1U << 2, /* long options may take the next word */
	DB_FAMILY_DASH_S =
		1U << 3, /* -s: standard input in spite of operands; options' arguments follow */
	DB_FAMILY_LONG_WORDS = 1U << 4, /* -word is one option, not letters */
};

#define DB_FAMILY_SCRIPTED (DB_FAMILY_OPERAND | DB_FAMILY_STDIN)

/* A set of letters: neither case nor letter share a bit. */
#define DB_L(c) (1ULL << ((c)&63))

/*
 * X(CONSTANT, name, flags, inline, next, rest, module): letters of single-dash options. `inline`: code follows. `next`:
 * takes the rest of the word, or the next word. `rest`: takes the rest of the word only. `module`: a module's
 * name follows, which is found by its file's name.
 */
/* clang-format off */
#define DB_FAMILIES(X)                                                                             \
	X(OTHER, other, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS, DB_L('c') | DB_L('e'), 0, 0, 0) \
	X(SHELL, shell, DB_FAMILY_SCRIPTED | DB_FAMILY_DASH_S, DB_L('c'), DB_L('o') | DB_L('O'), 0, 0) \
	X(PYTHON, python, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS, DB_L('c'), DB_L('W') | DB_L('X'), 0, DB_L('m'))      \
	X(PERL, perl, DB_FAMILY_SCRIPTED, DB_L('e') | DB_L('E'), DB_L('I'),                        \
	  DB_L('i') | DB_L('M') | DB_L('m') | DB_L('d') | DB_L('x') | DB_L('C') | DB_L('D') | DB_L('F') | DB_L('V'), 0) \
	X(RUBY, ruby, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS, DB_L('e'),                    \
	  DB_L('r') | DB_L('I') | DB_L('C') | DB_L('E'),                                           \
	  DB_L('i') | DB_L('F') | DB_L('K') | DB_L('x') | DB_L('T') | DB_L('W'), 0)                \
	X(NODE, node, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS, DB_L('e') | DB_L('p'),        \
	  DB_L('r') | DB_L('C'), 0, 0)                                                             \
	X(PHP, php, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS,                                 \
	  DB_L('r') | DB_L('R') | DB_L('B') | DB_L('E'),                                           \
	  DB_L('c') | DB_L('d') | DB_L('f') | DB_L('F') | DB_L('S') | DB_L('t') | DB_L('z'), 0, 0) \
	X(LUA, lua, DB_FAMILY_SCRIPTED, DB_L('e'), DB_L('l'), 0, 0)                                \
	X(TCL, tcl, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS, DB_L('c'), 0, 0, 0)             \
	X(JAVA, java, DB_FAMILY_OPERAND | DB_FAMILY_LONG_WORDS | DB_FAMILY_LONG_ARGUMENTS, 0, 0, 0, 0) \
	X(AWK, awk, 0, 0, DB_L('f') | DB_L('E') | DB_L('i') | DB_L('l') | DB_L('v') | DB_L('F') | DB_L('W'), 0, 0) \
	X(EDITOR, editor, 0, DB_L('c'), DB_L('S') | DB_L('u') | DB_L('U') | DB_L('s') | DB_L('l'), 0, 0) \
	X(DEBUGGER, debugger, DB_FAMILY_LONG_WORDS, 0, DB_L('x'), 0, 0)                            \
	X(DATABASE, database, DB_FAMILY_LONG_WORDS, 0, 0, 0, 0)                                    \
	X(APPLET, applet, 0, 0, 0, 0, 0) /* one program of many: its name says which */            \
	X(PLAIN, plain, 0, 0, 0, 0, 0) /* an applet that runs nothing */                           \
	X(PHP_FPM, php-fpm, 0, 0, DB_L('d'),                                                       \
	  DB_L('c') | DB_L('g') | DB_L('p') | DB_L('y'), 0) /* its words are settings; requests name pages */
/* clang-format on */

#define DB_FAMILY_(C, name, flags, inline_, next, rest, module) DB_FAMILY_##C,
enum db_family { DB_FAMILIES(DB_FAMILY_) DB_FAMILY_COUNT };
#undef DB_FAMILY_

/* The end of a name: its last 16 bytes, the very last the lowest of low, zeros before a shorter one. */
struct db_tail {
	__u64 high, low; /* the last byte of the name is the lowest of low */
};

enum db_command_flag {
	DB_COMMAND_INLINE = 1U << 0, /* -c, -e */
	DB_COMMAND_OPERAND = 1U << 1, /* a file is named */
	DB_COMMAND_STDIN = 1U << 2, /* -, -s */
	DB_COMMAND_MODULE = 1U << 3, /* -m */
	DB_COMMAND_DESCRIPTOR = 1U << 4, /* /dev/fd/N, /dev/stdin: `descriptor` */
	DB_COMMAND_DONE = 1U << 5, /* the words that follow are the program's own */
	DB_COMMAND_NO_PROGRAM = 1U << 7, /* --version and the like: nothing is run */
	DB_COMMAND_EXPANDED =
		1U << 6, /* a start-up file's name is expanded by the shell: any file */
};

/* Lengths in bytes; flags of one word are cleared by db_word_start(). */
struct db_command {
	__u32 family;
	__u32 flags; /* enum db_command_flag */
	__u32 words; /* ended so far */
	__u32 operands; /* taken as the program so far */
	__u32 unknown; /* long options that may have taken the next word for their argument */
	__u32 next_argument; /* so many of the next words belong to this one */
	__u32 options_over; /* -- was read */
	__u32 descriptor;
	/* of the word being read */
	__u32 length;
	__u32 dashes;
	__u32 argument;
	__u32 scanning; /* letters of a single-dash word */
	__u32 equals; /* an = was in it */
	__u32 attached; /* its end is the argument of its last letter */
	__u32 number; /* its last part, while it is all digits; else DB_NO_NUMBER */
	__u32 part_length; /* of its last part */
	__u32 ends_in_slash;
	__u32 letter; /* the option letter that takes the argument */
	__u64 head; /* first bytes of its last part, eight at most, the first the lowest */
	struct db_tail tail; /* of its last part */
};

/* X(fnmatch pattern of a base name, FAMILY): the first that fits. Interpreters of none are OTHER. */
/* clang-format off */
#define DB_FAMILY_NAMES(X)                                                                         \
	X("busybox*", APPLET)                                                                      \
	X("toybox*", APPLET)                                                                       \
	X("sh", SHELL)                                                                             \
	X("*ash", SHELL)                                                                           \
	X("ash.static", SHELL)                                                                     \
	X("bash-static", SHELL)                                                                    \
	X("*ksh*", SHELL)                                                                          \
	X("zsh*", SHELL)                                                                           \
	X("*csh", SHELL)                                                                           \
	X("fish", SHELL)                                                                           \
	X("yash", SHELL)                                                                           \
	X("osh", SHELL)                                                                            \
	X("python*", PYTHON)                                                                       \
	X("pypy*", PYTHON)                                                                         \
	X("micropython", PYTHON)                                                                   \
	X("perl*", PERL)                                                                           \
	X("ruby*", RUBY)                                                                           \
	X("mruby", RUBY)                                                                           \
	X("node", NODE)                                                                            \
	X("nodejs", NODE)                                                                          \
	X("bun", NODE)                                                                             \
	X("deno", NODE)                                                                            \
	X("qjs", NODE)                                                                             \
	X("php-fpm*", PHP_FPM)                                                                     \
	X("php*", PHP)                                                                             \
	X("lua*", LUA)                                                                             \
	X("tclsh*", TCL)                                                                           \
	X("wish*", TCL)                                                                            \
	X("expect", TCL)                                                                           \
	X("java", JAVA)                                                                            \
	X("*awk", AWK)                                                                             \
	X("vi", EDITOR)                                                                            \
	X("view", EDITOR)                                                                          \
	X("vim*", EDITOR)                                                                          \
	X("rvim", EDITOR)                                                                          \
	X("ex", EDITOR)                                                                            \
	X("ed", EDITOR)                                                                            \
	X("nvim", EDITOR)                                                                          \
	X("emacs*", EDITOR)                                                                        \
	X("m4", EDITOR)                                                                            \
	X("gdb", DEBUGGER)                                                                         \
	X("lldb*", DEBUGGER)                                                                       \
	X("sqlite3", DATABASE)
/* clang-format on */

#endif
