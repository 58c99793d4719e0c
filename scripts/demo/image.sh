#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# image.sh: makes build/cache/demo/oci, an OCI image layout with the tag "web", and build/cache/demo/bundle, what a
# container runtime is given of it; nothing when the recipe has not changed. Two layers: Debian packages (mmdebstrap), and
# a site with its configuration (site/). No root, no daemon: umoci packs and unpacks.
set -euo pipefail
. "$(dirname "$0")/../apt.sh"

source=$(cd "$(dirname "$0")" && pwd)
dir=$CACHE/demo
recipe=$(cd "$source" && find packages.txt image.sh site -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum | cut -d' ' -f1)
[[ $(cat "$dir/recipe" 2>/dev/null) != "$recipe" ]] || exit 0
lock demo
[[ $(cat "$dir/recipe" 2>/dev/null) != "$recipe" ]] || exit 0

apt_setup
new=$dir.new
rm -rf "$new"
mkdir -p "$new"
grep -E ' bookworm(-security)? ' "$APT_DIR/sources.list" >"$new/sources.list"
include=$(sed '/^#/d' "$source/packages.txt" | paste -sd,)
say IMAGE "layer 1: Debian with ${include//,/, } (once)"
SOURCE_DATE_EPOCH=1 mmdebstrap --variant=essential --format=tar --keyring="$KEYRING" --architectures=amd64 \
	--include="$include" --aptopt='APT::Install-Recommends "false"' \
	--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
	--customize-hook='rm -rf "$1"/var/log/* "$1"/var/cache/* "$1"/var/lib/apt/lists/*; mkdir -p "$1/var/log/nginx"' \
	bookworm "$new/packages.tar" "$new/sources.list" >"$new/mmdebstrap.log" 2>&1 ||
	{ tail -n 20 "$new/mmdebstrap.log" >&2; die "mmdebstrap failed, see ${new#"$here"/}/mmdebstrap.log"; }

say IMAGE "layer 2: a site, and the OCI layout"
tar -C "$source/site" --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf "$new/site.tar" .
image=$new/oci:web
{
	umoci init --layout "$new/oci"
	umoci new --image "$image"
	umoci raw add-layer --image "$image" --history.created_by mmdebstrap "$new/packages.tar"
	umoci raw add-layer --image "$image" --history.created_by site "$new/site.tar"
	umoci config --image "$image" --config.cmd /usr/sbin/nginx --config.env PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		--config.exposedports 80/tcp
	rootless=
	[[ $(id -u) = 0 ]] || rootless=--rootless
	umoci unpack $rootless --keep-dirlinks --image "$image" "$new/bundle"
	# The guest has root, whoever makes the bundle.
	umoci raw runtime-config --image "$image" --rootfs "$new/bundle/rootfs" "$new/bundle/config.json"
} >"$new/umoci.log" 2>&1 || { tail -n 20 "$new/umoci.log" >&2; die "umoci failed, see ${new#"$here"/}/umoci.log"; }
rm "$new/packages.tar" "$new/site.tar"
rm -rf "$dir"
mv "$new" "$dir"
echo "$recipe" >"$dir/recipe"
say IMAGE "$(du -sh "$dir/oci" | cut -f1) packed, $(du -sh "$dir/bundle/rootfs" | cut -f1) unpacked"
