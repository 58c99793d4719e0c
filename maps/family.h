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
	DB_FAMILY_CODE_ENDS = 1U << 5, /* behind inline code or a module no option is its own */
	DB_FAMILY_BOTH = 1U << 6, /* runs inline code, and then a program */
	DB_FAMILY_VERB = 1U << 7, /* a verb may stand before the program: run, exec */
	DB_FAMILY_SETTINGS = 1U << 8, /* name=value in an option is a setting, and no code */
	DB_FAMILY_ASKS_ALONE = 1U << 9, /* -v asks only if no program follows */
	DB_FAMILY_DATA_URL = 1U << 10, /* takes data:... for a file */
};

#define DB_FAMILY_SCRIPTED (DB_FAMILY_OPERAND | DB_FAMILY_STDIN)

/* A set of letters: neither case nor letter share a bit. */
#define DB_L(c)			(1ULL << ((c)&63))
#define DB_L2(a, b)		(DB_L(a) | DB_L(b))
#define DB_L4(a, b, c, d)	(DB_L2(a, b) | DB_L2(c, d))
#define DB_L6(a, b, c, d, e, f) (DB_L4(a, b, c, d) | DB_L2(e, f))

/*
 * X(CONSTANT, name, flags, inline, next, rest, module, prompt, asks): letters of single-dash options. `inline`: code
 * follows. `next`: takes the rest of the word, or the next word. `rest`: takes the rest of the word only. `module`: a
 * module's name follows, which is found by its file's name. `prompt`: reads code from standard input in the
 * end, whatever else it runs. `asks`: alone in its word, nothing is run.
 */
