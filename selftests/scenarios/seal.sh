# SPDX-License-Identifier: GPL-2.0-only
# desc: sealed, root with all capabilities can neither end the enforcement nor change what it goes by, and can look at everything
# vm: own
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
P=/sys/fs/bpf/driftbolt
pins() { find $P | sort | cksum; }
says() { case_output "$1" "$2" sh -c '! "$@" 2>&1' - "${@:3}"; }                   # NAME PATTERN COMMAND...: it fails, and says
sealed() { says "$1 is refused, and why" '*sealed: images, modes, scopes and settings stay as they are*' "${@:2}"; } # NAME COMMAND...
kept() { # NAME COMMAND...: whatever it does, the pins are where they were, and a dropped program is refused
	attempt "${@:2}"
	[ "$status" != 127 ] || fail "$1: it was not tried"
	case_output "$1: the pins are there" "$pinned" pins
	case_denied "dropped" EPERM "$PROBES/tryexec" exec "$W/dropped"
}

need mount --make-rshared /
need drop "$PROBES/hello" "$W/dropped"
baseline "dropped" "$PROBES/tryexec" exec "$W/dropped"
sleep 1000 7>/proc/sys/kernel/ftrace_enabled &
holder=$!
need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_denied "dropped" EPERM "$PROBES/tryexec" exec "$W/dropped"
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"

# What stands in the way of sealing, and leaves nothing of it.
says "unsealed, there is nothing to test" '*not sealed*' driftbolt seal --self-test
says "a switch that somebody has open" "*task $holder has /proc/sys/kernel/ftrace_enabled open for writing*" driftbolt seal
kill $holder; wait $holder 2>/dev/null
need driftbolt mode audit machine
need driftbolt mode enforce --confirm-within 10m machine
says "an image on trial" '*on trial*' driftbolt seal
need driftbolt confirm
need bpftool map pin name db_modes $P/links/db_other
says "a pin among ours" "*'db_other' is pinned among driftbolt's links and is none of them*" driftbolt seal
need rm $P/links/db_other
says "a program that is none" '*no BPF program has this id*' driftbolt seal --keep-bpf 999999
says "another mount namespace" '*mount namespace of process 1*' unshare --mount driftbolt seal
case_status "nothing of the seal is there" 2 sh -c "ls -d $P/seal $P/maps/db_seal*"
case_output "status says so" '*, not sealed*' driftbolt status
need driftbolt unload
nothing_left "it can be unloaded"
need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"

# What is unmounted there reaches /sys.
need sh -c 'mkdir /tmp/master; mount --rbind /sys /tmp/master; mount --make-slave /sys'

attempt driftbolt seal
echo "$output" | sed 's/^/# /'
case_status "sealed, and each attempt was refused" 0 [ "$status" = 0 ]
case_status "none is told as failed" 1 sh -c 'echo "$1" | grep FAILED' - "$output"
pinned=$(pins)
case_output "status says so" '*sealed until this machine restarts*' driftbolt status

sealed "unload" driftbolt unload
sealed "unload of an image" driftbolt unload machine
sealed "mode" driftbolt mode audit
sealed "set" driftbolt set machine inline-code=off
sealed "load" driftbolt load --name machine "$MANIFESTS/debian.manifest"
sealed "load of another" driftbolt load --name other "$MANIFESTS/debian.manifest"
sealed "deny" driftbolt deny add "$(printf '%064d' 1)"
sealed "a second seal" driftbolt seal
sealed "bind" driftbolt bind machine cgroup:/

