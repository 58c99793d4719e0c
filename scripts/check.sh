#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check.sh SUITES [UNIT-TEST...]: runs the unit tests, then the scenarios of SUITES ("unit": none) in guests, and closes with
# one line "N passed, N failed, N skipped" over all of it. A test that prints no count of its own, or dies, is one failure.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BUILD:-$root/build}
suites=$1
shift
passed=0 failed=0 skipped=0
logs=$BUILD/unit-log
mkdir -p "$logs"

# Reads a test's log: "Synthesis: Tested: 12 | Passing: 12 | Failing: 0 | Crashing: 0", or "N passed, N failed[, N skipped]".
count() { # LOG STATUS
	local p=0 f=0 s=0 found
	found=$(sed -n -e 's/\x1b\[[0-9;]*m//g' \
		-e 's/.*Synthesis: Tested: *\([0-9]*\) *| *Passing: *\([0-9]*\) *| *Failing: *\([0-9]*\) *| *Crashing: *\([0-9]*\).*/\2 \3+\4 0/p' \
		-e 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' \
		-e 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2 0/p' "$1" | tail -n 1)
	if [[ -n $found ]]; then
		read -r p f s <<<"$found"
		f=$((f))
	fi
	[[ $2 != 77 ]] || { s=$((s + 1)); set -- "$1" 0; found=77; }
	[[ -n $found && ( $2 = 0 || $f -gt 0 ) ]] || f=$((f + 1))
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	counted="$p passed, $f failed, $s skipped"
	[[ $f = 0 ]]
}

# Two at a time, told in their order. One that left no status was killed.
tests=("$@") told=0
run_test() { # TEST
	local log status=0
	log=$logs/$(basename "$1").log
	"$1" >"$log" 2>&1 </dev/null || status=$?
	echo "$status" >"$log.status"
}
tell_finished() {
	local test log status
	while [[ $told -lt ${#tests[@]} ]]; do
		test=${tests[told]}
		log=$logs/$(basename "$test").log
		[[ -e $log.status || ${1:-} = all ]] || return 0
		status=$(cat "$log.status" 2>/dev/null || echo 137)
		told=$((told + 1))
		if count "$log" "$status"; then
			echo "ok unit $(basename "$test") ($counted)"
			continue
		fi
		echo "not ok unit $(basename "$test") ($counted, exit $status)"
		tail -n 30 "$log" | cut -c1-200 | sed 's/^/    | /'
		echo "    log: ${log#"$root"/}"
	done
}
rm -f "$logs"/*.status
for test; do
	while [[ $(jobs -rp | wc -l) -ge 2 ]]; do wait -n || :; done
	tell_finished
	run_test "$test" &
done
wait
tell_finished all

if [[ $suites != unit ]]; then
	log=$BUILD/vm/run.log
	mkdir -p "$BUILD/vm"
	status=0
	# The summary of the guests is part of ours: kept back here.
	"$root/selftests/vm/run" --suite "$suites" 2>&1 | tee "$log" | grep --line-buffered -Ev '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' || :
	status=0
	grep -Eq '^[0-9]+ passed, 0 failed' "$log" || status=1
	count "$log" "$status" || :
fi
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed = 0 ]]
