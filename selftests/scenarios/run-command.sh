# SPDX-License-Identifier: GPL-2.0-only
# desc: driftbolt run: a command in a fresh scope, of an image or of a directory as it is; what it may use, and what is left; load --add
# suite: check-all
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
hello=$PROBES/hello
tryexec=$PROBES/tryexec
t=$W/tools
. /driftbolt/scenarios/lib/phases.sh
image=agent
run() { if [ $phase = before ]; then "$@"; else driftbolt run $image -- "$@"; fi; }

# An agent's tools, with the libraries that some of them need: nothing else is given to it.
mkdir tools
for each in hello tryexec intocgroup tryload libmark.so; do cp "$PROBES/$each" tools/; done
cp -L /bin/sh /usr/bin/unshare /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6 tools/
echo "exit # a script that it was given" >tools/given.sh
cp "$hello" renamed
ln tools/hello hard-tool
drop "$hello" dropped
ln -s dropped link
ln dropped hard-link
drop "$PROBES/libmark.so" dropped.so
echo "exit # a script that it was not given" >dropped.sh
preload() { LD_PRELOAD=$1 run "$t/tryload" mark "$t/unshare" --version; }
script() { # FILE: a probe: what sh says of it
	attempt run "$t/sh" "$1"
	echo "$output"
	[ "$status" != 0 ] || { echo ok; return 0; }
	case $output in
	*'Operation not permitted'*) echo EPERM ;;
	*) echo other ;;
	esac
	return 1
}
agent() { # MARK
	allowed "$1: a tool" run "$t/hello"
	allowed "$1: a tool under another name" run "$t/tryexec" exec "$W/renamed"
	allowed "$1: a tool from memory that is sealed" run "$t/tryexec" sealed "$t/hello"
	attack "$1: no tool" EPERM run "$t/tryexec" exec "$W/dropped"
	attack "$1: no tool, by a link" EPERM run "$t/tryexec" exec "$W/link"
	attack "$1: a program of the host" EPERM run "$t/tryexec" exec /usr/bin/true
	attack "$1: no tool, in another cgroup" EPERM run "$t/intocgroup" /sys/fs/cgroup "$W/dropped"
	attack "$1: a tool from memory that is not sealed" EPERM run "$t/tryexec" memfd "$t/hello"
	allowed "$1: a tool, by a hard link" run "$t/tryexec" exec "$W/hard-tool"
	attack "$1: no tool, by a hard link" EPERM run "$t/tryexec" exec "$W/hard-link"
	allowed "$1: a tool, in a mount namespace" run "$t/unshare" -m "$t/tryexec" exec "$W/renamed"
	attack "$1: no tool, in a mount namespace" EPERM run "$t/unshare" -m "$t/tryexec" exec "$W/dropped"
	allowed "$1: LD_PRELOAD of a library it was given" preload "$t/libmark.so"
	attack "$1: LD_PRELOAD of another" 'EPERM|not-loaded' preload "$W/dropped.so"
	allowed "$1: sh of a script it was given" script "$t/given.sh"
	attack "$1: sh of another" EPERM script "$W/dropped.sh"
}
agent image
agent directory

phase=enforced
at_end driftbolt unload
need driftbolt-manifest rootfs "$t" -o agent.manifest
case_status "not loaded" 1 driftbolt run agent -- "$t/hello"
need driftbolt load --mode enforce --name agent agent.manifest
agent image
case_output "its standard output" hello driftbolt run agent -- "$t/hello"
case_status "its exit code" 1 driftbolt run agent -- "$t/tryexec" exec "$W/dropped"
case_status "no such command" 127 driftbolt run agent -- /nowhere
case_status "a refused command" 126 driftbolt run agent -- /usr/bin/true
case_status "an unknown image" 1 driftbolt run nobody -- "$t/hello"
case_ok "the host is left alone" "$tryexec" exec "$W/dropped"
case_output "nothing stays bound" '*holds nowhere*' driftbolt status
case_ok "no cgroup stays" sh -c '! ls -d /sys/fs/cgroup/driftbolt-run-*'

# A directory as it is: what is there runs, what comes does not.
image="--baseline $t"
agent directory
need cp dropped tools/later
image=run_$(printf %s "$t" | tr -c 'a-z0-9\n-' _ | tail -c 59)
case_status "added to the directory afterwards" 126 driftbolt run "$image" -- "$t/later"
case_ok "and in it when it is described again" driftbolt run --baseline "$t" -- "$t/later"
case_status "no such directory" 1 driftbolt run --baseline /nowhere -- "$t/hello"

rm tools/later
# --add: beside what the image has, in one step.
drop "$t/hello" tools/made && printf y >>tools/made
need driftbolt-manifest rootfs "$t" -o made.manifest
sed -i '/ \/made$/!{/^file /d}; s/^end .*/end 1/' made.manifest
case_status "what a build made" 126 driftbolt run agent -- "$t/made"
case_output "united" "swapped 'agent': * digests, enforce*" driftbolt load --add --name agent made.manifest
case_ok "what a build made, added" driftbolt run agent -- "$t/made"
case_ok "beside what was there" driftbolt run agent -- "$t/hello"
case_status "and nothing else" 126 driftbolt run agent -- "$W/dropped"
need driftbolt load --name agent made.manifest
case_status "without --add only what is given" 126 driftbolt run agent -- "$t/hello"

# The root file system as it is.
need driftbolt load --baseline --scope host --mode audit
case_output "the host's baseline" "*image 'host': audit, * digests*" driftbolt status
need driftbolt load --add --name host "$MANIFESTS/payload.manifest" # driftbolt and probes are on another mount
at_end rm -f /usr/local/bin/fresh
fresh() { rm -f /usr/local/bin/fresh && cp "$hello" /usr/local/bin/fresh && printf z >>/usr/local/bin/fresh; }
fresh
phase=audited
attack "new on the host" EPERM "$tryexec" exec /usr/local/bin/fresh
enforce host
control "the host's own programs" sh -c '/usr/bin/id | grep -q uid'
fresh
attack "new on the host" EPERM "$tryexec" exec /usr/local/bin/fresh

left=$(driftbolt run host -- sh -c 'sleep 1000 >/dev/null 2>&1 & echo $!')
case_ok "what a command leaves running" test "${left:-0}" -gt 1
case_status "is ended with it" 1 kill -0 "$left"
mkfifo up
case_status "a signal is passed on" 143 sh -c \
	"driftbolt run host -- sh -c 'echo up >up; exec sleep 1000' & read -r word <up; kill \$!; wait \$!"
case_ok "no cgroup stays, whatever happened" sh -c '! ls -d /sys/fs/cgroup/driftbolt-run-*'
