# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: attacks on what is remembered: copy-up under an open descriptor, layers written beneath, metacopy, user namespaces
# suite: check
# vm: shared
# timeout: 120
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
change=$PROBES/trychange
map=$PROBES/trymap

mkdir lower upper work merged
for file in held beneath locked copied touched; do cp "$PROBES/libmark.so" lower/$file; done
need mount -t overlay overlay -o "lowerdir=$W/lower,upperdir=$W/upper,workdir=$W/work" merged
at_end umount "$W/merged"
cp "$PROBES/libmark.so" upper-file
# metacopy: attributes and data in different layers
mkdir m-lower m-upper m-work m-merged
for file in meta; do cp "$PROBES/libmark.so" m-lower/$file; done
need mount -t overlay overlay -o "lowerdir=$W/m-lower,upperdir=$W/m-upper,workdir=$W/m-work,metacopy=on,redirect_dir=on" m-merged
at_end umount "$W/m-merged"
baseline "the lower layer, written" "$change" write "$W/upper-file"
baseline "a file copied up and changed" "$try" map "$W/lower/copied"
# An overlay in a user namespace, over files of one's own.
in_userns() {
	unshare -Urm sh -c 'mount -t tmpfs t /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m && cp "$1" /mnt/l/p &&
		mount -t overlay o -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w,userxattr /mnt/m && chmod 700 /mnt/m/p &&
		exec "$2" exec /mnt/m/p' sh "$1" "$try"
}
drop "$PROBES/hello" dropped
baseline "an overlay in a user namespace" in_userns "$W/dropped"
exec 7<merged/held
baseline "an overlay file opened before it was copied up" "$map" fd 7

need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
control "an overlay in a user namespace, an allowed program" in_userns "$PROBES/hello"
case_denied "an overlay in a user namespace" EPERM in_userns "$W/dropped"

# The descriptor still maps the lower file; a hash would be of the upper one.
control "before the copy-up" "$map" fd 7
need "$change" write "$W/merged/held"
case_denied "an overlay file opened before it was copied up" EPERM "$map" fd 7
case_denied "a file copied up and changed" EPERM "$try" map "$W/merged/held"

# Whoever runs it through the overlay relies on the lower file: the way beneath is locked, and so is the upper after copy-up.
control "through the overlay" "$try" map "$W/merged/beneath"
case_denied "the lower layer, written" EPERM "$change" write "$W/lower/beneath"
case_denied "the lower layer, written" EPERM "$change" mmap "$W/lower/beneath"
case_denied "the lower layer, written" EPERM "$change" truncate "$W/lower/beneath"
need chmod 700 merged/touched
control "copied up by chmod it is what it was" "$try" map "$W/merged/touched"
case_denied "the lower layer, written" EPERM "$change" write "$W/merged/touched"
case_denied "the lower layer, written" EPERM "$change" write "$W/upper/touched"
case_denied "the lower layer, written" EPERM "$change" truncate "$W/upper/touched"
need "$change" write "$W/merged/copied"
case_denied "a file copied up and changed" EPERM "$try" map "$W/merged/copied"
control "its lower file is still what it was" "$try" map "$W/lower/copied"

# metacopy: the upper file has attributes, the data is below; then the data follows.
control "metacopy, before" "$try" map "$W/m-merged/meta"
need chmod 700 m-merged/meta
control "metacopy, attributes only" "$try" map "$W/m-merged/meta"
case_denied "the lower layer, written" EPERM "$change" write "$W/m-lower/meta"
exec 8<m-merged/meta
control "metacopy, a descriptor" "$map" fd 8
attempt "$change" write "$W/m-merged/meta"
case $(verdict) in
ok) baseline "metacopy, changed" "$try" map "$PROBES/libmark.so"
	case_denied "metacopy, changed" EPERM "$try" map "$W/m-merged/meta" ;;
EPERM) pass "metacopy, the write is refused" ;;
*) fail "metacopy, the write says $(verdict)" ;;
esac
exec 7<&- 8<&-
