// SPDX-License-Identifier: GPL-2.0-only
/* What a line of /proc/PID/maps is taken for. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "user/present_maps.h"

struct line {
	char text[128];
	enum mapping_kind kind;
	bool writable;
};

ParameterizedTestParameters(present_maps, kinds)
{
	static struct line lines[] = {
		{ "00400000-00401000 r--p 00000000 fe:00 27     /bin/x\n", MAPPING_DATA, false },
		{ "00401000-00402000 r-xp 00001000 fe:00 27     /bin/x\n", MAPPING_FILE, false },
		{ "00401000-00402000 --xp 00001000 fe:00 27     /bin/x\n", MAPPING_FILE, false },
		{ "00401000-00402000 rwxs 00001000 fe:00 27     /bin/x\n", MAPPING_FILE, true },
		{ "00401000-00402000 r-xs 00000000 00:01 1      /memfd:[vdso] (deleted)\n",
		  MAPPING_FILE, false },
		{ "00401000-00402000 r-xp 00000000 fe:00 27     [vdso]\n", MAPPING_FILE, false },
		{ "7f000000-7f001000 rwxp 00000000 00:00 0 \n", MAPPING_MEMORY, true },
		{ "7f000000-7f001000 r-xp 00000000 00:00 0 \n", MAPPING_MEMORY, false },
		{ "7f000000-7f001000 r-xp 00000000 00:00 0      [heap]\n", MAPPING_MEMORY, false },
		{ "7ffc0000-7ffe0000 rwxp 00000000 00:00 0      [stack]\n", MAPPING_MEMORY, true },
		{ "7f000000-7f001000 r-xp 00000000 00:00 0      [anon:[vdso]]\n", MAPPING_MEMORY,
		  false },
		{ "7f000000-7f001000 r-xp 00000000 00:00 0      [vdso] \n", MAPPING_MEMORY, false },
		{ "7f000000-7f001000 rw-p 00000000 00:00 0 \n", MAPPING_DATA, false },
		{ "7ffc0000-7ffc2000 r-xp 00000000 00:00 0      [vdso]\n", MAPPING_DATA, false },
		{ "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0      [vsyscall]\n",
		  MAPPING_DATA, false },
		{ "7fffffffe000-7ffffffff000 --xp 00000000 00:00 0      [uprobes]\n", MAPPING_DATA,
		  false },
	};

	return cr_make_param_array(struct line, lines, sizeof(lines) / sizeof(*lines));
}

ParameterizedTest(struct line *line, present_maps, kinds)
{
	struct mapping mapping;

	cr_expect(mapping_parse(line->text, &mapping), "%s", line->text);
	cr_expect_eq(mapping.kind, line->kind, "%s", line->text);
	if (mapping.kind != MAPPING_DATA)
		cr_expect_eq(mapping.writable, line->writable, "%s", line->text);
}

Test(present_maps, addresses)
{
	struct mapping mapping;

	cr_assert(
		mapping_parse("00401000-7f0c4f021000 r-xp 00000000 fe:01 18    /a b\n", &mapping));
	cr_expect_eq(mapping.start, 0x401000UL);
	cr_expect_eq(mapping.end, 0x7f0c4f021000UL);
}

Test(present_maps, other_text)
{
	struct mapping mapping;

	cr_expect_not(mapping_parse("", &mapping));
	cr_expect_not(mapping_parse("VmFlags: rd ex mr mw me\n", &mapping));
	cr_expect_not(mapping_parse("00401000-00402000 r-xp\n", &mapping));
}
