/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What `bind --oci-hook` does between a container's creation and its first instruction. docs/OCI-HOOK.md has the rule:
 * which image, which cgroup, whom it trusts, when it fails.
 */
#ifndef DB_USER_OCI_HOOK_H
#define DB_USER_OCI_HOOK_H

#include <stdio.h>

/* Reads the container's state; reports and returns an exit code, which a runtime takes as its leave to go on. */
int oci_hook(FILE *in);

#endif
