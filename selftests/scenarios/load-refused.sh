# SPDX-License-Identifier: GPL-2.0-only
# desc: load with manifests, file systems or limits it cannot use changes nothing, on an empty and on a loaded machine
# suite: check-all
# vm: shared
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

good=$MANIFESTS/payload.manifest
at_end "driftbolt unload 2>/dev/null"
# refused NAME PATTERN COMMAND...: status 1 and one sentence.
refused() {
	name=$1 pattern=$2
	shift 2
	attempt "$@"
	# shellcheck disable=SC2254
	case $status:$output in
	*"
"*) fail "$name: one sentence"; explain_failure ;;
	1:$pattern) pass "$name" ;;
	*) fail "$name (wanted status 1 and $pattern)"; explain_failure ;;
	esac
}

sed '$d' "$good" >bad-no-end
sed '$s/.*/end 1/' "$good" >bad-count
sed '1s/1/2/' "$good" >bad-version
sed '$d' "$good" | sed '$s/ \// \/zz\//; $p' >bad-duplicate
sed '6s/ exec/ magic/; 6s/ lib/ magic/; 6s/ script/ magic/' "$good" >bad-class
head -c 700 "$good" >bad-cut
: >bad-empty
printf 'driftbolt-manifest 1\nimage -\ndigest -\nplatform linux/amd64\ngeneration 0\nend 0\n' >no-files
head -c 100000 /dev/zero >bad-zero
all_refused() { # WHEN
	for bad in bad-*; do
		refused "$1: $bad" "driftbolt: \"$bad\": line *: *: build it again with driftbolt-manifest" \
			driftbolt load --name machine --mode audit "$bad"
		refused "$1: $bad after a good one" "driftbolt: \"$bad\": line *" \
			driftbolt load --name machine --mode audit "$good" "$bad"
	done
	refused "$1: no such manifest" 'driftbolt: "/nowhere": No such file or directory: *' driftbolt load --name machine /nowhere
	refused "$1: a directory" 'driftbolt: "/etc": *' driftbolt load --name machine /etc
	refused "$1: no files in it" 'driftbolt: "no-files": *nothing was loaded' driftbolt load --name machine no-files
	refused "$1: no such cgroup" 'driftbolt: "/none": no such cgroup*' driftbolt load --name machine --scope cgroup:/none "$good"
}

all_refused "empty machine"
need mount -o remount,ro /sys/fs/bpf
refused "bpffs is read-only" 'driftbolt: "load": *Read-only*nothing was loaded' driftbolt load "$good"
need mount -o remount,rw /sys/fs/bpf
for files in 5 12 24 40; do
	refused "$files open files" 'driftbolt: "*": *nothing was loaded' prlimit --nofile="$files" driftbolt load "$good"
done
nothing_left "empty machine"

drop "$PROBES/hello" /tmp/dropped
at_end rm -f /tmp/dropped
baseline "dropped" "$PROBES/tryexec" exec /tmp/dropped
need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$good"
need driftbolt status --json
# Counters and events move with every command; what is loaded must not.
loaded() { driftbolt status --json | grep -v -e '"allow"' -e '"hashed"' -e '"remembered"' -e '"events"' -e '"kept"'; find /sys/fs/bpf/driftbolt | sort; }
need loaded
before=$output
all_refused "loaded machine"
refused "another name for the host scope" 'driftbolt: "other": the host scope is that of image *machine*' \
	driftbolt load --name other --mode audit --scope host "$good"
need mount -o remount,ro /sys/fs/bpf
refused "bpffs is read-only, loaded" 'driftbolt: "*": *Read-only file system: *' driftbolt load --name machine --mode audit "$good"
need mount -o remount,rw /sys/fs/bpf
need loaded
if [ "$output" = "$before" ]; then pass "what is loaded is what was"; else fail "what is loaded is what was"; echo "$before"; explain_failure; fi
case_denied "dropped" EPERM "$PROBES/tryexec" exec /tmp/dropped
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"

# Two at once: one waits for the other.
need driftbolt unload
for i in 1 2 3 4; do
	driftbolt load --name "image$i" "$good" >"out.$i" 2>&1 &
done
for job in $(jobs -p); do
	wait "$job" || fail "loads at once"
done
case_output "status has all four" '*image1*image2*image3*image4*' sh -c 'driftbolt status --json | grep \"name\" | sort'
need driftbolt unload
nothing_left "after unload"
