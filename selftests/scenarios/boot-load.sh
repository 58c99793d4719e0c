# SPDX-License-Identifier: GPL-2.0-only
# desc: what the initramfs does with its configuration, the kernel's command line and what is missing, in an initramfs
# root: mini
# vm: shared
# check: 6.12
# timeout: 600
. /driftbolt/scenarios/lib.sh
at_end "driftbolt unload; umount /proc/cmdline; rm -rf /etc/driftbolt"
dmesg -n 1
new_root=

# boot NAME STATUS CMDLINE PATTERN: a boot with this configuration; what it said on the kernel's log is $output.
boot() {
	boot_name=$1 boot_status=$2 boot_pattern=$4
	[ ! -e /sys/fs/bpf/driftbolt ] || need driftbolt unload
	umount /proc/cmdline 2>/dev/null
	printf 'root=/dev/vda %s quiet\n' "$3" >"$state/cmdline"
	need mount --bind "$state/cmdline" /proc/cmdline
	dmesg -c >/dev/null
	case_status "$boot_name" "$boot_status" sh $D/boot/boot-load.sh $new_root
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
config 'MODE=enforce\n# a comment\nrm -rf /\n\nSETTINGS="loader-as-program=alert secure-exec=alert"'
boot "settings, and a line that means nothing" 0 '' "*'rm -rf /' means nothing*loaded 'host': * enforce*"
is enforce
case_output "the settings are set" '*secure-exec*alert*loader-as-program*alert*' sh -c 'driftbolt set host | tr "\n" " "'
config 'MODE=enforce\nON_FAILURE=rescue\nSETTINGS=no-such=alert\n'
boot "a setting that is none" 1 '' "*no-such*SETTINGS of /etc/driftbolt/boot.conf could not be set: the boot stops here*"
is_not
config 'MODE=enforce\nSETTINGS=no-such=alert\n'
boot "a setting that is none, and the boot is to go on" 0 '' "*no-such*could not be set, so it is audit: the boot goes on WITHOUT*"
is audit

# The root that will be: its init is asked for.
new_root=$W/root
mkdir -p "$new_root"
need mount -t ext4 /dev/vda "$new_root"
at_end umount "$new_root"
config 'MODE=enforce\nON_FAILURE=rescue\n'
boot "an init of the manifest" 0 init=/usr/bin/python3 "*loaded 'host': * enforce*"
is enforce
boot "the shell, for want of an init" 0 '' "*loaded 'host': * enforce*"
is enforce
boot "an init that is not there" 1 init=/sbin/nowhere "*/sbin/nowhere*the first program of $new_root is not in the manifest*the boot stops here*"
is_not
cp "$new_root/usr/bin/python3" "$state/changed"
echo x >>"$state/changed"
chmod 755 "$state/changed"
python=$(readlink -f "$new_root/usr/bin/python3")
need mount --bind "$state/changed" "$python"
boot "an init that was changed" 1 init=/usr/bin/python3 "*unknown-size*the first program of $new_root is not in the manifest*the boot stops here*"
is_not
config 'MODE=enforce\n'
boot "an init that was changed, and the boot is to go on" 0 init=/usr/bin/python3 "*so it is audit: the boot goes on WITHOUT*"
is audit
need umount "$python"
linker=$(readlink -f "$new_root/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
need mount --bind "$state/changed" "$linker"
config 'MODE=enforce\nON_FAILURE=rescue\n'
boot "an init whose dynamic linker was changed" 1 init=/usr/bin/python3 "*its dynamic linker /lib64/*the first program of $new_root is not in the manifest*"
is_not
need umount "$linker"
new_root=

config 'MODE=enforce\nON_FAILURE=resuce\n'
mv /etc/driftbolt/host.d /etc/driftbolt/no.d
mv /etc/driftbolt/host.manifest /etc/driftbolt/no.manifest
boot "a word that is no ON_FAILURE" 1 '' "*'resuce' is no ON_FAILURE*Taken as rescue*the boot stops here*"
is_not
mv /etc/driftbolt/no.d /etc/driftbolt/host.d
mv /etc/driftbolt/no.manifest /etc/driftbolt/host.manifest
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