/* clang-format off */
#define DB_FAMILIES(X)                                                                             \
	X(OTHER, other, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS | DB_FAMILY_BOTH,            \
	  DB_L2('c', 'e'), 0, 0, 0, 0, 0)                                                          \
	X(SHELL, shell, DB_FAMILY_SCRIPTED | DB_FAMILY_DASH_S | DB_FAMILY_CODE_ENDS, DB_L('c'),    \
	  DB_L2('o', 'O'), 0, 0, 0, 0)                                                             \
	X(PYTHON, python, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS | DB_FAMILY_CODE_ENDS,     \
	  DB_L('c'), DB_L2('W', 'X'), 0, DB_L('m'), DB_L('i'), DB_L2('V', 'h'))                    \
	X(PERL, perl, DB_FAMILY_SCRIPTED, DB_L2('e', 'E'), DB_L('I'),                              \
	  DB_L6('i', 'M', 'm', 'd', 'x', 'C') | DB_L4('D', 'F', 'v', 'V'), 0, 0, DB_L2('v', 'V') | DB_L('h')) \
	X(RUBY, ruby, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS | DB_FAMILY_ASKS_ALONE,        \
	  DB_L('e'), DB_L4('r', 'I', 'C', 'E'), DB_L6('i', 'F', 'K', 'x', 'T', 'W'), 0, 0, DB_L('v')) \
	X(NODE, node, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS | DB_FAMILY_DATA_URL,          \
	  DB_L2('e', 'p'), DB_L2('r', 'C'), 0, 0, DB_L('i'), DB_L2('v', 'h'))                      \
	X(PHP, php, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_ARGUMENTS | DB_FAMILY_DATA_URL,            \
	  DB_L4('r', 'R', 'B', 'E'), DB_L6('c', 'd', 'f', 'F', 'S', 't') | DB_L('z'), 0, 0,        \
	  DB_L('a'), DB_L4('v', 'm', 'i', 'h'))                                                    \
	X(LUA, lua, DB_FAMILY_SCRIPTED | DB_FAMILY_BOTH | DB_FAMILY_ASKS_ALONE, DB_L('e'),         \
	  DB_L('l'), 0, 0, DB_L('i'), DB_L('v'))                                                   \
	X(TCL, tcl, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_WORDS | DB_FAMILY_LONG_ARGUMENTS |         \
	  DB_FAMILY_BOTH, 0, 0, 0, 0, 0, 0)                                                        \
	X(JAVA, java, DB_FAMILY_OPERAND | DB_FAMILY_LONG_WORDS | DB_FAMILY_LONG_ARGUMENTS |        \
	  DB_FAMILY_SETTINGS, 0, 0, 0, 0, 0, 0)                                                    \
	X(AWK, awk, 0, DB_L('e'), DB_L6('f', 'E', 'i', 'l', 'v', 'F') | DB_L('W'), 0, 0, 0, 0)     \
	X(EDITOR, editor, 0, DB_L('c'), DB_L4('S', 'u', 'U', 's') | DB_L('l'), 0, 0, 0, 0)         \
	X(DEBUGGER, debugger, DB_FAMILY_LONG_WORDS, 0, 0, 0, 0, 0, 0)                              \
	X(DATABASE, database, DB_FAMILY_LONG_WORDS, 0, 0, 0, 0, 0, 0)                              \
	X(APPLET, applet, 0, 0, 0, 0, 0, 0, 0) /* one program of many: its name says which */      \
	X(PLAIN, plain, 0, 0, 0, 0, 0, 0, 0) /* an applet that runs nothing */                     \
	X(PHP_FPM, php-fpm, DB_FAMILY_SETTINGS | DB_FAMILY_DATA_URL, 0, DB_L('d'),                 \
	  DB_L4('c', 'g', 'p', 'y'), 0, 0, 0) /* its words are settings; requests name pages */    \
	X(EMACS, emacs, DB_FAMILY_LONG_WORDS, 0, 0, 0, 0, 0, 0)                                    \
	X(LLDB, lldb, DB_FAMILY_LONG_WORDS, 0, 0, 0, 0, 0, 0)                                      \
	X(GUILE, guile, DB_FAMILY_SCRIPTED | DB_FAMILY_CODE_ENDS, DB_L('c'),                       \
	  DB_L4('l', 'e', 'x', 'L'), 0, 0, 0, DB_L2('v', 'h'))                         \
	X(POWERSHELL, powershell, DB_FAMILY_SCRIPTED | DB_FAMILY_LONG_WORDS | DB_FAMILY_LONG_ARGUMENTS, \
	  0, 0, 0, 0, 0, 0)                                                                        \
	X(RUNTIME, runtime, DB_FAMILY_OPERAND | DB_FAMILY_LONG_ARGUMENTS | DB_FAMILY_VERB |        \
	  DB_FAMILY_BOTH | DB_FAMILY_DATA_URL, DB_L('e'), DB_L('r'), 0, 0, 0, 0) /* of WebAssembly, .NET, deno */ \
	X(EMULATOR, emulator, DB_FAMILY_OPERAND | DB_FAMILY_LONG_WORDS | DB_FAMILY_LONG_ARGUMENTS, \
	  0, 0, 0, 0, 0, 0) /* of another machine's programs */                                    \
	X(ERLANG, erlang, DB_FAMILY_LONG_WORDS, 0, 0, 0, 0, 0, 0)                                  \
	X(GLIBC, glibc, 0, 0, 0, 0, 0, 0, 0) /* no interpreter: the dynamic linker that ldd can ask */
/* clang-format on */

#define DB_FAMILY_(C, name, flags, inline_, next, rest, module, prompt, asks) DB_FAMILY_##C,
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
	DB_COMMAND_ANY_FILE =
		1U << 6, /* which files are meant is not known: all it opens are code */
	DB_COMMAND_NO_PROGRAM = 1U << 7, /* --version and the like: nothing is run */
	DB_COMMAND_PROMPT = 1U << 8, /* in the end standard input is code, too */
	DB_COMMAND_RUNNER = 1U << 9, /* something that runs the file its own words name */
	DB_COMMAND_BESIDE = 1U << 10, /* inline code besides the program */
};

/* What is known of the next word before it is read. */
enum db_command_next {
	DB_NEXT_CODE = 1, /* inline code */
	DB_NEXT_MODULE, /* a module's name */
	DB_IN_VALUE, /* of a variable: its name was read */
};

