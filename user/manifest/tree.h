/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of an image as a container would see them: layers are laid over each other entry by
 * entry. Holds names, symbolic links and facts, no content. Symbolic links are resolved inside
 * the tree only; ".." at the root stays there.
 */
#ifndef DB_MANIFEST_TREE_H
#define DB_MANIFEST_TREE_H

#include <stdint.h>

#include "user/manifest/facts.h"

struct tree;
struct node;

struct tree *tree_new(void);
void tree_free(struct tree **tree);

/* Entries added from now on belong to this layer; they cover those of smaller numbers. */
void tree_begin_layer(struct tree *tree, unsigned int layer);

/*
 * Paths are relative to the root; "", "." and repeated slashes are skipped. A directory on the way
 * that is missing is made. A symbolic link on the way is followed if this layer made it, and
 * covered by a directory if a lower layer did: so do the overlay file systems of container
 * runtimes. What is in place of the last component is replaced, but a directory stays one.
 *
 * Errors: -EINVAL ".." in the path, -ENAMETOOLONG, -ELOOP too many links, -ENOMEM,
 * -E2BIG more nodes than LIMIT_ENTRIES, -EMLINK more directories deep than LIMIT_DEPTH.
 */
int tree_add_directory(struct tree *tree, const char *path);
/* Takes one reference of facts on success. */
int tree_add_file(struct tree *tree, const char *path, struct facts *facts);
int tree_add_symlink(struct tree *tree, const char *path, const char *target);
/* Devices, fifos, sockets: they hide what was there. */
int tree_add_other(struct tree *tree, const char *path);
/* Also: -ENOENT no such target, -EISDIR target is a directory, -EEXIST target is path itself. */
int tree_add_hard_link(struct tree *tree, const char *path, const char *target);
/* Removes what lower layers have at path, or (opaque) below path. */
int tree_hide(struct tree *tree, const char *path);
int tree_hide_below(struct tree *tree, const char *path);

struct facts *facts_new(void);
void facts_put(struct facts **facts);
/* The tree's own copy of a PT_INTERP; NULL on -ENOMEM or too many different ones (errno). */
const char *tree_interpreter(struct tree *tree, const char *path);

/* The file at an absolute path, links followed; NULL if there is none. */
struct facts *tree_resolve(struct tree *tree, const char *path);
/* The file that a symbolic link leads to. */
struct facts *tree_follow(struct tree *tree, struct node *link);

struct tree_visitor {
	int (*file)(struct facts *facts, const char *path, void *context);
	int (*symlink)(struct node *node, const char *path, void *context);
	void *context;
};

/* Every file and symbolic link, in no promised order; a negative errno from the visitor stops. */
int tree_walk(struct tree *tree, const struct tree_visitor *visitor);

#endif
