# SPDX-License-Identifier: GPL-2.0-only
# desc: what the verifier reads of each program is within a tenth of lib/verifier.txt: a load's time is mostly that
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh

need driftbolt load --scope containers
at_end driftbolt unload

# One column for each kernel; "-" for a program that is not loaded there.
case $(uname -r) in
6.1.*) column=2 ;;
6.12.*) column=3 ;;
*) column=4 ;;
esac
budget() { awk -v name="$1" -v column="$column" '$1 == name { print $column }' "$D/scenarios/lib/verifier.txt"; }
"$PROBES/bpf-objects" verified | sort >verified
echo "# $(awk '{ n++; s += $2 } END { print n " programs, " s " instructions" }' verified)"
while read -r name read; do
	budget=$(budget "$name")
	case $budget in
	'' | -) fail "$name is not in lib/verifier.txt" ;;
	*) case_status "$name: $read, budget $budget" 0 [ "$read" -le $((budget + budget / 10)) ] ;;
	esac
done <verified
