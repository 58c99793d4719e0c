# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: what the kernel would load is in the image, what else it is asked is recorded, and refused where that is set
# suite: check
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/kernel.sh

others='kernel-helper kernel-memory kernel-tracing'
silent='foreign-bpf device-node disk-mount'

kernel_prepare
kernel_mounts
at_end kernel_unmount
need cp "$listed" "$K/listed.ko"
drop "$listed" "$K/changed.ko"
at_end modprobe -r "$module" '2>/dev/null || :'
at_end modprobe -r "$module" vfat '2>/dev/null || :'
xz() { python3 -c 'import lzma, sys; open(sys.argv[2], "wb").write(lzma.compress(open(sys.argv[1], "rb").read(), check=lzma.CHECK_CRC32))' "$@"; }
all_acts() { helper_acts; memory_acts; tracing_acts; image_acts; node_acts; mount_acts; bpf_acts; module_acts; }
baseline "a module of the kernel's package" "$kernel" finit "$listed" "$module"
all_acts
need xz "$listed" "$W/listed.ko.xz"
compressed=no
if "$kernel" finit-compressed "$W/listed.ko.xz" "$module" >/dev/null; then
	compressed=yes
	baseline "compressed" "$kernel" finit-compressed "$W/listed.ko.xz" "$module"
fi

need driftbolt load --name machine --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=allowed
all_acts
recorded "audit" audit kernel-image kernel-module memory-file
recorded "audit" alert $others

# Without the kernel's own modules in the image none is loaded, whoever asks for it.
need driftbolt mode enforce machine
phase=refused
module_acts
image_acts
case_denied "a module of the kernel's package" EPERM "$kernel" finit "$listed" "$module"
case_status "nor by modprobe" 1 modprobe "$module"
case_status "nor one that the kernel itself asks for" 2 "$kernel" fsmount none vfat
case_status "it is not there" 1 grep -q '^vfat ' /proc/modules
phase=allowed
helper_acts
memory_acts
tracing_acts
node_acts
mount_acts
bpf_acts
ordinary

# With them, what is listed is loaded, from a file.
case $(uname -r) in
6.1.*) modules=6.1 ;;
6.12.*) modules=6.12 ;;
*) modules=7 ;;
esac
need driftbolt load --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" "$MANIFESTS/$modules.manifest"
phase=refused
module_acts
control "a listed module" modprobe "$module"
need rmmod "$module"
attempt "$kernel" fsmount none vfat
control "a listed module that the kernel itself asks for" grep -q '^vfat ' /proc/modules
need cp "$listed" "$W/copy.ko"
control "a copy of a listed module" "$kernel" finit "$W/copy.ko" "$module"

# As they lie: the kernel takes compressed ones from kmod 31 on. (Older ones hand it memory, which is in no image.)
mkdir compressed
need xz "$listed" "compressed/$module.ko.xz"
need xz "$K/changed.ko" changed.ko.xz
if [ "$compressed" = yes ]; then
	case_denied "compressed" EPERM "$kernel" finit-compressed "compressed/$module.ko.xz" "$module"
	need driftbolt-manifest rootfs compressed -o compressed.manifest
	need driftbolt load --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" "$MANIFESTS/$modules.manifest" compressed.manifest
	control "a listed module, compressed" "$kernel" finit-compressed "compressed/$module.ko.xz" "$module"
	case_denied "compressed" EPERM "$kernel" finit-compressed changed.ko.xz "$module"
else
	skip_case "compressed" "this kernel takes none"
fi

# Everything that can be set, refused.
for setting in $others $silent; do need driftbolt set machine "$setting=block"; done
helper_acts
memory_acts
tracing_acts
node_acts
mount_acts
bpf_acts
recorded "all of it refused" deny $others $silent kernel-image kernel-module
ordinary
control "driftbolt itself" driftbolt mode enforce machine
control "its image, once more" driftbolt load --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
