# SPDX-License-Identifier: GPL-2.0-only
# Sourced after phases.sh: code that interpreters of the image read from files, in every shape that can be refused; and data that they
# read, which must go on. RUN goes before each command ("inside" in a container); X is where files are dropped, as the commands
# see it, and XH the same directory as this scenario sees it.
RUN=${RUN:-}
X=${X:-$W/x}
XH=${XH:-$X}

# shape NAME FAMILY-PROGRAM COMMAND...: a way to have dropped code read as code. Only where the interpreter is there.
shape() {
	local name=$1 program=$2
	shift 2
	if command -v "$program" >/dev/null; then
		attack "$name" EPERM ran "$@"
	elif [ "$phase" != enforced ]; then
		skip_case "$name" "no $program here"
	fi
}
script_attacks() {
	shape "sh FILE" sh sh "$X/noext-sh"
	shape "sh FILE.sh" sh sh "$X/x.sh"
	shape "bash FILE" bash bash "$X/noext-sh"
	shape "bash -x FILE argument" bash bash -x "$X/noext-sh" a
	shape "bash -o pipefail FILE" bash bash -o pipefail "$X/noext-sh"
	shape "sh FILE through a symbolic link" sh sh "$X/link-sh"
	shape "sh FILE: whose name ends in a colon" sh sh "$X/colon:"
	shape "python3: a module through a symbolic link" python3 env PYTHONPATH="$X/linked" python3 -c 'import elsewhere'
	shape "busybox under another name" busybox "$X/busyboxx" sh "$X/noext-sh"
	shape "awk -f - < FILE" awk sh -c "awk -f - <$X/noext-awk"
	shape "sh FILE relative" sh sh -c "cd $X && sh noext-sh"
	shape "sh FILE by descriptor" sh sh -c "sh /proc/self/fd/3 3<$X/noext-sh"
	shape "sh < FILE" sh sh -c "sh <$X/noext-sh"
	shape "bash < FILE" bash bash -c "bash <$X/noext-sh"
	shape "bash -s < FILE" bash bash -c "bash -s a b <$X/noext-sh"
	shape "bash /proc/self/fd/0 < FILE" bash bash -c "bash /proc/self/fd/0 <$X/noext-sh"
	shape "bash: BASH_ENV" bash env BASH_ENV="$X/noext-sh" bash -c 'test "$marked" = 1'
	shape "bash: BASH_ENV, expanded" bash env V=noext-sh BASH_ENV="$X/\$V" bash -c 'test "$marked" = 1'
	shape "sh: ENV" sh env ENV="$X/noext-sh" sh -i -c 'test "$marked" = 1'
	shape "bash --rcfile" bash bash --rcfile "$X/noext-sh" -i -c 'test "$marked" = 1'
	shape "sh: . FILE.sh" sh sh -c ". $X/x.sh"
	shape "bash: source of a start-up file" bash env HOME="$X" bash -l -c 'test "$marked" = 1'
	shape "python3 FILE" python3 python3 "$X/noext-py"
	shape "python3 FILE.py" python3 python3 "$X/x.py"
	shape "python3 -W ignore FILE" python3 python3 -W ignore "$X/noext-py"
	shape "python3 < FILE" python3 sh -c "python3 <$X/noext-py"
	shape "python3: import by PYTHONPATH" python3 env PYTHONPATH="$X" python3 -c 'import dropped'
	shape "python3 -m" python3 env PYTHONPATH="$X" python3 -m dropped
	shape "python3: sitecustomize" python3 env PYTHONPATH="$X/site" python3 -c 'import sys; assert sys.marked'
	shape "python3: .pyc" python3 env PYTHONPATH="$X/pyc" python3 -c 'import compiled'
	shape "python3 FILE in __pycache__" python3 python3 "$X/__pycache__/named.py"
	shape "python3: a package in a zip file" python3 env PYTHONPATH="$X/packed" python3 -c 'import zipped'
	shape "python3: a directory" python3 python3 "$X/dir"
	shape "python3: .pth" python3 python3 -c "import site, sys; site.addsitedir('$X/pth'); assert sys.marked"
	shape "perl FILE" perl perl "$X/noext-pl"
	shape "perl FILE.pl" perl perl "$X/x.pl"
	shape "perl -I DIR -M" perl perl -I "$X" -MDropped -e 1
	shape "perl: PERL5LIB" perl env PERL5LIB="$X" perl -MDropped -e 1
	shape "perl: do FILE.pl" perl perl -e "do '$X/x.pl' or die"
	shape "awk -f" awk awk -f "$X/noext-awk"
	shape "awk -fFILE" awk awk "-f$X/noext-awk"
	shape "gawk --file" gawk gawk --file "$X/noext-awk"
	shape "busybox sh FILE" busybox busybox sh "$X/noext-sh"
	shape "busybox awk -f" busybox busybox awk -f "$X/noext-awk"
	shape "node FILE" node node "$X/noext-js"
	shape "node FILE.js" node node "$X/x.js"
	shape "node -r" node node -r "$X/x.js" -e 1
	shape "node: require" node node -e "require('$X/x.js')"
	shape "node: NODE_OPTIONS" node env NODE_OPTIONS="--require $X/noext-js" node -e 1
	shape "php FILE" php php "$X/noext-php"
	shape "php -f FILE.php" php php -f "$X/x.php"
	shape "php: include" php php -r "include '$X/x.php';"
	shape "ruby FILE" ruby ruby "$X/noext-rb"
	shape "ruby -r" ruby ruby -r "$X/x.rb" -e 1
	shape "ruby: require" ruby ruby -e "require '$X/x.rb'"
	shape "lua FILE" lua5.4 lua5.4 "$X/noext-lua"
	shape "sqlite3 -init" sqlite3 sqlite3 -init "$X/noext-sql" :memory: .quit
	shape "vim -S" vim.tiny vim.tiny -es -S "$X/noext-vim" -c 'qa!'
	shape "gdb -x" gdb gdb -q -batch -nx -x "$X/noext-gdb"
	shape "gdb -ix" gdb gdb -q -batch -nx -ix "$X/noext-gdb"
	shape "gdb --comm" gdb gdb -q -batch -nx --comm "$X/noext-gdb"
	shape "python3 -i < FILE" python3 sh -c "python3 -i -c 1 <$X/noext-py"
	shape "python3 -m code < FILE" python3 sh -c "python3 -m code <$X/noext-py"
	shape "python3 -m pdb FILE" python3 python3 -m pdb -c continue "$X/noext-py"
	shape "python3 -m cProfile FILE" python3 python3 -m cProfile -o "$X/profile" "$X/noext-py"
	shape "python3 -m trace FILE" python3 python3 -m trace --trace "$X/noext-py"
	shape "python3: PYTHONPATH, not the last" python3 env PYTHONPATH="$X/packed:$X/none" python3 -c 'import zipped'
	shape "python3: a module through a symbolic link with a long path" python3 env PYTHONPATH="$X/$LONG" python3 -c 'import elsewhere'
	shape "python3: a module through a symbolic link with a path of 124 bytes" python3 env PYTHONPATH="$ROUND" python3 -c 'import elsewhere'
	shape "sh with an empty argument" sh sh -c "sh $X/noext-sh a ''"
	shape "sh with an argument of 127 bytes" sh sh -c "sh $X/noext-sh $LONG127"
	shape "perl /dev/fd/N/NAME" perl sh -c "perl /dev/fd/3/x 3<$X/noext-pl"
	shape "perl -x FILE" perl perl -x "$X/noext-plx"
	shape "gawk --fil=FILE" gawk gawk --fil="$X/noext-awk"
	shape "gawk -e CODE -f FILE" gawk gawk -e 'BEGIN { }' -f "$X/noext-awk"
	shape "mawk -W exec FILE" mawk mawk -W exec "$X/noext-awk"
	shape "node -e CODE -r FILE" node node -e 1 -r "$X/noext-js"
	shape "node: NODE_OPTIONS, not the last" node env NODE_OPTIONS="--require $X/noext-js --no-warnings" node -e 1
	shape "lua -e CODE FILE" lua5.4 lua5.4 -e 'x = 1' "$X/noext-lua"
	REFUSED=/etc/profile.d/ shape "bash: a file of /etc/profile.d" bash env DROPPED=yes bash -l -c 'test "$marked" = 1'
	shape "vim: a filter" vim.tiny vim.tiny -es -c "%!$X/exec-sh" -c 'qa!'
	shape "php: auto_prepend_file" php php -d "auto_prepend_file=$X/x.php" /dev/null
	shape "vim -c CODE -S FILE" vim.tiny vim.tiny -es -c 'let x = 1' -S "$X/noext-vim" -c 'qa!'
}
LONG=$(printf 'long%.0s' {1..50})
# The kernel side reads in pieces of 31 and of 127 bytes: a text that ends where a piece does.
LONG127=$(printf '%0127d' 7)
# With /elsewhere.py, which are 13.
ROUND=$X/$(printf "%0$((124 - ${#X} - 1 - 13))d" 1)

