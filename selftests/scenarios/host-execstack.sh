# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: executable stacks and heaps, asked for by a program or inherited from who started it, are of class execstack; AT_SECURE for all
# suite: check
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
. /driftbolt/scenarios/lib/secure-exec.sh
try=$PROBES/tryexec

# An i386 program without PT_GNU_STACK, as old ones are.
mkdir m
python3 -c 'import sys; b = open(sys.argv[1], "rb").read(); open(sys.argv[2], "wb").write(b.replace(b"\x51\xe5\x74\x64", bytes(4), 1))' \
	"$PROBES/heap32" m/heap32
cp "$PROBES/execstack" m/
chmod 755 m/heap32
need driftbolt-manifest rootfs m -o made.manifest
case_output "the manifest says who asks" '2' sh -c "grep -c 'exec,execstack ' made.manifest"
# The same without the class: what a reviewer does who does not want it.
for each in made payload; do
	[ -e $each.manifest ] || cp "$MANIFESTS/$each.manifest" .
	sed 's/^\(file [0-9a-f]* [0-9]* [^ ]*\),execstack/\1/' $each.manifest >$each.reviewed
done
mkdir /sys/fs/cgroup/inherit
at_end rmdir /sys/fs/cgroup/inherit '2>/dev/null || :'
bring() { "$PROBES/persona" /sys/fs/cgroup/inherit/cgroup.procs "$PROBES/quit32"; }

attacks() {
	# Past the point of no return: the process dies before its first instruction.
	attack "an executable stack" SIGSEGV "$try" exec "$PROBES/execstack"
	attack "an i386 program without PT_GNU_STACK" SIGSEGV "$try" exec "$W/m/heap32"
}

case_ok "32-bit programs run here" "$try" exec "$PROBES/quit32"
need driftbolt load --name machine --mode audit --scope host "$MANIFESTS/debian.manifest" payload.reviewed made.reviewed
at_end driftbolt unload
phase=audited
attacks
enforce machine
attacks
control "a 32-bit program" "$try" exec "$PROBES/quit32"
case_output "each has an event" '*execstack*' sh -c 'driftbolt events --json | grep "\"reason\":\"executable-stack\""'

need driftbolt load --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" made.manifest
control "of class execstack: the stack" "$try" exec "$PROBES/execstack"
control "of class execstack: i386 without PT_GNU_STACK" "$try" exec "$W/m/heap32"

# personality is killed in a scope; from outside, it arrives with the task.
need driftbolt load --name machine --scope none "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
need driftbolt bind machine cgroup:/inherit
need driftbolt mode audit machine
phase=audited
attack "READ_IMPLIES_EXEC brought into the scope" SIGSEGV bring
enforce machine
attack "READ_IMPLIES_EXEC brought into the scope" SIGSEGV bring
need driftbolt unbind cgroup:/inherit
need driftbolt load --name machine --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"

# AT_SECURE for every program: what LD_* ask for is not done.
mkdir nss
cp "$PROBES/libmark.so" nss/libnss_mark.so.2
sed 's/^passwd:.*/passwd: mark files/' /etc/nsswitch.conf >nsswitch
need mount --bind nsswitch /etc/nsswitch.conf
at_end "$D/vm/busybox" umount /etc/nsswitch.conf
S=$W/nss
secure_exec machine