/* Lengths in bytes; fields of one word are cleared by db_word_start(). */
struct db_command {
	__u32 family;
	__u32 flags; /* enum db_command_flag */
	__u32 words; /* ended so far */
	__u32 operands; /* taken as the program so far */
	__u32 unknown; /* long options that may have taken the next word for their argument */
	__u32 next_argument; /* so many of the next words belong to this one */
	__u32 descriptor;
	/* of the word being read */
	__u32 length;
	__u32 number; /* its last part, while it is all digits; else DB_NO_NUMBER */
	__u32 part_length; /* of its last part, 8 at most */
	__u32 word_flags; /* enum db_command_flag that it has if it is an option */
	__u8 options_over; /* -- was read */
	__u8 next; /* enum db_command_next */
	/* of the word being read */
	__u8 is; /* what `next` was before it */
	__u8 dashes;
	__u8 argument;
	__u8 scanning; /* letters of a single-dash word, or what the last of them takes */
	__u8 equals; /* an = was in it */
	__u8 attached; /* its end is the argument of its last letter */
	__u8 letter; /* the option letter that takes the argument */
	__u8 first_letter; /* of an option */
	__u8 option_length; /* of `option` */
	__u8 in_descriptors; /* the part before its last is fd */
	__u8 effect; /* of a variable: enum db_word_effect */
	__u8 last_byte;
	__u8 reserved[6];
	__u64 head; /* first bytes of its last part, eight at most, the first the lowest */
	__u64 option; /* the same of its first part */
	struct db_tail tail; /* of its last part */
};

/* What long options, variables and the modules of -m mean to code. */
enum db_word_effect {
	DB_WORD_FILE = 1U << 0, /* its value names a file of code */
	DB_WORD_INLINE = 1U << 1, /* its value is code */
	DB_WORD_ASKS = 1U << 2, /* nothing is run */
	DB_WORD_ENDS = 1U << 3, /* what follows is the program's own */
	DB_WORD_SINGLE = 1U << 4, /* with one dash, too, in families of letters */
	DB_WORD_PROMPT = 1U << 5, /* standard input is code, too */
	DB_WORD_EXPANDS = 1U << 6, /* a shell expands the value, and runs $(...) in it */
	DB_WORD_AT = 1U << 7, /* @FILE, or code */
	DB_WORD_PREFIX = 1U << 8, /* and any name that begins so */
	DB_WORD_RUNS = 1U << 9, /* what it runs is named behind it */
};

#define DB_F(C)		(1U << DB_FAMILY_##C)
#define DB_F2(A, B)	(DB_F(A) | DB_F(B))
#define DB_EVERY_FAMILY (~0U)
#define DB_PYTHON_MODULES \
	31 /* in place of a family: what -m names, and what it does with its words */

