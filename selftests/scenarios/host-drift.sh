# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: what its image did not ship is not executed, however it got its name; allowed bytes are, under any name
# suite: check
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
try=$PROBES/tryexec
hello=$PROBES/hello
bb=$D/vm/busybox
loader=$(readlink -f /lib64/ld-linux-x86-64.so.2)
at_end rm -f /tmp/dropped /dev/shm/dropped /usr/bin/dropped
in_userns() { unshare -Urm sh -c 'mount -t tmpfs t /mnt && cp "$1" /mnt/p && exec "$2" exec /mnt/p' sh "$1" "$try"; }

attacks() {
	local dir how victim
	# Nothing of the other phase: what is executed is looked at for the first time.
	mkdir "$W/$phase"
	cd "$W/$phase" || exit 2

	# dropped files, in three file systems
	for dir in /tmp /dev/shm /usr/bin; do
		rm -f "$dir/dropped"
		drop "$hello" "$dir/dropped"
		for how in exec execveat fd; do attack "$how of $dir/dropped" EPERM "$try" "$how" "$dir/dropped"; done
	done
	for how in memfd memfd-fd; do attack "$how of an allowed program" EPERM "$try" "$how" "$hello"; done
	for how in sealed nofollow handle thread; do attack "$how of a dropped program" EPERM "$try" "$how" /tmp/dropped; done
	drop "$hello" tmp-evil
	attack "O_TMPFILE" EPERM "$try" tmpfile "$PWD/tmp-evil"
	drop "$hello" gone
	attack "unlinked" EPERM "$try" unlinked "$PWD/gone"
	mkdir shm
	need mount -t tmpfs -o mode=755 shm shm
	at_end umount "$PWD/shm"
	cp "$hello" shm/gone
	attack "an allowed program unlinked on tmpfs" EPERM "$try" unlinked "$PWD/shm/gone"

	# swaps: each name is an allowed program first, whose digest is remembered when its name comes to mean something else
	drop "$hello" evil
	victims='overwritten renamed-over hard-linked symlinked exchanged bind-covered tmpfs-covered overlay-covered'
	for victim in $victims; do
		mkdir "$victim"
		cp "$hello" "$victim/prog"
		allowed "$victim, before" "$try" exec "$PWD/$victim/prog"
	done
	# A remembered program cannot be overwritten: that is host-write.sh. Removed first, it is another file.
	rm overwritten/prog && cat evil >overwritten/prog && chmod 755 overwritten/prog
	cp evil renamed-over/new && mv renamed-over/new renamed-over/prog
	ln -f evil hard-linked/prog
	ln -sf ../evil symlinked/prog
	cp evil exchanged/other && "$PROBES/exchange" exchanged/prog exchanged/other
	need mount --bind evil bind-covered/prog
	at_end umount "$PWD/bind-covered/prog"
	need mount -t tmpfs t tmpfs-covered
	at_end umount "$PWD/tmpfs-covered"
	cp evil tmpfs-covered/prog
	mkdir cover covered-work
	cp evil cover/prog
	need mount -t overlay overlay -o "lowerdir=$PWD/overlay-covered,upperdir=$PWD/cover,workdir=$PWD/covered-work" overlay-covered
	at_end umount "$PWD/overlay-covered"
	for victim in $victims; do attack "$victim" EPERM "$try" exec "$PWD/$victim/prog"; done
	allowed "what was exchanged away still runs" "$try" exec "$PWD/exchanged/other"

	# interpreters
	printf '#!%s/evil\n' "$PWD" >script-evil
	chmod 755 script-evil
	attack "a script of a dropped interpreter" EPERM "$try" exec "$PWD/script-evil"
	cp "$loader" ld-evil
	printf x >>ld-evil
	chmod 755 ld-evil
	cp /bin/true true-evil
	printf x >>true-evil
	ln -s "$loader" not-a-loader
	need mount --bind "$PWD/ld-evil" "$loader"
	# Mapped past the point of no return.
	attack "PT_INTERP covered by a bind mount" SIGSEGV "$try" exec /bin/true
	allowed "a static program needs no PT_INTERP" "$try" exec "$hello"
	need "$bb" umount "$loader" # a dynamic umount would keep it busy
	need mount --bind "$PROBES/linker" "$loader"
	attack "PT_INTERP covered by a program of the image" SIGSEGV "$try" exec /bin/true
	need "$bb" umount "$loader"
	allowed "PT_INTERP uncovered" "$try" exec /bin/true
	attack "ld.so with a dropped program" EPERM "$try" exec "$loader" "$PWD/true-evil"
	attack "ld.so with an allowed program" EPERM "$try" exec "$loader" /bin/true
	attack "a copy of ld.so" EPERM "$try" exec "$PWD/ld-evil" /bin/true
	attack "ld.so by another name" EPERM "$try" exec "$PWD/not-a-loader" /bin/true

	# namespaces and file systems of one's own
	attack "on a user namespace's tmpfs" EPERM in_userns "$PWD/evil"
	mkdir -p lower upper work merged
	cp "$hello" lower/allowed
	cp evil lower/dropped
	need mount -t overlay overlay -o "lowerdir=$PWD/lower,upperdir=$PWD/upper,workdir=$PWD/work" merged
	at_end umount "$PWD/merged"
	attack "on an overlay of one's own, lower" EPERM "$try" exec "$PWD/merged/dropped"
	cp evil merged/new
	attack "on an overlay of one's own, upper" EPERM "$try" exec "$PWD/merged/new"
}

need driftbolt load --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
attacks
enforce
attacks

control "an allowed program" "$try" exec "$hello"
for dir in /tmp /dev/shm /usr/bin; do
	cp "$hello" "$dir/dropped.allowed"
	at_end rm -f "$dir/dropped.allowed"
	control "a copy of an allowed program in $dir" "$try" exec "$dir/dropped.allowed"
done
for how in sealed nofollow handle thread tmpfile; do control "$how of an allowed program" "$try" "$how" "$hello"; done
control "on a user namespace's tmpfs, an allowed copy" in_userns "$hello"
control "on an overlay of one's own, an allowed program" "$try" exec "$PWD/merged/allowed"
cp "$hello" merged/copy
control "on an overlay of one's own, an allowed copy in upper" "$try" exec "$PWD/merged/copy"

# What executing a file takes besides is told, too.
case_output "explain: a program and its dynamic linker" "*execute  allow*its dynamic linker /lib64/ld-linux*class loader*link     allow*" driftbolt explain --exec /bin/true
mkdir -p root/lib64
cp /bin/true root/true
ln -s /true root/link
printf '#!/link\n' >root/script
cp "$PROBES/hello" root/lib64/ld-linux-x86-64.so.2
case_status "explain: a program below a root, by a link, whose dynamic linker is none" 3 driftbolt explain --root root --exec /link
case_status "it may be executed itself" 0 driftbolt explain --root root /link
cp "$loader" root/lib64/ld-linux-x86-64.so.2
case_status "with one it runs" 0 driftbolt explain --root root --exec /link
case_output "explain: a script's interpreter, and that one's linker" '*its interpreter /link*its dynamic linker /lib64/*' sh -c 'driftbolt explain --root root --exec /script; true'
case_status "which is not listed, whatever runs it" 3 driftbolt explain --root root --exec /script
rm root/lib64/ld-linux-x86-64.so.2
case_output "explain: without its linker" '*cannot be read (No such file or directory)*' sh -c 'driftbolt explain --root root --exec /true; true'
case_status "explain: two files" 2 driftbolt explain /bin/true /bin/false
