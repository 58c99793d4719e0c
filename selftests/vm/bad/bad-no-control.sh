# SPDX-License-Identifier: GPL-2.0-only
# desc: a refusal without an allowed neighbour
# vm: shared
. /driftbolt/scenarios/lib.sh
cp "$PROBES/hello" hello
baseline "mode" "$PROBES/tryexec" exec "$W/hello"
chmod 644 hello
case_denied "mode" EACCES "$PROBES/tryexec" exec "$W/hello"
