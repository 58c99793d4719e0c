// SPDX-License-Identifier: GPL-2.0-only
/* kern/core/command_line.h and code_name.h by table: command lines, and what is made of them. */
#include <criterion/criterion.h>
#include <fnmatch.h>
#include <linux/types.h>
#include <stdio.h>
#include <string.h>

#include "kern/core/command_line.h"

struct row {
	const char *line; /* words are split at blanks; _ stands for a blank inside */
	__u32 family;
	const char *files; /* last parts of candidates */
	const char *how; /* inline, stdin, module, operand, fdN */
};

static const struct row rows[] = {
	{ "sh /tmp/x", DB_FAMILY_SHELL, "x", "operand" },
	{ "sh", DB_FAMILY_SHELL, "", "fd0" },
	{ "-bash", DB_FAMILY_SHELL, "", "fd0" },
	{ "sh x data y", DB_FAMILY_SHELL, "x", "operand" },
	{ "sh -c echo_x file", DB_FAMILY_SHELL, "", "inline" },
	{ "bash -ec true", DB_FAMILY_SHELL, "", "inline" },
	{ "bash -eo pipefail x y", DB_FAMILY_SHELL, "pipefail x", "operand" },
	{ "bash -oe pipefail x", DB_FAMILY_SHELL, "pipefail x", "operand" },
	{ "bash +x -u prog", DB_FAMILY_SHELL, "prog", "operand" },
	{ "bash --rcfile /a/rc -i", DB_FAMILY_SHELL, "rc", "fd0" },
	{ "bash --norc x y", DB_FAMILY_SHELL, "x", "operand" },
	{ "bash -s x", DB_FAMILY_SHELL, "", "stdin fd0" },
	{ "bash -- -x", DB_FAMILY_SHELL, "-x", "operand" },
	{ "bash /dev/fd/63", DB_FAMILY_SHELL, "63", "operand fd63" },
	{ "bash /dev/stdin", DB_FAMILY_SHELL, "stdin", "operand fd0" },
	{ "python3 x.py data.csv", DB_FAMILY_PYTHON, "x.py", "operand" },
	{ "python3 -W ignore x data", DB_FAMILY_PYTHON, "ignore x", "operand" },
	{ "python3 -Wignore x data", DB_FAMILY_PYTHON, "ignore x", "operand" },
	{ "python3 -m http.server 80", DB_FAMILY_PYTHON, "", "module" },
	{ "python3 -Bc code f", DB_FAMILY_PYTHON, "", "inline" },
	{ "python3 - a", DB_FAMILY_PYTHON, "", "stdin fd0" },
	{ "perl -ne print data", DB_FAMILY_PERL, "", "inline" },
	{ "perl -lane print data", DB_FAMILY_PERL, "", "inline" },
	{ "perl -pi.bak -e s/a/b/ f", DB_FAMILY_PERL, "", "inline" },
	{ "perl -I lib x data", DB_FAMILY_PERL, "lib x", "operand" },
	{ "perl -Ilib -MFoo x", DB_FAMILY_PERL, "lib x", "operand" },
	{ "ruby -r ./lib x data", DB_FAMILY_RUBY, "lib x", "operand" },
	{ "node app.js data", DB_FAMILY_NODE, "app.js", "operand" },
	{ "node --inspect app data more", DB_FAMILY_NODE, "app data", "operand" },
	{ "node --require /tmp/x app data", DB_FAMILY_NODE, "x app", "operand" },
	{ "node --max-old-space-size=99 app data", DB_FAMILY_NODE, "99 app", "operand" },
	{ "node --eval code", DB_FAMILY_NODE, "", "inline" },
	{ "php -d auto_prepend_file=/tmp/x app data", DB_FAMILY_PHP, "x app", "operand" },
	{ "php -r code", DB_FAMILY_PHP, "", "inline" },
	{ "php -f /tmp/x", DB_FAMILY_PHP, "x", "operand" },
	{ "php-fpm8.2 --nodaemonize --fpm-config /etc/php/8.2/fpm/php-fpm.conf", DB_FAMILY_PHP_FPM,
	  "", "" },
	{ "php-fpm -F -y /etc/d.conf -c /etc/php.ini -g /run/x -dopcache.jit=on", DB_FAMILY_PHP_FPM,
	  "on", "" },
	{ "php-fpm --fpm-config=/etc/x.conf", DB_FAMILY_PHP_FPM, "", "" },
	{ "php-fpm -d auto_prepend_file=/tmp/x", DB_FAMILY_PHP_FPM, "x", "" },
	{ "lua -e code", DB_FAMILY_LUA, "", "inline" },
	{ "java -cp /a:/b Main data", DB_FAMILY_JAVA, "a b Main", "operand" },
	{ "java -jar /a/x.jar data", DB_FAMILY_JAVA, "x.jar data", "operand" },
	{ "awk {print} data", DB_FAMILY_AWK, "", "" },
	{ "awk -f /tmp/p data", DB_FAMILY_AWK, "p", "" },
	{ "awk -F : -f/tmp/p data", DB_FAMILY_AWK, "p", "" },
	{ "gawk --file /tmp/p data", DB_FAMILY_AWK, "p", "" },
	{ "gawk --file=/tmp/p data", DB_FAMILY_AWK, "p", "" },
	{ "vim notes.txt", DB_FAMILY_EDITOR, "", "" },
	{ "vim -S /tmp/s notes.txt", DB_FAMILY_EDITOR, "s", "" },
	{ "vim -es -S /tmp/s notes.txt", DB_FAMILY_EDITOR, "s", "" },
	{ "gdb -x /tmp/c prog", DB_FAMILY_DEBUGGER, "c", "" },
	{ "sqlite3 data.db", DB_FAMILY_DATABASE, "", "" },
	{ "sqlite3 -init /tmp/i data.db", DB_FAMILY_DATABASE, "i", "" },
	{ "bash -oO posix extglob x y", DB_FAMILY_SHELL, "posix extglob x", "operand" },
	{ "bash -rcfile /tmp/rc -i", DB_FAMILY_SHELL, "rc", "fd0" },
	{ "bash --version", DB_FAMILY_SHELL, "", "" },
	{ "python3 -V", DB_FAMILY_PYTHON, "", "" },
	{ "python3 --check-hash-based-pycs always x", DB_FAMILY_PYTHON, "always x", "operand" },
	{ "awk -f - data", DB_FAMILY_AWK, "-", "fd0" },
	{ "awk -f /dev/stdin", DB_FAMILY_AWK, "stdin", "fd0" },
	{ "gawk -f /dev/fd/3", DB_FAMILY_AWK, "3", "fd3" },
	{ "awk -F - {print} data", DB_FAMILY_AWK, "", "" },
	{ "awk {print} -f data", DB_FAMILY_AWK, "", "" },
	{ "mawk -W exec x", DB_FAMILY_AWK, "x", "" },
	{ "mawk -Wexec x", DB_FAMILY_AWK, "x", "" },
	{ "mawk -W exec=/tmp/x", DB_FAMILY_AWK, "x", "" },
	{ "gawk -e BEGIN{} -f /tmp/x", DB_FAMILY_AWK, "x", "inline" },
	{ "gawk --source BEGIN{} data", DB_FAMILY_AWK, "", "inline" },
	{ "gawk --so=BEGIN{} -f x", DB_FAMILY_AWK, "BEGIN{} x", "inline" },
	{ "gawk --fil=/tmp/x data", DB_FAMILY_AWK, "x", "" },
	{ "gawk --fil /tmp/x data", DB_FAMILY_AWK, "x", "" },
	{ "gawk --file=/dev/stdin data", DB_FAMILY_AWK, "stdin", "fd0" },
	{ "gawk --i x -E y", DB_FAMILY_AWK, "x y", "" },
	{ "vim --cmd :!x notes", DB_FAMILY_EDITOR, "", "inline" },
	{ "vim -c :!x -S s notes", DB_FAMILY_EDITOR, "s", "inline" },
	{ "vim +:!x notes", DB_FAMILY_EDITOR, "", "inline" },
	{ "vim +12 notes", DB_FAMILY_EDITOR, "", "" },
	{ "vim + +/x notes", DB_FAMILY_EDITOR, "", "" },
	{ "emacs --batch -l /tmp/x", DB_FAMILY_EMACS, "x", "" },
	{ "emacs -eval (x) y", DB_FAMILY_EMACS, "", "inline" },
	{ "gdb -ex shell_id prog", DB_FAMILY_DEBUGGER, "", "inline" },
	{ "gdb --ev=shell_id -ix /tmp/c prog", DB_FAMILY_DEBUGGER, "shell id c", "inline" },
	{ "gdb -iex x --comm /tmp/c prog", DB_FAMILY_DEBUGGER, "c", "inline" },
	{ "gdb --args prog -x data", DB_FAMILY_DEBUGGER, "", "" },
	{ "gdb -p 1 -c core", DB_FAMILY_DEBUGGER, "", "" },
	{ "lldb -s /tmp/c -o x", DB_FAMILY_LLDB, "c", "inline" },
	{ "sqlite3 -cmd .shell_id -init /tmp/x data.db", DB_FAMILY_DATABASE, "x", "inline" },
	{ "python3 -i x", DB_FAMILY_PYTHON, "x", "operand prompt" },
	{ "python3 -ic pass", DB_FAMILY_PYTHON, "", "inline prompt" },
	{ "python3 -im json", DB_FAMILY_PYTHON, "", "module prompt" },
	{ "python3 -m pdb x data", DB_FAMILY_PYTHON, "x", "module operand prompt" },
	{ "python3 -mpdb x data", DB_FAMILY_PYTHON, "x", "module operand prompt" },
	{ "python3 -m cProfile -o out x data", DB_FAMILY_PYTHON, "out x", "module operand" },
	{ "python3 -m coverage run x data", DB_FAMILY_PYTHON, "run x", "module operand" },
	{ "python3 -m pickle x data", DB_FAMILY_PYTHON, "x", "module operand" },
	{ "python3 -m code", DB_FAMILY_PYTHON, "", "module prompt" },
	{ "python3 -m timeit x", DB_FAMILY_PYTHON, "", "inline module" },
	{ "python3 -m json.tool data", DB_FAMILY_PYTHON, "", "module" },
	{ "python3 -m trace --trace x", DB_FAMILY_PYTHON, "x", "module operand" },
	{ "perl /dev/fd/3/x", DB_FAMILY_PERL, "x", "operand fd3" },
	{ "perl /tmp/3/x", DB_FAMILY_PERL, "x", "operand" },
	{ "perl -x /tmp/x", DB_FAMILY_PERL, "x", "operand" },
	{ "perl -V", DB_FAMILY_PERL, "", "" },
	{ "perl -V:version", DB_FAMILY_PERL, "", "" },
	{ "perl -e 1 -I lib data", DB_FAMILY_PERL, "lib", "inline" },
	{ "perl -e1 data", DB_FAMILY_PERL, "", "inline" },
	{ "php -m", DB_FAMILY_PHP, "", "" },
	{ "php -v", DB_FAMILY_PHP, "", "" },
	{ "php -a", DB_FAMILY_PHP, "", "prompt fd0" },
	{ "php --define x=y", DB_FAMILY_PHP, "y", "fd0" },
	{ "php --file /tmp/x", DB_FAMILY_PHP, "x", "operand" },
	{ "php -d auto_prepend_file=data:text/plain,x app", DB_FAMILY_PHP, "data x app",
	  "operand beside" },
	{ "ruby -v", DB_FAMILY_RUBY, "", "" },
	{ "ruby -v x", DB_FAMILY_RUBY, "x", "operand" },
	{ "ruby -e 1 -r ./x data", DB_FAMILY_RUBY, "x", "inline" },
	{ "lua -e 1 x data", DB_FAMILY_LUA, "x", "inline operand" },
	{ "lua -v", DB_FAMILY_LUA, "", "" },
	{ "lua -i x", DB_FAMILY_LUA, "x", "operand prompt" },
	{ "node -e 1 -r /tmp/x data", DB_FAMILY_NODE, "x", "inline" },
	{ "node -pe 1 data", DB_FAMILY_NODE, "", "inline" },
	{ "node -i", DB_FAMILY_NODE, "", "prompt fd0" },
	{ "node --interactive", DB_FAMILY_NODE, "", "prompt fd0" },
	{ "node -expose-gc /tmp/x", DB_FAMILY_NODE, "x", "operand" },
	{ "node -pe 1 -r /tmp/x data", DB_FAMILY_NODE, "x", "inline" },
	{ "node --import data:text/javascript,1 app", DB_FAMILY_NODE, "data 1 app",
	  "operand beside" },
	{ "node --import=data:text/javascript,1 app", DB_FAMILY_NODE, "data 1 app",
	  "operand beside" },
	{ "deno run app data", DB_FAMILY_RUNTIME, "run app", "operand" },
	{ "deno eval code", DB_FAMILY_RUNTIME, "eval", "inline operand" },
	{ "dotnet /a/app.dll data", DB_FAMILY_RUNTIME, "app.dll data", "operand" },
	{ "wasmtime run -e main /x/app", DB_FAMILY_RUNTIME, "run app", "inline operand" },
	{ "qemu-arm -L /usr/arm prog data", DB_FAMILY_EMULATOR, "arm prog", "operand" },
	{ "wine prog.exe data", DB_FAMILY_EMULATOR, "prog.exe", "operand" },
	{ "guile -e main -s /tmp/x data", DB_FAMILY_GUILE, "main x", "operand" },
	{ "pwsh -File /tmp/x data", DB_FAMILY_POWERSHELL, "x data", "operand" },
	{ "pwsh -NoProfile -C id", DB_FAMILY_POWERSHELL, "", "inline" },
	{ "beam.smp -- -root /usr/lib/erlang -- -home /root -- -eval code", DB_FAMILY_ERLANG, "",
	  "inline" },
	{ "beam.smp -- -home /root -- -extra /tmp/x data", DB_FAMILY_ERLANG, "x", "operand" },
	{ "beam.smp -elixir -extra -e code", DB_FAMILY_ERLANG, "code", "inline operand" },
	{ "tclsh -encoding utf-8 /tmp/x data", DB_FAMILY_TCL, "utf-8 x", "operand" },
	{ "expect -c code /tmp/x", DB_FAMILY_TCL, "x", "inline operand" },
	{ "tclsh --version", DB_FAMILY_TCL, "", "fd0" },
	{ "java -javaagent:/tmp/x Main data", DB_FAMILY_JAVA, "x Main", "operand" },
	{ "java -Dx=/a:b -Xlog:gc Main", DB_FAMILY_JAVA, "Main", "operand" },
	{ "sh 42", DB_FAMILY_SHELL, "42", "operand" },
	{ "sh /tmp/x=", DB_FAMILY_SHELL, "x=", "operand" },
	{ "sh /tmp/x:", DB_FAMILY_SHELL, "x:", "operand" },
	{ "php -f x.php data", DB_FAMILY_PHP, "x.php data", "operand" },
	{ "/tmp/busyboxx sh /tmp/x", DB_FAMILY_APPLET, "x", "operand" },
	{ "-busybox sh /tmp/x", DB_FAMILY_APPLET, "x", "operand" },
	{ "busybox sh /tmp/x", DB_FAMILY_APPLET, "x", "operand" },
	{ "/bin/sh /tmp/x", DB_FAMILY_APPLET, "x", "operand" },
	{ "-sh", DB_FAMILY_APPLET, "", "fd0" },
	{ "busybox cat /tmp/x", DB_FAMILY_APPLET, "", "" },
	{ "cat /tmp/x", DB_FAMILY_APPLET, "", "" },
	{ "busybox busybox sh /tmp/x", DB_FAMILY_APPLET, "x", "operand" },
	{ "busybox awk -f p d", DB_FAMILY_APPLET, "p", "" },
	{ "x --unknown a b c", DB_FAMILY_OTHER, "a b", "operand" },
	{ "tclsh a=b:c/d,e data", DB_FAMILY_TCL, "e", "operand" },
};

