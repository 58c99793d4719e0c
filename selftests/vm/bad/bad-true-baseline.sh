# SPDX-License-Identifier: GPL-2.0-only
# desc: a refusal whose baseline is another act, which cannot fail
# vm: shared
. /driftbolt/scenarios/lib.sh
cp "$PROBES/hello" hello
chmod 644 hello
baseline "mode" true
case_denied "mode" EACCES "$PROBES/tryexec" exec "$W/hello"
control "true" true
