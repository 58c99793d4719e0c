# SPDX-License-Identifier: GPL-2.0-only
# Sourced after runtime.sh by scenarios whose store or builder copies images whole, which would take long with Debian's packages.
#
#	tiny_tree DIRECTORY	an image's files: busybox, two probes, a script, and a program "only" that no manifest has
# shellcheck shell=bash disable=SC2154
tiny_tree() {
	local each
	mkdir -p "$1/bin" "$1/etc" "$1/proc" "$1/sys" "$1/dev" "$1/tmp" "$1/usr/local/bin" "$1/srv" || return
	cp "$(command -v busybox)" "$1/bin/busybox"
	for each in sh cp cat tail; do ln -s busybox "$1/bin/$each"; done
	cp "$PROBES/tryexec" "$PROBES/hello" "$1/usr/local/bin"
	printf '#!/bin/sh\necho "the script of the image"\n' >"$1/srv/script.sh"
	drop "$PROBES/hello" "$1/usr/local/bin/only"
}