static void append(char *text, const char *word)
{
	if (*text)
		strcat(text, " ");
	strcat(text, word);
}

/* What a tail holds, in order. */
static void append_tail(char *text, const struct db_tail *tail)
{
	char bytes[17] = {};
	size_t length = 0;

	for (int i = 15; i >= 0; i--) {
		char c = (char)((i < 8 ? tail->low >> (8 * i) : tail->high >> (8 * (i - 8))));

		if (c)
			bytes[length++] = c;
	}
	append(text, bytes);
}

static void describe(const struct row *row, char *files, char *how)
{
	struct db_command command = { .family = row->family };
	char line[256], number[16];
	int descriptor;

	*files = *how = '\0';
	snprintf(line, sizeof(line), "%s", row->line);
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
		__u32 effects = 0;

		db_word_start(&command);
		for (; *word; word++) {
			__u8 c = (__u8)(*word == '_' ? ' ' : *word);

			if (db_ends_element(&command, c))
				append_tail(files, &command.tail);
			db_word_byte(&command, c);
		}
		for (__u32 i = 0; i < DB_LONG_OPTION_COUNT; i++)
			if (db_has_effects(&command))
				effects |= db_long_effects(&command, i);
		if (db_word_end(&command, effects))
			append_tail(files, &command.tail);
	}
	if (command.flags & DB_COMMAND_INLINE)
		append(how, "inline");
	if (command.flags & DB_COMMAND_STDIN)
		append(how, "stdin");
	if (command.flags & DB_COMMAND_MODULE)
		append(how, "module");
	if (command.flags & DB_COMMAND_OPERAND)
		append(how, "operand");
	if (command.flags & DB_COMMAND_BESIDE)
		append(how, "beside");
	if (command.flags & DB_COMMAND_PROMPT)
		append(how, "prompt");
	descriptor = db_program_descriptor(&command);
	if (descriptor >= 0) {
		snprintf(number, sizeof(number), "fd%d", descriptor);
		append(how, number);
	}
}

