# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: what its image did not ship is not executed, however it got its name; allowed bytes are, under any name
# suite: check
# vm: shared
# timeout: 120
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
hello=$PROBES/hello
bb=$D/vm/busybox

# dropped files, in three file systems
for dir in /tmp /dev/shm /usr/bin; do
	drop "$hello" "$dir/dropped"
	at_end rm -f "$dir/dropped"
	for how in exec execveat fd; do baseline "$how of $dir/dropped" "$try" "$how" "$dir/dropped"; done
done
for how in memfd memfd-fd; do baseline "$how of an allowed program" "$try" "$how" "$hello"; done
for how in sealed nofollow handle thread; do baseline "$how of a dropped program" "$try" "$how" /tmp/dropped; done
drop "$hello" tmp-evil
baseline "O_TMPFILE" "$try" tmpfile "$W/tmp-evil"
drop "$hello" gone1
drop "$hello" gone2
baseline "unlinked" "$try" unlinked "$W/gone1"
need mount -t tmpfs -o mode=755 shm /mnt
at_end umount /mnt
cp "$hello" /mnt/gone1
cp "$hello" /mnt/gone2
baseline "an allowed program unlinked on tmpfs" "$try" unlinked /mnt/gone1

# swaps: each name is an allowed program first, then something else
drop "$hello" evil
victims='overwritten renamed-over hard-linked symlinked exchanged bind-covered tmpfs-covered overlay-covered'
for victim in $victims; do
	mkdir "$victim"
	cp "$hello" "$victim/prog"
	baseline "$victim" "$try" exec "$W/evil"
done

# interpreters
cp "$hello" script-interpreter
printf '#!%s/script-interpreter\n' "$W" >script
chmod 755 script
printf '#!%s/evil\n' "$W" >script-evil
chmod 755 script-evil
baseline "a script of a dropped interpreter" "$try" exec "$W/script-evil"
loader=$(readlink -f /lib64/ld-linux-x86-64.so.2)
cp "$loader" ld-evil
printf x >>ld-evil
chmod 755 ld-evil
need mount --bind "$W/ld-evil" "$loader"
baseline "PT_INTERP covered by a bind mount" "$try" exec /bin/true
need "$bb" umount "$loader" # a dynamic umount would keep it busy
cp /bin/true true-evil
printf x >>true-evil
baseline "ld.so with a dropped program" "$try" exec "$loader" "$W/true-evil"
baseline "ld.so with an allowed program" "$try" exec "$loader" /bin/true
baseline "a copy of ld.so" "$try" exec "$W/ld-evil" /bin/true
ln -s "$loader" not-a-loader
baseline "ld.so by another name" "$try" exec "$W/not-a-loader" /bin/true

# namespaces and file systems of one's own
in_userns() { unshare -Urm sh -c 'mount -t tmpfs t /mnt && cp "$1" /mnt/p && exec "$2" exec /mnt/p' sh "$1" "$try"; }
baseline "on a user namespace's tmpfs" in_userns "$W/evil"
mkdir -p lower upper work merged
cp "$hello" lower/allowed
cp evil lower/dropped
need mount -t overlay overlay -o "lowerdir=$W/lower,upperdir=$W/upper,workdir=$W/work" merged
at_end umount "$W/merged"
baseline "on an overlay of one's own, lower" "$try" exec "$W/merged/dropped"
cp evil merged/new
baseline "on an overlay of one's own, upper" "$try" exec "$W/merged/new"

need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
control "an allowed program" "$try" exec "$hello"

for dir in /tmp /dev/shm /usr/bin; do
	for how in exec execveat fd; do case_denied "$how of $dir/dropped" EPERM "$try" "$how" "$dir/dropped"; done
	cp "$hello" "$dir/dropped.allowed"
	at_end rm -f "$dir/dropped.allowed"
	control "a copy of an allowed program in $dir" "$try" exec "$dir/dropped.allowed"
done
for how in memfd memfd-fd; do case_denied "$how of an allowed program" EPERM "$try" "$how" "$hello"; done
for how in sealed nofollow handle thread; do case_denied "$how of a dropped program" EPERM "$try" "$how" /tmp/dropped; done
for how in sealed nofollow handle thread tmpfile; do control "$how of an allowed program" "$try" "$how" "$hello"; done
case_denied "O_TMPFILE" EPERM "$try" tmpfile "$W/tmp-evil"
case_denied "unlinked" EPERM "$try" unlinked "$W/gone2"
case_denied "an allowed program unlinked on tmpfs" EPERM "$try" unlinked /mnt/gone2

# Each victim runs first: its digest is remembered when its name comes to mean something else.
for victim in $victims; do control "$victim, before" "$try" exec "$W/$victim/prog"; done
# A remembered program cannot be overwritten: that is host-write.sh. Removed first, it is another file.
rm overwritten/prog && cat evil >overwritten/prog && chmod 755 overwritten/prog
cp evil renamed-over/new && mv renamed-over/new renamed-over/prog
ln -f evil hard-linked/prog
ln -sf ../evil symlinked/prog
cp evil exchanged/other && "$PROBES/exchange" exchanged/prog exchanged/other
need mount --bind evil bind-covered/prog
at_end umount "$W/bind-covered/prog"
need mount -t tmpfs t tmpfs-covered
at_end umount "$W/tmpfs-covered"
cp evil tmpfs-covered/prog
mkdir cover covered-work
cp evil cover/prog
need mount -t overlay overlay -o "lowerdir=$W/overlay-covered,upperdir=$W/cover,workdir=$W/covered-work" overlay-covered
at_end umount "$W/overlay-covered"
for victim in $victims; do case_denied "$victim" EPERM "$try" exec "$W/$victim/prog"; done
control "what was exchanged away still runs" "$try" exec "$W/exchanged/other"

case_denied "a script of a dropped interpreter" EPERM "$try" exec "$W/script-evil"
need mount --bind "$W/ld-evil" "$loader"
case_denied "PT_INTERP covered by a bind mount" "EPERM|SIGKILL|SIGSEGV" "$try" exec /bin/true
control "a static program needs no PT_INTERP" "$try" exec "$hello"
need "$bb" umount "$loader"
control "PT_INTERP uncovered" "$try" exec /bin/true
case_denied "ld.so with a dropped program" EPERM "$try" exec "$loader" "$W/true-evil"
case_denied "ld.so with an allowed program" EPERM "$try" exec "$loader" /bin/true
case_denied "a copy of ld.so" EPERM "$try" exec "$W/ld-evil" /bin/true
case_denied "ld.so by another name" EPERM "$try" exec "$W/not-a-loader" /bin/true

case_denied "on a user namespace's tmpfs" EPERM in_userns "$W/evil"
control "on a user namespace's tmpfs, an allowed copy" in_userns "$hello"
case_denied "on an overlay of one's own, lower" EPERM "$try" exec "$W/merged/dropped"
case_denied "on an overlay of one's own, upper" EPERM "$try" exec "$W/merged/new"
control "on an overlay of one's own, an allowed program" "$try" exec "$W/merged/allowed"
cp "$hello" merged/copy
control "on an overlay of one's own, an allowed copy in upper" "$try" exec "$W/merged/copy"