# Each program leaves a mark, so that a refusal is one of reading and not of something else.
prepare_scripts() {
	mkdir -p "$XH"/{__pycache__,site,pyc,packed,dir,pth,linked,"$LONG","${ROUND##*/}"}
	printf 'marked=1; touch %s/mark\n' "$X" | tee "$XH/noext-sh" "$XH/x.sh" >"$XH/.bash_profile"
	ln -s noext-sh "$XH/link-sh"
	printf '#!/bin/sh\ntouch %s/mark\n' "$X" >"$XH/exec-sh"
	chmod 755 "$XH/exec-sh"
	# Of the root that the commands see, and anew: what is older than the load is another matter.
	rm -f "${XH%"$X"}/etc/profile.d/dropped.sh"
	printf '[ -z "$DROPPED" ] || { marked=1; touch %s/mark; }\n' "$X" >"${XH%"$X"}/etc/profile.d/dropped.sh"
	at_end rm -f "${XH%"$X"}/etc/profile.d/dropped.sh"
	cp "$XH/noext-sh" "$XH/colon:"
	cp "$(command -v busybox)" "$XH/busyboxx"
	printf 'import sys\nsys.marked = 1\nopen("%s/mark", "w")\n' "$X" |
		tee "$XH/noext-py" "$XH/x.py" "$XH/__pycache__/named.py" "$XH/dropped.py" "$XH/site/sitecustomize.py" "$XH/dir/__main__.py" "$XH/zipped.py" "$XH/pyc/source.py" >/dev/null
	ln -s ../noext-py "$XH/linked/elsewhere.py"
	ln -s ../noext-py "$XH/$LONG/elsewhere.py"
	ln -s ../noext-py "$XH/${ROUND##*/}/elsewhere.py"
	python3 -c "import py_compile; py_compile.compile('$XH/pyc/source.py', cfile='$XH/pyc/compiled.pyc')"
	rm "$XH/pyc/source.py"
	python3 -c "import zipfile; z = zipfile.ZipFile('$XH/packed', 'w'); z.write('$XH/zipped.py', 'zipped.py'); z.close()" 2>/dev/null || {
		rmdir "$XH/packed"
		python3 -c "import zipfile; z = zipfile.ZipFile('$XH/packed', 'w'); z.write('$XH/zipped.py', 'zipped.py'); z.close()"
	}
	rm "$XH/zipped.py"
	printf 'import sys; sys.marked = 1; open("%s/mark", "w")\n' "$X" >"$XH/pth/x.pth"
	printf 'open(F, ">", "%s/mark"); 1;\n' "$X" | tee "$XH/noext-pl" >"$XH/x.pl"
	printf 'no code\n#!perl\nopen(F, ">", "%s/mark");\n__END__\n' "$X" >"$XH/noext-plx"
	printf 'package Dropped; open(F, ">", "%s/mark"); 1;\n' "$X" >"$XH/Dropped.pm"
	printf 'BEGIN { print "" > "%s/mark" }\n' "$X" >"$XH/noext-awk"
	printf 'require("fs").writeFileSync("%s/mark", "")\n' "$X" | tee "$XH/noext-js" >"$XH/x.js"
	printf '<?php touch("%s/mark");\n' "$X" | tee "$XH/noext-php" >"$XH/x.php"
	printf 'File.write("%s/mark", "")\n' "$X" | tee "$XH/noext-rb" >"$XH/x.rb"
	printf 'io.open("%s/mark", "w")\n' "$X" >"$XH/noext-lua"
	printf '.shell touch %s/mark\n' "$X" >"$XH/noext-sql"
	printf 'w! %s/mark\n' "$X" >"$XH/noext-vim"
	printf 'shell touch %s/mark\n' "$X" >"$XH/noext-gdb"
}

