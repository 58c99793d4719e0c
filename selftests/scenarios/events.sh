# SPDX-License-Identifier: GPL-2.0-only
# desc: an event says who, by whom, what and how often; ancestors that are gone are told; a storm of alerts leaves the refusals
# check: 6.12
# vm: shared
# timeout: 500
. /driftbolt/scenarios/lib.sh
ask() { driftbolt events --json | python3 "$D/scenarios/lib/events.py" "$@"; }
# Before the events: what happens in between is told and not counted.
accounting() { driftbolt status --json >status && ask accounting status; }
hello=$PROBES/hello
try=$PROBES/tryexec
drop "$hello" /tmp/dropped
# Of a size that the image has, so that it is hashed.
cp "$hello" other && printf z | dd of=other bs=1 seek=$(($(stat -c %s other) - 1)) conv=notrunc status=none
digest=$(sha256sum other | cut -d' ' -f1)
baseline "dropped" "$try" exec /tmp/dropped
baseline "other" "$try" exec "$W/other"
cp "$hello" good
printf 'exit 0\n' >script.sh
baseline "memfd" "$try" memfd "$hello"
baseline "map" "$try" map "$W/other"
baseline "memory" "$PROBES/trymemory" w-to-x
for name in user right terminal nested; do drop "$hello" /tmp/$name; done
as_user() { setpriv --ruid 1234 --euid 4321 --regid 2345 --clear-groups "$@"; }
# CAP_NET_RAW, bit 13.
with_right() { setpriv --reuid 1234 --regid 2345 --clear-groups --inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw "$@"; }
# Its own terminal's name is the line before what the probe says.
on_terminal() { script -qec "tty; $try exec /tmp/terminal" /dev/null | tr -d '\r'; return "${PIPESTATUS[0]}"; }
# $1 shells, one inside the other.
nest='if [ "$1" = 0 ]; then "$2" exec "$3"; else sh -c "$0" "$0" $(($1 - 1)) "$2" "$3"; fi; exit $?'
baseline "another user" as_user "$try" exec /tmp/user
baseline "with one capability" with_right "$try" exec /tmp/right
baseline "on a terminal" on_terminal
baseline "ten shells" sh -c "$nest" "$nest" 9 "$try" /tmp/nested
baseline "write" "$PROBES/trychange" write "$W/good"
cp "$hello" good
baseline "script" sh script.sh
script_is_read() { sh script.sh && { echo ok; return 0; }; echo EPERM; return 1; }
# once NAME KIND REASON COMMAND...: refused, which is one event, of this kind and reason.
once() {
	local name=$1 kind=$2 reason=$3 before after
	shift 3
	before=$(ask account)
	case_denied "$name" EPERM "$@"
	after=$(ask account)
	case_output "$name: one event says so" "$((${before%% *} + 1)) $kind $reason" \
		echo "${after%% *} $(ask field kind '"verdict":"deny"') $(ask field reason '"verdict":"deny"')"
}

need driftbolt load --mode enforce --scope host --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

# By a shell that waits, so that it is there; and by one whose parent, and its parent, have ended.
case_denied "dropped" EPERM bash -c "sh -c '$try exec /tmp/dropped; exit \$?'; exit \$?"
control "an allowed program" "$try" exec "$hello"
case_output "the program and those that led to it" "$try < $try < /usr/bin/dash < /usr/bin/bash < bash < *" ask chain '"path":"/tmp/dropped"'
case_output "its command line" "$try exec /tmp/dropped" ask field cmdline '"path":"/tmp/dropped"'
case_output "its digest's start" "$(sha256sum "$try" | cut -c1-16)" ask field exe_sha256_start '"path":"/tmp/dropped"'
case_output "whose it is" 0 ask field uid '"path":"/tmp/dropped"'
case_output "with which rights" '[0-9a-f]*ffff' ask field capabilities '"path":"/tmp/dropped"'
case_output "when it executed" '20*Z' ask field executed '"path":"/tmp/dropped"'
case_output "no program's path is cut" '' ask field exe_truncated '"path":"/tmp/dropped"'

mkfifo go said
sh -c "(read -r _ <$W/go; exec $try exec $W/other) >$W/said 2>&1 &"
echo >go &
case_output "its parents have ended" EPERM timeout 60 cat "$W/said"
case_output "and are told all the same" "$try < $try < /usr/bin/dash < bash < *" ask chain "\"path\":\"$W/other\""

