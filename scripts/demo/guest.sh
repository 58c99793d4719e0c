# SPDX-License-Identifier: GPL-2.0-only
# The demo, inside the guest: loads, starts the container, tries what is allowed and what is not, once in audit and once
# in enforce, and prints the table. Exit 1 if any line of it is not as expected.
# shellcheck shell=bash disable=SC2016
set -u
D=/driftbolt/demo
C=/run/demo
failures=0
mkdir -p $C/{upper,work,root,bundle}

# The host puts its own seconds before these lines.
step() { echo "GUEST $*"; }
give_up() { step "$*"; exit 1; }
# In the container, by its own shell; what it says is in $output.
in_container() { output=$(crun exec demo /bin/sh -c "$1" 2>&1 </dev/null); }

step "Linux $(uname -r)"
step "$(driftbolt load --name demo $D/demo.manifest 2>&1)"
mkdir /sys/fs/cgroup/demo
driftbolt bind demo cgroup:/demo || give_up "bind failed"
step "loaded in audit and bound to the container's cgroup; processes of driftbolt: $(pgrep -c driftbolt)"

mount -t overlay overlay -o "lowerdir=$D/rootfs,upperdir=$C/upper,workdir=$C/work" $C/root || give_up "no overlay"
# What the image says, with this machine's names in it. The host's network: the request comes from outside the container.
python3 - $D/config.json $C/bundle/config.json <<-'PYTHON' || give_up "no configuration"
	import json, sys
	c = json.load(open(sys.argv[1]))
	c["root"] = {"path": "/run/demo/root"}
	c["process"]["terminal"] = False
	caps = ["CAP_" + n for n in "CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID NET_BIND_SERVICE SYS_CHROOT".split()]
	c["process"]["capabilities"] = {k: caps for k in ("bounding", "effective", "permitted")}
	l = c["linux"]
	l["namespaces"] = [{"type": t} for t in ("pid", "ipc", "uts", "mount")]
	l["cgroupsPath"] = "/demo"
	for k in ("uidMappings", "gidMappings"):
	    l.pop(k, None)
	json.dump(c, open(sys.argv[2], "w"))
PYTHON
mkfifo $C/log
exec 8<>$C/log
crun run -b $C/bundle demo >$C/log 2>&1 8>&- &
while IFS= read -r -t 60 line <&8; do
	[[ $line != *'start worker process '* ]] || break
done
[[ ${line:-} = *'start worker process '* ]] || give_up "the web server does not start: ${line:-no word}"
step "container runs (crun, overlay, cgroup /demo): nginx is pid $(pgrep -o nginx) here"

