# SPDX-License-Identifier: GPL-2.0-only
# desc: ten minutes (STRESS_SECONDS) of programs, scripts, copies, maps, evictions, mounts, containers, image swaps and deny lists at once: nothing is refused falsely, nothing approved falsely, no memory is left behind
# suite: soak
# vm: own
# timeout: 1800
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh

seconds=${STRESS_SECONDS:-600}
seed=${STRESS_SEED:-1}
A=$W/image/allowed
X=$W/other/dropped
scope=/sys/fs/cgroup/stress
maps=/sys/fs/bpf/driftbolt/maps
C_WAIT=120
echo "# $seconds seconds, seed $seed"

# Two programs and two scripts of equal size, so that only the digest tells them apart; "flip" is in the image now and then,
# "bad" on the deny list now and then.
mkdir "$W/image" "$W/other" "$W/flip"
make() { cp "$PROBES/quit" "$2" && printf %s "$1" >>"$2" && chmod 755 "$2"; }
need make a "$A"
need make b "$X"
need make c "$W/flip/flip"
need make d "$W/image/bad"
printf '#!/bin/sh\ntrue a\n' >"$A.sh"
printf '#!/bin/sh\ntrue b\n' >"$X.sh"
chmod 755 "$A.sh" "$X.sh"
need driftbolt-manifest rootfs "$W/image" -o image.manifest
need driftbolt-manifest rootfs "$W/flip" -o flip.manifest
bad=$(sha256sum "$W/image/bad" | cut -d' ' -f1)
image="$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest image.manifest"

# shellcheck disable=SC2120
in_scope() { (echo "$BASHPID" >"$scope/cgroup.procs" && exec "$@"); }
runs() { in_scope "$PROBES/tryexec" exec "$1" >/dev/null || { echo "false denial: $1 ($2)"; exit 1; }; }
refused() {
	local said
	said=$(in_scope "$PROBES/tryexec" exec "$1" | tail -n 1)
	[ "$said" = EPERM ] || { echo "false approval: $1 ($2): $said"; exit 1; }
}
must() { "$@" >"$W/must.$BASHPID" 2>&1 || { echo "failed: $*"; cat "$W/must.$BASHPID"; exit 1; }; }

# Each loop runs in a shell of its own until $SECONDS is $1, and says how often.
mounts() {
	local rounds=0 m=$W/mnt
	while [ "$SECONDS" -lt "$1" ]; do
		must mkdir -p "$m"
		must mount -t tmpfs stress "$m"
		must mkdir "$m/upper" "$m/work" "$m/merged"
		must cp "$A" "$m/copy"
		must cp "$X" "$m/dropped"
		runs "$m/copy" tmpfs
		refused "$m/dropped" tmpfs
		must mount -t overlay overlay -o "lowerdir=$W/image,upperdir=$m/upper,workdir=$m/work" "$m/merged"
		runs "$m/merged/allowed" overlay
		must touch "$m/merged/allowed"
		runs "$m/merged/allowed" "copied up"
		must mv "$m/merged/allowed" "$m/merged/moved"
		runs "$m/merged/moved" moved
		must cp "$X" "$m/merged/allowed"
		refused "$m/merged/allowed" overlay
		must umount "$m/merged"
		must umount "$m"
		echo $((rounds % 3 + 1)) >/proc/sys/vm/drop_caches
		runs "$A" evicted
		refused "$X" evicted
		rounds=$((rounds + 1))
	done
	echo "mounts and evictions: $rounds rounds"
}
swaps() {
	local rounds=0
	while [ "$SECONDS" -lt "$1" ]; do
		# shellcheck disable=SC2086
		must driftbolt load --name stress $image flip.manifest
		runs "$W/flip/flip" "in the image"
		runs "$W/image/bad" "before it is denied"
		must driftbolt deny add "$bad"
		refused "$W/image/bad" denied
		# shellcheck disable=SC2086
		must driftbolt load --name stress $image
		refused "$W/flip/flip" "no longer in the image"
		must driftbolt deny del "$bad"
		runs "$W/image/bad" "after it was denied"
		rounds=$((rounds + 1))
	done
	echo "image swaps and denials: $rounds rounds"
}
containers() {
	local rounds=0
	while [ "$SECONDS" -lt "$1" ]; do
		must mkdir -p "/sys/fs/cgroup$C_SCOPE"
		must driftbolt bind stress "cgroup:$C_SCOPE"
		container_start crun
		must inside cp --remove-destination "$A" /tmp/copy
		must inside tryexec exec /tmp/copy
		must inside sh -c 'for i in 1 2 3; do /bin/true || exit 1; done'
		must inside cp --remove-destination "$X" /tmp/dropped
		[ "$(inside tryexec exec /tmp/dropped | grep .)" = EPERM ] || { echo "false approval: in a container"; exit 1; }
		[ "$(inside tryexec exec "$X.sh" | grep .)" = EPERM ] || { echo "false approval: a script in a container"; exit 1; }
		container_stop
		must driftbolt unbind "cgroup:$C_SCOPE"
		must rmdir "/sys/fs/cgroup$C_SCOPE"
		rounds=$((rounds + 1))
	done
	echo "containers: $rounds rounds"
}

