# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: the disk, partition, swap or image file under what runs is not written; unused ones are free
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
change=$PROBES/trychange
device=$PROBES/trydevice
need modprobe loop max_part=7
need modprobe squashfs

# An image with two partitions of 4 MB: on the first the ext4 image; it is written at byte 12 of each, which nothing looks at.
truncate -s 10M disk
cat >table.py <<'P'
import struct
entry = lambda start: struct.pack('<B3sB3sII', 0, b'\0\0\0', 0x83, b'\0\0\0', start, 8192)
with open('disk', 'r+b') as disk:
    disk.write(b'\0' * 446 + entry(2048) + entry(10240) + b'\0' * 32 + b'\x55\xaa')
P
need python3 table.py
need dd if="$PROBES/image.ext4" of=disk bs=1M seek=1 conv=notrunc status=none
disk=$(losetup -P -f --show "$W/disk")
at_end losetup -d "$disk" '2>/dev/null || :'
[ -b "${disk}p2" ] || need busybox_mdev_is_missing
mkdir part image other
need mount -t ext4 "${disk}p1" part
at_end umount "$W/part" '2>/dev/null || :'
runs() { "$try" "$@" | sed 's/^exit [02]$/ok/'; return $((PIPESTATUS[0] == 1)); }
spare() { losetup -f --show "$1"; }

attacks() {
	# --- disks ---
	allowed "a program on a partition" runs exec part/allowed
	attack "the partition of a file system" EPERM "$change" rdwr "${disk}p1"
	attack "the disk it is on" EPERM "$change" rdwr "$disk"
	allowed "an unused partition of the same disk" "$change" rdwr "${disk}p2"
	allowed "reading it" dd if="${disk}p1" of=/dev/null bs=4k count=1
	allowed "mkfs on an unused partition" mkfs.minix "${disk}p2"
	allowed "it runs on" runs exec part/allowed
	baseline "a partition that is swap" "$change" rdwr "${disk}p2"
	need mkswap "${disk}p2"
	need swapon "${disk}p2"
	# The kernel's own refusal, in any mode, and swapoff must be able to open it.
	case_denied "a partition that is swap" ETXTBSY "$change" rdwr "${disk}p2"
	attack "the disk of a swap partition" EPERM "$change" rdwr "$disk"
	need swapoff "${disk}p2"
	allowed "swap no longer" "$change" rdwr "${disk}p2"
	need umount part
	allowed "a partition no longer mounted" "$change" rdwr "${disk}p1"
	allowed "its disk" "$change" rdwr "$disk"
	need mount -t ext4 "${disk}p1" part
	allowed "mounted again, after it was written" runs exec part/allowed

	# --- image files ---
	rm -f unused
	truncate -s 4M unused
	loop=$(spare "$W/unused")
	allowed "mkfs on an unused loop device" mkfs.minix "$loop"
	need dd if="$PROBES/image.ext4" of="$loop" bs=1M status=none
	allowed "and mount" mount -t ext4 "$loop" other
	allowed "and a program of the image on it" runs exec other/allowed
	need umount other
	need losetup -d "$loop"

	cp "$PROBES/image.squashfs" squashfs
	cp squashfs same
	loop=$(losetup -r -f --show "$W/squashfs")
	need mount -t squashfs -o ro "$loop" image
	allowed "an image that nobody runs from is written" "$change" rdwr "$W/same"
	allowed "a program on a read-only image" runs exec image/allowed
	attack "the image file, write" EPERM "$change" rdwr "$W/squashfs"
	attack "the image file, truncate" EPERM "$change" grow "$W/squashfs"
	attack "another file below a loop device" EPERM "$device" change "$loop" "$W/same"
	attack "another offset below a loop device" EPERM "$device" status "$loop"
	[ "$phase" = audited ] || control "the image is what it was" cmp squashfs "$PROBES/image.squashfs"
	need umount image
	need losetup -d "$loop"
	allowed "an image file no longer in use" "$change" rdwr "$W/squashfs"

	cp "$PROBES/image.ext4" ext4
	loop=$(spare "$W/ext4")
	allowed "another offset below an unused loop device" "$device" status "$loop"
	need mount -t ext4 "$loop" image
	allowed "a program on a writable image" runs exec image/allowed
	allowed "the image is written through its file system" sh -c 'echo x >image/data && sync'
	attack "the image file, write" EPERM "$change" rdwr "$W/ext4"
	need umount image
	need losetup -d "$loop"

	# Somebody has it open to write already: whatever is on it could change at any time.
	exec 5<>"$W/ext4"
	loop=$(spare "$W/ext4")
	need mount -t ext4 "$loop" image
	attack "a program on an image somebody may write" EPERM runs exec image/allowed
	need driftbolt set host filesystems=loop
	allowed "the same, allowed" runs exec image/allowed
	attack "a program on an image somebody may write" EPERM runs exec image/dropped
	need driftbolt set host filesystems=none
	attack "a program on an image somebody may write" EPERM runs exec image/allowed
	exec 5>&-
	allowed "the same when the writer is gone" runs exec image/allowed
	need umount image
	exec 5<>"$loop"
	need mount -t ext4 "$loop" image
	attack "a program on a device somebody may write" EPERM runs exec image/allowed
	exec 5>&-
	allowed "the same when that writer is gone" runs exec image/allowed
	need umount image
	need losetup -d "$loop"

	# A loop device follows a file on an overlay into the upper layer; the first descriptor of a memfd is not counted.
	mkdir "$phase"
	cd "$phase" || exit 2
	mkdir lower upper work merged
	cp "$PROBES/image.ext4" lower/ext4
	need mount -t overlay overlay -o "lowerdir=$PWD/lower,upperdir=$PWD/upper,workdir=$PWD/work" merged
	at_end umount "$PWD/merged" '2>/dev/null || :'
	cd "$W" || exit 2
	loop=$(losetup -r -f --show "$W/$phase/merged/ext4")
	need mount -t ext4 -o ro "$loop" image
	attack "a program on a disk on an overlay" EPERM runs exec image/allowed
	need umount image
	need losetup -d "$loop"
	mkdir -p tmpfs
	need mount -t tmpfs tmpfs tmpfs
	cp "$PROBES/image.ext4" tmpfs/ext4
	loop=$(losetup -r -f --show "$W/tmpfs/ext4")
	need mount -t ext4 -o ro "$loop" image
	allowed "a program on a disk on tmpfs" runs exec image/allowed
	need umount image
	need losetup -d "$loop"
	need umount tmpfs
}

