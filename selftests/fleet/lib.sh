# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the tests of the fleet's files: they run natively, need neither root nor a guest, and count their cases.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
B=${BUILD:-build} # as make was given it: another spelling would build it all again
BUILD=$B
[[ $BUILD = /* ]] || BUILD=$root/$BUILD
CACHE=$BUILD/cache/fleet
passed=0 failed=0 skipped=0
W=$(mktemp -d)
clean_up() { rm -rf "$W"; }
trap clean_up EXIT

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); printf 'not ok %s\n' "$1"; [[ -z ${2:-} ]] || head -n 20 <<<"$2" | sed 's/^/    | /'; }
skip() { skipped=$((skipped + 1)); printf 'skipped: %s: %s\n' "$1" "$2"; }

# ok NAME COMMAND...: it exits with 0.
ok() {
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then pass; else fail "$name" "$output"; fi
}

# refused NAME STATUS TEXT COMMAND...: it exits with STATUS and says TEXT.
refused() {
	local name=$1 want=$2 text=$3 output status=0
	shift 3
	output=$("$@" 2>&1) || status=$?
	if [[ $status = "$want" && $output == *"$text"* ]]; then pass; else fail "$name (exit $status)" "$output"; fi
}

# debian PACKAGE FILE: prints the path of FILE of PACKAGE, unpacked into the cache and not installed: what some packages
# bring would start on this machine or take another's place.
debian() {
	local to=$CACHE/$1
	if [[ ! -x $to/$2 ]]; then
		mkdir -p "$to"
		(cd "$to" && rm -f ./*.deb && apt-get -qq download "$1" && dpkg-deb -x ./*.deb .) >"$to/log" 2>&1 || return 1
	fi
	printf '%s\n' "$to/$2"
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[[ $failed = 0 ]]
}
