// SPDX-License-Identifier: GPL-2.0-only
/* user/oci_state.c: what runtimes write, and what is refused. */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "user/oci_state.h"

static int parse(const char *text, struct oci_state *state)
{
	return oci_state_parse(text, strlen(text), state);
}

static void refused(const char *text)
{
	struct oci_state state;

	cr_expect_eq(parse(text, &state), -EBADMSG, "%s", text);
	cr_expect_eq(state.object, NULL);
}

Test(oci_state, as_runtimes_write_it)
{
	struct oci_state state;

	cr_assert_eq(
		parse("{\"ociVersion\":\"1.0.2\",\"id\":\"web\",\"status\":\"created\",\"pid\":4422,"
		      "\"bundle\":\"/b\",\"annotations\":{\"driftbolt.image\":\"web\",\"empty\":\"\"}}\n",
		      &state),
		0);
	cr_expect_str_eq(state.id, "web");
	cr_expect_eq(state.pid, 4422);
	cr_expect_not(state.stopped);
	cr_expect_str_eq(oci_state_annotation(&state, "driftbolt.image"), "web");
	cr_expect_eq(oci_state_annotation(&state, "empty"), NULL);
	cr_expect_eq(oci_state_annotation(&state, "other"), NULL);
	oci_state_close(&state);
}

Test(oci_state, without_annotations)
{
	struct oci_state state;

	cr_assert_eq(parse("{\"id\":\"a\",\"status\":\"creating\",\"pid\":1}", &state), 0);
	cr_expect_eq(oci_state_annotation(&state, "driftbolt.image"), NULL);
	oci_state_close(&state);
	cr_assert_eq(parse("{\"id\":\"a\",\"status\":\"creating\",\"pid\":1,\"annotations\":null}",
			   &state),
		     0);
	cr_expect_eq(oci_state_annotation(&state, "driftbolt.image"), NULL);
	oci_state_close(&state);
}

Test(oci_state, stopped_has_no_process)
{
	struct oci_state state;

	cr_assert_eq(parse("{\"id\":\"a\",\"status\":\"stopped\",\"bundle\":\"/b\"}", &state), 0);
	cr_expect(state.stopped);
	cr_expect_eq(state.pid, 0);
	oci_state_close(&state);
}

Test(oci_state, refused)
{
	refused("");
	refused("null");
	refused("[]");
	refused("{}");
	refused("{\"id\":\"a\",\"status\":\"created\"}");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":0}");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":-1}");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":4294967297}");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":\"1\"}");
	refused("{\"id\":1,\"status\":\"created\",\"pid\":1}");
	refused("{\"id\":\"a\\u0000b\",\"status\":\"created\",\"pid\":1}");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":1,\"annotations\":[]}");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":1");
	refused("{\"id\":\"a\",\"status\":\"created\",\"pid\":1} x");
}

Test(oci_state, an_annotation_cut_by_a_zero_byte_is_none)
{
	struct oci_state state;

	cr_assert_eq(parse("{\"id\":\"a\",\"status\":\"created\",\"pid\":1,"
			   "\"annotations\":{\"driftbolt.image\":\"web\\u0000x\"}}",
			   &state),
		     0);
	cr_expect_eq(oci_state_annotation(&state, "driftbolt.image"), NULL);
	oci_state_close(&state);
}