need driftbolt load --name host --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
attacks
enforce host
# What was remembered of what lies on them.
need umount part
need mount -t ext4 "${disk}p1" part
attacks
case_output "the reason" '*"verdict":"deny"*raw-device*' sh -c 'driftbolt events --json | grep "\"reason\":\"raw-device\"" | tail -n 1'

# A page of the device that was mapped shared may be pinned for ever, and so is the suspicion.
loop=$(spare "$W/ext4")
need "$device" pin "$loop"
need mount -t ext4 "$loop" image
need driftbolt mode audit host
phase=audited
attack "a program on a disk whose pages may be pinned" EPERM runs exec image/allowed
enforce host
attack "a program on a disk whose pages may be pinned" EPERM runs exec image/allowed
need umount image
need losetup -d "$loop"

# --- audit: it is written, said, and what was remembered is forgotten ---
need driftbolt mode audit host
hashed() { driftbolt status --json | grep -o '"hashed": *[0-9]*' | grep -o '[0-9]*$'; }
control "in audit, a program" runs exec part/allowed
phase=audited
attack "the disk it is on" EPERM "$change" rdwr "$disk"
before=$(hashed)
control "in audit, a program again" runs exec part/allowed
[ "$(hashed)" -gt "$before" ] && pass "hashed again after the disk was written" || fail "remembered though the disk was written"
need umount part
