# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: attacks on what is remembered: copy-up under an open descriptor, layers written beneath, metacopy, user namespaces
# suite: check
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
change=$PROBES/trychange
map=$PROBES/trymap

# An overlay in a user namespace, over files of one's own.
in_userns() {
	unshare -Urm sh -c 'mount -t tmpfs t /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m && cp "$1" /mnt/l/p &&
		mount -t overlay o -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w,userxattr /mnt/m && chmod 700 /mnt/m/p &&
		exec "$2" exec /mnt/m/p' sh "$1" "$try"
}

attacks() {
	local how file
	mkdir "$W/$phase"
	cd "$W/$phase" || exit 2
	mkdir lower upper work merged
	for file in held copied beneath-write beneath-mmap beneath-truncate touched touched-write touched-truncate; do
		cp "$PROBES/libmark.so" lower/$file
	done
	need mount -t overlay overlay -o "lowerdir=$PWD/lower,upperdir=$PWD/upper,workdir=$PWD/work" merged
	at_end umount "$PWD/merged"
	# metacopy: attributes and data in different layers
	mkdir m-lower m-upper m-work m-merged
	for file in meta meta-beneath; do cp "$PROBES/libmark.so" m-lower/$file; done
	need mount -t overlay overlay -o "lowerdir=$PWD/m-lower,upperdir=$PWD/m-upper,workdir=$PWD/m-work,metacopy=on,redirect_dir=on" m-merged
	at_end umount "$PWD/m-merged"

	drop "$PROBES/hello" dropped
	allowed "an overlay in a user namespace, an allowed program" in_userns "$PROBES/hello"
	attack "an overlay in a user namespace" EPERM in_userns "$PWD/dropped"

	# The descriptor still maps the lower file; a hash would be of the upper one.
	exec 7<merged/held
	allowed "before the copy-up" "$map" fd 7
	need "$change" write "$PWD/merged/held"
	attack "an overlay file opened before it was copied up" EPERM "$map" fd 7
	attack "a file copied up and changed" EPERM "$try" map "$PWD/merged/held"

	# Whoever runs it through the overlay relies on the lower file: the way beneath is locked, and so is the upper after copy-up.
	for how in write mmap truncate; do
		allowed "through the overlay" "$try" map "$PWD/merged/beneath-$how"
		attack "the lower layer, $how" EPERM "$change" "$how" "$PWD/lower/beneath-$how"
	done
	for file in touched touched-write touched-truncate; do
		need chmod 700 "merged/$file"
		allowed "copied up by chmod it is what it was" "$try" map "$PWD/merged/$file"
	done
	attack "what was copied up, write" EPERM "$change" write "$PWD/merged/touched"
	for how in write truncate; do attack "the upper layer, $how" EPERM "$change" "$how" "$PWD/upper/touched-$how"; done
	need "$change" write "$PWD/merged/copied"
	attack "a file copied up and changed" EPERM "$try" map "$PWD/merged/copied"
	allowed "its lower file is still what it was" "$try" map "$PWD/lower/copied"

	# metacopy: the upper file has attributes, the data is below; then the data follows.
	for file in meta meta-beneath; do
		allowed "metacopy, before" "$try" map "$PWD/m-merged/$file"
		need chmod 700 "m-merged/$file"
		allowed "metacopy, attributes only" "$try" map "$PWD/m-merged/$file"
	done
	attack "metacopy, the lower layer" EPERM "$change" write "$PWD/m-lower/meta-beneath"
	exec 8<m-merged/meta
	allowed "metacopy, a descriptor" "$map" fd 8
	need "$change" write "$PWD/m-merged/meta"
	attack "metacopy, changed" EPERM "$try" map "$PWD/m-merged/meta"
	exec 7<&- 8<&-
}

need driftbolt load --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
attacks
enforce
attacks
