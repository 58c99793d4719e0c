# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: bytes that run are not changed, on any way the kernel has; attributes and other files' bytes are free
# suite: check
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
change=$PROBES/trychange
ways='write rdwr creat append trunc read-trunc truncate grow ftruncate mmap copy-range splice sendfile punch zero-range
move-extent swap-boot proc-fd path-fd map-files handle uring'

attacks() {
	# In audit each is written: others are made, and relied on, for the next way.
	for how in $ways; do
		if [ "$phase" = audited ] || [ ! -e prog ]; then relied_on; fi
		# Its blocks are given out later.
		[ "$how" != move-extent ] || sync prog lib
		attack "a program, $how" EPERM "$change" "$how" "$W/prog"
		attack "a library, $how" EPERM "$change" "$how" "$W/lib"
	done
}
relied_on() {
	rm -f prog lib
	cp "$PROBES/hello" prog
	cp "$PROBES/libmark.so" lib
	allowed "the program runs" "$try" exec "$W/prog"
	allowed "the library is mapped" "$try" map "$W/lib"
}

# Blocks of another file of the same file system: ext4 has nothing like it. The probe is the other file.
need modprobe loop
need modprobe xfs
cp "$PROBES/image.xfs" image
mkdir xfs
need mount -o loop "$W/image" xfs
at_end umount "$W/xfs"
cp "$change" xfs/
clone_attacks() {
	for how in clone clone-range; do
		for what in hello libmark.so; do
			if [ "$phase" = audited ] || [ ! -e "xfs/$what" ]; then
				rm -f "xfs/$what"
				cp "$PROBES/$what" xfs/
				allowed "it is mapped on a file system that shares blocks" "$try" map "$W/xfs/$what"
			fi
			attack "$what, $how" EPERM "$W/xfs/trychange" "$how" "$W/xfs/$what"
			[ "$phase" = enforced ] || ! cmp -s "$PROBES/$what" "xfs/$what" || fail "$what, $how changes nothing"
		done
	done
}

cp "$PROBES/hello" prog-late
cp "$PROBES/hello" prog-mapped
cp "$PROBES/libmark.so" lib-late
# Descriptors and mappings from before enforcement.
mkfifo hold-in hold-out
"$PROBES/hold" mapping "$W/prog-mapped" <hold-in >hold-out &
exec 5>hold-in 6<hold-out
read -r -t 20 ready <&6
[ "$ready" = ready ] || fail "hold"
exec 7<>"$W/lib-late" 8<>"$W/prog-late"
baseline "a library whose writer is from before" "$try" map "$W/lib-late"
baseline "by a writer from before, without a name" "$PROBES/trymap" fd 7
baseline "a program mapped writable from before" "$try" map "$W/prog-mapped"

need driftbolt load --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
attacks
clone_attacks
rm prog lib xfs/hello xfs/libmark.so
enforce

# A file that never ran is data, even if the image ships it.
cp "$PROBES/hello" before
control "a copy that has not run is written" "$change" write "$W/before"
attacks
clone_attacks
control "a copy that has not run is written there" sh -c 'cp "$1" xfs/data && exec xfs/trychange clone "$2"' sh "$PROBES/hello" "$W/xfs/data"
control "the program is what it was" cmp prog "$PROBES/hello"
control "the library is what it was" cmp lib "$PROBES/libmark.so"
control "it still runs" "$try" exec "$W/prog"

# Links and other names lead to the same bytes.
ln prog link
ln -s prog symlink
mkdir mnt
need mount --bind "$W" mnt
at_end umount "$W/mnt"
for other in link symlink mnt/prog; do case_denied "a program, write" EPERM "$change" write "$W/$other"; done

# Attributes are not bytes.
control "chmod" chmod 700 prog
control "chown" chown 1:1 prog
control "utimes" python3 -c 'import os; os.utime("prog", (1, 1))'
control "touch" touch prog
control "a link count" rm link
control "a rename" mv prog moved
control "an extended attribute" setfattr -n user.note -v x moved
control "it still runs after that" "$try" exec "$W/moved"
control "reading it" cat moved
control "replacing it by rename" sh -c 'cp "$1" new && mv new moved' sh "$PROBES/hello"

# Writers from before.
case_denied "a library whose writer is from before" EPERM "$try" map "$W/lib-late"
case_denied "by a writer from before, without a name" EPERM "$PROBES/trymap" fd 7
case_denied "a program mapped writable from before" EPERM "$try" map "$W/prog-mapped"
attempt "$try" exec "$W/prog-late"
[ "$(verdict)" = ETXTBSY ] && pass "a program whose writer is from before is busy" || fail "a program whose writer is from before"
exec 7>&- 8>&-
control "the library when its writer is gone" "$try" map "$W/lib-late"
control "the program when its writer is gone" "$try" exec "$W/prog-late"
exec 5>&-
wait
exec 6<&-
control "the program when its writable mapping is gone" "$try" exec "$W/prog-mapped"
printf x >data
control "data is written" "$change" mmap "$W/data"
