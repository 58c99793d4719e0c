# SPDX-License-Identifier: GPL-2.0-only
# desc: guest instructions of a container's start and end by crun: nothing attached, programs that do nothing, the containers scope
# guest: icount
# timeout: 1500
# vm: own
. /driftbolt/scenarios/lib.sh

B=/driftbolt/scenarios
bundle=/run/bench
echo 0 >/proc/sys/kernel/randomize_va_space
echo 0 >/proc/sys/kernel/watchdog
at_end "driftbolt unload 2>/dev/null"
mkdir -p "$bundle/root" /root/upper /root/work
need mount -t overlay overlay -o lowerdir=/,upperdir=/root/upper,workdir=/root/work "$bundle/root"
at_end umount "$bundle/root"
cat >"$bundle/config.json" <<-JSON
	{ "ociVersion": "1.0.2",
	  "process": { "user": { "uid": 0, "gid": 0 }, "cwd": "/", "args": ["/bin/true"], "env": ["PATH=/usr/bin"],
	    "capabilities": { "bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"], "permitted": ["CAP_CHOWN"] } },
	  "root": { "path": "$bundle/root" }, "hostname": "container",
	  "mounts": [
	    { "destination": "/proc", "type": "proc", "source": "proc" },
	    { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"] },
	    { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance"] },
	    { "destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "nodev", "mode=1777"] },
	    { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["ro", "nosuid"] },
	    { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["ro", "nosuid"] } ],
	  "linux": { "cgroupsPath": "/bench", "maskedPaths": ["/proc/kcore", "/sys/firmware"],
	    "namespaces": [ { "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" } ] } }
JSON

measure() { # SYSTEM MODE
	attempt "$B/spawn" 10 "${BENCH_ROUNDS:-5}" /usr/bin/crun run -b "$bundle" bench
	if [ "$status" = 0 ]; then
		pass "pass $pass, $1 $2: container-start"
		echo "bench $1 $2 container-start 10 $(echo "$output" | tr '\n' ' ')"
	else
		fail "pass $pass, $1 $2: container-start"; explain_failure
	fi
}

. "$B/floor.sh"
need bpftool version
for pass in 1 2; do
	measure none none
	floor_attach
	measure floor none
	floor_detach
	need driftbolt load --scope containers --mode audit --name ct
	floor_compare
	measure driftbolt audit
	need driftbolt mode enforce ct
	measure driftbolt enforce
	case_status "nothing was refused" 1 sh -c "driftbolt status --json | grep -q deny/"
	case_output "each was judged" '*"allow":[1-9]*' driftbolt status --json
	need driftbolt unload
done