Test(command_line, table)
{
	char files[512], how[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		describe(&rows[i], files, how);
		cr_expect_str_eq(files, rows[i].files, "%s: files '%s', not '%s'", rows[i].line,
				 files, rows[i].files);
		cr_expect_str_eq(how, rows[i].how, "%s: '%s', not '%s'", rows[i].line, how,
				 rows[i].how);
	}
}

static struct db_tail tail_of(const char *name)
{
	struct db_tail tail = {};

	for (; *name; name++)
		db_tail_add(&tail, (__u8)*name);
	return tail;
}

static const struct {
	const char *name;
	__u32 family;
	int code;
} names[] = {
	{ "x.sh", DB_FAMILY_SHELL, 1 },
	{ ".bashrc", DB_FAMILY_SHELL, 1 },
	{ ".bash_profile", DB_FAMILY_SHELL, 1 },
	{ ".bash_login", DB_FAMILY_SHELL, 1 },
	{ ".bash_logout", DB_FAMILY_SHELL, 1 },
	{ ".bash_aliases", DB_FAMILY_SHELL, 1 },
	{ ".bash_history", DB_FAMILY_SHELL, 0 },
	{ ".profile", DB_FAMILY_SHELL, 1 },
	{ ".zprofile", DB_FAMILY_SHELL, 1 },
	{ "data.csv", DB_FAMILY_SHELL, 0 },
	{ "sh", DB_FAMILY_SHELL, 0 },
	{ "", DB_FAMILY_SHELL, 0 },
	{ ".", DB_FAMILY_SHELL, 0 },
	{ "a-very-long-name-of-a-module.py", DB_FAMILY_PYTHON, 1 },
	{ "x.cpython-311.pyc", DB_FAMILY_PYTHON, 1 },
	{ "x.pth", DB_FAMILY_PYTHON, 1 },
	{ "x.sh", DB_FAMILY_PYTHON, 0 },
	{ "x.json", DB_FAMILY_NODE, 0 },
	{ "x.mjs", DB_FAMILY_NODE, 1 },
	{ "profile", DB_FAMILY_SHELL, 1 },
	{ "zprofile", DB_FAMILY_SHELL, 1 },
	{ "python311.zip", DB_FAMILY_PYTHON, 1 },
	{ "data.zip", DB_FAMILY_PYTHON, 0 },
	{ "x.php", DB_FAMILY_PHP, 1 },
	{ "x.php8", DB_FAMILY_PHP, 1 },
	{ "x.php", DB_FAMILY_PHP_FPM, 1 },
	{ "x.conf", DB_FAMILY_PHP_FPM, 0 },
	{ "x.phpx", DB_FAMILY_PHP, 0 },
	{ ".gdbinit", DB_FAMILY_DEBUGGER, 1 },
	{ ".vimrc", DB_FAMILY_EDITOR, 1 },
	{ ".gdbearlyinit", DB_FAMILY_DEBUGGER, 1 },
	{ ".lldbinit", DB_FAMILY_LLDB, 1 },
	{ ".sqliterc", DB_FAMILY_DATABASE, 1 },
	{ "xsqliterc", DB_FAMILY_DATABASE, 0 },
	{ ".emacs", DB_FAMILY_EMACS, 1 },
	{ "x.wasm", DB_FAMILY_RUNTIME, 1 },
	{ "x.dll", DB_FAMILY_RUNTIME, 1 },
	{ "x.ps1", DB_FAMILY_POWERSHELL, 1 },
	{ "x.scm", DB_FAMILY_GUILE, 1 },
	{ "x.beam", DB_FAMILY_ERLANG, 1 },
	{ "x.exe", DB_FAMILY_EMULATOR, 0 },
	{ "x.py", DB_FAMILY_EDITOR, 0 },
};

