# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: an interpreter that asks the kernel whether a file may be executed (AT_EXECVE_CHECK) hears what an exec would
# suite: check
# kernels: 7
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec

drop "$PROBES/hello" dropped
printf '#!/bin/sh\n:\n' >dropped.sh
chmod 755 dropped.sh
cp /usr/bin/ldd script
baseline "a dropped program" "$try" check "$W/dropped"
baseline "a dropped script" "$try" check "$W/dropped.sh"
baseline "a dropped script, by an interpreter that asks" "$PROBES/interpret" "$W/dropped.sh"
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_denied "a dropped program" EPERM "$try" check "$W/dropped"
case_denied "a dropped script" EPERM "$try" check "$W/dropped.sh"
case_denied "a dropped script, by an interpreter that asks" EPERM "$PROBES/interpret" "$W/dropped.sh"
control "a program of the image" "$try" check "$PROBES/hello"
control "a script of the image" "$try" check "$W/script"
control "a script of the image, by an interpreter that asks" "$PROBES/interpret" "$W/script"
