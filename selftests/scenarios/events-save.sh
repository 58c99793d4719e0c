# SPDX-License-Identifier: GPL-2.0-only
# desc: events are kept in files: each once, and how often it happened, across saves, a torn tail, a second saver and another load
# suite: check-all
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
saved=$PWD/saved

# The numbers of what is saved in the only file.
kept() { sed 's/.*"seq":\([0-9]*\).*/\1/' "$saved"/*.jsonl >kept; }
whole() { seq 0 $(($(wc -l <kept) - 1)) | cmp - kept; }
last_recorded() { driftbolt events --json | tail -n 1 | sed 's/.*"seq":\([0-9]*\).*/\1/'; }

for name in first second third fourth; do
	drop "$PROBES/hello" $name
	printf '%s' $name >>$name # each another digest, so that none is a repeat
	baseline $name "$PROBES/tryexec" exec "$PWD/$name"
done
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_denied first EPERM "$PROBES/tryexec" exec "$PWD/first"
control "saved" driftbolt events --save "$saved"
case_denied first EPERM "$PROBES/tryexec" exec "$PWD/first"
case_denied second EPERM "$PROBES/tryexec" exec "$PWD/second"
control "saved again" driftbolt events --save "$saved"
kept
case_ok "each once" whole
case_output "both denials" 2 grep -c '"verdict":"deny".*"path":"[^"]*/\(first\|second\)"' "$saved"/*.jsonl
driftbolt events --json "$saved" | grep '"path":"[^"]*/first"' >line
case_output "the repeat is counted, though it was saved before" '*"count":2,*' cat line

file=$(echo "$saved"/*.jsonl)
printf '{"seq":99' >>"$file"
driftbolt events --save "$saved" 2>said
case_output "an unfinished line is told" '*unfinished last line of 9 bytes*' cat said
kept
case_ok "and gone" whole

driftbolt events --save "$saved" --follow 2>followed &
saver=$!
# It has the lock once it saves; until then others succeed, and while one of them has it the first would be the second.
for _ in 1 2 3 4 5 6 7 8 9 10; do
	sleep 1
	driftbolt events --save "$saved" 2>second_saver || break
done
case_output "one saver at a time" '*another*saves there*' cat second_saver
case_denied third EPERM "$PROBES/tryexec" exec "$PWD/third"
target=$(last_recorded)
until grep -q "\"seq\":$target," "$file"; do sleep 0.1; done
kept
case_ok "what is followed is saved, each once" whole

need driftbolt unload
wait $saver
case_output "an unload ends it" '*was unloaded*' cat followed
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_denied fourth EPERM "$PROBES/tryexec" exec "$PWD/fourth"
control "saved in another file" driftbolt events --save "$saved"
set -- "$saved"/*.jsonl
case_output "of its own" 2 echo $#
case_output "all of them are read" '*deny*fourth*' driftbolt events "$saved"
case_output "by the timeline, with the repeat" '*"count":2,*' driftbolt timeline --json "$saved"
case_output "and decided again, all the same" '[1-9]* equal, 0 differ*; with repeats they are *' driftbolt replay "$saved"

# A saver that dies: killed between its writes, and in the middle of one, as far as a file may grow. What was saved stays; the next one
# cuts off the unfinished line and goes on behind it.
mkdir pipes
seq -f "pipes/%.0f.py" 0 1499 | xargs mkfifo
need python3 "$D/scenarios/lib/events.py" storm "$W/pipes" 1500
recorded=$(driftbolt events --json | wc -l)
case_ok "there are enough: $recorded" test "$recorded" -ge 1500
for how in killed limited; do
	saved=$W/$how
	if [ $how = killed ]; then
		driftbolt events --save "$saved" 2>died &
		until [ -s "$(echo "$saved"/*.jsonl)" ]; do :; done
		kill -9 $!
	else
		(ulimit -f 1500 && exec driftbolt events --save "$saved") 2>died &
	fi
	status=0
	wait $! || status=$?
	case_ok "$how: it died: $status" test $status -gt 128
	case_ok "before all was saved" test "$(cat "$saved"/*.jsonl | wc -l)" -lt "$recorded"
	[ $how = killed ] || case_ok "in the middle of a line" test -n "$(tail -c 1 "$saved"/*.jsonl)"
	case_ok "what is there can be read" driftbolt events --json "$saved"
	driftbolt events --save "$saved" 2>said
	[ $how = killed ] || case_output "an unfinished line is told" '*unfinished last line of *' cat said
	kept
	case_output "after another one all are" "$recorded" grep -c . kept
	case_ok "each once" whole
done