# A probe: "ok" if the dropped code ran; "EPERM" if it did not, and driftbolt refused a file of $REFUSED meanwhile; else "other".
REFUSED=$X/
ran() {
	local before=0
	rm -f "$XH/mark"
	[ "$phase" != enforced ] || before=$(script_refusals "$REFUSED")
	$RUN "$@" </dev/null >"$XH/said" 2>&1 || :
	[ -e "$XH/mark" ] && { echo ok; return 0; }
	cat "$XH/said"
	refused_since "$before" "$REFUSED"
}

scripts_allowed() {
	control "a script of the image by its path" $RUN bash -n /usr/bin/ldd
	control "a script of the image, started" $RUN sh -c 'ldd --version >/dev/null'
	control "a script of the image, executed by descriptor" $RUN python3 -c 'import os
fd = os.open("/usr/bin/ldd", os.O_RDONLY)
os.set_inheritable(fd, True)
os.execve(fd, ["ldd", "--version"], os.environ)'
	control "its text on standard input" $RUN sh -c 'bash -s -- --version </usr/bin/ldd >/dev/null'
	control "the image's, called like a script, on standard input" $RUN sh -c 'bash </driftbolt/scenarios/zoo/true.sh'
}

data_is_read() {
	printf 'a 1\nb 2\nc 3\n' >"$XH/data"
	printf '{"a": [1, 2]}\n' >"$XH/data.json"
	printf 'a,1\nb,2\n' >"$XH/data.csv"
	chmod 777 "$XH/data"
	case_output "sh: read < FILE" 'c' $RUN sh -c "while read l n; do last=\$l; done <$X/data; echo \$last"
	case_output "bash: mapfile and \$(<FILE)" '3 a 1*' $RUN bash -c "mapfile -t l <$X/data; echo \${#l[@]} \$(<$X/data)"
	case_output "bash: nested redirections" 'a a' $RUN bash -c "while read x y; do while read p q; do echo \$x \$p; exit; done <$X/data; done <$X/data"
	case_output "sh SCRIPT with an empty argument" 'a 1*' $RUN sh /driftbolt/scenarios/zoo/cat.sh "$X/data" ''
	case_output "sh SCRIPT with arguments of 127 and 254 bytes" 'a 1*' $RUN sh /driftbolt/scenarios/zoo/cat.sh "$X/data" "$LONG127" "$LONG127$LONG127"
	case_output "awk PROGRAM FILE" 6 $RUN awk '{ s += $2 } END { print s }' "$X/data"
	case_output "awk -v -F PROGRAM FILE" 3 $RUN awk -v k=1 -F , '{ s += $2 } END { print s * k }' "$X/data.csv"
	case_output "perl -ne FILE" 3 $RUN perl -ne '$n++; END { print $n }' "$X/data"
	case_output "perl -i -pe FILE" '' $RUN perl -i -pe 's/a/a/' "$X/data"
	case_output "python3 reads json" 2 $RUN python3 -c "import json; print(json.load(open('$X/data.json'))['a'][1])"
	case_output "python3 reads csv" b $RUN python3 -c "import csv; print(list(csv.reader(open('$X/data.csv')))[1][0])"
	case_output "python3 -m json.tool FILE" '*a*' $RUN python3 -m json.tool "$X/data.json"
	case_output "sqlite3 writes and reads" 1 $RUN sqlite3 "$X/data.db" 'create table t (a); insert into t values (1); select a from t;'
	case_output "sqlite3 < FILE" 1 $RUN sh -c "echo 'select a from t;' >$X/q && sqlite3 $X/data.db <$X/q"
	case_output "sed FILE" b $RUN sed -n 2s/.2//p "$X/data"
	case_output "busybox awk and sed" '6 c' $RUN sh -c "echo \$(busybox awk '{ s += \$2 } END { print s }' $X/data) \$(busybox sed -n 's/ 3//p' $X/data)"
	case_output "bash with a here document" 'x' $RUN bash -c 'cat <<<x'
	case_output "bash -c with data on standard input" '3' $RUN sh -c "bash -c 'wc -l' <$X/data | tr -d ' '"
	command -v node >/dev/null && case_output "node reads json" 2 $RUN node -e "console.log(require('$X/data.json').a[1])"
	command -v php >/dev/null && case_output "php reads json" 2 $RUN php -r "echo json_decode(file_get_contents('$X/data.json'))->a[1];"
	command -v ruby >/dev/null && case_output "ruby reads csv" 2 $RUN ruby -e "puts File.readlines('$X/data.csv').size"
	command -v vim.tiny >/dev/null && case_ok "vim edits a text file" $RUN vim.tiny -es -u NONE -c 'normal ox' -c 'wq' "$X/data"
	case_ok "an empty file that a shell reads stays writable" $RUN sh -c ": >$X/log; read x <$X/log; cat <$X/log; echo x >>$X/log"
	case_ok "versions are asked for in a loop over a file" $RUN sh -c "while read l n; do python3 -V && bash --version && perl -v && perl -V && perl -V:version; done <$X/data"
	command -v php >/dev/null && case_ok "php is asked, in a loop over a file" $RUN sh -c "while read l n; do php -m && php -v && php --ini; done <$X/data"
	command -v ruby >/dev/null && case_ok "ruby is asked, in a loop over a file" $RUN sh -c "while read l n; do ruby -v; done <$X/data"
	case_output "awk -F , and -v of any value" 3 $RUN awk -F , -v x= '{ s += $2 } END { print s }' "$X/data.csv"
	command -v gawk >/dev/null && case_output "gawk -e CODE FILE" 6 $RUN gawk -e '{ s += $2 } END { print s }' "$X/data"
	command -v node >/dev/null && case_output "node -e CODE FILE" 'a 1*' $RUN node -e "console.log(require('fs').readFileSync(process.argv[1], 'utf8'))" "$X/data"
	case_output "python3 with PYTHONPATH reads a file" 'a 1*' $RUN env PYTHONPATH="/usr/lib:$X/none:" python3 -c "print(open('$X/data').read())"
	case_output "python3 -m cProfile runs the image's and it reads a file" '*' $RUN python3 -m cProfile -o "$X/profile2" /usr/lib/python3.11/json/tool.py "$X/data.json"
	case_ok "/dev/null for a program and a start-up file" $RUN sh -c 'sh /dev/null && ENV=/dev/null sh -i </dev/null && python3 /dev/null && awk -f /dev/null </dev/null'
	case_output "no event says deny of data" '' sh -c "driftbolt events --json | grep '\"verdict\":\"deny\"' | grep '/data' | head -n 3"
}

