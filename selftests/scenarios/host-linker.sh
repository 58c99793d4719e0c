# SPDX-License-Identifier: GPL-2.0-only
# desc: where the setting loader-as-program lets the dynamic linker start, ldd works, interpreters too, and nothing runs that would not run without it
# vm: shared
# check: 6.12
. /driftbolt/scenarios/lib.sh
loader=$(readlink -f /lib64/ld-linux-x86-64.so.2)
libraries() { case_output "ldd $1" '*libc.so.6 => /*' ldd "$1"; }
refused() { # NAME COMMAND...: the linker runs, and ends because it may not map what it is told
	name=$1
	shift
	attempt "$@"
	case $baselines in
	*"$newline$name$newline"*) ;;
	*) fail "$name (no baseline)"; return ;;
	esac
	case $status:$output in
	127:*'failed to map segment'*) pass "$name" ;;
	*) fail "$name: wanted status 127 and the linker's complaint"; explain_failure ;;
	esac
}

need drop /bin/true "$W/true-dropped"
echo 'print("ran")' >script.py
verify() { bash -c 'exec -a --verify "$@"' - "$@"; }
tries() { # HOW: baseline or refused
	$1 "ld.so with a dropped program" "$loader" "$W/true-dropped"
	$1 "ld.so with python" "$loader" /usr/bin/python3 script.py
	$1 "ld.so with bash" "$loader" /bin/bash script.sh
	$1 "ld.so with python, another option first" "$loader" --inhibit-cache /usr/bin/python3 script.py
	$1 "ld.so with python, by the name --verify" verify "$loader" /usr/bin/python3 script.py
	$1 "ld.so with python, the variable for another" env NO_LD_TRACE_LOADED_OBJECTS=1 "XX=$long LD_TRACE_LOADED_OBJECTS=1" "$loader" /usr/bin/python3 script.py
	$1 "ld.so with python, the variable in another at a step" env "VAR=${long:0:27}LD_TRACE_LOADED_OBJECTS=1" "$loader" /usr/bin/python3 script.py
	$1 "ld.so with python, and no variable at all" env -i "$loader" /usr/bin/python3 script.py
}
# What is read at a time is 31 bytes: what looks like the beginning of a variable is the rest of one.
long=$(printf '%0300d' 0)
echo 'echo ran' >script.sh
baseline "ld.so with an allowed program" "$PROBES/tryexec" exec "$loader" /bin/true
tries baseline

need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_denied "ld.so with an allowed program" EPERM "$PROBES/tryexec" exec "$loader" /bin/true
control "the program" "$PROBES/tryexec" exec /bin/true
case_status "ldd says nothing" 1 ldd /bin/true

need driftbolt set machine loader-as-program=alert
for each in /bin/true /bin/bash /usr/bin/python3 /usr/bin/perl; do libraries $each; done
case_output "a library's libraries" '*libc.so.6 => /*' ldd /lib/x86_64-linux-gnu/libm.so.6
case_output "ld.so --list of an interpreter" '*libc.so.6 => /*' "$loader" --list /usr/bin/python3
case_output "ldd behind a variable of 31 bytes" '*libc.so.6 => /*' \
	python3 -c 'import os, sys; os.execve(sys.argv[1], ["ld.so", "/usr/bin/python3"], {"X": "y" * 29, "LD_TRACE_LOADED_OBJECTS": "1", "Z": "z" * 100})' "$loader"
case_ok "ld.so with an allowed program runs" "$PROBES/tryexec" exec "$loader" /bin/true
tries refused
# From 2.40 on it can make the linker take no notice of the variable; who sets tunables is not believed.
refused_tunables() { env GLIBC_TUNABLES=glibc.rtld.enable_secure=1 LD_TRACE_LOADED_OBJECTS=1 "$loader" /usr/bin/python3 script.py; }
case_status "LD_TRACE_LOADED_OBJECTS with GLIBC_TUNABLES" 127 refused_tunables
case_output "that the linker started is an alert" '*"verdict":"alert","reason":"loader-as-program"*' \
	sh -c 'driftbolt events --json | grep "\"kind\":\"exec\""'
case_output "that it mapped an interpreter is refused" '*"verdict":"deny","reason":"loader-as-program"*python3*' \
	sh -c 'driftbolt events --json | grep "\"kind\":\"map\""'

# With AT_SECURE newer linkers run what they are given, whatever the variable says.
need cp "$loader" script.py /srv
at_end rm -f "/srv/script.py" "/srv/${loader##*/}"
need setcap cap_net_raw+ep "/srv/${loader##*/}"
case_output "as somebody who gains rights by it nothing is run" '127|5' sh -c '"$@" >/dev/null 2>&1; case $? in 127 | 5) echo "127|5" ;; *) echo $? ;; esac' - \
	setpriv --reuid=65534 --clear-groups env LD_TRACE_LOADED_OBJECTS=1 "/srv/${loader##*/}" /usr/bin/python3 /srv/script.py
case_output "the same without rights" '*libc.so.6 => /*' setpriv --reuid=65534 --clear-groups env LD_TRACE_LOADED_OBJECTS=1 "$loader" /usr/bin/python3

need driftbolt set machine loader-as-program=default
case_denied "ld.so with an allowed program" EPERM "$PROBES/tryexec" exec "$loader" /bin/true
