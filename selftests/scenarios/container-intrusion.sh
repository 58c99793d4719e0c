# SPDX-License-Identifier: GPL-2.0-only
# desc: an intrusion through a web application in a container is one incident of the timeline, told in order, in text, JSON and as a page
# check: 6.12
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello

need driftbolt load --mode enforce --scope containers --name shop "$MANIFESTS/payload.manifest"
at_end driftbolt unload
container_config plain "$W/shop"
container_start crun
need inside mkdir -p /run/secrets/kubernetes.io/serviceaccount /etc/cron.d
need inside_sh 'echo secret >/run/secrets/kubernetes.io/serviceaccount/token; mkfifo /run/requests /run/ended'
inside_sh '{ python3 /driftbolt/scenarios/zoo/webapp.py /run/requests; echo >/run/ended; } >/dev/null 2>&1 &'
# ask COMMAND: what the hole of the application lets an attacker run.
ask() { timeout 30 sh -c 'printf "%s\n" "$1" >"$2"' sh "$1" "$C_ROOT/run/requests"; }

need ask 'id; cat /run/secrets/kubernetes.io/serviceaccount/token'
need ask "cp $hello /tmp/xmrig; printf x >>/tmp/xmrig; chmod 755 /tmp/xmrig; /tmp/xmrig"
need ask "tryexec memfd $hello"
need ask "cp $PROBES/libmark.so /tmp/libmark.so; printf x >>/tmp/libmark.so; LD_PRELOAD=/tmp/libmark.so ls /"
need ask 'echo "* * * * * root /tmp/xmrig" >/etc/cron.d/update'
need ask stop
need timeout 60 cat "$C_ROOT/run/ended"
container_stop

case_ok "the timeline" sh -c "COLUMNS=200 driftbolt timeline >$W/story"
sed 's/^/# /' story
case_output "one incident" 1 sh -c "driftbolt timeline --json | grep -c '\"incident\"'"
# told NAME PATTERN: in the story, behind what was told before.
at=0
told() {
	local line
	line=$(tail -n "+$((at + 1))" "$W/story" | grep -n -m 1 -- "$2" | cut -d: -f1)
	case_ok "$1, in its order" test -n "$line"
	at=$((at + ${line:-0}))
}
told "the application" 'webapp.py'
told "the child shell that reads the token" 'serviceaccount/token'
told "the downloaded tool" '/tmp/xmrig'
told "the program in memory" 'memfd'
told "the library" '/tmp/libmark.so'
told "the cron entry" 'cron.d/update'
case_ok "a page" driftbolt timeline --html "$W/page.html"
case_ok "which holds it" grep -q "Content-Security-Policy" "$W/page.html"
