#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# APT calls this before dpkg unpacks, with the path of each package on a line of its own (apt.conf(5),
# DPkg::Pre-Install-Pkgs). What those packages bring, maintainer scripts included, is added to the image that holds in
# the host scope. A package counts only if a package list that APT trusts has its SHA-256. Any other stops APT here,
# where nothing has been unpacked; in audit it is named and left out.
set -eu
PATH=@sbindir@:@bindir@:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C

say() { echo "driftbolt: $*" >&2; }

# Image and mode of the host scope; nothing to do where it has none.
status=$(driftbolt status 2>&1) || rc=$?
case ${rc:-0} in
126 | 127) say "cannot be run: $status"; exit 1 ;;
esac
found=$(echo "$status" | awk '
	/^image / { name = $2; mode = $3; gsub(/[^a-z0-9_-]/, "", name); gsub(/[^a-z]/, "", mode) }
	/^  holds in host$/ { print name, mode }')
image=${found% *} mode=${found#* }
[ -n "$image" ] || exit 0

work=$(mktemp -d /run/driftbolt-apt.XXXXXX)
trap 'rm -rf "$work"' EXIT
cat >"$work/packages"
[ -s "$work/packages" ] || exit 0

apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' 'Trusted: yes' | while IFS= read -r list; do
	/usr/lib/apt/apt-helper cat-file "$list"
done | sed -n 's/^SHA256: \([0-9a-f]\{64\}\)$/\1/p' >"$work/trusted"

set --
while IFS= read -r package; do
	set -- "$@" "$package"
done <"$work/packages"
if [ -e /etc/driftbolt/classes ]; then
	set -- --classes /etc/driftbolt/classes "$@"
fi
if ! driftbolt-manifest deb --quiet --trusted "$work/trusted" -o "$work/manifest" "$@"; then
	say "what these packages bring is not added to image '$image'"
	[ "$mode" != audit ] || exit 0
	say "stopped before anything was unpacked; a package of your own: driftbolt-manifest deb -o FILE.manifest FILE.deb;" \
		"driftbolt load --add --name $image FILE.manifest; dpkg -i FILE.deb"
	exit 1
fi
driftbolt load --add --name "$image" "$work/manifest" >/dev/null