inline_is_recorded() {
	$RUN sh -c 'true inline-marker-1'
	$RUN sh -c 'echo true | sh'
	$RUN python3 -c 'True # inline-marker-2'
	$RUN perl -e '1; # inline-marker-3'
	case_output "-c is recorded with its command line" '*inline-marker-1*inline-marker-2*inline-marker-3*' \
		"$D/vm/busybox" sh -c 'driftbolt events --json | grep "\"reason\":\"inline-code\""'
	case_output "a pipe to a shell is recorded" '*' sh -c 'driftbolt events --json | grep "\"kind\":\"inline\"" | grep -q "\"arguments\":\"sh\""'
	case_status "and no mode refuses it" 1 sh -c 'driftbolt events --json | grep "\"reason\":\"inline-code\"" | grep -E "verdict.:.(deny|kill)"'
}

# alerted NAME PROGRAM TEXT COMMAND...: code that is in no file is recorded, with TEXT.
alerted() {
	local name=$1 program=$2 text=$3
	shift 3
	if ! command -v "$program" >/dev/null; then skip_case "$name" "no $program here"; return; fi
	$RUN "$@" </dev/null >"$W/said" 2>&1 || :
	case_output "$name is recorded" "*$text*" "$D/vm/busybox" sh -c "driftbolt events --json | tail -n 60 | grep '\"kind\":\"inline\"'"
}

