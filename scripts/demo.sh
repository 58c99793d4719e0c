#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# demo.sh KERNEL: driftbolt's main job from end to end. Makes an OCI image and its manifest, boots KERNEL in QEMU, and there
# runs the image in a container, in audit and in enforce (scripts/demo/guest.sh). Exits with 0 only if every line of the
# table it ends with is as expected.
set -euo pipefail
. "$(dirname "$0")/apt.sh"
PATH=$PATH:/usr/sbin:/sbin
scripts=$here/scripts
kernel=$1
out=$BUILD/demo
limit=280 # seconds for the guest

since() { local us=$((${EPOCHREALTIME/./} - start)); printf '%d.%d' $((us / 1000000)) $((us / 100000 % 10)); }
step() { printf '  %-8s%6ss  %s\n' "$1" "$(since)" "$2"; }
start=${EPOCHREALTIME/./}

export BUILD
"$scripts/rootfs.sh" debian "$here/selftests/vm/debian-packages.txt"
"$scripts/guest-kernel.sh" "$kernel" "$here/selftests/vm/init" "$here/selftests/vm/modules.txt"
"$scripts/demo/image.sh"
image=$CACHE/demo

rm -rf "$out"
mkdir -p "$out/payload"/{bin,demo,vm,scenarios}
start=${EPOCHREALTIME/./}
step DEMO "OCI image ${image#"$here"/}/oci:web: $(du -sh "$image/bundle/rootfs" | cut -f1) of Debian packages"
"$BUILD/driftbolt-manifest" oci "$image/oci:web" --quiet -o "$out/demo.manifest"
step DEMO "manifest of it: $(grep -c '^file ' "$out/demo.manifest") files that are code, digest $(sed -n 's/^digest sha256:\(.\{12\}\).*/\1/p' "$out/demo.manifest")"

# The guest: our two programs, the image unpacked, and something that no image ships.
payload=$out/payload
cp "$BUILD/driftbolt" "$BUILD/driftbolt-manifest" "$payload/bin/"
cp "$out/demo.manifest" "$image/bundle/config.json" "$payload/demo/"
cp "$BUILD/selftests/probes/hello" "$payload/demo/miner"
cp "$here/selftests/vm/guest.sh" "$payload/vm/"
cp "$scripts/demo/guest.sh" "$payload/scenarios/demo.sh"
cp "$(command -v busybox)" "$payload/vm/busybox"
# What the reasons mean, from the one place where that is written.
tr -d '\n\\' <"$here/maps/verdict.h" | grep -oE 'X\([A-Z_]+, [a-z-]+,[[:space:]]*"[^"]*"\)' |
	sed -E 's/X\([A-Z_]+, ([a-z-]+),[[:space:]]*"([^"]*)"\)/\1|\2/' >"$payload/demo/reasons"
mark=@$RANDOM$RANDOM
printf "mark='%s' cgroup=v2 bpffs=yes shell='' interpreter=/bin/bash\n" "$mark" >"$payload/vm/config"
echo "demo $((limit - 20))" >"$payload/vm/plan"

# With user namespaces mke2fs sees root's files also where we are not root.
as_owner=()
[[ $(id -u) = 0 ]] || as_owner=(unshare --map-root-user)
cp -a --reflink=auto "$image/bundle/rootfs" "$payload/demo/rootfs"
"${as_owner[@]}" mke2fs -q -F -t ext4 -O ^has_journal -E root_owner=0:0,nodiscard -d "$payload" "$out/payload.img" \
	"$(($(du -sm "$payload" | cut -f1) * 5 / 4 + 64))M" >/dev/null
rm -rf "$payload"
step DEMO "booting $(cut -d' ' -f3 "$CACHE/kernels/$kernel/version") in QEMU"

status=
exec 5< <(exec "$scripts/vm.sh" --kernel "$kernel" --payload "$out/payload.img" --console "$out/console.log" --timeout "$limit" 2>>"$out/console.log")
guest=$!
trap 'kill "$guest" 2>/dev/null || :' EXIT
while IFS= read -r -u 5 line; do
	text=${line%%"$mark "*}
	case $text in
	'GUEST '*) step GUEST "${text#GUEST }" ;;
	'EVENT '*) printf '%s\n' "${text#EVENT }" >>"$out/events.jsonl" ;;
	?*) printf '%s\n' "$text" ;;
	*) [[ $line = "$mark "* ]] || echo ;;
	esac
	[[ $text != "$line" ]] || continue
	read -r word name status _ <<<"${line#*"$mark "}"
	case $word in
	boot) step DEMO "the guest is up" ;;
	end) break ;;
	esac
	status=
done
[[ -n $status ]] || { tail -n 20 "$out/console.log" >&2; die "the guest died: ${out#"$here"/}/console.log has its kernel's log"; }

printf '\nWhat an incident responder sees ("driftbolt timeline"):\n\n'
"$BUILD/driftbolt" timeline "$out/events.jsonl" | sed 's/^/  /'
"$BUILD/driftbolt" timeline --html "$out/timeline.html" "$out/events.jsonl"
echo
step DEMO "the same as a page: ${out#"$here"/}/timeline.html"
step DEMO "$([[ $status = 0 ]] && echo 'every line is as expected' || echo "not as expected (status $status)")"
rm -f "$out/payload.img"
[[ $status = 0 ]]
