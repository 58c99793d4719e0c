# SPDX-License-Identifier: GPL-2.0-only
# desc: two CPUs against each other: a name that means now this, now that, and bytes or size changed while they are checked
# suite: check
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
# Of the same size, so that only the digest tells them apart; the allowed one ends with 2, the other with 0.
rounds=100
cp "$PROBES/tiny" allowed
sed s/exit-code:2/exit-code:0/ "$PROBES/tiny" >dropped
chmod 755 dropped
mkdir -p /dev/shm/race
at_end rm -rf /dev/shm/race

# raced PLACE WAY DIRECTORY: no hole, and both outcomes occurred: what is allowed ran, and somebody was refused.
refused_times=0
raced() {
	local ran refused
	case_output "$2 on $1" '*ok' "$PROBES/race" "$2" "$3/allowed" "$3/dropped" "$3" "$rounds"
	printf '%s\n' "# $output"
	ran=${output#allowed ran } refused=${output#*refused }
	ran=${ran%%,*} refused=${refused%%,*}
	[ "$ran" -gt 0 ] && [ "$refused" -gt 0 ] && pass "$2 on $1, both outcomes" || fail "$2 on $1, both outcomes: $ran ran, $refused were refused"
	refused_times=$((refused_times + refused))
}

# The races are real only if, unguarded, the dropped program does run.
for way in rename exchange symlink write-exec write-map; do
	attempt "$PROBES/race" "$way" "$W/allowed" "$W/dropped" "$W" 60
	case $(verdict) in
	hole) echo "# unguarded, $way: $output" ;;
	*) fail "unguarded, $way shows nothing"; explain_failure ;;
	esac
done

need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
for way in rename exchange symlink write-exec write-map truncate-map grow-map; do
	raced ext4 "$way" "$W"
done
cp allowed dropped /dev/shm/race
for way in rename write-exec write-map truncate-map grow-map; do
	raced tmpfs "$way" /dev/shm/race
done
mkdir lower upper work merged
need mount -t overlay overlay -o "lowerdir=$W/lower,upperdir=$W/upper,workdir=$W/work" merged
at_end umount "$W/merged"
cp allowed dropped merged
for way in rename exchange write-exec write-map truncate-map grow-map; do
	raced "an overlay" "$way" "$W/merged"
done
# Each EPERM that a race saw is one of driftbolt's.
denied=$("$PROBES/counted" | awk -v RS=' ' -F = '/^deny\// { n += $2 } END { print n + 0 }')
if [ "$denied" -ge "$refused_times" ]; then
	pass "driftbolt refused $denied times, $refused_times of them to run"
else
	fail "driftbolt refused $denied times, the races were refused $refused_times times"
fi
case_output "and said so" '*"verdict":"deny"*' sh -c 'driftbolt events --json | grep "\"path\":\"[^\"]*/race\"" | tail -n 1'
