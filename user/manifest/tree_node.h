/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of the tree; for tree*.c alone. */
#ifndef DB_MANIFEST_TREE_NODE_H
#define DB_MANIFEST_TREE_NODE_H

#include "user/manifest/tree.h"

enum node_kind { NODE_OTHER, NODE_DIRECTORY, NODE_FILE, NODE_SYMLINK };

struct node {
	struct node *parent; /* the root's is itself */
	void *children; /* tsearch(3) by name */
	struct facts *facts; /* NODE_FILE */
	char *target; /* NODE_SYMLINK */
	char *name;
	unsigned int layer; /* that made or replaced it */
	unsigned int depth; /* of the root: 0 */
	unsigned int bare_since; /* 1 + the layer since which nothing below is of lower ones */
	enum node_kind kind;
};

struct tree {
	struct node root;
	void *interpreters; /* tsearch(3) of strings */
	unsigned int interpreter_count;
	unsigned int layer;
	unsigned int nodes; /* made so far, those removed since included */
};

struct node *node_child(const struct node *directory, const char *name);
/* -ENOMEM, -E2BIG too many nodes, -EMLINK directories are nested too deep. */
int node_add(struct tree *tree, struct node *directory, const char *name, struct node **ret_node);
void node_remove(struct node *node);
void node_clear(struct node *node);
void node_free(void *node);

enum way {
	WAY_MAKE, /* as an entry of this layer goes, making and covering what is needed */
	WAY_OWN, /* the same without changes: links of this layer only */
	WAY_ANY, /* as a container goes: all links */
};

/* No link in the last component is followed. -ENOENT: nothing is there; others as tree_add_*(). */
int node_find(struct tree *tree, const char *path, enum way way, struct node **ret_node);

#endif
