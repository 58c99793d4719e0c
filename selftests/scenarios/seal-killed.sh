# SPDX-License-Identifier: GPL-2.0-only
# desc: a seal that is killed half way can be taken back by unload, and made anew
# vm: own
# check: 6.12
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

kill_half_way() { # once its directory is there, and nothing is frozen for good
	driftbolt seal >/dev/null 2>&1 &
	until [ -e /sys/fs/bpf/driftbolt/seal ]; do kill -0 $! 2>/dev/null || break; done
	kill -KILL $! 2>/dev/null
	wait $! 2>/dev/null
	case_ok "$1: it had begun" test -e /sys/fs/bpf/driftbolt/seal
	case_output "$1: and is not sealed" '*, not sealed*' driftbolt status
}
need driftbolt load --mode enforce --name machine "$MANIFESTS/debian.manifest"
kill_half_way "killed"
case_ok "unload takes it back" driftbolt unload
nothing_left "after unload"
need driftbolt load --mode enforce --name machine "$MANIFESTS/debian.manifest"
kill_half_way "killed again"
case_ok "and sealed all the same" driftbolt seal
