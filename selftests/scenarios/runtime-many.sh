# SPDX-License-Identifier: GPL-2.0-only
# desc: 200 containers one after the other and 30 at once, with crun, in enforce: no map keeps an entry, no memory stays, and what one container costs
# suite: check-all
# root: runtimes
# timeout: 2400
#
# Each container does its image's work, drops a program, and must see it refused. Before each count the kernel's caches are dropped:
# what is remembered of an inode (db_inodes, before Linux 7.2) lives as long as that does.
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime.sh
C_PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
C_MOUNTS=
pins=/sys/fs/bpf/driftbolt

# In it: says "@ one line" when it has done its work, then runs two interpreters until standard input ends.
work='word=$(sh /srv/app/app.sh); cp /usr/local/bin/hello /tmp/dropped; printf x >>/tmp/dropped
printf "@ %s, %s\n" "$word" "$(tryexec exec /tmp/dropped | tail -n 1)"
python3 -c "import sys; sys.stdin.read()"; exit 0'
well='@ hello from the shell of app, EPERM'

# begin NAME: a container's directory, as container_config made the first one's.
begin() {
	mkdir -p "$C_DIR/$1/root" "$W/$1"/{upper,work} &&
		mount -t overlay overlay -o "lowerdir=$APP,upperdir=$W/$1/upper,workdir=$W/$1/work" "$C_DIR/$1/root" &&
		sed "s|\"path\": \"$C_ROOT\"|\"path\": \"$C_DIR/$1/root\"|; s|$C_CGROUP|$C_SCOPE/$1|" "$C_DIR/template" >"$C_DIR/$1/config.json"
}
end() {
	umount "$C_DIR/$1/root" && rm -rf "${W:?}/$1" "${C_DIR:?}/$1"
}
# one_by_one N: their lines.
one_by_one() {
	local n
	for ((n = 1; n <= $1; n++)); do
		begin "n$n" && crun run -b "$C_DIR/n$n" "n$n" </dev/null && end "n$n" || return
	done
}
# at_once N; all_end N. They wait for the end of one pipe, and say that they run in another.
at_once() {
	local n line
	rm -f "$C_DIR/wait" "$C_DIR/said"
	mkfifo "$C_DIR/wait" "$C_DIR/said"
	exec 7<>"$C_DIR/wait" 8<>"$C_DIR/said"
	for ((n = 1; n <= $1; n++)); do
		need begin "n$n"
		crun run -b "$C_DIR/n$n" "n$n" <"$C_DIR/wait" >"$C_DIR/said" 2>&1 7>&- 8>&- &
	done
	: >"$W/lines"
	for ((n = 1; n <= $1; n++)); do
		IFS= read -r -t 240 line <&8 || line='no answer'
		echo "$line" >>"$W/lines"
	done
}
all_end() {
	local n
	exec 7>&-
	wait
	exec 8>&-
	for ((n = 1; n <= $1; n++)); do need end "n$n"; done
}
# lines_well N FILE: N lines, and each of them says what it should.
lines_well() {
	sort "$2" | uniq -c
	[ "$(grep -cxF "$well" "$2")" = "$1" ] && [ "$(wc -l <"$2")" = "$1" ]
}

