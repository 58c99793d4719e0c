# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: many copies of one allowed program, on tmpfs, on ext4 and on an overlay.

slab() { awk '$1 == "SUnreclaim:" { print $2 }' /proc/meminfo; }
# Records that are kept by address (Linux before 7.2); with storage on the inode there is nothing to count.
records() {
	if [ -e /sys/fs/bpf/driftbolt/maps/db_inodes ]; then
		bpftool -j map dump pinned /sys/fs/bpf/driftbolt/maps/db_inodes | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'
	else
		echo 0
	fi
}

# copies COUNT ALIVE [PLACE...]: where: tmpfs, ext4 and an overlay if not said otherwise.
copies() {
	count=$1 alive=$2
	shift 2
	mkdir /tmp/copies "$W/copies" /tmp/layers
	at_end "rm -rf /tmp/copies"
	mount -t tmpfs layers /tmp/layers
	at_end "umount /tmp/layers; rmdir /tmp/layers"
	mkdir /tmp/layers/lower /tmp/layers/upper /tmp/layers/work "$W/merged"
	need mount -t overlay -o lowerdir=/tmp/layers/lower,upperdir=/tmp/layers/upper,workdir=/tmp/layers/work overlay "$W/merged"
	at_end "umount $W/merged"
	drop "$PROBES/quit" /tmp/dropped
	at_end rm -f /tmp/dropped
	baseline "changed" "$PROBES/tryexec" exec /tmp/dropped
	need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
	at_end driftbolt unload
	case_denied "changed" EPERM "$PROBES/tryexec" exec /tmp/dropped
	control "unchanged" "$PROBES/tryexec" exec "$PROBES/quit"
	[ $# != 0 ] || set -- /tmp/copies "$W/copies" "$W/merged"
	for place; do
		fs=$(stat -f -c %T "$place")
		before=$(records)
		slab_before=$(slab)
		case_output "$fs: $count copies run twice, each changed one is refused" "ran $count refused $(((count + 99) / 100))" \
			"$PROBES/copies" "$count" "$alive" "$PROBES/quit" "$place"
		full=$(records)
		slab_full=$(slab)
		if [ "$full" -le $((before + 2 * alive + 400)) ]; then
			pass "$fs: records of living files only: $full, $before before"
		else
			fail "$fs: $full records for $alive files, $before before"
		fi
		find "$place" -name 'copy.*' -delete
		sync
		echo 3 >/proc/sys/vm/drop_caches
		after=$(records)
		if [ "$after" -le $((before + 100)) ]; then
			pass "$fs: records of deleted files are gone: $after, $before before"
		else
			fail "$fs: $after records after deleting, $before before"
		fi
		echo "# copies $fs $count records $before $full $after SUnreclaim-kB $slab_before $slab_full $(slab)"
	done
	case_output "no record was wanting" '*' sh -c '! driftbolt status --json | grep -E "record-full|no-memory|unremembered"'
}
