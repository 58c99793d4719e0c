#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernel.sh list                      names of the matrix (kernels.txt), oldest first
# kernel.sh fetch [--renew] NAME...   build/cache/kernels/NAME/{vmlinuz,modules/lib/modules/RELEASE,version}, idempotent
# kernel.sh btf NAME...               build/cache/kernels/NAME/btf: the kernel's raw BTF
# kernel.sh vmlinux NAME...           build/cache/kernels/NAME/vmlinux: the uncompressed image, an ELF file that PVH can start
# Debian's packages, found from the meta package by name, fetched and checked by apt, unpacked without being installed.
set -euo pipefail
. "$(dirname "$0")/apt.sh"
table=$(dirname "$0")/kernels.txt

names() { awk '!/^#/ && NF { print $1 }' "$table"; }

field() { # PACKAGE VERSION FIELD
	apt-cache "${apt_options[@]}" show --no-all-versions "$1=$2" 2>/dev/null | sed -n "s/^$3: //p" | head -n 1
}

# The packages that hold files of the kernel: what PACKAGE at VERSION depends on, at the same version, among image, binary,
# modules and base. Up to 6.x one package holds all; since 7.x linux-image-X only depends on linux-binary-X (signed; where
# a suite has no signed one, linux-binary-unsigned-X provides it), linux-modules-X and linux-base-X (configuration, modules.builtin).
resolve() { # PACKAGE VERSION
	local package=$1 version=$2 deps dep real
	if [[ -z $(field "$package" "$version" Package) ]]; then
		real=$(apt-cache "${apt_options[@]}" showpkg "$package" |
			awk -v v="$version" '/^Reverse Provides:/ { on = 1; next } on && $2 == v { print $1; exit }')
		[[ -n $real ]] || die "no package provides '$package' at $version"
		package=$real
	fi
	deps=$(field "$package" "$version" Depends | tr ',|' '\n\n' | awk '{ print $1 }' |
		grep -E '^linux-(image|binary|modules|base)-' || :)
	printf '%s\n' "$package"
	for dep in $deps; do resolve "$dep" "$version"; done
}

fetch() {
	local name=$1 suite meta version package dir release
	dir=$CACHE/kernels/$name
	[[ ! -e $dir/version || $renew = 1 ]] || return 0
	read -r suite meta < <(awk -v n="$name" '$1 == n { print $2, $3 }' "$table") ||
		die "no kernel '$name' in kernels.txt: it has $(names | tr '\n' ' ')"
	apt_setup
	if [[ $renew = 1 ]]; then apt_update now; else apt_update; fi
	version=$(apt-cache "${apt_options[@]}" madison "$meta" |
		awk -F' *[|] *' -v s="$suite" '$3 ~ " " s "/" { print $2; exit }')
	[[ -n $version ]] || die "'$meta' is not in suite $suite: try 'kernel.sh fetch --renew $name'"
	[[ $(cat "$dir/version" 2>/dev/null) != "$meta $version"* ]] || return 0
	mkdir -p "$CACHE/kernels"
	tmp=$(mktemp -d "$CACHE/kernels/.$name.XXXXXX")
	trap 'rm -rf "${tmp:-}"' EXIT
	say KERNEL "$name: $meta $version from $suite"
	(cd "$tmp"
	for package in $(resolve "$meta" "$version" | sort -u); do
		apt-get "${apt_options[@]}" -qq download "$package=$version" 2>"$tmp/err" ||
			{ cat "$tmp/err" >&2; exit 1; }
	done
	for package in *.deb; do dpkg-deb -x "$package" root; rm "$package"; done)
	mkdir -p "$tmp/out/modules/lib"
	# /boot/vmlinuz-RELEASE up to 6.x, beside the modules since 7.x.
	mv "$(find "$tmp/root" -type f -name 'vmlinuz*' -print -quit)" "$tmp/out/vmlinuz"
	mv "$(find "$tmp/root" -type f '(' -name 'config-*' -o -name config ')' -print -quit)" "$tmp/out/config"
	if [[ -d $tmp/root/usr/lib/modules ]]; then
		mv "$tmp/root/usr/lib/modules" "$tmp/out/modules/lib/modules"
	else
		mv "$tmp/root/lib/modules" "$tmp/out/modules/lib/modules"
	fi
	release=$(ls "$tmp/out/modules/lib/modules")
	depmod=$(command -v depmod || echo /sbin/depmod)
	[[ -x $depmod ]] || die "'depmod' is missing: scripts/deps.sh kernel"
	"$depmod" -b "$tmp/out/modules" "$release"
	printf '%s\n' "$meta $version $release" >"$tmp/out/version"
	rm -rf "$dir"
	mv "$tmp/out" "$dir"
	rm -rf "$tmp"
	trap - EXIT
}

# The uncompressed ELF image out of a bzImage: try every place that looks like the start of a compressed stream.
extract_vmlinux() { # VMLINUZ OUT
	local try magic tool pos
	for try in 'zstdcat:\x28\xb5\x2f\xfd' 'xzcat:\xfd7zXZ\x00' 'zcat:\x1f\x8b\x08' 'lz4cat:\x02\x21\x4c\x18'; do
		tool=${try%%:*} magic=${try#*:}
		for pos in $(LC_ALL=C grep -aboP "$magic" "$1" | cut -d: -f1); do
			tail -c +$((pos + 1)) "$1" | "$tool" >"$2" 2>/dev/null || :
			[[ $(head -c 4 "$2" | tail -c 3) != ELF ]] || return 0
		done
	done
	die "no ELF image found in '$1'"
}

vmlinux() {
	local dir=$CACHE/kernels/$1
	fetch "$1"
	[[ ! -e $dir/vmlinux ]] || return 0
	extract_vmlinux "$dir/vmlinuz" "$dir/vmlinux.tmp"
	mv "$dir/vmlinux.tmp" "$dir/vmlinux"
}

btf() {
	local dir=$CACHE/kernels/$1
	vmlinux "$1"
	[[ ! -e $dir/btf ]] || return 0
	objcopy --dump-section ".BTF=$dir/btf.tmp" "$dir/vmlinux" /dev/null
	[[ -s $dir/btf.tmp ]] || die "kernel '$1' has no BTF"
	mv "$dir/btf.tmp" "$dir/btf"
	say BTF "$1: ${dir#"$here"/}/btf"
}

renew=0
case ${1:-} in
list) names ;;
fetch | btf | vmlinux)
	lock kernel
	verb=$1; shift
	[[ ${1:-} != --renew ]] || { renew=1; shift; }
	[[ $# -gt 0 ]] || die "$verb: which kernel?"
	for name in "$@"; do "$verb" "$name"; done
	;;
*) die "usage: kernel.sh list | fetch [--renew] NAME... | btf NAME... | vmlinux NAME..." ;;
esac
