#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# boot-load: what an initramfs does with the new root file system mounted and not yet switched to: loads driftbolt so that the
# root's first program is judged. For klibc's, busybox's and dracut's shells, with modprobe and mount beside them. Says what it does on the kernel's log, and so
# on the console.
#
# Configuration, from the disk into the initramfs by the hook that calls this:
#   /etc/driftbolt/boot.conf		MODE=off|audit|enforce (audit), ON_FAILURE=audit|rescue (audit), SETTINGS="NAME=LEVEL ..."
#   /etc/driftbolt/host.manifest	the root file system, by `driftbolt-manifest rootfs /`
#   /etc/driftbolt/host.d/*.manifest	more that may run on it
# On the kernel's command line, driftbolt=off|audit|enforce is stronger than MODE.
#
# Exit 0: boot goes on. 1: it should not (ON_FAILURE=rescue, and what was asked for could not be had): a shell for a person.
set -u
etc=/etc/driftbolt

say() { # PRIORITY TEXT
	printf '<%s>driftbolt: %s\n' "$1" "$2" >/dev/kmsg 2>/dev/null || printf 'driftbolt: %s\n' "$2" >&2
}

MODE=audit ON_FAILURE=audit SETTINGS=''
# shellcheck disable=SC1091
[ ! -e $etc/boot.conf ] || . $etc/boot.conf

read -r cmdline </proc/cmdline || :
for word in $cmdline; do
	case $word in
	driftbolt=*) MODE=${word#driftbolt=} ;;
	esac
done

fail() { # TEXT: nothing more can be had
	if [ "$ON_FAILURE" = rescue ]; then
		say 2 "$1: the boot stops here, as $etc/boot.conf says (ON_FAILURE=rescue). driftbolt=off on the kernel's command line boots without"
		exit 1
	fi
	say 2 "$1: the boot goes on WITHOUT what was asked for"
	exit 0
}

case $MODE in
off)
	say 5 "off: nothing is judged"
	exit 0
	;;
audit | enforce) ;;
*)
	say 2 "'$MODE' is no mode: off, audit or enforce. Taken as enforce"
	MODE=enforce
	;;
esac

# Their structures are read as they were known at the load: files on overlays and loop devices would be refused later.
for module in overlay loop; do
	modprobe -q $module 2>/dev/null || :
done
bpffs_is_mounted() {
	while read -r _ where type _; do
		[ "$where $type" != '/sys/fs/bpf bpf' ] || return 0
	done </proc/mounts
	return 1
}
# /sys moves to the new root, and this with it.
bpffs_is_mounted || mount -t bpf -o nosuid,nodev,noexec,mode=700 bpf /sys/fs/bpf || :

[ -e $etc/host.manifest ] || fail "no $etc/host.manifest in the initramfs: 'driftbolt-manifest rootfs / -o $etc/host.manifest', then make the initramfs again"
set -- $etc/host.manifest
for file in $etc/host.d/*.manifest; do
	[ ! -e "$file" ] || set -- "$@" "$file"
done

load() { # MODE MANIFEST...
	mode=$1
	shift
	output=$(driftbolt load --mode "$mode" --scope host --from-switch --name host "$@" 2>&1)
}

set_settings() {
	[ -n "$SETTINGS" ] || return 0
	# shellcheck disable=SC2086 # words
	output=$(driftbolt set host $SETTINGS 2>&1) || {
		tell 2
		fail "SETTINGS of $etc/boot.conf were not set"
	}
}

tell() {
	printf '%s\n' "$output" | while IFS= read -r line; do
		line=${line#driftbolt: }
		say "$1" "$line"
	done
}

if load "$MODE" "$@"; then
	tell 5
	set_settings
	exit 0
fi
tell 2
[ "$MODE" = audit ] || [ "$ON_FAILURE" = rescue ] || {
	# What cannot be enforced is often seen all the same.
	if load audit "$@"; then
		tell 2
		fail "enforce could not be had, so it is audit"
	fi
}
fail "nothing was loaded"
