# SPDX-License-Identifier: GPL-2.0-only
# desc: a probe that cannot do its work is not a refusal
# vm: shared
. /driftbolt/scenarios/lib.sh
cp "$PROBES/hello" hello
baseline "map" "$PROBES/tryexec" map "$W/hello"
rm hello
case_denied "map" ENOENT "$PROBES/tryexec" map "$W/hello"
control "true" true
