/* SPDX-License-Identifier: GPL-2.0-only */
/* What input may ask for. Real images stay an order of magnitude below each of these. */
#ifndef DB_MANIFEST_LIMITS_H
#define DB_MANIFEST_LIMITS_H

#define LIMIT_ENTRIES	    2000000 /* of all layers, or of a directory tree; also nodes of the tree */
#define LIMIT_UNPACKED	    (32ULL << 30) /* bytes of all layers unpacked, holes included */
#define LIMIT_RATIO	    2000 /* unpacked to packed, of a layer or archive; gzip: at most 1032 */
#define LIMIT_RATIO_FLOOR   (1ULL << 30) /* unpacked bytes of one below which it is not asked */
#define LIMIT_LAYERS	    500 /* OVL_MAX_STACK, fs/overlayfs/super.c */
#define LIMIT_JSON	    (8U << 20) /* bytes; containerd takes manifests of 4 MiB, configs of 8 */
#define LIMIT_JSON_DEPTH    32
#define LIMIT_INDEX_DEPTH   4 /* index in index */
#define LIMIT_MANIFESTS	    1000 /* in one index */
#define LIMIT_ARCHIVE_FILES 20000 /* entries of an oci or docker archive */
#define LIMIT_LINK_HOPS	    40 /* MAXSYMLINKS, include/linux/namei.h */
#define LIMIT_DEPTH	    512 /* nesting of directories: stack, and descriptors for `rootfs` */
#define LIMIT_CLASS_RULES   1000 /* lines of a --classes file */
#define LIMIT_INTERPRETERS  1024 /* different PT_INTERP strings */
#define LIMIT_MEMORY	    (2ULL << 30) /* bytes; libarchive sets none for maps of sparse files */

#endif
