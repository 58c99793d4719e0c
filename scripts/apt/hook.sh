#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# APT calls this before dpkg unpacks, with the path of each package on a line of its own (apt.conf(5),
# DPkg::Pre-Install-Pkgs). What those packages bring, maintainer scripts included, is added to the image that holds in
# the host scope. A package counts only if a package list that APT trusts has its SHA-256. On a host in enforce any other
# stops APT here, where nothing has been unpacked; else it is only named, and nothing is added.
set -eu
PATH=@sbindir@:@bindir@:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C

say() { printf 'driftbolt: %s\n' "$*" >&2; }

etc=/etc/driftbolt
# Not in /run: a machine that stops before the initramfs is made still has it to make.
stale=/var/lib/driftbolt/initramfs-is-stale

# After dpkg: with the packages that were added the initramfs is old, and the next boot would refuse them.
if [ "${1:-}" = after ]; then
	[ -e "$stale" ] || exit 0
	if [ -e /etc/initramfs-tools/hooks/driftbolt ] && command -v update-initramfs >/dev/null; then
		make() { update-initramfs -u -k all; }
	elif command -v dracut >/dev/null; then
		make() { dracut --force --regenerate-all; }
	else
		rm "$stale" # nothing here makes one
		exit 0
	fi
	if make; then
		rm "$stale"
	else
		say "THE NEXT BOOT WOULD REFUSE what was just installed: make the initramfs again (docs/BOOT.md)"
	fi
	exit 0
fi

# A driftbolt that is loaded and does not answer is no reason to go on: the first script might be refused.
status=$(driftbolt status 2>&1) || [ ! -e /sys/fs/bpf/driftbolt ] || {
	say "stopped before anything was unpacked, since 'driftbolt status' fails: $status"
	exit 1
}
# Image and mode of the host scope; nothing to do where it has none.
found=$(printf '%s\n' "$status" | awk '
	/^image / { name = $2; mode = $3; gsub(/[^a-z0-9_-]/, "", name); gsub(/[^a-z]/, "", mode) }
	/^  holds in host$/ { print name, mode }')
image=${found% *} mode=${found#* }
# Nor where no boot would load for it.
[ -n "$image" ] || [ -e "$etc/host.manifest" ] || exit 0

work=$(mktemp -d /run/driftbolt-apt.XXXXXX)
trap 'rm -rf "$work"' EXIT
cat >"$work/packages"
[ -s "$work/packages" ] || exit 0

# APT expands what is in $().
# shellcheck disable=SC2016
apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' 'Trusted: yes' | while IFS= read -r list; do
	/usr/lib/apt/apt-helper cat-file "$list" || say "$list cannot be read"
done | sed -n 's/^SHA256: \([0-9a-f]\{64\}\)$/\1/p' >"$work/trusted"

describe() {
	set --
	while IFS= read -r package; do
		set -- "$@" "$package"
	done <"$work/packages"
	classes=$etc/classes
	[ -e "$classes" ] || { classes=$work/classes && : >"$classes"; }
	driftbolt-manifest deb --quiet --trusted "$work/trusted" --classes "$classes" -o "$work/manifest" -- "$@" || {
		say "not in a package list that APT trusts, or not readable: nothing of these packages is added${image:+ to image '$image'}"
		return 1
	}
}
add() {
	[ -z "$image" ] || driftbolt load --add --name "$image" "$work/manifest" >/dev/null
}
# An initramfs that loads driftbolt knows the host as it was when it was made (docs/BOOT.md): what comes now has to be in the
# next one, which `apt-hook after` makes when the packages are there. What is older than the host's own manifest is in that.
keep_for_next_boot() {
	[ -e "$etc/host.manifest" ] || return 0
	mkdir -p "$etc/host.d" "${stale%/*}" &&
		find "$etc/host.d" -name 'apt-*.manifest' ! -newer "$etc/host.manifest" -delete &&
		cp "$work/manifest" "$etc/host.d/.apt.new" &&
		mv "$etc/host.d/.apt.new" "$etc/host.d/apt-$(date -u +%Y%m%dT%H%M%SZ)-$$.manifest" &&
		: >"$stale" && return
	say "THE NEXT BOOT WOULD REFUSE these packages: $etc/host.d cannot be written"
	return 1
}
# Without enforce the packages come whatever happens here, so that as much of it is done as can be.
if describe; then
	if { add || [ "$mode" != enforce ]; } && { keep_for_next_boot || [ "$mode" != enforce ]; }; then
		exit 0
	fi
elif [ "$mode" != enforce ]; then
	exit 0
fi
say "stopped before anything was unpacked; a package of your own: driftbolt-manifest deb -o FILE.manifest FILE.deb;" \
	"driftbolt load --add --name $image FILE.manifest; dpkg -i FILE.deb"
exit 1