/* X(families, name, shortest, effects): names are compared up to eight bytes, and may be cut to `shortest`. */
/* clang-format off */
#define DB_LONG_OPTIONS(X)                                                                         \
	X(DB_EVERY_FAMILY & ~(DB_F2(OTHER, TCL) | 1U << DB_PYTHON_MODULES), "help", 4, DB_WORD_ASKS) \
	X(DB_EVERY_FAMILY & ~(DB_F2(OTHER, TCL) | 1U << DB_PYTHON_MODULES), "version", 7, DB_WORD_ASKS) \
	X(DB_EVERY_FAMILY, "rcfile", 6, DB_WORD_FILE)                                              \
	X(DB_EVERY_FAMILY, "init-file", 8, DB_WORD_FILE)                                           \
	X(DB_EVERY_FAMILY, "file", 4, DB_WORD_FILE)                                                \
	X(DB_EVERY_FAMILY, "load", 4, DB_WORD_FILE)                                                \
	X(DB_EVERY_FAMILY & ~DB_F(DEBUGGER), "exec", 4, DB_WORD_FILE)                              \
	X(DB_EVERY_FAMILY, "import", 6, DB_WORD_FILE)                                              \
	X(DB_EVERY_FAMILY, "script", 6, DB_WORD_FILE)                                              \
	X(DB_EVERY_FAMILY, "loader", 6, DB_WORD_FILE)                                              \
	X(DB_EVERY_FAMILY, "init", 4, DB_WORD_FILE)                                                \
	X(DB_EVERY_FAMILY, "include", 7, DB_WORD_FILE)                                             \
	X(DB_EVERY_FAMILY, "require", 7, DB_WORD_FILE)                                             \
	X(DB_EVERY_FAMILY & ~DB_F2(SHELL, POWERSHELL), "command", 7, DB_WORD_FILE)                 \
	X(DB_EVERY_FAMILY, "classpath", 8, DB_WORD_FILE)                                           \
	X(DB_EVERY_FAMILY, "jar", 3, DB_WORD_FILE)                                                 \
	X(DB_EVERY_FAMILY, "cp", 2, DB_WORD_FILE)                                                  \
	X(DB_EVERY_FAMILY, "eval", 4, DB_WORD_INLINE)                                              \
	X(DB_EVERY_FAMILY, "print", 5, DB_WORD_INLINE)                                             \
	X(DB_EVERY_FAMILY & ~(1U << DB_PYTHON_MODULES), "run", 3, DB_WORD_INLINE)                  \
	X(DB_F(SHELL), "rcfile", 6, DB_WORD_FILE | DB_WORD_SINGLE)                                 \
	X(DB_F(SHELL), "init-file", 8, DB_WORD_FILE | DB_WORD_SINGLE)                              \
	X(DB_F(SHELL), "command", 7, DB_WORD_INLINE) /* fish */                                    \
	X(DB_F(SHELL), "init-command", 8, DB_WORD_INLINE) /* fish */                               \
	X(DB_F(PHP), "process-", 8, DB_WORD_FILE | DB_WORD_INLINE) /* -begin, -code, -end, -file */ \
	X(DB_F(PHP), "define", 6, DB_WORD_FILE)                                                    \
	X(DB_F2(NODE, PHP), "interactive", 8, DB_WORD_PROMPT)                                      \
	X(DB_F(PHP), "info", 4, DB_WORD_ASKS)                                                      \
	X(DB_F(PHP), "ini", 3, DB_WORD_ASKS)                                                       \
	X(DB_F(PHP), "modules", 7, DB_WORD_ASKS)                                                   \
	X(DB_F(JAVA), "class-path", 8, DB_WORD_FILE)                                               \
	X(DB_F(JAVA), "module-path", 8, DB_WORD_FILE)                                              \
	X(DB_F(JAVA), "p", 1, DB_WORD_FILE)                                                        \
	X(DB_F(JAVA), "javaagent", 8, DB_WORD_FILE)                                                \
	X(DB_F(AWK), "file", 3, DB_WORD_FILE) /* gawk takes any beginning that is enough */        \
	X(DB_F(AWK), "exec", 1, DB_WORD_FILE)                                                      \
	X(DB_F(AWK), "include", 1, DB_WORD_FILE)                                                   \
	X(DB_F(AWK), "load", 2, DB_WORD_FILE)                                                      \
	X(DB_F(AWK), "source", 2, DB_WORD_INLINE)                                                  \
	X(DB_F(EDITOR), "cmd", 3, DB_WORD_INLINE)                                                  \
	X(DB_F(DATABASE), "cmd", 3, DB_WORD_INLINE)                                                \
	X(DB_F(DEBUGGER), "x", 1, DB_WORD_FILE)                                                    \
	X(DB_F(DEBUGGER), "ix", 2, DB_WORD_FILE)                                                   \
	X(DB_F(DEBUGGER), "eix", 3, DB_WORD_FILE)                                                  \
	X(DB_F(DEBUGGER), "ex", 2, DB_WORD_INLINE)                                                 \
	X(DB_F(DEBUGGER), "iex", 3, DB_WORD_INLINE)                                                \
	X(DB_F(DEBUGGER), "eiex", 4, DB_WORD_INLINE)                                               \
	X(DB_F(DEBUGGER), "command", 3, DB_WORD_FILE) /* gdb, too, takes beginnings */             \
	X(DB_F(DEBUGGER), "init-command", 6, DB_WORD_FILE)                                         \
	X(DB_F(DEBUGGER), "eval-command", 2, DB_WORD_INLINE)                                       \
	X(DB_F(DEBUGGER), "init-eval-command", 6, DB_WORD_INLINE)                                  \
	X(DB_F(DEBUGGER), "early-init-", 2, DB_WORD_FILE | DB_WORD_INLINE) /* -command, -eval-command */ \
	X(DB_F(DEBUGGER), "args", 2, DB_WORD_ENDS)                                                 \
	X(DB_F(TCL), "c", 1, DB_WORD_INLINE)                                                       \
	X(DB_F(TCL), "f", 1, DB_WORD_FILE)                                                         \
	X(DB_F(TCL), "b", 1, DB_WORD_FILE)                                                         \
	X(DB_F(LLDB), "s", 1, DB_WORD_FILE)                                                        \
	X(DB_F(LLDB), "S", 1, DB_WORD_FILE)                                                        \
	X(DB_F(LLDB), "K", 1, DB_WORD_FILE)                                                        \
	X(DB_F(LLDB), "source", 6, DB_WORD_FILE)                                                   \
	X(DB_F(LLDB), "source-", 7, DB_WORD_FILE)                                                  \
	X(DB_F(LLDB), "o", 1, DB_WORD_INLINE)                                                      \
	X(DB_F(LLDB), "O", 1, DB_WORD_INLINE)                                                      \
	X(DB_F(LLDB), "k", 1, DB_WORD_INLINE)                                                      \
	X(DB_F(LLDB), "one-line", 8, DB_WORD_INLINE)                                               \
	X(DB_F(EMACS), "l", 1, DB_WORD_FILE)                                                       \
	X(DB_F(EMACS), "x", 1, DB_WORD_FILE)                                                       \
	X(DB_F(EMACS), "execute", 4, DB_WORD_INLINE)                                               \
	X(DB_F(POWERSHELL), "file", 1, DB_WORD_FILE)                                               \
	X(DB_F(POWERSHELL), "command", 1, DB_WORD_INLINE)                                          \
	X(DB_F(POWERSHELL), "ec", 1, DB_WORD_INLINE)                                               \
	X(DB_F(POWERSHELL), "encodedcommand", 2, DB_WORD_INLINE)                                   \
	X(DB_F(ERLANG), "boot", 4, DB_WORD_FILE)                                                   \
	X(DB_F(ERLANG), "extra", 5, DB_WORD_RUNS) /* escript FILE, elixir FILE */                  \
	X(DB_F(ERLANG), "e", 1, DB_WORD_INLINE)                                                  \
	X(1U << DB_PYTHON_MODULES, "pdb", 3, DB_WORD_FILE | DB_WORD_PROMPT)                        \
	X(1U << DB_PYTHON_MODULES, "bdb", 3, DB_WORD_FILE)                                         \
	X(1U << DB_PYTHON_MODULES, "pickle", 6, DB_WORD_FILE) \
	X(1U << DB_PYTHON_MODULES, "cProfile", 8, DB_WORD_FILE)                                    \
	X(1U << DB_PYTHON_MODULES, "profile", 7, DB_WORD_FILE)                                     \
	X(1U << DB_PYTHON_MODULES, "runpy", 5, DB_WORD_FILE)                                       \
	X(1U << DB_PYTHON_MODULES, "trace", 5, DB_WORD_FILE)                                       \
	X(1U << DB_PYTHON_MODULES, "doctest", 7, DB_WORD_FILE)                                     \
	X(1U << DB_PYTHON_MODULES, "coverage", 8, DB_WORD_FILE | DB_WORD_RUNS)                                    \
	X(1U << DB_PYTHON_MODULES, "debugpy", 7, DB_WORD_FILE)                                     \
	X(1U << DB_PYTHON_MODULES, "IPython", 7, DB_WORD_FILE | DB_WORD_PROMPT)                    \
	X(1U << DB_PYTHON_MODULES, "code", 4, DB_WORD_PROMPT)                                      \
	X(1U << DB_PYTHON_MODULES, "asyncio", 7, DB_WORD_PROMPT)                                   \
	X(1U << DB_PYTHON_MODULES, "timeit", 6, DB_WORD_INLINE)