# stress_for SECONDS: everything at once; a case each.
stress_for() {
	local end=$((SECONDS + $1)) each way place number=0 log
	local -A pids=()
	for each in exec:/root exec:overlay copy:/root copy:tmp copy:overlay map:/root; do
		way=${each%:*} number=$((number + 1))
		case ${each#*:} in
		overlay) place=$W/merged/$number ;;
		tmp) place=/tmp/stress.$number ;;
		*) place=$W/work/$number ;;
		esac
		mkdir -p "$place"
		in_scope "$PROBES/stress" "$way" "$((seed * 100 + number))" "$1" "$place" "$A" "$X" >"$W/log.$number" 2>&1 &
		pids[$number]=$!
	done
	for each in mounts swaps containers; do
		(trap - EXIT; set -- "$end"; at_end_list=; "$each" "$1") >"$W/log.$each" 2>&1 &
		pids[$each]=$!
	done
	for each in "${!pids[@]}"; do
		log=$W/log.$each
		if wait "${pids[$each]}"; then pass "$(grep rounds "$log" | tail -n 1)"; else fail "$each"; tail -n 20 "$log" | sed 's/^/#   /'; fi
	done
	rm -rf "$W/work" "$W"/merged/[0-9] /tmp/stress.*
}

entries() {
	[ -e "$maps/$1" ] || { echo 0; return; }
	bpftool map dump pinned "$maps/$1" -j | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'
}
memory() { # sets NAME_SUnreclaim ... for prefix $1
	local key value
	sync
	echo 3 >/proc/sys/vm/drop_caches
	echo 3 >/proc/sys/vm/drop_caches
	while read -r key value _; do
		case $key in
		SUnreclaim: | Percpu: | KernelStack: | PageTables:) level[$1.${key%:}]=$value ;;
		esac
	done </proc/meminfo
	# name <active_objs> <num_objs> <objsize> ...: kB
	awk 'NR > 2 { print $1, int($3 * $4 / 1024) }' /proc/slabinfo >"$W/slabs.$1"
	for key in db_tasks db_interps db_inodes; do level[$1.$key]=$(entries $key); done
}
# returned NAME TOLERANCE: not more than before, but for TOLERANCE (kB, or entries)
returned() {
	local before=${level[before.$1]} after=${level[after.$1]}
	if [ "$after" -le $((before + $2)) ]; then pass "$1: $before, after $after (tolerance $2)"; else fail "$1: $before, after $after (tolerance $2)"; fi
}

declare -A level=()
mkdir -p "$scope" "$W/upper" "$W/lower" "$W/ovl" "$W/merged"
at_end rmdir "$scope" '2>/dev/null || :'
need mount -t overlay overlay -o "lowerdir=$W/lower,upperdir=$W/upper,workdir=$W/ovl" "$W/merged"
at_end umount -l "$W/merged"
container_config plain "$W/container"
for each in "$X" "$X.sh"; do baseline "$each" "$PROBES/tryexec" exec "$each"; done
# shellcheck disable=SC2086
need driftbolt load --name stress --mode enforce $image
at_end driftbolt unload
need driftbolt bind stress cgroup:/stress
for each in "$X" "$X.sh"; do case_denied "$each" EPERM in_scope "$PROBES/tryexec" exec "$each"; done
control "an allowed program" in_scope "$PROBES/tryexec" exec "$A"

# A tenth first: caches of the kernel find their size.
stress_for $((seconds / 10 + 1))
memory before
driftbolt events --follow --save "$W/recording" &
recorder=$!
stress_for "$seconds"
kill "$recorder"
memory after
awk 'NR == FNR { before[$1] = $2; next } $2 != before[$1] { print $2 - before[$1], $1, $2 }' "$W/slabs.before" "$W/slabs.after" |
	sort -rn | head -n 8 | sed 's/^/# kB more, slab, kB: /'
returned SUnreclaim 4096
returned Percpu 1024
returned KernelStack 512
returned db_tasks 8
returned db_interps 8
returned db_inodes 256
# Every verdict that was recorded, decided again outside the kernel.
need driftbolt events --save "$W/recording"
attempt driftbolt replay "$W/recording"
printf '%s\n' "$output" | tail -n 5 | sed 's/^/# /'
undecided=$(printf '%s\n' "$output" | sed -n 's/.* \([0-9]*\) not decided.*/\1/p')
case_output "all of it was saved" "$(driftbolt events --json | tail -n 1 | grep -o '"seq":[0-9]*')" \
	sh -c "cat $W/recording/*.jsonl | tail -n 1 | grep -o '\"seq\":[0-9]*'"
unverified=$(cat "$W/recording"/*.jsonl | grep -c '"reason":"unverified"')
echo "# not decided by mode and setting: ${undecided:-0}, of them unverified: $unverified"
case_output "nothing is left undecided but what could not be hashed" "$unverified" echo "${undecided:-0}"
case "$(uname -r)" in
6.1.*) ;; # which hashes no file that is opened for reading
*) case_output "and that is nothing" 0 echo "$unverified" ;;
esac
case_output "the recording says the same when it is replayed" '*[1-9]* equal, 0 differ*' driftbolt replay "$W/recording"
case_output "the image is still in enforce" "*stress*enforce*" driftbolt status
driftbolt status | sed 's/^/# /'
