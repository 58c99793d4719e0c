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
	{ "java -cp /a:/b Main data", DB_FAMILY_JAVA, "b Main", "operand" },
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
	{ "awk -F - {print} data", DB_FAMILY_AWK, "-", "" },
	{ "mawk -W exec x", DB_FAMILY_AWK, "exec", "" },
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

static void describe(const struct row *row, char *files, char *how)
{
	struct db_command command = { .family = row->family };
	char line[256], part[256], number[16];
	int descriptor;

	*files = *how = '\0';
	snprintf(line, sizeof(line), "%s", row->line);
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
		size_t start = 0, length = strlen(word);
		__u32 before = 0;

		db_word_start(&command);
		for (size_t i = 0; i < length; i++) {
			db_word_byte(&command, (__u8)(word[i] == '_' ? ' ' : word[i]));
			if (db_is_separator((__u8)word[i]))
				start = i + 1;
			else if (command.attached && !before)
				start = i;
			before = command.attached;
		}
		if (db_word_end(&command)) {
			snprintf(part, sizeof(part), "%s", word + start);
			append(files, part);
		}
	}
	if (command.flags & DB_COMMAND_INLINE)
		append(how, "inline");
	if (command.flags & DB_COMMAND_STDIN)
		append(how, "stdin");
	if (command.flags & DB_COMMAND_MODULE)
		append(how, "module");
	if (command.flags & DB_COMMAND_OPERAND)
		append(how, "operand");
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

Test(command_line, variables)
{
	static const struct {
		const char *name;
		__u32 family;
	} all[] = {
		{ "ENV", DB_FAMILY_SHELL },
		{ "BASH_ENV", DB_FAMILY_SHELL },
		{ "PYTHONSTARTUP", DB_FAMILY_PYTHON },
		{ "PYTHONPATH", DB_FAMILY_PYTHON },
		{ "NODE_OPTIONS", DB_FAMILY_NODE },
		{ "RUBYOPT", DB_FAMILY_RUBY },
		{ "LUA_INIT", DB_FAMILY_LUA },
		{ "LUA_INIT_5_4", DB_FAMILY_LUA },
	};
	struct db_tail tail;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		tail = tail_of(all[i].name);
		cr_expect(db_variable_names_code(&tail, all[i].family), "%s", all[i].name);
		cr_expect_not(db_variable_names_code(&tail, DB_FAMILY_PERL), "%s", all[i].name);
	}
	tail = tail_of("HOME");
	cr_expect_not(db_variable_names_code(&tail, DB_FAMILY_SHELL));
	tail = tail_of("XBASH_ENV");
	cr_expect_not(db_variable_names_code(&tail, DB_FAMILY_SHELL));
}
