# SPDX-License-Identifier: GPL-2.0-only
# desc: an act in audit that works, and that nobody records
# vm: shared
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
phase=audited
attack "a program" EPERM "$PROBES/tryexec" exec "$PROBES/hello"
