# SPDX-License-Identifier: GPL-2.0-only
# desc: a refusal that was never seen to work
# vm: shared
. /driftbolt/scenarios/lib.sh
case_denied "missing" ENOENT "$PROBES/tryexec" exec /missing
control "true" true
