# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: the disk, partition, swap or image file under what runs is not written; unused ones are free
# vm: shared
# timeout: 180
. /driftbolt/scenarios/lib.sh
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
cp "$PROBES/image.squashfs" squashfs
cp "$PROBES/image.ext4" ext4
cp squashfs same
spare() { losetup -f --show "$1"; }

baseline "the partition of a file system" "$change" rdwr "${disk}p1"
baseline "the disk it is on" "$change" rdwr "$disk"
baseline "a partition that is swap" "$change" rdwr "${disk}p2"
baseline "the disk of a swap partition" "$change" rdwr "$disk"
need cp ext4 before
loop=$(spare "$W/before")
need mount -t ext4 "$loop" image
baseline "another offset below a loop device" "$device" status "$loop"
baseline "the image file, write" "$change" rdwr "$W/before"
baseline "the image file, truncate" "$change" grow "$W/before"
baseline "a program on an image somebody may write" runs exec image/allowed
baseline "a program on a device somebody may write" runs exec image/allowed
baseline "a program on a disk on an overlay" runs exec image/allowed
baseline "a program on a disk in memory" runs exec image/allowed
baseline "a program on a disk whose pages may be pinned" runs exec image/allowed
need umount image
need losetup -d "$loop"
loop=$(losetup -r -f --show "$W/squashfs")
need mount -t squashfs -o ro "$loop" image
baseline "another file below a loop device" "$device" change "$loop" "$W/same"
need umount image
need losetup -d "$loop"

need driftbolt load --name host --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

# --- disks ---
control "a program on a partition" runs exec part/allowed
case_denied "the partition of a file system" EPERM "$change" rdwr "${disk}p1"
case_denied "the disk it is on" EPERM "$change" rdwr "$disk"
case_output "the reason" '*raw-device*' sh -c 'driftbolt events --json | grep "\"reason\":\"raw-device\"" | tail -n 1'
control "an unused partition of the same disk" "$change" rdwr "${disk}p2"
control "reading it" dd if="${disk}p1" of=/dev/null bs=4k count=1
control "mkfs on an unused partition" mkfs.minix "${disk}p2"
control "it runs on" runs exec part/allowed
need mkswap "${disk}p2"
need swapon "${disk}p2"
# The kernel's own refusal, and swapoff must be able to open it.
case_denied "a partition that is swap" ETXTBSY "$change" rdwr "${disk}p2"
case_denied "the disk of a swap partition" EPERM "$change" rdwr "$disk"
need swapoff "${disk}p2"
control "swap no longer" "$change" rdwr "${disk}p2"
need umount part
control "a partition no longer mounted" "$change" rdwr "${disk}p1"
control "its disk" "$change" rdwr "$disk"
need mount -t ext4 "${disk}p1" part
control "mounted again, after it was written" runs exec part/allowed

# --- image files ---
truncate -s 4M unused
loop=$(spare "$W/unused")
control "mkfs on an unused loop device" mkfs.minix "$loop"
need dd if="$PROBES/image.ext4" of="$loop" bs=1M status=none
control "and mount" mount -t ext4 "$loop" other
control "and a program of the image on it" runs exec other/allowed
need umount other
need losetup -d "$loop"

loop=$(losetup -r -f --show "$W/squashfs")
need mount -t squashfs -o ro "$loop" image
control "an image that nobody runs from is written" "$change" rdwr "$W/same"
control "a program on a read-only image" runs exec image/allowed
case_denied "the image file, write" EPERM "$change" rdwr "$W/squashfs"
case_denied "the image file, truncate" EPERM "$change" grow "$W/squashfs"
case_denied "another file below a loop device" EPERM "$device" change "$loop" "$W/same"
case_denied "another offset below a loop device" EPERM "$device" status "$loop"
control "the image is what it was" cmp squashfs "$PROBES/image.squashfs"
need umount image
need losetup -d "$loop"
control "an image file no longer in use" "$change" rdwr "$W/squashfs"

loop=$(spare "$W/ext4")
control "another offset below an unused loop device" "$device" status "$loop"
need mount -t ext4 "$loop" image
control "a program on a writable image" runs exec image/allowed
control "the image is written through its file system" sh -c 'echo x >image/data && sync'
case_denied "the image file, write" EPERM "$change" rdwr "$W/ext4"
need umount image
need losetup -d "$loop"

# Somebody has it open to write already: whatever is on it could change at any time.
exec 5<>"$W/ext4"
loop=$(spare "$W/ext4")
need mount -t ext4 "$loop" image
case_denied "a program on an image somebody may write" EPERM runs exec image/allowed
need driftbolt set host filesystems=loop
control "the same, allowed" runs exec image/allowed
case_denied "a program on an image somebody may write" EPERM runs exec image/dropped
need driftbolt set host filesystems=none
case_denied "a program on an image somebody may write" EPERM runs exec image/allowed
exec 5>&-
control "the same when the writer is gone" runs exec image/allowed
need umount image
exec 5<>"$loop"
need mount -t ext4 "$loop" image
case_denied "a program on a device somebody may write" EPERM runs exec image/allowed
exec 5>&-
control "the same when that writer is gone" runs exec image/allowed
need umount image
need losetup -d "$loop"

# A loop device follows a file on an overlay into the upper layer; the first descriptor of a memfd is not counted.
mkdir lower upper work merged
cp "$PROBES/image.ext4" lower/ext4
need mount -t overlay overlay -o "lowerdir=$W/lower,upperdir=$W/upper,workdir=$W/work" merged
at_end umount "$W/merged" '2>/dev/null || :'
loop=$(losetup -r -f --show "$W/merged/ext4")
need mount -t ext4 -o ro "$loop" image
case_denied "a program on a disk on an overlay" EPERM runs exec image/allowed
need umount image
need losetup -d "$loop"
mkdir tmpfs
need mount -t tmpfs tmpfs tmpfs
at_end umount "$W/tmpfs" '2>/dev/null || :'
cp "$PROBES/image.ext4" tmpfs/ext4
loop=$(losetup -r -f --show "$W/tmpfs/ext4")
need mount -t ext4 -o ro "$loop" image
control "a program on a disk on tmpfs" runs exec image/allowed
need umount image
need losetup -d "$loop"

# A page of the device that was mapped shared may be pinned for ever, and so is the suspicion.
loop=$(spare "$W/ext4")
need "$device" pin "$loop"
need mount -t ext4 "$loop" image
case_denied "a program on a disk whose pages may be pinned" EPERM runs exec image/allowed
need umount image
need losetup -d "$loop"

# --- audit: it is written, said, and what was remembered is forgotten ---
need driftbolt mode audit host
hashed() { driftbolt status --json | grep -o '"hashed": *[0-9]*' | grep -o '[0-9]*$'; }
control "in audit, a program" runs exec part/allowed
control "in audit, the disk is written" "$change" rdwr "$disk"
case_output "in audit it is recorded" '*"audit"*raw-device*' sh -c 'driftbolt events --json | grep "\"reason\":\"raw-device\"" | tail -n 1'
before=$(hashed)
control "in audit, a program again" runs exec part/allowed
[ "$(hashed)" -gt "$before" ] && pass "hashed again after the disk was written" || fail "remembered though the disk was written"
need umount part
