# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh by gap-*.sh: a machine that lacks something is told so by `check` and refused by `load`.

# The kernel lets go of programs and maps some time after their last user: waits for that, with a limit that fails. Nothing
# else in a guest has any.
nothing_left() { # NAME
	case_ok "$1: no program, link or map is left" "$PROBES/bpf-objects" wait /dev/null
	case_status "$1: nothing is pinned" 1 test -e /sys/fs/bpf/driftbolt
}

# gap NAME OBJECT PATTERN [LOAD-OPTION...]: `check` exits with 77 and says one sentence, about OBJECT and matching PATTERN;
# `load` exits with 77, says the same, and leaves the machine as it was.
gap() {
	gap_name=$1 gap_object=$2 gap_pattern=$3
	shift 3
	case_status "$gap_name: check exits with 77" 77 driftbolt check
	output=$(printf '%s\n' "$output" | grep '^gap ')
	# shellcheck disable=SC2254
	case $output in
	*"
"*) fail "$gap_name: check says more than one sentence"; explain_failure ;;
	"gap  $gap_object: "$gap_pattern) pass "$gap_name: check says what is missing and what to do" ;;
	*) fail "$gap_name: wanted '$gap_object: $gap_pattern'"; explain_failure ;;
	esac
	nothing_left "$gap_name, after check"

	case_status "$gap_name: load exits with 77" 77 driftbolt load --mode enforce "$@" "$MANIFESTS/payload.manifest"
	# shellcheck disable=SC2254
	case $output in
	*"
"*) fail "$gap_name: load says more than one sentence"; explain_failure ;;
	"driftbolt: \"$gap_object\": "$gap_pattern) pass "$gap_name: load says the same" ;;
	*) fail "$gap_name: load wanted '$gap_object: $gap_pattern'"; explain_failure ;;
	esac
	nothing_left "$gap_name, after load"
}
