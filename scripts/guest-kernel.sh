#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# guest-kernel.sh NAME INIT MODULES.txt: from build/cache/kernels/NAME makes build/vm/NAME/{vmlinux,initramfs,modules.ext4,
# modules/} and nothing when none of its inputs has changed.
# vmlinux is the uncompressed image: QEMU starts it through PVH, which saves the guest seconds of emulated decompression.
set -euo pipefail
. "$(dirname "$0")/apt.sh"
PATH=$PATH:/usr/sbin:/sbin

[[ $# = 3 ]] || die "usage: guest-kernel.sh NAME INIT MODULES.txt"
name=$1 init=$2 list=$3
scripts=$(dirname "$0")
"$scripts/kernel.sh" fetch "$name"
kernel=$CACHE/kernels/$name
out=$BUILD/vm/$name
inputs=$(cat "$kernel/version" "$init" "$list" "$0" | sha256sum | cut -d' ' -f1)
[[ $(cat "$out/inputs" 2>/dev/null) != "$inputs" ]] || exit 0
lock "guest-kernel.$name"
[[ $(cat "$out/inputs" 2>/dev/null) != "$inputs" ]] || exit 0

release=$(cut -d' ' -f3 "$kernel/version")
tree=$kernel/modules/lib/modules/$release
say VM "$name: guest kernel $release, modules and initramfs"
rm -rf "$out"
mkdir -p "$out/modules/$release" "$out/initramfs"/{bin,dev,proc,sys,root,modules,driftbolt,lib/modules,tmp,etc,run}

unpack_module() { # FROM TO-WITHOUT-COMPRESSION-SUFFIX
	case $1 in
	*.xz) xz -dc "$1" >"$2" ;;
	*.zst) zstd -qdc "$1" >"$2" ;;
	*) cp "$1" "$2" ;;
	esac
}

declare -A seen
while read -r word module; do
	[[ -n $module ]] || { module=$word word=; }
	while read -r verb path _; do
		[[ $verb = insmod ]] || continue
		relative=${path#"$tree"/}
		plain=${relative%.xz} plain=${plain%.zst}
		if [[ -z ${seen[$plain]:-} ]]; then
			mkdir -p "$out/modules/$release/$(dirname "$plain")"
			unpack_module "$path" "$out/modules/$release/$plain"
			seen[$plain]=1
		fi
		[[ $word = boot && ${seen[$plain]} != boot ]] || continue
		seen[$plain]=boot
		cp "$out/modules/$release/$plain" "$out/initramfs/modules/"
		basename "$plain" >>"$out/initramfs/modules/order"
	done < <(modprobe --ignore-install --show-depends -d "$kernel/modules" -S "$release" "$module" 2>/dev/null || :)
done < <(sed '/^#/d' "$list")
cp "$tree"/modules.{order,builtin,builtin.modinfo} "$out/modules/$release/"
mkdir -p "$out/base/lib"
ln -s "$out/modules" "$out/base/lib/modules"
depmod -b "$out/base" "$release" 2>/dev/null
rm -r "$out/base"
mke2fs -q -F -t ext4 -O ^has_journal -E root_owner=0:0,nodiscard -d "$out/modules" "$out/modules.ext4" \
	"$(($(du -sm "$out/modules" | cut -f1) * 5 / 4 + 8))M" >/dev/null

install -m755 "$init" "$out/initramfs/init"
install -m755 "$(command -v busybox)" "$out/initramfs/bin/busybox"
touch "$out/initramfs/modules/order"
(cd "$out/initramfs" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >"$out/initramfs.cpio"
rm -r "$out/initramfs"
mv "$out/initramfs.cpio" "$out/initramfs"

"$scripts/kernel.sh" vmlinux "$name"
ln -s "$kernel/vmlinux" "$out/vmlinux"
echo "$inputs" >"$out/inputs"