# Of a shell that forked, executed nothing, and outlived who forked it: what it runs was noted at that one's exec.
drop "$hello" "$W/orphaned"
sh -c "(read -r _ <$W/go; $W/orphaned; echo \$?) >$W/said 2>&1 &"
echo >go &
case_output "its parent has ended and it executes nothing" '*126' timeout 60 cat "$W/said"
case_output "it runs what that one ran" "/usr/bin/dash < /usr/bin/dash < /usr/bin/dash < bash < *" ask chain "\"path\":\"$W/orphaned\""
case_output "and by its whole path" '' ask field exe_truncated "\"path\":\"$W/orphaned\""

case_output "the digest is that of the file" "$digest" ask field sha256 "\"path\":\"$W/other\""

control "what writing will be refused" "$W/good"
once memfd exec memory-file "$try" memfd "$hello"
once map map not-in-image "$try" map "$W/other"
once memory memory anonymous-code "$PROBES/trymemory" w-to-x
once write write write-locked "$PROBES/trychange" write "$W/good"
once script read unknown-size script_is_read

# Who.
case_denied "another user" EPERM as_user "$try" exec /tmp/user
for each in "uid 1234" "euid 4321" "gid 2345" "capabilities 0000000000000000" "tty "; do
	case_output "with its ${each% *}" "${each#* }" ask field "${each% *}" '"path":"/tmp/user"'
done
case_denied "with one capability" EPERM with_right "$try" exec /tmp/right
case_output "which is told" 0000000000002000 ask field capabilities '"path":"/tmp/right"'
case_denied "on a terminal" EPERM on_terminal
terminal=${output%%"$newline"*}
case_output "its name" '/dev/pts/[0-9]*' echo "$terminal"
case_output "is told" "pts${terminal#/dev/pts/}" ask field tty '"path":"/tmp/terminal"'
case_denied "ten shells" EPERM sh -c "$nest" "$nest" 9 "$try" /tmp/nested
dash=/usr/bin/dash
case_output "eight ancestors" "$try < $try < $dash < $dash < $dash < $dash < $dash < $dash < $dash" ask chain '"path":"/tmp/nested"'
case_output "and that there are more" True ask field ancestors_truncated '"path":"/tmp/nested"'
case_output "who has fewer has all" '' ask field ancestors_truncated '"path":"/tmp/terminal"'
case_output "where the data lies" "ext4 $(stat -c '%Hd:%Ld' "$W/other")" echo "$(ask field filesystem "\"path\":\"$W/other\"") $(ask field device "\"path\":\"$W/other\"")"
case_output "the classes that would have done" 9 ask field wanted "\"path\":\"$W/orphaned\""

# Repeats, each within a minute of the one before.
drop "$hello" "$W/often"
i=0
while [ $i -lt 20 ]; do "$try" exec "$W/often" >/dev/null; i=$((i + 1)); done
case_output "one event, and how often" "1 20" ask count "\"path\":\"$W/often\""

# A storm of alerts, each of something else.
mkdir pipes && mount -t tmpfs -o nr_inodes=20000 tmpfs pipes && at_end umount "$W/pipes"
i=0
while [ $i -lt 10000 ]; do echo "pipes/$i.py"; i=$((i + 1)); done | xargs mkfifo
case_ok "a storm of alerts" python3 "$D/scenarios/lib/events.py" storm "$W/pipes" 10000
case_output "every number is told or in a gap" '[0-9]* [0-9]* [0-9]*' ask account
case_output "to the last unit" 'told *' accounting
printf '%s\n' "$output" | sed 's/^/# /'
case_output "the refusals are there still" "1 20" ask count "\"path\":\"$W/often\""
case_output "the oldest of them, too" "*$try*" ask chain '"path":"/tmp/dropped"'
case_output "5462 alerts are" '5462 5462' ask count '"kind":"inline"'

# The same code decides it again from what was recorded.
need sh -c 'driftbolt events --json | grep -v "\"kind\":\"gap\"" >recorded'
case_output "replayed, the verdicts are the same" '[1-9]* equal, 0 differ*' driftbolt replay recorded
sed 's/"reason":"unknown-size"/"reason":"drift"/' recorded >altered
case_status "another reason is a difference" 1 driftbolt replay altered
need driftbolt-manifest rootfs "$W" -o "$state/more"
case_output "with another manifest" "*$W/other*: deny (not-in-image), now allow (none)*" driftbolt replay --manifest "$state/more" recorded
case_output "with a setting off" '*inline-code), now allow (inline-code)*' driftbolt replay --set inline-code=off recorded
case_status "what is no event is told" 1 sh -c 'echo "{}" | driftbolt replay -'
