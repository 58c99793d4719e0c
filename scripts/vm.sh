#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# vm.sh --kernel NAME --payload IMAGE [options]: boots one guest and prints what it says on its result port.
#   --root debian|zoo|runtimes|mini  root file system (debian)
#   --root boot-TOOL        a server that boots with systemd from the initramfs that TOOL made (selftests/vm/boot-image)
#   --more FILE             a cpio archive, unpacked over the initramfs
#   --lsm LIST              lsm= on the command line; "none" leaves it out (kernel's default)
#   --append WORDS          more for the command line
#   --console FILE          kernel log and serial console
#   --timeout SECONDS       the guest is killed after that (300)
#   --icount                one CPU, deterministic instruction count (never KVM)
#   --shell                 console on this terminal
# Accelerator: KVM when it has really booted a guest here (see `vm.sh --probe`), else TCG with all CPU features.
set -euo pipefail
. "$(dirname "$0")/apt.sh"
PATH=$PATH:/usr/sbin:/sbin

# What Debian starts with, less tomoyo (which Debian never uses and which costs every open), bpf last: what the others refuse
# they refuse first. Without "integrity" 6.1 panics at the first file an IMA policy wants measured.
default_lsm=lockdown,capability,landlock,yama,apparmor,integrity,bpf

kernel='' payload='' root=debian lsm=$default_lsm append='' console=/dev/null limit=300 icount=0 shell=0 accel='' probe=0 more=''
while [[ $# -gt 0 ]]; do
	case $1 in
	--kernel) kernel=$2; shift ;;
	--payload) payload=$2; shift ;;
	--root) root=$2; shift ;;
	--lsm) lsm=$2; shift ;;
	--append) append=$2; shift ;;
	--more) more=$2; shift ;;
	--console) console=$2; shift ;;
	--timeout) limit=$2; shift ;;
	--accel) accel=$2; shift ;;
	--icount) icount=1 ;;
	--shell) shell=1 ;;
	--probe) probe=1 ;;
	*) die "unknown option '$1'" ;;
	esac
	shift
done

# KVM may exist on a nested host and still not run a guest: one that says "boot" within ten seconds is proof. The answer
# is kept with the downloads, for this host kernel.
probe_kvm() {
	local answer
	answer=$CACHE/accelerator.$(uname -r)
	if [[ ! -e $answer ]]; then
		echo tcg >"$answer.new"
		if [[ -w /dev/kvm ]] && "$0" --kernel "$kernel" --payload "$payload" --root mini --accel kvm --timeout 10 2>/dev/null |
			grep -qm1 ' boot '; then
			echo kvm >"$answer.new"
		fi
		mv "$answer.new" "$answer"
		say VM "accelerator: $(cat "$answer")" >&2
	fi
	accel=$(cat "$answer")
}

[[ -n $kernel && -n $payload ]] || die "needs --kernel and --payload"
guest=$BUILD/vm/$kernel
[[ -e $guest/inputs ]] || die "no guest kernel '$kernel': 'make vm' prepares it"
[[ $icount = 0 ]] || accel=tcg
disk=$CACHE/rootfs/$root.ext4 initramfs=$guest/initramfs
case $root in
mini) disk=$CACHE/rootfs/debian.ext4 ;;
boot-*) disk=$BUILD/vm/boot/root.ext4 initramfs=$BUILD/vm/boot/$kernel.${root#boot-} ;;
esac
[[ -e $disk && -e $initramfs ]] || die "no root file system '$root': 'make vm' prepares it"
[[ -n $accel ]] || probe_kvm
[[ $probe = 0 ]] || { echo "$accel"; exit 0; }

cmdline="console=ttyS0 loglevel=5 panic=-1 nokaslr mitigations=off random.trust_cpu=on printk.devkmsg=on"
cmdline+=" no_timer_check cryptomgr.notests=1 db.root=$root"
[[ $lsm = none ]] || cmdline+=" lsm=$lsm"
[[ $root != boot-* ]] || cmdline+=" root=/dev/vda rw systemd.show_status=no"
cmdline+=" $append"
if [[ -n $more ]]; then
	# The kernel wants the next archive at a multiple of four.
	{ cat "$initramfs"; head -c $((-$(stat -c %s "$initramfs") & 3)) /dev/zero; cat "$more"; } >"$more.initramfs"
	initramfs=$more.initramfs
fi

qemu=(qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none -m 1536
	-kernel "$guest/vmlinux" -initrd "$initramfs" -append "$cmdline"
	-drive "if=virtio,format=raw,snapshot=on,file=$disk"
	-drive "if=virtio,format=raw,readonly=on,file=$payload"
	-drive "if=virtio,format=raw,readonly=on,file=$guest/modules.ext4")
case $accel in
kvm) qemu+=(-accel kvm -cpu host -smp 2) ;;
*) if [[ $icount = 1 ]]; then
	qemu+=(-accel tcg -cpu max -icount shift=0 -smp 1)
else
	qemu+=(-accel tcg -cpu max -smp 2)
fi ;;
esac
if [[ $shell = 1 ]]; then
	exec "${qemu[@]}" -serial mon:stdio
fi
qemu+=(-serial "file:$console" -device virtio-serial-pci
	-chardev file,id=result,path=/dev/stdout -device virtserialport,chardev=result,name=driftbolt.result)
exec timeout -k 5 "$limit" "${qemu[@]}" </dev/null
