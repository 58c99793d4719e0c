#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# assemble.sh: prints page.html with page.css and script/*.js in the place of its lines @STYLE@ and @SCRIPT@, and their digests, as
# a content security policy wants them, in the place of @STYLE-HASH@ and @SCRIPT-HASH@.
set -euo pipefail
cd "$(dirname "$0")"

# The digest of what stands between the tags, with the line end that it has after the first one.
hash_of() { printf 'sha256-%s' "$( (echo; cat "$@") | sha256sum | cut -c1-64 | sed 's/../\\x&/g' | xargs -d '\n' printf '%b' | base64)"; }

if grep -iE '</(script|style)|@DATA@' page.css script/*.js >&2; then
	echo "assemble.sh: this would end the style or the script, or take the data" >&2
	exit 1
fi
style=$(hash_of page.css) script=$(hash_of script/*.js)
while IFS= read -r line; do
	case $line in
	@STYLE@) cat page.css ;;
	@SCRIPT@) cat script/*.js ;;
	*)
		line=${line//@STYLE-HASH@/$style}
		printf '%s\n' "${line//@SCRIPT-HASH@/$script}"
		;;
	esac
done <page.html
