// SPDX-License-Identifier: GPL-2.0-only
// counted: what driftbolt has counted so far, as words on one line: "VERDICT/REASON=N" and "TALLY=N", without those of 0. Small,
// because scenarios ask before and after each act.
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "maps/verdict.h"
#include "selftests/probes/probe.h"

enum { MOST_CPUS = 64 };

static const char *const names[DB_COUNTER_SLOTS] = {
#define NAME_(C, name, text) [DB_TALLY_##C] = #name,
	DB_TALLIES(NAME_)
#undef NAME_
};
static const char *const verdicts[] = {
#define NAME_(C, name, text) #name,
	DB_VERDICTS(NAME_)
#undef NAME_
};
static const char *const reasons[] = {
#define NAME_(C, name, text) #name,
	DB_REASONS(NAME_)
#undef NAME_
};

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

int main(void)
{
	static uint64_t values[DB_COUNTER_SLOTS][MOST_CPUS];
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	union bpf_attr attr = {
		.pathname = (uintptr_t) "/sys/fs/bpf/driftbolt/maps/db_counters",
		.file_flags = BPF_F_RDONLY,
	};
	int map = bpf(BPF_OBJ_GET, &attr);

	if (map < 0 || cpus > MOST_CPUS)
		broken("db_counters");
	for (uint32_t i = 0; i < DB_COUNTER_SLOTS; i++) {
		uint64_t sum = 0;

		attr = (union bpf_attr){ .map_fd = (uint32_t)map,
					 .key = (uintptr_t)&i,
					 .value = (uintptr_t)values[i] };
		if (bpf(BPF_MAP_LOOKUP_ELEM, &attr))
			broken("look-up");
		for (long cpu = 0; cpu < cpus; cpu++)
			sum += values[i][cpu];
		if (!sum)
			continue;
		if (names[i])
			printf("%s=%ju ", names[i], (uintmax_t)sum);
		else
			printf("%s/%s=%ju ", verdicts[i / DB_REASON_COUNT],
			       reasons[i % DB_REASON_COUNT], (uintmax_t)sum);
	}
	putchar('\n');
	return 0;
}
