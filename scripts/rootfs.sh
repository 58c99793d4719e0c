#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rootfs.sh NAME PACKAGES.txt: makes build/cache/rootfs/NAME.ext4 and the same files as a directory, NAME.tree, from
# Debian packages, and nothing when the recipe has not changed. No mount and no loop device: mke2fs -d fills the image.
# Without root it happens in a user namespace.
# A line "# upgrade: SUITE" of the list leaves in it what an upgrade to that suite needs: APT's lists, signed, and the packages.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

[[ $# = 2 ]] || die "usage: rootfs.sh NAME PACKAGES.txt"
name=$1 list=$2
dir=$CACHE/rootfs
recipe=$(sed -e '/^# upgrade: /b' -e '/^#/d' "$list" "$0" | sha256sum | cut -d' ' -f1)
[[ $(cat "$dir/$name.recipe" 2>/dev/null) != "$recipe" ]] || exit 0
lock "rootfs.$name"
[[ $(cat "$dir/$name.recipe" 2>/dev/null) != "$recipe" ]] || exit 0

apt_setup
say ROOTFS "$name: $(grep -vc '^#' "$list") packages and what they need (once)"
new=$dir/$name.new
rm -rf "$new"
mkdir -p "$new"
include=$(sed '/^#/d' "$list" | paste -sd,)
grep -v trixie "$APT_DIR/sources.list" >"$new/debian.list"
upgrade=$(sed -n 's/^# upgrade: //p' "$list")
download=()
if [[ -n $upgrade ]]; then
	sed -n "s/ bookworm main$/ $upgrade main/p" "$new/debian.list" >"$new/upgrade.list"
	download=(--skip=cleanup/apt "--customize-hook=copy-in $new/upgrade.list /etc/apt"
		'--customize-hook=mv "$1/etc/apt/upgrade.list" "$1/etc/apt/sources.list"; rm -f "$1"/etc/apt/sources.list.d/*'
		'--customize-hook=mkdir -p "$1/var/cache/apt/archives/partial" "$1/var/lib/apt/lists/partial" "$1/var/log/apt"'
		'--customize-hook=APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get update'
		'--customize-hook=APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get --yes --download-only --no-install-recommends dist-upgrade')
fi

# Java's alternatives want man1, though no manual is unpacked into it.
# Times are clamped, so that the same packages give the same image; what differs between two runs is removed.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1} mmdebstrap --variant=essential --format=tar --keyring="$KEYRING" \
	--architectures=amd64 --include="$include" \
	--aptopt='APT::Install-Recommends "false"' \
	--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
	--essential-hook='mkdir -p "$1/usr/share/man/man1"' \
	--customize-hook='mkdir -p "$1/driftbolt" "$1/lib/modules"' \
	--customize-hook='rm -rf "$1"/var/log/* "$1"/var/cache/* "$1"/var/lib/apt/lists/*' \
	--customize-hook='echo guest >"$1/etc/hostname"; : >"$1/etc/resolv.conf"' \
	${download[@]+"${download[@]}"} \
	bookworm "$new/tar" "$new/debian.list" >"$dir/$name.log" 2>&1 ||
	{ tail -n 20 "$dir/$name.log" >&2; die "mmdebstrap failed, see ${dir#"$here"/}/$name.log"; }

unpack='
	PATH=$PATH:/usr/sbin:/sbin
	mkdir "$new/tree"
	tar -C "$new/tree" --xattrs --xattrs-include="*" --numeric-owner --exclude="./dev/*" -xpf "$new/tar"
	mke2fs -q -F -t ext4 -O ^has_journal -E lazy_itable_init=1,nodiscard -L "$name" -d "$new/tree" "$new/ext4" "${size}M" >/dev/null'
size=$(($(stat -c %s "$new/tar") / 1048576 * 5 / 4 + 256))
export new name size
if [[ $(id -u) = 0 ]]; then
	bash -euo pipefail -c "$unpack"
else
	# The directory is kept as ours, so that we can remove it; chown takes the setuid bits, which manifests tell.
	unshare --map-auto --map-root-user bash -euo pipefail -c "$unpack"'
		cd "$new/tree"
		find . -type f -perm /6000 -printf "%m %p\n" >"$new/setuid"
		chown -hR 0:0 .
		while read -r mode file; do chmod "$mode" "$file"; done <"$new/setuid"
		chmod -R u+rwX .'
fi
# The old one stays whole until the new one is: a guest may be starting from it.
rm -rf "$dir/$name.recipe" "$dir/$name.tree"
mv "$new/tree" "$dir/$name.tree"
mv "$new/ext4" "$dir/$name.ext4"
echo "$recipe" >"$dir/$name.recipe"
rm -rf "$new"
say ROOTFS "$name: $(du -sh "$dir/$name.ext4" | cut -f1)"
