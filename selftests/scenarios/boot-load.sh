# SPDX-License-Identifier: GPL-2.0-only
# desc: what the initramfs does with its configuration, the kernel's command line and what is missing, in an initramfs
# root: mini
# vm: shared
. /driftbolt/scenarios/lib.sh
at_end "driftbolt unload; umount /proc/cmdline; rm -rf /etc/driftbolt"
dmesg -n 1

# boot NAME STATUS CMDLINE PATTERN: a boot with this configuration; what it said on the kernel's log is $output.
boot() {
	boot_name=$1 boot_status=$2 boot_pattern=$4
	[ ! -e /sys/fs/bpf/driftbolt ] || need driftbolt unload
	umount /proc/cmdline 2>/dev/null
	printf 'root=/dev/vda %s quiet\n' "$3" >"$state/cmdline"
	need mount --bind "$state/cmdline" /proc/cmdline
	dmesg -c >/dev/null
	case_status "$boot_name" "$boot_status" sh $D/boot/boot-load.sh
	case_output "$boot_name: it says so" "$boot_pattern" dmesg
}
config() { printf "$1" >/etc/driftbolt/boot.conf; }
is() { case_output "$boot_name: the image is there" "*image 'host': $1, *will hold in host from the switch of root on*" driftbolt status; }
is_not() { case_status "$boot_name: nothing is loaded" 1 test -e /sys/fs/bpf/driftbolt; }

mkdir -p /etc/driftbolt
boot "nothing configured" 0 '' "*driftbolt: no /etc/driftbolt/host.manifest*goes on WITHOUT*"
is_not
cp $MANIFESTS/debian.manifest /etc/driftbolt/host.manifest
boot "a manifest alone" 0 '' "*driftbolt: loaded 'host': * audit*begins at the switch of root*"
is audit
config 'MODE=enforce\n'
boot "enforce" 0 '' "*driftbolt: loaded 'host': * enforce*"
is enforce
alone=$(driftbolt status --json | sed -n 's/.*"digests": *\([0-9]*\).*/\1/p')
mkdir /etc/driftbolt/host.d
cp $MANIFESTS/payload.manifest /etc/driftbolt/host.d/
boot "two manifests" 0 '' "*driftbolt: loaded 'host': * enforce*"
is enforce
both=$(driftbolt status --json | sed -n 's/.*"digests": *\([0-9]*\).*/\1/p')
if [ "$both" -gt "$alone" ]; then pass "two manifests are more than one: $both, $alone"; else fail "two manifests: $both, one $alone"; fi
boot "off on the command line" 0 driftbolt=off "*driftbolt: off*"
is_not
boot "audit on the command line" 0 driftbolt=audit "*driftbolt: loaded 'host': * audit*"
is audit
config 'MODE=off\n'
boot "off" 0 '' "*driftbolt: off*"
is_not
boot "enforce on the command line" 0 driftbolt=enforce "*driftbolt: loaded 'host': * enforce*"
is enforce
boot "a word that is no mode" 0 driftbolt=enfroce "*'enfroce' is no mode*loaded 'host': * enforce*"
is enforce
config 'MODE=enforce\nON_FAILURE=rescue\n'
echo broken >>/etc/driftbolt/host.d/payload.manifest
boot "a broken manifest" 1 '' "*driftbolt: */payload.manifest*: line *nothing was loaded: the boot stops here*driftbolt=off*"
is_not
config 'MODE=enforce\nON_FAILURE=audit\n'
boot "a broken manifest, and the boot is to go on" 0 '' "*driftbolt: */payload.manifest*: line *nothing was loaded: the boot goes on WITHOUT*"
is_not
boot "off, with a broken manifest" 0 driftbolt=off "*driftbolt: off*"
is_not
rm -r /etc/driftbolt/host.d /etc/driftbolt/host.manifest
config 'MODE=audit\nON_FAILURE=rescue\n'
boot "no manifest" 1 '' "*driftbolt: no /etc/driftbolt/host.manifest*the boot stops here*"
is_not
boot "no manifest, off on the command line" 0 driftbolt=off "*driftbolt: off*"