inline_in_options_and_variables() {
	alerted "gawk -e" gawk inline-4 gawk -e 'BEGIN { } # inline-4'
	alerted "gawk --source" gawk inline-5 gawk --source 'BEGIN { } # inline-5'
	alerted "vim --cmd" vim.tiny inline6 vim.tiny -es --cmd 'let inline6 = 1'
	alerted "vim +COMMAND" vim.tiny inline7 vim.tiny -es '+let inline7 = 1'
	alerted "gdb -ex" gdb inline-8 gdb -q -batch -nx -ex 'echo inline-8'
	alerted "gdb -iex" gdb inline-9 gdb -q -batch -nx -iex 'echo inline-9'
	alerted "gdb --eval-command" gdb inline-10 gdb -q -batch -nx --eval-command='echo inline-10'
	alerted "sqlite3 -cmd" sqlite3 inline-11 sqlite3 -cmd 'select "inline-11"' :memory: .quit
	alerted "python3 -m timeit" python3 inline12 python3 -m timeit -n 1 'inline12 = 1'
	alerted "node --import data:" node inline-13 node --import 'data:text/javascript,1//inline-13' -v
	alerted "php -d data:" php inline-14 php -d 'auto_prepend_file=data:text/plain,inline-14' -v
	alerted "bash: an exported function" bash BASH_FUNC_inline15 env 'BASH_FUNC_inline15%%=() { :; }' bash -n /usr/bin/ldd
	alerted "bash: PS4" bash 'PS4=$(: inline-16)' env 'PS4=$(: inline-16)' bash -n /usr/bin/ldd
	alerted "bash: BASH_ENV with code" bash 'BASH_ENV=$(: inline-17)' env 'BASH_ENV=$(: inline-17)' bash -n /usr/bin/ldd
	alerted "perl: PERL5DB" perl PERL5DB=inline-18 env PERL5DB=inline-18 perl -v
	alerted "perl: PERL5OPT" perl PERL5OPT=-Mwarnings env PERL5OPT=-Mwarnings perl -v
	alerted "lua: LUA_INIT" lua5.4 LUA_INIT=inline19 env LUA_INIT=inline19=1 lua5.4 -v
	alerted "vim: VIMINIT" vim.tiny 'VIMINIT=let inline20' env 'VIMINIT=let inline20 = 1' vim.tiny -e -c 'qa!'
	alerted "vim: EXINIT" vim.tiny 'EXINIT=let inline21' env 'EXINIT=let inline21 = 1' vim.tiny -e -c 'qa!'
	alerted "php: PHPRC" php PHPRC=/inline-22 env PHPRC=/inline-22 php -v
	alerted "php: PHP_INI_SCAN_DIR" php PHP_INI_SCAN_DIR=/inline-23 env PHP_INI_SCAN_DIR=/inline-23 php -v
	alerted "node: NODE_OPTIONS=--import data:" node inline-24 env NODE_OPTIONS='--import data:text/javascript,1//inline-24' node -v
	mkfifo "$XH/pipe" "$XH/pipe.sh"
	# By their numbers: the container runs in the background, too.
	{ echo "touch $X/mark" >"$XH/pipe"; } &
	set -- $!
	alerted "sh PIPE" sh '"arguments":"sh '"$X"'/pipe"' sh "$X/pipe"
	{ echo "touch $X/mark" >"$XH/pipe.sh"; } &
	set -- "$1" $!
	alerted "sh: . PIPE.sh" sh "$X/pipe.sh" sh -c ". $X/pipe.sh"
	wait "$@"
}
