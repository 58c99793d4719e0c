# SPDX-License-Identifier: GPL-2.0-only
# desc: two CPUs against each other: a name that means now this, now that, and bytes or size changed while they are checked
# suite: check
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
# Of the same size, so that only the digest tells them apart; the allowed one ends with 2, the other with 0.
rounds=100
cp "$PROBES/tiny" allowed
sed s/exit-code:2/exit-code:0/ "$PROBES/tiny" >dropped
chmod 755 dropped
mkdir -p /dev/shm/race
at_end rm -rf /dev/shm/race

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
	case_output "$way on ext4" '*ok' "$PROBES/race" "$way" "$W/allowed" "$W/dropped" "$W" "$rounds"
	printf '%s\n' "# $output"
done
cp allowed dropped /dev/shm/race
for way in rename write-exec write-map truncate-map grow-map; do
	case_output "$way on tmpfs" '*ok' "$PROBES/race" "$way" /dev/shm/race/allowed /dev/shm/race/dropped /dev/shm/race "$rounds"
	printf '%s\n' "# $output"
done
mkdir lower upper work merged
need mount -t overlay overlay -o "lowerdir=$W/lower,upperdir=$W/upper,workdir=$W/work" merged
at_end umount "$W/merged"
cp allowed dropped merged
for way in rename exchange write-exec write-map truncate-map grow-map; do
	case_output "$way on an overlay" '*ok' "$PROBES/race" "$way" "$W/merged/allowed" "$W/merged/dropped" "$W/merged" "$rounds"
	printf '%s\n' "# $output"
done