Test(command_line, names)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct db_tail tail = tail_of(names[i].name);

		cr_expect_eq(db_is_code_name(names[i].family, &tail), names[i].code, "%s",
			     names[i].name);
	}
}

static const struct {
	const char *text;
	__u32 family;
	const char *files;
	const char *how; /* inline, any, prompt */
} variables[] = {
	{ "ENV=/tmp/x", DB_FAMILY_SHELL, "x", "" },
	{ "BASH_ENV=$x", DB_FAMILY_SHELL, "$x", "any" },
	{ "BASH_ENV=$(x)", DB_FAMILY_SHELL, "$(x)", "inline any" },
	{ "BASH_ENV=/tmp/x", DB_FAMILY_PERL, "", "" },
	{ "XBASH_ENV=/tmp/x", DB_FAMILY_SHELL, "", "" },
	{ "BASH_ENVX=/tmp/x", DB_FAMILY_SHELL, "", "" },
	{ "BASH_FUNC_ls%%=() { id; }", DB_FAMILY_SHELL, "", "inline" },
	{ "PS4=+ ", DB_FAMILY_SHELL, "", "" },
	{ "PS4=+${LINENO} ", DB_FAMILY_SHELL, "", "" },
	{ "PS4=$(id)", DB_FAMILY_SHELL, "", "inline" },
	{ "PS4=`id`", DB_FAMILY_SHELL, "", "inline" },
	{ "PS4=${x@P}", DB_FAMILY_SHELL, "", "inline" },
	{ "PYTHONSTARTUP=/tmp/x", DB_FAMILY_PYTHON, "x", "" },
	{ "PYTHONPATH=/a.zip:b c:/d/", DB_FAMILY_PYTHON, "a.zip b c d/", "" },
	{ "PYTHONINSPECT=1", DB_FAMILY_PYTHON, "", "prompt" },
	{ "PYTHONINSPECT=", DB_FAMILY_PYTHON, "", "" },
	{ "PYTHONUTF8=1", DB_FAMILY_PYTHON, "", "" },
	{ "RUBYOPT=-r./x -w", DB_FAMILY_RUBY, "x -w", "" },
	{ "LUA_INIT=@/tmp/x", DB_FAMILY_LUA, "x", "" },
	{ "LUA_INIT_5_4=print(1)", DB_FAMILY_LUA, "", "inline" },
	{ "NODE_OPTIONS=--require x.js --other", DB_FAMILY_NODE, "--require x.js --other", "" },
	{ "NODE_OPTIONS=--require=/x -r y", DB_FAMILY_NODE, "x -r y", "" },
	{ "NODE_OPTIONS=--require \"x\"", DB_FAMILY_NODE, "--require \"x\"", "any" },
	{ "NODE_OPTIONS=--import data:text/javascript,1", DB_FAMILY_NODE, "--import data 1",
	  "inline" },
	{ "PERL5OPT=-Mx;y", DB_FAMILY_PERL, "", "inline" },
	{ "PERL5OPT=", DB_FAMILY_PERL, "", "" },
	{ "PERL5DB=BEGIN{}", DB_FAMILY_PERL, "", "inline" },
	{ "PERL5LIB=/tmp", DB_FAMILY_PERL, "", "" },
	{ "VIMINIT=:!x", DB_FAMILY_EDITOR, "", "inline" },
	{ "EXINIT=:!x", DB_FAMILY_EDITOR, "", "inline" },
	{ "PHPRC=/tmp", DB_FAMILY_PHP, "", "inline" },
	{ "PHP_INI_SCAN_DIR=/tmp", DB_FAMILY_PHP, "", "inline" },
	{ "PHP_INI_DIR=/tmp", DB_FAMILY_PHP, "", "" },
	{ "CLASSPATH=/a:b", DB_FAMILY_JAVA, "a b", "" },
	{ "R_PROFILE_USER=/a/b", DB_FAMILY_OTHER, "b", "" },
	{ "HOME=/tmp/x", DB_FAMILY_SHELL, "", "" },
};

