# SPDX-License-Identifier: GPL-2.0-only
# desc: bytes that change without a descriptor, behind the end of a file, or below an overlay that has seen it before
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
pin=$PROBES/trypinned
lib=$PROBES/libmark.so

# A library of whole pages, and a listed size one page longer: what IMA leaves out of the hash would be a page of its own.
size=$(stat -c %s "$lib")
pages=$(( (size + 4095) / 4096 ))
cp "$lib" paged && truncate -s $((pages * 4096)) paged
cp paged longer && truncate -s $(( (pages + 1) * 4096 )) longer
{
	echo 'driftbolt-manifest 1'
	echo 'image -'
	echo 'digest -'
	echo 'platform linux/amd64'
	echo 'generation 0'
	for f in longer paged; do
		echo "file $(sha256sum "$f" | cut -d' ' -f1) $(stat -c %s "$f") lib /$f"
	done
	echo 'end 2'
} >paged.manifest

attacks() {
	local f
	mkdir "$W/$phase"
	cd "$W/$phase" || exit 2
	mkdir t lower upper work merged
	need mount -t tmpfs tmpfs t
	at_end "$D/vm/busybox" umount "$PWD/t"
	for f in tail uring control; do cp "$PROBES/hello" t/$f; done
	for f in lib two; do cp "$lib" lower/$f; done
	cp ../paged lower/paged
	need mount -t overlay overlay -o "lowerdir=$PWD/lower,upperdir=$PWD/upper,workdir=$PWD/work" merged
	at_end "$D/vm/busybox" umount "$PWD/merged"
	stat merged/paged >paged.seen # from here on the overlay remembers its size
	printf '\303' >>lower/paged && truncate -s $(( (pages + 1) * 4096 )) lower/paged

	attack "code behind the end of the file" EPERM "$pin" tail t/tail
	attack "a page kept writable as an io_uring buffer" EPERM "$pin" uring t/uring
	allowed "a program nobody mapped shared" "$try" exec t/control
	attack "a page the hash leaves out" EPERM "$pin" at merged/paged $((pages * 4096))
	allowed "the same library beside it" "$pin" at merged/lib 0

	# One inode, reached through an overlay and directly: one record, or the write lock has a way round it.
	allowed "a library below the overlay" "$pin" at merged/two 0
	attempt "$try" exec lower/two # wrong class: refused, but looked at
	attack "a library written below two routes" EPERM "$PROBES/trychange" write lower/two
}

need driftbolt load --name host --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" paged.manifest
at_end driftbolt unload
phase=audited
attacks
enforce
attacks
control "it still maps" "$pin" at merged/two 0
