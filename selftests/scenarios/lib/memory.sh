# SPDX-License-Identifier: GPL-2.0-only
# Sourced after phases.sh: ways to code that is in no file, and into other processes. RUN goes before each probe ("inside" in a
# container, nothing on the host).
RUN=${RUN:-}
memory=$PROBES/trymemory
process=$PROBES/tryprocess

memory_ways='rwx shared w-to-x w-to-x-shared w-to-wx pkey heap stack own-text execmod private-file personality-mmap sysv memfd'

# Some kernels do not have them: off by configuration, or closed by the kernel itself.
memory_more='personality-brk personality-ia32 remap userfaultfd userfaultfd-device secret self-mem exe-file'

# A container has no node of it, and may make one.
userfault_node() { need $RUN mknod /dev/userfaultfd c 10 "$(awk '$2 == "userfaultfd" { print $1 }' /proc/misc)"; }

memory_attacks() {
	for way in $memory_ways; do memory_attack attack; done
	for way in $memory_more; do memory_attack attack_where_possible; done
	allowed "a program of the image" $RUN "$PROBES/tryexec" exec "$PROBES/hello"
}

# personality(2) cannot be refused, only ended with who asks. remap asks for it, too.
memory_attack() { # FUNCTION
	case $way in
	personality-* | remap) "$1" "memory: $way" SIGKILL $RUN "$memory" "$way" ;;
	*) "$1" "memory: $way" EPERM $RUN "$memory" "$way" ;;
	esac
}

process_attacks() { # other|child
	for way in attach seize vm-write mem getfd; do attack "$1: $way" EPERM $RUN "$process" $way "$1"; done
	[ "$1" = other ] || attack "$1: traceme" EPERM $RUN "$process" traceme "$1"
}