# Of every pinned hash map its name and number of entries: those take memory as they fill. All others have the size they were made with,
# or hang on an inode; why each may keep what it has is said here, and one that is not named here is counted, too.
not_counted() { # MAP
	case $1 in
	db_folds) echo 'LRU: repeats of an event, the oldest goes' ;;
	db_processes) echo 'array: programs of processes, for events; who was asked for longest ago goes' ;;
	db_events | db_head) echo 'array: the flight recorder itself' ;;
	db_counters) echo 'array: counts' ;;
	db_task_slots) echo 'array: of db_tasks, counted below' ;;
	db_config | db_modes | db_policy | db_ground) echo 'array: no programs write it for a container' ;;
	db_content) echo 'inode storage: goes with its inode' ;;
	*) return 1 ;;
	esac
}
entries() {
	local map
	for map in "$pins"/maps/*; do
		not_counted "${map##*/}" >/dev/null ||
			echo "${map##*/} $(bpftool -j map dump pinned "$map" | grep -o '"formatted":' | wc -l)"
	done
}
# How many tasks the table before db_tasks believes in.
slots() { bpftool -j map dump pinned "$pins/maps/db_task_slots" | grep -o '"formatted":{"key":[0-9]*,"value":[1-9][0-9]*' | awk -F: '{ s += $NF } END { print s + 0 }'; }
entries_of() { awk -v name="$1" '$1 == name { print $2 }' "$2"; }
# Bytes of all maps, as the kernel says: since Linux 6.4 that follows the entries.
map_bytes() {
	local map
	for map in "$pins"/maps/* "$pins"/images/*; do
		[ ! -e "$map" ] || bpftool map show pinned "$map"
	done | awk '{ for (i = 1; i < NF; i++) if ($i == "memlock") s += $(i + 1) } END { printf "%d\n", s }'
}
kernel_memory() { # kB that cannot be reclaimed
	sync
	echo 3 >/proc/sys/vm/drop_caches
	echo 3 >/proc/sys/vm/drop_caches
	awk '/^(SUnreclaim|Percpu|KernelStack|PageTables):/ { s += $2 } END { print s }' /proc/meminfo
}

versions crun
runtime_layers "$W/layers"
C_LOWER=$APP
container_config plain "$W/app"
umount "$C_ROOT"
words=${work//\\/\\\\}
words=${words//\"/\\\"}
ARGS="\"args\": [\"/bin/sh\", \"-c\", \"${words//$'\n'/; }\"]," awk '/^ *"args"/ { print ENVIRON["ARGS"]; next } { print }' \
	"$C_DIR/config.json" >"$C_DIR/template"

# What containers cost anyhow; the first ones fill the kernel's caches.
dropped() { # a probe: the last line of one container's is what its dropped program got
	one_by_one 1 >"$W/said" 2>&1 || { cat "$W/said"; return 2; }
	cat "$W/said"
	sed -n 's/^@ .*, //p' "$W/said"
	grep -q ', ok$' "$W/said"
}
baseline "a dropped program" dropped
at_once 30
all_end 30
idle_before=$(kernel_memory)
at_once 30
running_before=$(kernel_memory)
all_end 30

need driftbolt load --mode enforce --scope containers
at_end driftbolt unload
zoo_begin
case_denied "a dropped program" EPERM dropped
control "a program of the image" grep -q 'hello from the shell of app' "$W/said"
at_once 30
all_end 30
idle=$(kernel_memory)
entries >entries.idle
for map in "$pins"/maps/*; do
	why=$(not_counted "${map##*/}") && echo "# not counted: ${map##*/} ($(bpftool map show pinned "$map" | sed -n '1s/^[0-9]*: \([a-z_]*\) .*/\1/p')): $why"
done
need grep -q '^db_tasks [0-9]' entries.idle
bytes_idle=$(map_bytes)

need one_by_one 200
echo "$output" >lines.200
case_ok "200 one after the other: each works, each is refused its dropped program" lines_well 200 lines.200
after=$(kernel_memory)
entries >entries.200
case_ok "200 one after the other leave no entry in any map that grows" cmp entries.idle entries.200
case_output "and the table before db_tasks says the same as that" "$(entries_of db_tasks entries.200)" slots
case_ok "nor memory: $idle kB, $after kB (tolerance 4096)" test "$after" -le $((idle + 4096))

at_once 30
case_ok "30 at once: each works, each is refused its dropped program" lines_well 30 lines
entries >entries.running
case_output "30 at once are 30 in driftbolt's map" 30 entries_of db_containers entries.running
running=$(kernel_memory)
bytes_running=$(map_bytes)
all_end 30
after=$(kernel_memory)
entries >entries.30
case_ok "30 at once leave no entry in any map that grows" cmp entries.idle entries.30
case_ok "nor memory: $idle kB, $after kB (tolerance 4096)" test "$after" -le $((idle + 4096))

join entries.idle entries.running | awk '{ printf "# %s: %d entries, with 30 containers %d\n", $1, $2, $3 }'
echo "# maps: $bytes_idle bytes, with 30 containers $bytes_running: $(((bytes_running - bytes_idle) / 30)) bytes a container"
echo "# kernel memory of 30 containers: $((running_before - idle_before)) kB without driftbolt, $((running - idle)) kB with: $(((running - idle - running_before + idle_before) / 30)) kB a container"
case_ok "a running container costs less than 64 KiB of maps" test $(((bytes_running - bytes_idle) / 30)) -lt 65536
