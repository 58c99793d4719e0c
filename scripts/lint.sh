#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# lint.sh: what a reader should never have to point out. One test each, ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0

# verdict NAME TEXT: passes if TEXT is empty.
verdict() {
	if [[ -z $2 ]]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not ok lint: %s\n%s\n' "$1" "$2" | head -n 20
	fi
}

mapfile -t c_files < <(git ls-files '*.c' '*.h' ':!vmlinux' ':!selftests/probes' ':!selftests/bench' ':!selftests/fuzz' ':!selftests/fixtures')
verdict "clang-format 14 has nothing to say" \
	"$(clang-format-14 --dry-run "${c_files[@]}" 2>&1 | grep -E 'warning:' | cut -d: -f1 | sort | uniq -c)"
verdict "every source file names its license" \
	"$(git ls-files '*.c' '*.h' '*.S' '*.sh' '*.mk' Makefile ':!vmlinux/*/vmlinux.h' | xargs grep -L 'SPDX-License-Identifier: GPL-2.0-only')"
verdict "no bpf_printk in kern/" "$(git grep -n bpf_printk -- kern)"
verdict "kern/core calls no helper and knows no map" "$(git grep -nE 'bpf_|vmlinux\.h' -- kern/core)"
echo "$passed passed, $failed failed"
[[ $failed = 0 ]]
