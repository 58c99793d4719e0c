# SPDX-License-Identifier: GPL-2.0-only
# Sourced: a headless chromium, asked over its DevTools pipe. Commands are JSON objects that end with NUL on its descriptor 3;
# answers come on its 4.
# shellcheck shell=bash disable=SC2034
ANSWER_LIMIT=60 # seconds for an answer

# browser_start WIDTH HEIGHT [OPTION...]: under $W; ends with browser_end.
browser_start() {
	local width=$1 height=$2
	shift 2
	mkfifo "$W/to" "$W/from"
	# Not sandboxed: as root, and in containers, it cannot be, and all it opens are pages of ours.
	"$CHROMIUM" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --hide-scrollbars \
		--user-data-dir="$W/profile" --window-size="$width,$height" --remote-debugging-pipe "$@" about:blank \
		3<"$W/to" 4>"$W/from" >"$W/chromium.log" 2>&1 &
	browser=$!
	exec {to_browser}>"$W/to" {from_browser}<"$W/from"
	rm "$W/to" "$W/from"
	asked=0 session=
	local target
	target=$(ask Target.getTargets '{}' | jq -r 'first(.targetInfos[] | select(.type == "page")).targetId')
	session=$(ask Target.attachToTarget "{\"targetId\":\"$target\",\"flatten\":true}" | jq -r .sessionId)
	ask Page.enable '{}' >/dev/null
	ask Log.enable '{}' >/dev/null
	ask Runtime.enable '{}' >/dev/null
}

browser_end() {
	[[ -n ${browser:-} ]] || return 0
	kill "$browser" 2>/dev/null || :
	wait "$browser" 2>/dev/null || :
	browser=
}

# ask METHOD PARAMETERS: prints the result. What the page complains of meanwhile goes to $W/complaints.
ask() {
	local line number answer
	number=$((BASHPID % 100000 * 1000 + ++asked)) # other ones in other subshells
	printf '%s\0' "{\"id\":$number,${session:+\"sessionId\":\"$session\",}\"method\":\"$1\",\"params\":$2}" >&"$to_browser"
	while IFS= read -r -d '' -t "$ANSWER_LIMIT" -u "$from_browser" line; do
		case $line in
		*'"Runtime.exceptionThrown"'* | *'"Log.entryAdded"'* | *'"Runtime.consoleAPICalled"'*) printf '%s\n' "$line" >>"$W/complaints" ;;
		esac
		[[ $line == "{\"id\":$number,"* ]] || continue
		jq -c 'if .error then error(.error.message) else .result end' <<<"$line"
		return
	done
	echo "no answer to $1" >&2
	return 1
}

# page FILE: opens it and waits until it can be used.
page() {
	ask Page.navigate "{\"url\":\"file://$1\"}" >/dev/null
	evaluate 'new Promise((done) => { const look = () => location.protocol === "file:" && document.documentElement.dataset.ready
		? done(true) : setTimeout(look, 10); look(); })' >/dev/null
}

# evaluate SCRIPT: prints what it, or the promise that it is, comes to.
evaluate() {
	local answer
	answer=$(ask Runtime.evaluate "$(jq -nc --arg script "$1" '{expression: $script, awaitPromise: true, returnByValue: true}')")
	jq -r 'if .exceptionDetails then "exception: " + (.exceptionDetails.exception.description // .exceptionDetails.text) else .result.value end' <<<"$answer"
}

# key NAME [TEXT]: pressed and released; TEXT is the character of it, if it has one.
key() {
	local name=$1 text=${2:-}
	ask Input.dispatchKeyEvent "$(jq -nc --arg k "$name" --arg t "$text" '{type: (if $t == "" then "rawKeyDown" else "keyDown" end), key: $k} +
		(if $t == "" then {} else {text: $t} end) + ({Enter: {windowsVirtualKeyCode: 13}, Tab: {windowsVirtualKeyCode: 9}, Escape: {windowsVirtualKeyCode: 27}}[$k] // {})')" >/dev/null
	ask Input.dispatchKeyEvent "{\"type\":\"keyUp\",\"key\":\"$name\"}" >/dev/null
}

# screenshot FILE
screenshot() { ask Page.captureScreenshot '{"format":"png"}' | jq -r .data | base64 -d >"$1"; }
