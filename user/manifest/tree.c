// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/limits.h"
#include "user/manifest/tree.h"
#include "user/manifest/tree_node.h"

struct facts *facts_new(void)
{
	struct facts *facts = calloc(1, sizeof(*facts));

	if (facts)
		facts->references = 1;
	return facts;
}

void facts_put(struct facts **facts)
{
	if (*facts && --(*facts)->references == 0)
		free(*facts);
	*facts = NULL;
}

static int compare_names(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	return strcmp(x->name, y->name);
}

struct node *node_child(const struct node *directory, const char *name)
{
	struct node key = { .name = (char *)name }; /* only compared */
	struct node **slot;

	slot = tfind(&key, &directory->children, compare_names);
	return slot ? *slot : NULL;
}

/* What the node is, not that it is: name, parent and place stay. */
void node_clear(struct node *node)
{
	tdestroy(node->children, node_free);
	node->children = NULL;
	facts_put(&node->facts);
	free(node->target);
	node->target = NULL;
	node->kind = NODE_OTHER;
	node->bare_since = 0;
}

void node_free(void *node_pointer)
{
	struct node *node = node_pointer;

	node_clear(node);
	free(node->name);
	free(node);
}

int node_add(struct tree *tree, struct node *directory, const char *name, struct node **ret_node)
{
	struct node *node;

	if (tree->nodes >= LIMIT_ENTRIES)
		return -E2BIG;
	if (directory->depth > LIMIT_DEPTH)
		return -EMLINK;
	node = calloc(1, sizeof(*node));
	if (!node)
		return -ENOMEM;
	node->name = strdup(name);
	node->parent = directory;
	node->layer = tree->layer;
	node->depth = directory->depth + 1;
	node->kind = NODE_OTHER;
	if (!node->name || !tsearch(node, &directory->children, compare_names)) {
		node_free(node);
		return -ENOMEM;
	}
	tree->nodes++;
	*ret_node = node;
	return 0;
}

void node_remove(struct node *node)
{
	tdelete(node, &node->parent->children, compare_names);
	node_free(node);
}

struct tree *tree_new(void)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return NULL;
	tree->root.kind = NODE_DIRECTORY;
	tree->root.parent = &tree->root;
	return tree;
}

void tree_free(struct tree **tree)
{
	if (!*tree)
		return;
	node_clear(&(*tree)->root);
	tdestroy((*tree)->interpreters, free);
	free(*tree);
	*tree = NULL;
}

void tree_begin_layer(struct tree *tree, unsigned int layer)
{
	tree->layer = layer;
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *tree_interpreter(struct tree *tree, const char *path)
{
	char **slot, *copy;

	slot = tfind(path, &tree->interpreters, compare_strings);
	if (slot)
		return *slot;
	if (tree->interpreter_count == LIMIT_INTERPRETERS) {
		errno = E2BIG;
		return NULL;
	}
	copy = strdup(path);
	if (!copy || !tsearch(copy, &tree->interpreters, compare_strings)) {
		free(copy);
		errno = ENOMEM;
		return NULL;
	}
	tree->interpreter_count++;
	return copy;
}

struct walk {
	const struct tree_visitor *visitor;
	int r;
	size_t length;
	char path[MANIFEST_PATH_MAX + 1];
};

static void walk_node(const void *slot, VISIT visit, void *context)
{
	struct node *node = *(struct node *const *)slot;
	size_t name_length = strlen(node->name);
	struct walk *walk = context;
	size_t length = walk->length;

	if ((visit != postorder && visit != leaf) || walk->r < 0)
		return;
	if (length + 1 + name_length > MANIFEST_PATH_MAX) {
		walk->r = -ENAMETOOLONG;
		return;
	}
	walk->path[length] = '/';
	memcpy(walk->path + length + 1, node->name, name_length + 1);
	walk->length = length + 1 + name_length;
	if (node->kind == NODE_DIRECTORY)
		twalk_r(node->children, walk_node, walk);
	else if (node->kind == NODE_FILE && walk->visitor->file)
		walk->r = walk->visitor->file(node->facts, walk->path, walk->visitor->context);
	else if (node->kind == NODE_SYMLINK && walk->visitor->symlink)
		walk->r = walk->visitor->symlink(node, walk->path, walk->visitor->context);
	walk->length = length;
	walk->path[length] = '\0';
}

int tree_walk(struct tree *tree, const struct tree_visitor *visitor)
{
	_cleanup_free_ struct walk *walk = calloc(1, sizeof(*walk));

	if (!walk)
		return -ENOMEM;
	walk->visitor = visitor;
	twalk_r(tree->root.children, walk_node, walk);
	return walk->r < 0 ? walk->r : 0;
}
