# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: on each file system and on an overlay over each, allowed bytes run, others do not, and what ran is locked
# suite: check
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
change=$PROBES/trychange
need modprobe loop
need modprobe squashfs
need modprobe erofs

# Read-only images come with the probes: they hold "allowed" (tiny), "dropped" (of the same size) and "lib.so" (libmark).
mkdir ext4 tmpfs squashfs erofs
need mount -t tmpfs -o mode=755 t tmpfs
for fs in ext4 tmpfs; do
	cp "$PROBES/tiny" $fs/allowed
	sed s/exit-code:2/exit-code:0/ "$PROBES/tiny" >$fs/dropped
	cp "$PROBES/libmark.so" $fs/lib.so
	chmod 755 $fs/dropped
done
at_end umount "$W/tmpfs"
for fs in squashfs erofs; do
	need mount -t $fs -o loop,ro "$PROBES/image.$fs" $fs
	at_end umount "$W/$fs"
done
for fs in ext4 tmpfs squashfs erofs; do
	for upper in upper metacopy; do
		mkdir -p "$upper-$fs/upper" "$upper-$fs/work" "$upper-$fs/merged"
	done
	options=lowerdir=$W/$fs,upperdir=$W/upper-$fs/upper,workdir=$W/upper-$fs/work
	need mount -t overlay overlay -o "$options" "upper-$fs/merged"
	at_end umount "$W/upper-$fs/merged"
	options=lowerdir=$W/$fs,upperdir=$W/metacopy-$fs/upper,workdir=$W/metacopy-$fs/work
	need mount -t overlay overlay -o "$options,metacopy=on,redirect_dir=on" "metacopy-$fs/merged"
	at_end umount "$W/metacopy-$fs/merged"
done
places='ext4 tmpfs squashfs erofs upper-ext4/merged upper-tmpfs/merged upper-squashfs/merged upper-erofs/merged
metacopy-ext4/merged metacopy-tmpfs/merged metacopy-squashfs/merged metacopy-erofs/merged'
# An overlay on an overlay, and one whose upper layer is on tmpfs.
mkdir -p nested/upper nested/work nested/merged tmpfs/upper tmpfs/work on-tmpfs
need mount -t overlay overlay -o "lowerdir=$W/upper-erofs/merged,upperdir=$W/nested/upper,workdir=$W/nested/work" nested/merged
at_end umount "$W/nested/merged"
need mount -t overlay overlay -o "lowerdir=$W/squashfs,upperdir=$W/tmpfs/upper,workdir=$W/tmpfs/work" on-tmpfs
at_end umount "$W/on-tmpfs"
places="$places nested/merged on-tmpfs"
# Layers that are nothing but data (since Linux 6.5): above them is a file's name and size, and where its data is.
mkdir names data-only
for file in allowed dropped lib.so; do
	truncate -s "$(stat -c %s "ext4/$file")" "names/$file"
	chmod 755 "names/$file"
	need setfattr -n trusted.overlay.redirect -v "/$file" "names/$file"
	need setfattr -n trusted.overlay.metacopy "names/$file"
done
case $(uname -r) in
6.1.*) skip_case "layers of data alone" "this kernel has none" ;;
*)
	need mount -t overlay overlay -o "lowerdir=$W/names::$W/ext4,metacopy=on,redirect_dir=follow" data-only
	at_end umount "$W/data-only"
	places="$places data-only"
	;;
esac
# runs FILE: tryexec of a tiny program: its own exit status tells that it ran
runs() { "$try" "$@" | sed 's/^exit [02]$/ok/'; return $((PIPESTATUS[0] == 1)); }
attacks() {
	local place how
	for place in $places; do
		attack "dropped on $place" EPERM runs exec "$W/$place/dropped"
		attack "dropped on $place, mapped" EPERM "$try" map "$W/$place/dropped"
	done
	for place in ext4 tmpfs; do
		for how in write truncate; do
			cp "$place/allowed" "$place/$phase-$how"
			allowed "allowed on $place" runs exec "$W/$place/$phase-$how"
			attack "$how on $place" EPERM "$change" "$how" "$W/$place/$phase-$how"
		done
	done
}

need driftbolt load --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
attacks
enforce
# What was remembered of an inode goes with it. (Those of tmpfs stay.)
echo 2 >/proc/sys/vm/drop_caches
attacks
for place in $places; do
	control "allowed on $place" runs exec "$W/$place/allowed"
	control "a library on $place" "$try" map "$W/$place/lib.so"
done