# --- what is tried: name | expected in enforce: works or refused | reasons | command in the container that prints RAN if it did
tries=(
'web server answers a request|works||@get'
'python3 of the image|works||python3 -c "print(\"RAN\", 6 * 7)"'
'script of the image (#!)|works||/usr/local/bin/report && echo RAN'
'copy of a program under another name|works||cp /usr/bin/env /tmp/other && /tmp/other echo RAN'
'program of the image, touched (copied up)|works||touch -c /usr/bin/id && id >/dev/null && echo RAN'
'drift: foreign program in /tmp|refused|unknown-size not-in-image|cp /run/miner /tmp/miner && /tmp/miner && echo RAN'
'drift: foreign program in /usr/bin|refused|unknown-size not-in-image|cp /run/miner /usr/bin/miner && miner && echo RAN'
'drift: program of the image, one byte changed|refused|not-in-image|printf "#" | dd of=/usr/bin/tac conv=notrunc bs=1 seek=$(($(stat -c %s /usr/bin/tac) - 1)) status=none && tac /etc/hostname >/dev/null && echo RAN'
'fileless: memfd, run through /proc/self/fd|refused|memory-file|python3 -c "
import os
fd = os.memfd_create(\"x\", 0)
os.write(fd, open(\"/run/miner\", \"rb\").read())
os.execv(\"/proc/self/fd/%d\" % fd, [\"x\"])" && echo RAN'
'library: LD_PRELOAD of a foreign one|refused|unknown-size not-in-image|LD_PRELOAD=/tmp/evil.so /bin/true 2>&1 | grep . || echo RAN'
'library: loaded by python ctypes|refused|unknown-size not-in-image|python3 -c "import ctypes; ctypes.CDLL(\"/tmp/evil.so\"); print(\"RAN\")"'
'linker: ld.so given a foreign program|refused|loader-as-program|/lib64/ld-linux-x86-64.so.2 /run/miner-dynamic >/dev/null && echo RAN'
'script: foreign one, run through its #! line|refused|unknown-size not-in-image|/tmp/evil.py'
'script: foreign one, given to python3|refused|unknown-size not-in-image|python3 /tmp/evil.py'
'script: foreign module, imported by python3|refused|unknown-size not-in-image|PYTHONPATH=/tmp python3 -c "import plugin"'
'memory: written, then executable|refused|anonymous-code|python3 -c "import mmap; mmap.mmap(-1, 4096, prot=7); print(\"RAN\")"'
)
prepare='rm -f /tmp/* /usr/bin/miner
cp /lib/x86_64-linux-gnu/libz.so.1 /tmp/evil.so && printf x >>/tmp/evil.so
cp /usr/bin/env /run/miner-dynamic && printf x >>/run/miner-dynamic && chmod 755 /run/miner-dynamic
printf "#!/usr/bin/python3\nprint(\"RAN\")\n" >/tmp/evil.py && chmod 755 /tmp/evil.py && cp /tmp/evil.py /tmp/plugin.py'

get() {
	exec 3<>/dev/tcp/127.0.0.1/80 || return
	printf 'GET / HTTP/1.0\r\n\r\n' >&3
	output=$(cat <&3)
	exec 3>&-
	[[ $output != *'200 OK'*'only what the image ships'* ]] || output=RAN
}

declare -A reason_text
while IFS='|' read -r name text; do reason_text[$name]=$text; done <$D/reasons

# What is told so far but for alerts: number, verdict, reason and count of each event. Each try is inline code of a shell, which
# is an alert by itself.
told() {
	driftbolt events --json | grep -v '"verdict":"alert"' |
		sed -n 's/.*"seq":\([0-9]*\),.*"verdict":"\([a-z]*\)","reason":"\([a-z-]*\)",.*"count":\([0-9]*\),.*/\1 \2 \3 \4/p'
}

# One try: $ran, and $verdict and $reason of the first event it caused, or was counted in; "-" for none.
before=
try() { # COMMAND
	local after each
	if [[ $1 = @get ]]; then get; else in_container "$1"; fi
	ran=no verdict=- reason=-
	[[ $output != *RAN* ]] || ran=yes
	after=$(told)
	while read -r each; do
		[[ -n $each && $'\n'$before$'\n' != *$'\n'"$each"$'\n'* ]] || continue
		read -r _ verdict reason _ <<<"$each"
		break
	done <<<"$after"
	before=$after
}

round() { # MODE: fills result[], why[] and good[] for each try
	local i name expected reasons command
	in_container "$prepare"
	before=$(told)
	for i in "${!tries[@]}"; do
		IFS='|' read -r name expected reasons _ <<<"${tries[$i]%%$'\n'*}"
		command=${tries[$i]#*|*|*|}
		try "$command"
		[[ $ran = yes ]] && result[$i]=works || result[$i]=refused
		[[ $expected = works || $ran = no ]] || result[$i]='ran!'
		why[$i]=$reason good[$i]=no
		if [[ $expected = works ]]; then
			[[ $ran = no || $verdict != - ]] || good[$i]=yes
		elif [[ $1 = audit ]]; then
			[[ $ran = no || $verdict != audit || " $reasons " != *" $reason "* ]] || good[$i]=yes
		else
			[[ $ran = yes || $verdict != deny || " $reasons " != *" $reason "* ]] || good[$i]=yes
		fi
		[[ ${good[$i]} = yes ]] || { failures=$((failures + 1)); failed+="$1: $name: ran $ran, $verdict, $reason: $output"$'\n'; }
	done
}

failed=
declare -a result why good audit audit_good
crun exec demo /bin/sh -c 'cat >/run/miner && chmod 755 /run/miner' <$D/miner
step "mode audit: ${#tries[@]} things are tried"
round audit
audit=("${result[@]}") audit_good=("${good[@]}")
step "mode enforce: the same again, in the same container"
driftbolt mode enforce demo >/dev/null || give_up "mode failed"
round enforce
step "done; processes of driftbolt: $(pgrep -c driftbolt)"

driftbolt events --json | sed 's/^/EVENT /' # for the timeline, which the host makes of it

printf '\n     %-46s %-8s %-8s %s\n' 'what was tried in the container' audit enforce 'why'
printf '     %.0s' ; printf -- '-%.0s' {1..118}; echo
for i in "${!tries[@]}"; do
	mark=ok
	[[ ${good[$i]} = yes && ${audit_good[$i]} = yes ]] || mark=BAD
	text=${reason_text[${why[$i]}]:--}
	[[ ${result[$i]} != works || ${why[$i]} != - ]] || text=${reason_text[none]}
	printf '%-4s %-46s %-8s %-8s %s\n' "$mark" "${tries[$i]%%|*}" "${audit[$i]/ran!/ran}" "${result[$i]}" "$text"
done
printf '\n  Code on a command line (python3 -c) is recorded, not refused, unless inline-code=block.\n'

if pgrep -a driftbolt; then
	echo "  BAD: a process of driftbolt runs"
	failures=$((failures + 1))
else
	echo "  pgrep driftbolt: no such process. The kernel alone refuses; maps and links are pinned in /sys/fs/bpf/driftbolt."
fi
[[ -z $failed ]] || printf '\nNot as expected:\n%s' "$failed"
crun kill demo KILL
crun delete -f demo
[[ $failures = 0 ]]