/* X(families, name, effects): variables whose value is code or names it. Eight bytes and the length are compared. */
#define DB_VARIABLES(X)                                                                            \
	X(DB_F(SHELL), "ENV", DB_WORD_FILE | DB_WORD_EXPANDS)                                      \
	X(DB_F(SHELL), "BASH_ENV", DB_WORD_FILE | DB_WORD_EXPANDS)                                 \
	X(DB_F(SHELL), "BASH_FUNC_", DB_WORD_INLINE | DB_WORD_PREFIX)                              \
	X(DB_F(SHELL), "PS4", DB_WORD_EXPANDS) /* printed by -x; prompts are for who types */      \
	X(DB_F(PYTHON), "PYTHONSTARTUP", DB_WORD_FILE)                                             \
	X(DB_F(PYTHON), "PYTHONPATH", DB_WORD_FILE) /* a zip file is code */                       \
	X(DB_F(PYTHON), "PYTHONINSPECT", DB_WORD_PROMPT)                                           \
	X(DB_F(RUBY), "RUBYOPT", DB_WORD_FILE)                                                     \
	X(DB_F(LUA), "LUA_INIT", DB_WORD_FILE | DB_WORD_AT | DB_WORD_PREFIX) /* LUA_INIT_5_4 */    \
	X(DB_F2(NODE, RUNTIME), "NODE_OPTIONS", DB_WORD_FILE)                                      \
	X(DB_F(PERL), "PERL5OPT", DB_WORD_INLINE) /* -M takes code behind the module's name */     \
	X(DB_F(PERL), "PERL5DB", DB_WORD_INLINE)                                                   \
	X(DB_F2(PHP, PHP_FPM), "PHPRC", DB_WORD_INLINE) /* settings name and hold code */          \
	X(DB_F2(PHP, PHP_FPM), "PHP_INI_SCAN_DIR", DB_WORD_INLINE)                                 \
	X(DB_F(EDITOR), "VIMINIT", DB_WORD_INLINE)                                                 \
	X(DB_F(EDITOR), "EXINIT", DB_WORD_INLINE)                                                  \
	X(DB_F(JAVA), "CLASSPATH", DB_WORD_FILE)                                                   \
	X(DB_F(OTHER), "R_PROFILE", DB_WORD_FILE)                                                  \
	X(DB_F(OTHER), "R_PROFILE_USER", DB_WORD_FILE)
