/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a container as an OCI runtime writes it to its hooks' standard input (runtime-spec, runtime.md). */
#ifndef DB_USER_OCI_STATE_H
#define DB_USER_OCI_STATE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct json_object;

struct oci_state {
	struct json_object *object; /* owns the texts */
	const char *id;
	pid_t pid; /* as the runtime sees it; 0 once the container is stopped */
	bool stopped;
};

#define OCI_STATE_NONE \
	{              \
		0      \
	}
#define _cleanup_oci_state_ __attribute__((cleanup(oci_state_close)))

/* -EBADMSG: no such state; -E2BIG: longer than any. The caller closes. */
int oci_state_parse(const char *text, size_t length, struct oci_state *ret_state);
/* The same from a stream, to its end. */
int oci_state_read(FILE *in, struct oci_state *ret_state);
void oci_state_close(struct oci_state *state);

/* NULL if the container has no such annotation, or an empty one. */
const char *oci_state_annotation(const struct oci_state *state, const char *key);

#endif
