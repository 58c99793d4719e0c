# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh by the zoo-* scenarios: a container on the zoo root whose programs run under the container default in
# enforce. Their work, which uses what the image ships, must run, and nothing of it may be refused; then what the image
# does not ship must be.
#
#	zoo_open PACKAGE...	prints versions; a container, unbound; baselines of what will be refused
#	zoo_enforce [MANIFEST...]	the image is the zoo root, what the guest runs, and MANIFESTs; from here on judged
#	zoo_quiet NAME		a case: nothing was refused, nor would have been, since the last time it was asked
#	zoo_dropped		dropped programs and scripts are refused, copies of shipped ones run
#	zoo_dropped_code NAME COMMAND...	COMMAND must not run the dropped code it is given; that leaves /tmp/mark if it does
#
# Files of the image that only scenarios need are in scenarios/zoo, mounted read-only at $Z.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/container.sh
C_WAIT=240
Z=/driftbolt/scenarios/zoo

zoo_open() {
	# shellcheck disable=SC2016
	dpkg-query -W -f '# version: ${Package} ${Version}\n' "$@"
	container_config plain "$W"
	container_start crun
	need inside sh -c 'mkdir -p /var/log/nginx /var/log/postgresql /var/cache/apt/archives/partial /run/lock'
	need inside_drop "$PROBES/hello" /tmp/dropped
	need inside_sh "printf '#!/bin/sh\necho dropped\n' >/tmp/dropped.sh && chmod 755 /tmp/dropped.sh"
	phase=before
	zoo_attacks
}

zoo_attacks() {
	attack "a dropped program" EPERM inside tryexec exec /tmp/dropped
	attack "a dropped script" EPERM inside tryexec exec /tmp/dropped.sh
}

zoo_enforce() {
	need driftbolt load --mode enforce --name zoo "$MANIFESTS/zoo.manifest" "$MANIFESTS/payload.manifest" "$@"
	at_end driftbolt unload
	need driftbolt bind zoo "cgroup:$C_SCOPE"
	phase=enforced
	zoo_seen=0
	zoo_begin
}

zoo_events() { driftbolt events --json | awk -v from="$zoo_seen" 'match($0, /"seq":[0-9]+/) && substr($0, RSTART + 6, RLENGTH - 6) + 0 >= from'; }
zoo_begin() { zoo_seen=$(driftbolt events --json | awk 'match($0, /"seq":[0-9]+/) { n = substr($0, RSTART + 6, RLENGTH - 6) + 1 } END { print n + 0 }'); }

zoo_quiet() {
	zoo_events >"$W/events"
	zoo_begin
	grep -E '"verdict":"(deny|kill|audit)"|"kind":"gap"' "$W/events" >"$W/refused" || :
	if [ -s "$W/refused" ]; then
		fail "$1: nothing was refused"
		head -n 20 "$W/refused" | sed 's/^/# /'
	else
		pass "$1: nothing was refused ($(wc -l <"$W/events") alerts)"
	fi
}

zoo_dropped() {
	zoo_attacks
	need inside cp "$PROBES/hello" /tmp/copy
	control "a copy of a shipped program" inside tryexec exec /tmp/copy
	control "a copy of a shipped script" inside_sh 'cp /usr/bin/ldd /tmp/copy.sh && tryexec exec /tmp/copy.sh --version'
}

zoo_dropped_code() {
	local name=$1
	shift
	attack "$name" EPERM zoo_ran "$@"
}
# What was dropped is in /tmp.
zoo_ran() {
	local before=0
	inside rm -f /tmp/mark
	[ "$phase" != enforced ] || before=$(script_refusals /tmp/)
	inside "$@" >"$W/said" 2>&1 || :
	if inside test -e /tmp/mark; then echo ok; return 0; fi
	cat "$W/said"
	refused_since "$before" /tmp/
}
