# SPDX-License-Identifier: GPL-2.0-only
# desc: refused, but not by us
# vm: shared
. /driftbolt/scenarios/lib.sh
cp "$PROBES/hello" hello
baseline "mode" "$PROBES/tryexec" exec "$W/hello"
chmod 644 hello
case_denied "mode" EPERM "$PROBES/tryexec" exec "$W/hello"
control "true" true
