# SPDX-License-Identifier: GPL-2.0-only
# desc: the probe tells apart what worked, what the kernel refused and why; refusals here are the kernel's own (noexec)
# vm: shared
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec

drop "$PROBES/hello" hello
for how in exec execveat fd memfd memfd-fd tmpfile; do
	case_output "$how works" '*ok' "$try" "$how" "$W/hello"
done
case_output "a program of the distribution works" ok "$try" exec /bin/true
mkdir mnt
need mount -t tmpfs -o mode=755 tmpfs mnt
at_end umount "$W/mnt"
cp hello mnt/hello
for how in exec execveat fd map mprotect; do
	baseline "$how on noexec" "$try" "$how" "$W/mnt/hello"
done
need mount -o remount,noexec "$W/mnt"
for how in exec execveat fd; do
	case_denied "$how on noexec" EACCES "$try" "$how" "$W/mnt/hello"
done
for how in map mprotect; do
	case_denied "$how on noexec" "EPERM|EACCES" "$try" "$how" "$W/mnt/hello"
done
control "reading is not executing" "$try" read "$W/mnt/hello"
control "outside of it execution works" "$try" exec "$W/hello"
case_status "a missing file is an errno, too" 1 "$try" exec "$W/missing"
