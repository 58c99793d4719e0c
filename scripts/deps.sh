#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# deps.sh GROUP...: installs through apt what the groups (build, test, demo, browser) need and is missing, and says so.
# Asks only dpkg when nothing is missing. Debian 12 is what it is made for; where a package is marked "backports" and
# the machine is not Debian 12, the machine's own version is taken.
set -euo pipefail

# group  source     package               why this source
packages='
build    main       clang-19              # BPF back end with the atomics and may_goto that the kernel side uses
build    main       llvm-19               # llvm-strip-19
build    main       gcc
build    main       libc6-dev
build    main       make
build    main       pkg-config
build    main       libelf-dev
build    main       zlib1g-dev
build    main       libjson-c-dev
build    main       libarchive-dev
build    main       libssl-dev
build    main       libmd-dev             # SHA-256 for explain and the canary, in the static loader
build    main       libcap2-bin
build    backports  libbpf-dev            # 1.4.6, the generation of bpftool 7.5; bookworm has 1.1.2
build    backports  bpftool               # 7.5.0: reads and writes what libbpf 1.4 knows; bookworm has 7.1
kernel   main       binutils              # objcopy: BTF out of a vmlinux
kernel   main       zstd
kernel   main       xz-utils
kernel   main       lz4
kernel   main       kmod                  # depmod
test     backports  qemu-system-x86       # 10.0: Debian 12'"'"'s 7.2 panics 6.12 with two CPUs and lacks cx16 with 7.x
test     backports  qemu-system-data      # must match qemu-system-x86
test     main       seabios
test     main       libcriterion-dev
test     main       clang-format-14       # decides the style
test     main       clang-14              # libFuzzer; FUZZ_CC= takes another
test     main       libclang-rt-14-dev    # the sanitizers and the fuzzer of it
test     main       mmdebstrap
test     main       uidmap                # the root image when make is not run by root
test     main       busybox-static
test     main       cpio
test     main       e2fsprogs
test     main       squashfs-tools
test     main       erofs-utils
test     main       xfsprogs
test     main       jq                    # OCI artifacts through skopeo, units by systemd-analyze
test     main       skopeo
test     main       systemd
test     main       liblognorm-utils      # a CEF parser that is not ours
test     main       python3-prometheus-client # parsers of OpenMetrics and of what the textfile collector takes
demo     main       umoci
browser  main       chromium              # to test the page of a timeline; large, so only check-all asks for it
'

. "$(dirname "$0")/apt.sh"

[[ $# -gt 0 ]] || die "usage: deps.sh GROUP... (build kernel test demo browser)"
codename=$(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}")

main=() backports=()
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' 2>/dev/null | sed -n 's/^installed //p')
wanted=" $* "
for group in "$@"; do
	grep -q "^$group " <<<"$packages" || die "unknown group '$group'"
done
while read -r group source name _; do
	[[ -n $group && $wanted == *" $group "* ]] || continue
	[[ $codename = bookworm ]] || source=main
	version=$(awk -v p="$name" '$1 == p { print $2; exit }' <<<"$installed")
	if [[ $source = backports ]]; then
		[[ $version == *~bpo12* ]] || backports+=("$name")
	else
		[[ -n $version ]] || main+=("$name")
	fi
done <<<"$packages"

[[ ${#main[@]} -gt 0 || ${#backports[@]} -gt 0 ]] || exit 0
export DEBIAN_FRONTEND=noninteractive
quiet=(-y -qq --no-install-recommends -o Dpkg::Use-Pty=0)
log=$CACHE/apt/install.log
mkdir -p "$CACHE/apt"

install() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" >"$log" 2>&1 ||
		{ tail -n 20 "$log" >&2; die "apt-get failed, see $log"; }
}

if [[ ${#main[@]} -gt 0 ]]; then
	say APT "${main[*]}"
	install update -qq
	install "${quiet[@]}" install "${main[@]}"
fi
if [[ ${#backports[@]} -gt 0 ]]; then
	say APT "${backports[*]} (bookworm-backports)"
	apt_setup
	apt_update now
	install "${apt_options[@]}" "${quiet[@]}" -t bookworm-backports install "${backports[@]}"
fi
