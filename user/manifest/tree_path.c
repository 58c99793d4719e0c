// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths in the tree: adding by the rules of an overlay, and following links. Both take the same
 * steps; they differ in what they do where a name is missing or is a link.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/limits.h"
#include "user/manifest/tree_node.h"

/* Text still to be gone through, with links replaced by what they say. */
struct steps {
	char rest[2 * MANIFEST_PATH_MAX + 2];
	char name[NAME_MAX + 1];
	unsigned int hops;
};

static int steps_begin(struct steps *steps, const char *path)
{
	size_t length = strlen(path);

	if (length > MANIFEST_PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(steps->rest, path, length + 1);
	steps->hops = 0;
	return 0;
}

/* 1: a component is in steps->name; 0: no more. *ret_last: nothing but slashes and dots follows. */
static int steps_next(struct steps *steps, bool *ret_last)
{
	char *text = steps->rest;
	size_t length;

	for (;;) {
		text += strspn(text, "/");
		length = strcspn(text, "/");
		if (length != 1 || text[0] != '.')
			break;
		text++;
	}
	if (length == 0)
		return 0;
	if (length > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(steps->name, text, length);
	steps->name[length] = '\0';
	text += length;
	memmove(steps->rest, text, strlen(text) + 1);

	for (text = steps->rest; text[0] == '/' || text[0] == '.'; text++)
		if (text[0] == '.' && text[1] != '/' && text[1] != '\0')
			break;
	*ret_last = *text == '\0';
	return 1;
}

/* Puts what a link says before the rest; *at moves to where the link counts from. */
static int steps_link(struct steps *steps, const struct tree *tree, struct node *link,
		      struct node **at)
{
	size_t target = strlen(link->target), rest = strlen(steps->rest);

	if (++steps->hops > LIMIT_LINK_HOPS)
		return -ELOOP;
	if (target + 1 + rest > MANIFEST_PATH_MAX)
		return -ENAMETOOLONG;
	memmove(steps->rest + target + 1, steps->rest, rest + 1);
	memcpy(steps->rest, link->target, target);
	steps->rest[target] = '/';
	*at = link->target[0] == '/' ? (struct node *)&tree->root : link->parent;
	return 0;
}

static bool has_parent_step(const char *path)
{
	for (; *path; path += strcspn(path, "/"), path += strspn(path, "/"))
		if (path[0] == '.' && path[1] == '.' && (path[2] == '/' || path[2] == '\0'))
			return true;
	return false;
}

/* *child is what is there now, NULL if nothing. */
static int make_directory(struct tree *tree, struct node *at, const char *name, struct node **child)
{
	int r;

	if (*child)
		node_clear(*child);
	r = *child ? 0 : node_add(tree, at, name, child);
	if (r < 0)
		return r;
	(*child)->kind = NODE_DIRECTORY;
	(*child)->layer = tree->layer;
	return 0;
}

/*
 * The directory that the last component of path is to be put in; that component is left in
 * steps->name, empty for the root itself. -ENOENT may come unless the way is made.
 */
static int find_parent(struct tree *tree, const char *path, enum way way, struct steps *steps,
		       struct node **ret_parent)
{
	struct node *at = &tree->root;
	bool last;
	int r;

	if (has_parent_step(path))
		return -EINVAL;
	r = steps_begin(steps, path);
	if (r < 0)
		return r;
	steps->name[0] = '\0';
	while ((r = steps_next(steps, &last)) > 0) {
		struct node *child;

		if (strcmp(steps->name, "..") == 0) { /* from a link of this layer */
			at = at->parent;
			steps->name[0] = '\0';
			continue;
		}
		if (last)
			break;
		child = node_child(at, steps->name);
		if (child && child->kind == NODE_SYMLINK &&
		    (way == WAY_ANY || child->layer == tree->layer)) {
			r = steps_link(steps, tree, child, &at);
			if (r < 0)
				return r;
			continue;
		}
		if (!child || child->kind != NODE_DIRECTORY) {
			if (way != WAY_MAKE)
				return -ENOENT;
			r = make_directory(tree, at, steps->name, &child);
			if (r < 0)
				return r;
		}
		at = child;
	}
	if (r < 0)
		return r;
	*ret_parent = at;
	return 0;
}

/* The node at path, emptied for its new kind. The root stays what it is: -EISDIR. */
static int claim(struct tree *tree, const char *path, struct node **ret_node)
{
	_cleanup_free_ struct steps *steps = malloc(sizeof(*steps));
	struct node *parent, *node;
	int r;

	if (!steps)
		return -ENOMEM;
	r = find_parent(tree, path, WAY_MAKE, steps, &parent);
	if (r < 0)
		return r;
	if (steps->name[0] == '\0')
		return -EISDIR;
	node = node_child(parent, steps->name);
	if (node)
		node_clear(node);
	r = node ? 0 : node_add(tree, parent, steps->name, &node);
	if (r < 0)
		return r;
	node->layer = tree->layer;
	*ret_node = node;
	return 0;
}

int tree_add_directory(struct tree *tree, const char *path)
{
	_cleanup_free_ struct steps *steps = malloc(sizeof(*steps));
	struct node *parent, *node;
	int r;

	if (!steps)
		return -ENOMEM;
	r = find_parent(tree, path, WAY_MAKE, steps, &parent);
	if (r < 0 || steps->name[0] == '\0')
		return r;
	node = node_child(parent, steps->name);
	if (node && node->kind == NODE_DIRECTORY) {
		node->layer = tree->layer;
		return 0;
	}
	return make_directory(tree, parent, steps->name, &node);
}

int tree_add_file(struct tree *tree, const char *path, struct facts *facts)
{
	struct node *node;
	int r;

	r = claim(tree, path, &node);
	if (r < 0)
		return r;
	facts->references++;
	node->facts = facts;
	node->kind = NODE_FILE;
	return 0;
}

int tree_add_symlink(struct tree *tree, const char *path, const char *target)
{
	_cleanup_free_ char *copy = NULL;
	struct node *node;
	int r;

	if (strlen(target) > MANIFEST_PATH_MAX)
		return -ENAMETOOLONG;
	copy = strdup(target);
	if (!copy)
		return -ENOMEM;
	r = claim(tree, path, &node);
	if (r < 0)
		return r;
	node->target = take_pointer(copy);
	node->kind = NODE_SYMLINK;
	return 0;
}

int tree_add_other(struct tree *tree, const char *path)
{
	struct node *node;

	return claim(tree, path, &node);
}

int node_find(struct tree *tree, const char *path, enum way way, struct node **ret_node)
{
	_cleanup_free_ struct steps *steps = malloc(sizeof(*steps));
	struct node *parent;
	int r;

	if (!steps)
		return -ENOMEM;
	r = find_parent(tree, path, way, steps, &parent);
	if (r < 0)
		return r;
	*ret_node = steps->name[0] ? node_child(parent, steps->name) : parent;
	return *ret_node ? 0 : -ENOENT;
}

int tree_add_hard_link(struct tree *tree, const char *path, const char *target)
{
	_cleanup_(facts_put) struct facts *facts = NULL;
	struct node *from, *same = NULL;
	int r;

	r = node_find(tree, target, WAY_ANY, &from);
	if (r < 0)
		return r;
	(void)node_find(tree, path, WAY_OWN, &same); /* nothing there yet is the usual case */
	if (from == same)
		return -EEXIST;
	switch (from->kind) {
	case NODE_FILE:
		/* Held: putting the link in place may remove the target (a/b linked as a). */
		facts = from->facts;
		facts->references++;
		return tree_add_file(tree, path, facts);
	case NODE_SYMLINK: {
		_cleanup_free_ char *text = strdup(from->target);

		return text ? tree_add_symlink(tree, path, text) : -ENOMEM;
	}
	case NODE_OTHER:
		return tree_add_other(tree, path);
	case NODE_DIRECTORY:
		return -EISDIR;
	}
	return -EINVAL;
}

static struct facts *resolve_from(struct tree *tree, struct node *at, const char *path)
{
	_cleanup_free_ struct steps *steps = malloc(sizeof(*steps));
	bool last;

	if (!steps || steps_begin(steps, path) < 0)
		return NULL;
	while (steps_next(steps, &last) > 0) {
		struct node *child;

		if (strcmp(steps->name, "..") == 0) {
			at = at->parent;
			continue;
		}
		child = at->kind == NODE_DIRECTORY ? node_child(at, steps->name) : NULL;
		if (!child)
			return NULL;
		if (child->kind != NODE_SYMLINK)
			at = child;
		else if (steps_link(steps, tree, child, &at) < 0)
			return NULL;
	}
	return at->kind == NODE_FILE ? at->facts : NULL;
}

struct facts *tree_resolve(struct tree *tree, const char *path)
{
	return resolve_from(tree, &tree->root, path);
}

struct facts *tree_follow(struct tree *tree, struct node *link)
{
	return resolve_from(tree, link->target[0] == '/' ? &tree->root : link->parent,
			    link->target);
}
