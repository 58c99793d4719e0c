# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: ways to code that is in no file, and into other processes. RUN goes before each probe ("inside" in a
# container, nothing on the host).
RUN=${RUN:-}
memory=$PROBES/trymemory
process=$PROBES/tryprocess

memory_ways='rwx shared w-to-x w-to-x-shared w-to-wx pkey heap stack own-text execmod private-file personality-mmap sysv memfd'

# Whether this kernel has a way at all: some are off by configuration, or closed by the kernel itself.
memory_has() { attempt $RUN "$memory" "$1"; [ "$status" = 0 ]; }

# A container has no node of it, and may make one.
userfault_node() { need $RUN mknod /dev/userfaultfd c 10 "$(awk '$2 == "userfaultfd" { print $1 }' /proc/misc)"; }

# Before enforcement. What does not work then is not tried later.
memory_before() {
	for way in $memory_ways; do baseline "memory: $way" $RUN "$memory" "$way"; done
	memory_more=
	for way in personality-brk personality-ia32 remap userfaultfd userfaultfd-device secret secret-code self-mem exe-file; do
		if memory_has $way; then
			memory_more="$memory_more $way"
			baseline "memory: $way" $RUN "$memory" $way
		else
			skip_case "memory: $way" "$(verdict) without driftbolt too"
		fi
	done
	for way in attach seize vm-write mem getfd traceme; do
		for whom in other child; do baseline "$whom: $way" $RUN "$process" $way $whom; done
	done
}

memory_refused() {
	for way in $memory_ways; do case_denied "memory: $way" 'EPERM|SIGKILL' $RUN "$memory" "$way"; done
	for way in $memory_more; do
		case $way in
		secret)
			if [ -n "$RUN" ]; then
				case_denied "memory: $way" EPERM $RUN "$memory" $way
			else # the host's default is an alert
				case_ok "memory: $way is not refused" "$memory" $way
				case_output "and recorded" '*' sh -c 'driftbolt events --json | grep "\"verdict\":\"alert\"" | grep -q "\"reason\":\"secret-memory\""'
			fi
			;;
		personality-*) case_denied "memory: $way" SIGKILL $RUN "$memory" "$way" ;;
		remap) case_denied "memory: $way" 'EPERM|SIGKILL' $RUN "$memory" "$way" ;;
		*) case_denied "memory: $way" EPERM $RUN "$memory" "$way" ;;
		esac
	done
	control "a program of the image" $RUN "$PROBES/tryexec" exec "$PROBES/hello"
}

process_refused() { # other|child
	for way in attach seize vm-write mem getfd; do case_denied "$1: $way" EPERM $RUN "$process" $way "$1"; done
}