Test(command_line, variables)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		struct db_command command = { .family = variables[i].family };
		const char *at = variables[i].text;
		char files[512] = "", how[128] = "";
		__u32 effects = 0;

		db_word_start(&command);
		for (; *at != '='; at++)
			db_variable_byte(&command, (__u8)*at);
		for (__u32 j = 0; j < DB_VARIABLE_COUNT; j++)
			effects |= db_variable_effects(&command, j);
		db_value_start(&command, effects);
		if (effects)
			while (*++at) {
				if (db_ends_value(&command, (__u8)*at))
					append_tail(files, &command.tail);
				db_value_byte(&command, (__u8)*at);
			}
		if (command.effect & DB_WORD_FILE)
			append_tail(files, &command.tail);
		if (command.word_flags & (DB_COMMAND_INLINE | DB_COMMAND_BESIDE))
			append(how, "inline");
		if (command.flags & DB_COMMAND_ANY_FILE)
			append(how, "any");
		if (command.flags & DB_COMMAND_PROMPT)
			append(how, "prompt");
		cr_expect_str_eq(files, variables[i].files, "%s: files '%s'", variables[i].text,
				 files);
		cr_expect_str_eq(how, variables[i].how, "%s: '%s'", variables[i].text, how);
	}
}

/* No variable of the table is passed over by its first bytes. */
Test(command_line, variables_first_bytes)
{
	for (size_t i = 0; i < DB_VARIABLE_COUNT; i++) {
		char text[28];
		__u32 first;

		snprintf(text, sizeof(text), "%s=", db_variables[i].name.text);
		memcpy(&first, text, sizeof(first));
		cr_expect(db_may_be_variable(first), "%s", text);
	}
}
