// SPDX-License-Identifier: GPL-2.0-only
/* Whiteouts: they hide what lower layers have, never what their own layer adds. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>

#include "user/cleanup.h"
#include "user/manifest/tree_node.h"

/* Takes away what lower layers put at or below node; true when nothing is left of it. */
static int hide(struct node *node, unsigned int layer, bool *ret_empty);

struct children {
	struct node **nodes;
	size_t count, space;
	bool no_memory;
};

static void collect_child(const void *slot, VISIT visit, void *context)
{
	struct children *children = context;

	if (visit != postorder && visit != leaf)
		return;
	if (children->count == children->space) {
		size_t space = children->space ? 2 * children->space : 16;
		struct node **nodes = reallocarray(children->nodes, space, sizeof(*nodes));

		children->no_memory |= !nodes;
		if (!nodes)
			return;
		children->nodes = nodes;
		children->space = space;
	}
	children->nodes[children->count++] = *(struct node *const *)slot;
}

static int hide_children(struct node *directory, unsigned int layer)
{
	struct children children = { 0 };
	_cleanup_free_ struct node **nodes = NULL;

	/* Whiteouts can be as many as files: each directory is gone through once a layer. */
	if (directory->bare_since == layer + 1)
		return 0;
	twalk_r(directory->children, collect_child, &children);
	nodes = children.nodes;
	if (children.no_memory)
		return -ENOMEM;
	for (size_t i = 0; i < children.count; i++) {
		bool empty;
		int r = hide(nodes[i], layer, &empty);

		if (r < 0)
			return r;
		if (empty)
			node_remove(nodes[i]);
	}
	directory->bare_since = layer + 1;
	return 0;
}

static int hide(struct node *node, unsigned int layer, bool *ret_empty)
{
	if (node->kind == NODE_DIRECTORY) {
		int r = hide_children(node, layer);

		if (r < 0)
			return r;
	}
	/* A directory of a lower layer stays for what this layer has put below it. */
	*ret_empty = node->layer < layer && !node->children;
	return 0;
}

int tree_hide(struct tree *tree, const char *path)
{
	struct node *node;
	bool empty;
	int r;

	r = node_find(tree, path, WAY_OWN, &node);
	if (r == -ENOENT)
		return 0; /* whiteout of nothing: harmless, and seen in real images */
	if (r < 0)
		return r;
	if (node == &tree->root)
		return -EISDIR;
	r = hide(node, tree->layer, &empty);
	if (r < 0)
		return r;
	if (empty)
		node_remove(node);
	return 0;
}

int tree_hide_below(struct tree *tree, const char *path)
{
	struct node *node;
	int r;

	/* Opaque also where this layer has no entry for the directory itself. */
	r = tree_add_directory(tree, path);
	if (r < 0)
		return r;
	r = node_find(tree, path, WAY_OWN, &node);
	if (r < 0)
		return r;
	return node->kind == NODE_DIRECTORY ? hide_children(node, tree->layer) : 0;
}