/* clang-format on */

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
	X("pwsh", POWERSHELL)                                                                      \
	X("python*", PYTHON)                                                                       \
	X("pypy*", PYTHON)                                                                         \
	X("micropython", PYTHON)                                                                   \
	X("perl*", PERL)                                                                           \
	X("ruby*", RUBY)                                                                           \
	X("mruby", RUBY)                                                                           \
	X("node", NODE)                                                                            \
	X("nodejs", NODE)                                                                          \
	X("qjs", NODE)                                                                             \
	X("php-fpm*", PHP_FPM)                                                                     \
	X("lsphp*", PHP)                                                                           \
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
	X("emacs*", EMACS)                                                                         \
	X("m4", EDITOR)                                                                            \
	X("gdb", DEBUGGER)                                                                         \
	X("lldb*", LLDB)                                                                           \
	X("sqlite3", DATABASE)                                                                     \
	X("guile*", GUILE)                                                                         \
	X("bun", RUNTIME)                                                                          \
	X("deno", RUNTIME)                                                                         \
	X("dotnet", RUNTIME)                                                                       \
	X("mono*", RUNTIME)                                                                        \
	X("lli*", RUNTIME)                                                                         \
	X("wasm*", RUNTIME)                                                                        \
	X("iwasm", RUNTIME)                                                                        \
	X("qemu-*", EMULATOR)                                                                      \
	X("wine*", EMULATOR)                                                                       \
	X("beam*", ERLANG)                                                                         \
	X("ld-linux*.so*", GLIBC)                                                                  \
	X("ld64.so*", GLIBC)                                                                       \
	X("ld-2.*.so", GLIBC) /* before 2.34 the others are links to it */
/* clang-format on */

#endif
