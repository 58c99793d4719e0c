# SPDX-License-Identifier: GPL-2.0-only
# Sourced: programs that do nothing, on the hooks that driftbolt has on this kernel. Anything else would be no floor.
# shellcheck shell=bash disable=SC2154
case $(uname -r) in
6.1.*) floor=$B/noop-6.1.bpf.o ;;
6.12.*) floor=$B/noop-6.12.bpf.o ;;
*) floor=$B/noop-7.bpf.o ;;
esac

# The functions that programs are attached to, by their numbers in the kernel's BTF; a program that replaces another has none.
attached() {
	bpftool --json link list | python3 -c 'import json, sys
print(*sorted(l["target_btf_id"] for l in json.load(sys.stdin) if l.get("target_obj_id") == 1))'
}
floor_attach() {
	need bpftool prog loadall "$floor" /sys/fs/bpf/noop autoattach
	floor_hooks=$(attached)
}
floor_detach() {
	need rm -r /sys/fs/bpf/noop
	need "$B/bpf-objects" wait /dev/null
}
floor_compare() { case_output "the floor is on the hooks of driftbolt" "${floor_hooks:-none}" attached; }
