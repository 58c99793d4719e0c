# SPDX-License-Identifier: GPL-2.0-only
# awk -v events=N -f storm.awk: N events of many incidents on four machines over an hour, as `driftbolt events --json` prints them,
# the same ones each time.
function random(below) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % below }
function wall(ns) { return sprintf("2026-11-27T%02d:%02d:%02d.%09dZ", int(ns / 3600e9), int(ns / 60e9) % 60, int(ns / 1e9) % 60, ns % 1e9) }
BEGIN {
	seed = 7
	split("exec map read inline memory kernel", kinds, " ")
	split("not-in-image drift script-file inline-code anonymous-code kernel-tracing", reasons, " ")
	split("deny deny audit alert kill alert", verdicts, " ")
	for (i = 0; i < events; i++) {
		host = i % 4
		ns = i * 3600e9 / events
		incident = int(i / 400) * 4 + host
		k = random(100) ? 1 + random(4) : 1 + random(6)
		entry = 1000 + 50 * incident
		middle = entry + 1 + random(12)
		pid = entry + 14 + random(35)
		printf "{\"seq\":%d,\"time\":\"%s\",\"boot_ns\":%.0f,\"host\":\"node%d\",\"kind\":\"%s\",\"verdict\":\"%s\",\"reason\":\"%s\",\"count\":%d,", \
			int(i / 4), wall(ns), 86400e9 + ns, host + 1, kinds[k], verdicts[k], reasons[k], random(20) ? 1 : 1 + random(500)
		printf "\"mode\":\"enforce\",\"image\":\"image%d\",\"scope\":\"host\",\"container_id\":\"%08x%056d\",\"container_runtime\":\"docker\",", incident % 9, 268435456 + 7919 * incident, incident
		printf "\"pid\":%d,\"tgid\":%d,\"ppid\":%d,\"uid\":%d,\"comm\":\"sh\",\"exe\":\"/bin/sh\",\"cmdline\":\"sh -c job %d\",", pid, pid, middle, random(3), pid
		printf "\"ancestors\":[{\"pid\":%d,\"comm\":\"worker\",\"exe\":\"/usr/bin/worker\",\"cmdline\":\"worker %d\"},", middle, middle
		printf "{\"pid\":%d,\"comm\":\"server\",\"exe\":\"/usr/sbin/server\",\"cmdline\":\"server --port %d\"}],", entry, 8000 + incident
		printf "\"path\":\"/tmp/drop/%d/payload-%d\",\"sha256\":\"%064x\",\"size\":%d}\n", pid, random(5000), random(30000), random(100000)
	}
}