kept "umount of what /sys was a slave of" umount /tmp/master/fs/bpf
kept "umount -l of that tree" umount -l /tmp/master
kept "rm -r" rm -rf $P
kept "unlink of links" find $P/links -type f -delete
kept "mv" mv $P /sys/fs/bpf/elsewhere
kept "mv of a directory in it" mv $P/links /sys/fs/bpf/links
kept "mv over a pin" sh -c "mkdir /sys/fs/bpf/x; mv -T /sys/fs/bpf/x $P/links"
kept "exchange" python3 -c "
import ctypes, os
os.makedirs('/sys/fs/bpf/x', exist_ok=True)
ctypes.CDLL(None).renameat2(-100, b'/sys/fs/bpf/x', -100, b'$P/links', 2)"
kept "unlink by a descriptor" python3 -c "
import os
d = os.open('$P/links', os.O_RDONLY)
[os.unlink(n, dir_fd=d) for n in os.listdir(d)]"
kept "umount" umount /sys/fs/bpf
kept "umount -l" umount -l /sys/fs/bpf
kept "umount -l of what is below" umount -l /sys
kept "umount -l of the root" umount -l /
kept "umount -l from a namespace that shares" unshare --mount --propagation unchanged umount -l /sys/fs/bpf
kept "umount -l of what is below from there" unshare --mount --propagation unchanged umount -l /sys
kept "umount of a bind mount" sh -c 'mkdir /tmp/b; mount --bind /sys/fs/bpf /tmp/b; umount -l /tmp/b'
kept "a mount over it" mount -t tmpfs tmpfs /sys/fs/bpf
kept "a mount over the pins" mount --bind /tmp $P/links
kept "a mount over what is below" mount -t tmpfs tmpfs /sys
kept "a mount over it from a namespace that shares" unshare --mount --propagation unchanged mount -t tmpfs tmpfs /sys/fs/bpf
kept "mount --move" sh -c 'mkdir -p /tmp/m; mount --make-rprivate /; mount --move /sys/fs/bpf /tmp/m; mount --make-rshared /'
kept "mount --move of what is below" sh -c 'mount --make-rprivate /; mount --move /sys /tmp/m; mount --make-rshared /'
kept "remount" mount -o remount,ro /sys/fs/bpf
kept "another root" unshare --mount --propagation unchanged sh -c 'mount --bind / /mnt && cd /mnt && pivot_root . mnt && umount -l /mnt'
kept "its own mount namespace" unshare --mount umount -l /sys
control "where nothing spreads, it may" unshare --mount umount /sys/fs/bpf
kept "umount -l of a tree that has it, too" sh -c 'mkdir -p /tmp/t; mount -t tmpfs t /tmp/t; mkdir /tmp/t/sys; mount --rbind /sys /tmp/t/sys; umount -l /tmp/t'
kept "the same, private, but for what is in it" sh -c 'mount -t tmpfs t /tmp/t; mount --make-private /tmp/t; mkdir /tmp/t/sys; mount --rbind /sys /tmp/t/sys; umount -l /tmp/t/sys; umount -l /tmp/t'
kept "a bind mount that says to be private as well" "$PROBES/trymount" cover /tmp /sys/fs/bpf
kept "the directory it is on removed where nothing is mounted there" unshare --mount sh -c 'umount -l /sys; rmdir /sys'
kept "the same directory renamed" unshare --mount sh -c 'umount -l /sys; mv /sys /syz; mkdir /sys'
kept "/sys shared again" sh -c 'mount --make-shared /sys; mount --make-rshared /'
kept "/sys shared by mount_setattr" "$PROBES/trymount" share /sys
kept "/sys shared with the group of another" sh -c "mkdir -p /tmp/g1 /tmp/g2; mount --bind /tmp /tmp/g2; mount --make-shared /tmp/g2; '$PROBES/trymount' group /tmp/g2 /sys"
kept "pivot_root" sh -c 'mount --make-rprivate /; mkdir -p /tmp/r; mount -t tmpfs r /tmp/r; mkdir /tmp/r/old; pivot_root /tmp/r /tmp/r/old; mount --make-rshared /'
case_output "/ is the same" '/*tmp*' sh -c 'ls -d /tmp'
kept "the disk below" sh -c 'printf x | dd of=/dev/vda seek=1000000 conv=notrunc'

links=$(bpftool --json link show | wc -c)
kept "bpftool link detach" sh -c "for link in $P/links/*; do bpftool link detach pinned \$link; done"
case_output "the links are as they were" "$links" sh -c 'bpftool --json link show | wc -c'
kept "the mode by bpftool" bpftool map update pinned $P/maps/db_modes key 1 0 0 0 value 0 0 0 0
kept "the images by bpftool" bpftool map delete pinned $P/maps/db_images key 1 0 0 0
kept "a digest by bpftool" sh -c "bpftool map update pinned $P/images/machine key hex $(sha256sum <"$W/dropped" | cut -c1-64 | sed 's/../& /g') value hex 01 00 00 00 00 00 00 00"
kept "a task's class by bpftool" bpftool map delete pinned $P/maps/db_tasks key 0 0 0 0 0 0 0 0
kept "ftrace_enabled" sh -c 'mkdir /tmp/p; mount -t proc proc /tmp/p; echo 0 >/tmp/p/sys/kernel/ftrace_enabled'
kept "memory by another node" sh -c 'mknod /tmp/mem c 1 1; head -c 1 /tmp/mem'

case_output "every attempt is told" '*"verdict":"deny","reason":"tamper"*' sh -c 'driftbolt events --json | grep "\"kind\":\"seal\""'
case_ok "events" driftbolt events
case_ok "timeline" driftbolt timeline
case_status "explain" 3 driftbolt explain "$W/dropped"
case_output "a map by bpftool" '*"abi": *' bpftool map dump pinned $P/maps/db_config
case_ok "links by bpftool" bpftool link show
case_ok "programs by bpftool" bpftool prog show
case_ok "--self-test finds the same" driftbolt seal --self-test
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
