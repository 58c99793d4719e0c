# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: a file system that shows one content to the hash and another to the page fault; allowed by name, it is hashed each time
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
modprobe fuse 2>/dev/null || [ -e /dev/fuse ] || skip "no FUSE"

cp "$PROBES/tiny" allowed
sed s/exit-code:2/exit-code:0/ "$PROBES/tiny" >dropped
chmod 755 dropped
mkdir mnt
# A server that says one thing and then another: started anew where the lie must be fresh.
serve() {
	mkfifo server.in server.out
	"$PROBES/fuse-server" "$W/mnt" "$W/allowed" "$W/dropped" "$@" <server.in >server.out &
	server=$!
	exec 5>server.in 6<server.out
	rm server.in server.out
	passthrough=yes
	read -r -t 20 ready <&6
	case $ready in
	'no passthrough'*) passthrough=no; read -r -t 20 ready <&6 ;;
	esac
	[ "$ready" = ready ] || fail "the FUSE server"
}
served() { exec 5>&- 6<&-; wait "$server"; }
at_end 'exec 5>&-; "$D/vm/busybox" umount -l "$W/mnt" 2>/dev/null || :'
# runs FILE: the exit status of tiny tells which it was: 2 allowed, 0 dropped.
runs() { "$try" "$@" | sed 's/^exit [02]$/ok/'; return $((PIPESTATUS[0] == 1)); }

serve
baseline "an allowed program on FUSE" runs exec "$W/mnt/true"
baseline "a dropped program on FUSE" runs exec "$W/mnt/false"
baseline "a program whose bytes change between hash and page fault" runs exec "$W/mnt/lie"
baseline "a FUSE file mapped" "$try" map "$W/mnt/true"
baseline "a FUSE file made executable later" "$try" mprotect "$W/mnt/true"
served


# A disk that user space answers for.
need modprobe nbd
mkdir disk
mkfifo nbd.in nbd.out
"$PROBES/nbd-server" /dev/nbd0 "$PROBES/image.ext4" <nbd.in >nbd.out &
exec 7>nbd.in 8<nbd.out
at_end 'exec 7>&-; wait'
read -r -t 20 ready <&8
[ "$ready" = ready ] || fail "the network block device"
need mount -t ext4 -o ro /dev/nbd0 disk
at_end umount "$W/disk" '2>/dev/null || :'
baseline "an allowed program on a network block device" runs exec disk/allowed
# The same below device mapper, which claims it.
need umount disk
need modprobe dm_mod
[ -e /dev/mapper/control ] || need mknod /dev/mapper/control c 10 "$(awk '$2 == "device-mapper" { print $1 }' /proc/misc)"
need "$PROBES/trydevice" dm-linear /dev/nbd0 "$(cat /sys/block/nbd0/size)"
mapped=${output%%"$newline"*}
need mount -t ext4 -o ro "$mapped" disk
baseline "a network block device below device mapper" runs exec disk/allowed

# Passthrough: the kernel maps the file below, and mmap_file is asked for the one on FUSE only.
mkdir tmpfs
need mount -t tmpfs tmpfs tmpfs
at_end umount "$W/tmpfs" '2>/dev/null || :'
cp allowed tmpfs/below
serve "$W/tmpfs/below"
if [ "$passthrough" = yes ]; then
	baseline "a page kept writable through FUSE passthrough" "$PROBES/trypinned" uring "$W/mnt/pass" "$W/tmpfs/below"
fi
served

need driftbolt load --name host --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
serve
control "an allowed program beside it" runs exec "$W/allowed"
case_denied "an allowed program on FUSE" EPERM runs exec "$W/mnt/true"
case_denied "a dropped program on FUSE" EPERM runs exec "$W/mnt/false"
case_denied "a program whose bytes change between hash and page fault" EPERM runs exec "$W/mnt/lie"
case_denied "a FUSE file mapped" EPERM "$try" map "$W/mnt/true"
case_denied "a FUSE file made executable later" EPERM "$try" mprotect "$W/mnt/true"
case_output "the reason" '*filesystem*' sh -c 'driftbolt events --json | grep "\"reason\":\"filesystem\"" | tail -n 1'

# Another type's name does not help; the right one does, for what the image ships.
need driftbolt set host filesystems=nfs,9p
case_denied "an allowed program on FUSE" EPERM runs exec "$W/mnt/true"
need driftbolt set host filesystems=fuse
control "an allowed program on FUSE, FUSE allowed" runs exec "$W/mnt/true"
control "mapped, FUSE allowed" "$try" map "$PROBES/libmark.so"
case_denied "a dropped program on FUSE" EPERM runs exec "$W/mnt/false"
# Nothing is remembered: the second exec sees the second content. (What the first one ran is the price of the setting.)
attempt runs exec "$W/mnt/lie"
case_denied "a program whose bytes change between hash and page fault" EPERM runs exec "$W/mnt/lie"
before=$(driftbolt status --json | grep -o '"hashed": *[0-9]*' | grep -o '[0-9]*$')
control "it runs again" runs exec "$W/mnt/true"
after=$(driftbolt status --json | grep -o '"hashed": *[0-9]*' | grep -o '[0-9]*$')
[ "$((after - before))" -ge 1 ] && pass "hashed each time" || fail "hashed each time: $before, $after"

case_denied "a network block device below device mapper" EPERM runs exec disk/allowed
need umount disk
need "$PROBES/trydevice" dm-remove /dev/mapper/control
need mount -t ext4 -o ro /dev/nbd0 disk
case_denied "an allowed program on a network block device" EPERM runs exec disk/allowed
need driftbolt set host filesystems=network-block
control "the same, allowed" runs exec disk/allowed
need driftbolt set host filesystems=none
case_denied "an allowed program on a network block device" EPERM runs exec disk/allowed

cp allowed tmpfs/below
served
serve "$W/tmpfs/below"
if [ "$passthrough" = yes ]; then
	case_denied "a page kept writable through FUSE passthrough" EPERM "$PROBES/trypinned" uring "$W/mnt/pass" "$W/tmpfs/below"
	cp allowed tmpfs/beside
	control "a program beside it" runs exec tmpfs/beside
else
	skip_case "a page kept writable through FUSE passthrough" "this kernel has none"
fi

# In audit nothing is refused, and all is said.
need driftbolt set host filesystems=none
need driftbolt mode audit host
control "in audit, on FUSE" runs exec "$W/mnt/true"
case_output "in audit it is recorded" '*"audit"*' sh -c 'driftbolt events --json | grep "\"reason\":\"filesystem\"" | tail -n 1'
served
