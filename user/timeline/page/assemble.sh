#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# assemble.sh PAGE: PAGE.html with PAGE.css and PAGE.js in the place of its lines @STYLE@ and @SCRIPT@, and their digests, as a
# content security policy wants them, in the place of @STYLE-HASH@ and @SCRIPT-HASH@.
set -euo pipefail

# What stands between the tags, with the line ends that it has there.
content() { echo; cat "$1"; }
hash_of() { printf "sha256-%s" "$(content "$1" | sha256sum | cut -c1-64 | sed 's/../\\x&/g' | xargs -0 printf | base64)"; }

if grep -qiE '</(script|style)' "$1.css" "$1.js"; then
	echo "assemble.sh: a tag that would end the style or the script is in it" >&2
	exit 1
fi
style=$(hash_of "$1.css") script=$(hash_of "$1.js")
while IFS= read -r line; do
	case $line in
	@STYLE@) cat "$1.css" ;;
	@SCRIPT@) cat "$1.js" ;;
	*)
		line=${line//@STYLE-HASH@/$style}
		printf '%s\n' "${line//@SCRIPT-HASH@/$script}"
		;;
	esac
done <"$1.html"
