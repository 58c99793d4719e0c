/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of `load`. */
#ifndef DB_USER_LOAD_REQUEST_H
#define DB_USER_LOAD_REQUEST_H

#include "activation.h"

struct request {
	char name[DB_NAME_SIZE];
	struct activation wanted; /* mode -1: audit for a new image */
	bool strict; /* only if nothing is found that runs already */
	bool add; /* to what the image has */
	bool from_switch; /* the host scope begins when process 1 leaves this root */
	bool baseline; /* the root file system as it is now; manifests has the file that was made of it */
	char **manifests;
	int manifest_count;
};

/* Reports and returns an exit code. */
int request_parse(int argc, char **argv, struct request *request);

#endif
