# SPDX-License-Identifier: GPL-2.0-only
# desc: what ran before a scope was one is told, by file, by memory, and counted; with --strict it is refused and nothing changes
# suite: check-all
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
cg=/sys/fs/cgroup
mkdir -p $cg/dirty/child $cg/clean
at_end rmdir $cg/dirty/child $cg/dirty $cg/clean
at_end "driftbolt unload 2>/dev/null"
at_end 'kill $holders 2>/dev/null; wait'
both="$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest"
holders=
# holder NAME CGROUP COMMAND...: runs until its input ends, which is when the scenario does; it has said "ready".
holder() {
	local name=$1 group=$2 fd
	shift 2
	mkfifo "$name.in" "$name.out"
	(echo $BASHPID >"$cg/$group/cgroup.procs" && exec "$@" <"$name.in" >"$name.out") 2>"$name.err" &
	holders="$holders $!"
	exec {fd}>"$name.in"
	[ "$(timeout 30 head -n 1 "$name.out")" = ready ] || { fail "holder $name"; cat "$name.err"; exit 1; }
}
# told NAME PATTERN: the output of the last command has a note like that.
told() {
	# shellcheck disable=SC2254
	case $output in *"driftbolt: note: "$2*) pass "$1" ;; *) fail "$1 (wanted a note '$2')"; explain_failure ;; esac
}
silent() { case $output in *note*) fail "$1"; explain_failure ;; *) pass "$1" ;; esac; }

# shellcheck disable=SC2086
case_ok "nothing runs that should not: --strict loads" driftbolt load --strict --name machine --scope host $both
silent "and there is no note"
need driftbolt unload

touch x
drop "$PROBES/hold" dropped
drop "$PROBES/hold" removed
drop "$PROBES/libmark.so" lib.so
cat >py <<'EOP'
import mmap, os, sys
how, *files = sys.argv[1:]
kept = [mmap.mmap(os.open(f, os.O_RDONLY), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC) for f in files]
if how == "memory": kept.append(mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7))
if how == "both": kept.append(mmap.mmap(os.open(files[0], os.O_RDWR), 4096, mmap.MAP_SHARED, 7))
print("ready", flush=True)
sys.stdin.read()
EOP
holder allowed clean "$PROBES/hold" write x
holder dropped dirty ./dropped write x
holder removed dirty/child ./removed write x
mv removed gone && rm gone
holder lib dirty/child python3 py file lib.so
holder memory dirty python3 py memory
cp "$PROBES/libmark.so" writable.so
holder both dirty python3 py both writable.so
holder memfd dirty python3 -c 'import os, sys
f = os.memfd_create("code"); os.write(f, open(sys.argv[1], "rb").read()); os.execve(f, ["hold", "write", "x"], {})' "$PROBES/hold"
# The leader ends before its thread: /proc shows no memory of it.
drop "$PROBES/libmark.so" thread.so
cat >leader <<'EOP'
import ctypes, mmap, os, sys, threading
kept = mmap.mmap(os.open("thread.so", os.O_RDONLY), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
def stay():
    while open("/proc/self/stat").read().split(") ")[1][0] != "Z": pass
    print("ready", flush=True)
    sys.stdin.read()
threading.Thread(target=stay).start()
ctypes.CDLL(None).syscall(60, 0)
EOP
holder leader dirty/child python3 leader

seen() { # WHERE: the findings of all holders
	told "$1: a dropped program" "process * (dropped) runs \"$W/dropped\": * (unknown-size)"
	told "$1: one that was removed" "process * (removed) runs \"$W/gone (deleted)\": * (unknown-size)"
	told "$1: a library" "process * (python3) has mapped executable \"$W/lib.so\": * (unknown-size)"
	told "$1: one of a thread whose leader is gone" "process * (python3) has mapped executable \"$W/thread.so\""
	told "$1: executable memory" "process * (python3) has executable memory, writable, without a file"
	told "$1: a file mapped writable and executable" "process * (python3) has a file mapped writable and executable"
	told "$1: a memory file" "process * runs \"/memfd:code (deleted)\": * (memory-file)"
	told "$1: the sum" "* findings in * processes that ran before"
}
# shellcheck disable=SC2086
case_status "--strict refuses the host scope" 1 driftbolt load --strict --name machine --mode enforce --scope host $both
seen "host, refused"
case $output in *"driftbolt: \"machine\": "*"nothing changed") pass "it says so last" ;; *) fail "it says so last"; explain_failure ;; esac
nothing_left "--strict refused"
# shellcheck disable=SC2086
case_ok "without it the host scope is loaded" driftbolt load --name machine --mode audit --scope host $both
seen "host"

# A cgroup: what is in it and below, and nothing else.
case_status "--strict refuses a dirty cgroup" 1 driftbolt bind --strict machine cgroup:/dirty
seen "bind, refused"
case_output "nothing is bound" '*"scopes":\["host"\]*' sh -c "driftbolt status --json | tr -d ' \n'"
case_ok "it binds a clean one" driftbolt bind --strict machine cgroup:/clean
silent "without a note"
case_ok "without --strict it binds the dirty one" driftbolt bind machine cgroup:/dirty
seen "bind"
need driftbolt unbind cgroup:/dirty
case_ok "a cgroup below" driftbolt bind machine cgroup:$cg/dirty/child
told "below: a library" "process * (python3) has mapped executable \"$W/lib.so\""
case $output in *"$W/dropped"*) fail "below: no other" ;; *) pass "below: no other" ;; esac
# shellcheck disable=SC2086
case_status "--strict refuses a reload" 1 driftbolt load --strict --name machine --mode enforce --scope host $both
case_output "the image is as it was" "*'machine': audit*" driftbolt status

# On the deny list; a shipped file for another use; many findings.
need driftbolt deny add "$(sha256sum <"$PROBES/hold" | cut -d' ' -f1)"
case_ok "a reload" driftbolt load --name machine --scope cgroup:/clean $both
told "denylisted" "process * (hold) runs \"$PROBES/hold\": * (denylisted)"
mkdir many
for i in $(seq 40); do drop "$PROBES/libmark.so" many/$i.so; done
holder many dirty python3 py file many/*.so
case_ok "forty more" driftbolt bind machine cgroup:/dirty
told "not all of them are lines" "and * more"
[ "$(echo "$output" | grep -c 'note: process')" = 20 ] && pass "twenty are" || fail "twenty are"
told "all are counted" "4[5-9] findings"
case_status "--strict without a scope" 2 driftbolt load --strict --name other "$MANIFESTS/payload.manifest"
