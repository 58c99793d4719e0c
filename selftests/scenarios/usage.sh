# SPDX-License-Identifier: GPL-2.0-only
# desc: the exit codes of every command, --help everywhere, unknown words refused
# check: 6.12
# vm: shared
. /driftbolt/scenarios/lib.sh

good=$MANIFESTS/payload.manifest
at_end "driftbolt unload 2>/dev/null"
commands=$(driftbolt --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
case_output "there are commands" '*check*explain*load*unload*' printf '%s ' $commands
case_status "no command: usage" 2 driftbolt
case_status "an unknown command" 2 driftbolt loud
case_status "an unknown option" 2 driftbolt --loud
case_output "--version" 'driftbolt [0-9]*' driftbolt --version
for command in $commands; do
	case_output "$command --help" "Usage: driftbolt $command*" driftbolt "$command" --help
	case_status "$command --no-such-option" 2 driftbolt "$command" --no-such-option
	case_output "$command --no-such-option says how it is used" "driftbolt: \"*\": *Usage: driftbolt $command*" \
		sh -c "! driftbolt $command --no-such-option 2>&1"
done
# No command may take these words, and none may have done something before it saw them.
while read -r words; do
	# shellcheck disable=SC2086
	case_status "usage: $words" 2 driftbolt $words
done <<EOT
check now
load
load --mode
load --mode off $good
load --mode loud $good
load --scope world $good
load --scope cgroup: $good
load --scope cgroup:relative $good
load --scope containers --strict
load --scope containers --mode off
load --scope container
load --baseline $good
load --add $good
load --add
run
run machine
run machine true
run machine --
run Upper -- true
run --strict machine -- true
run --baseline
run --baseline /usr
load --name Upper $good
load --name a.b $good
load --name ../x $good
load --name
unload now then
unload Upper
unload ../x
unload --force
bind
bind machine
bind machine cgroup
bind machine cgroup:/a more
bind --strict
bind --strict machine
bind machine --strict
bind --off
bind --off machine
bind --off cgroup:/a more
bind --off machine cgroup:/a
bind --strict --off cgroup:/a
bind --oci-hook more
bind --oci-hook machine cgroup:/a
load --strict $good
load --strict --scope none $good
load --strict=1 --scope host $good
unbind
unbind machine
unbind cgroup:/a more
unbind cgroup:12x
mode
mode loud
mode audit a b
status now
events --now
events --follow now
events --format
events --format xml
events --save
events --save /tmp/x --json
events --max-size 1G
metrics now
metrics --output
replay
replay --manifest
replay --loud /tmp/events
timeline --html
timeline --html --json
timeline --json --html /tmp/page.html
timeline /tmp/events --json
explain
explain a b
deny
deny loud
deny add
deny add xyz
deny list more
set
set Upper
set machine anonymous-code
set machine anonymous-code=loud
set machine no-such-setting=off
set machine filesystems=nonsense
EOT
case_status "nothing was loaded by any of them" 1 test -e /sys/fs/bpf/driftbolt

for command in "unload" "unload machine" "status" "events" "timeline" "mode audit" "bind machine cgroup:/" "unbind cgroup:/" "deny list" "set machine" "run machine -- true"; do
	# shellcheck disable=SC2086
	case_status "not loaded: $command" 1 driftbolt $command
	case $output in
	'driftbolt: "'*"'driftbolt load MANIFEST'"*) pass "not loaded: $command says what to do" ;;
	*) fail "not loaded: $command says what to do"; explain_failure ;;
	esac
done
need driftbolt load --name machine --mode audit --scope host "$MANIFESTS/debian.manifest" "$good"
drop "$PROBES/hello" /tmp/dropped
at_end rm -f /tmp/dropped
case_status "explain: the policy says no" 3 driftbolt explain /tmp/dropped
case_status "explain: the policy says yes" 0 driftbolt explain "$PROBES/hello"
case_status "explain: no such file" 1 driftbolt explain /nowhere
case_status "mode of an unknown image" 1 driftbolt mode audit nobody
case_status "settings of an unknown image" 1 driftbolt set nobody
case_status "unload of an unknown image" 1 driftbolt unload nobody
case_status "bind of an unknown image" 1 driftbolt bind nobody cgroup:/
case_status "unbind of what is not bound" 1 driftbolt unbind cgroup:/
case_status "unload" 0 driftbolt unload
