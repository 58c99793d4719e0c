# SPDX-License-Identifier: GPL-2.0-only
# desc: images of 100 000 and 1 000 000 digests: load, look up, judge by, swap and unload, with time and kernel memory
# suite: check-all
# vm: own
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

at_end "driftbolt unload 2>/dev/null"
cat >/tmp/synthetic.py <<'EOT'
import hashlib, os, sys
programs = sys.argv[2:]
count = int(sys.argv[1]) - len(programs)
print("driftbolt-manifest 1\nimage -\ndigest -\nplatform linux/amd64\ngeneration 0")
for i in range(count):
    digest = hashlib.sha256(i.to_bytes(8, "big")).hexdigest()
    print(f"file {digest} {1000 + i % 50000} exec /synthetic/{i:07}")
for i, program in enumerate(programs):
    digest = hashlib.sha256(open(program, "rb").read()).hexdigest()
    print(f"file {digest} {os.stat(program).st_size} exec /synthetic/real{i}")
print(f"end {count + len(programs)}")
EOT
group=/sys/fs/cgroup/scale
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
need mkdir $group
# Judged by it: in a cgroup that is bound, a program of the image and a changed one of the same size.
cp "$PROBES/hello" changed
printf x | dd of=changed bs=1 seek=$(($(stat -c %s changed) - 1)) conv=notrunc status=none
judged=/sys/fs/cgroup/judged
need mkdir $judged
at_end rmdir $judged
in_judged() { (echo "$BASHPID" >$judged/cgroup.procs && exec "$@"); }
baseline "100000 digests: not of the image" in_judged "$PROBES/tryexec" exec "$W/changed"
baseline "1000000 digests: not of the image" in_judged "$PROBES/tryexec" exec "$W/changed"
for count in 100000 1000000; do
	python3 /tmp/synthetic.py $count "$PROBES/hello" "$PROBES/tryexec" >/tmp/synthetic.manifest || exit 1
	for name in first swap; do
		read -r start _ </proc/uptime
		sh -c "echo \$\$ >$group/cgroup.procs; exec driftbolt load --name machine --mode enforce /tmp/synthetic.manifest" >/tmp/out 2>&1
		status=$?
		read -r end _ </proc/uptime
		output=$(cat /tmp/out)
		case $status:$output in
		0:*"'machine': $count digests, enforce") pass "$count digests: $name" ;;
		*) fail "$count digests: $name"; explain_failure ;;
		esac
		echo "# scale $count $name $(awk "BEGIN { printf \"%.2f\", $end - $start }") s"
		echo "# scale $count $name memory.current $(cat $group/memory.current) of which kernel $(awk '$1 == "kernel" { print $2 }' $group/memory.stat) peak $(cat $group/memory.peak)"
		"$PROBES/bpf-objects" memory | grep -E 'db_(image|size) ' | sed "s/^/# scale $count $name /"
	done
	digest=$(sed -n '6s/^file \([0-9a-f]*\) .*/\1/p' /tmp/synthetic.manifest | sed 's/../0x& /g')
	# shellcheck disable=SC2086
	case_output "$count digests: a look-up" '*classes*' bpftool map lookup pinned /sys/fs/bpf/driftbolt/images/machine key $digest
	need driftbolt bind machine cgroup:/judged
	case_denied "$count digests: not of the image" EPERM in_judged "$PROBES/tryexec" exec "$W/changed"
	control "$count digests: of the image" in_judged "$PROBES/tryexec" exec "$PROBES/hello"
	need driftbolt unload
	nothing_left "$count digests"
	echo "# scale $count unloaded memory.current $(cat $group/memory.current) kernel $(awk '$1 == "kernel" { print $2 }' $group/memory.stat)"
	rm /tmp/synthetic.manifest
done
