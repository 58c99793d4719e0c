/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What image metadata says, in JSON of the OCI image-spec 1.1 and docker's schema 2. Nothing is
 * believed before the digest of its bytes is checked. Failures are in the job.
 */
#ifndef DB_MANIFEST_IMAGE_H
#define DB_MANIFEST_IMAGE_H

#include <json-c/json.h>

#include "user/manifest/store.h"

struct layer_source {
	char *name; /* file of the store */
	bool has_digest; /* and size, of the file as it lies there */
	uint64_t size;
	uint8_t digest[HASH_SIZE], diff_id[HASH_SIZE]; /* diff_id: of the unpacked archive */
};

struct image {
	struct layer_source *layers; /* lowest first */
	size_t layer_count;
};

struct descriptor {
	const char *media_type; /* "" if not given; of the JSON object */
	uint64_t size;
	uint8_t digest[HASH_SIZE];
};

void image_free(struct image *image);
void cleanup_json(json_object **object);

/* A JSON object or array of strict syntax, limited depth and UTF-8. */
int json_parse(struct job *job, const char *name, const char *text, size_t size,
	       json_object **ret_object);
/* Member of an object, or NULL if it is missing or of another type. */
json_object *json_member(json_object *object, const char *name, json_type type);
const char *json_text(json_object *object, const char *name); /* "" if missing */
int json_malformed(struct job *job, const char *name, const char *what);

/* "sha256:<hex>"; -EINVAL otherwise. */
int digest_parse(const char *text, uint8_t ret_digest[HASH_SIZE]);
int descriptor_parse(struct job *job, const char *name, json_object *object,
		     struct descriptor *ret_descriptor);

/* "blobs/sha256/<hex>" */
#define BLOB_PATH_SIZE (sizeof("blobs/sha256/") + 2 * HASH_SIZE)
void blob_path(const uint8_t digest[HASH_SIZE], char ret_path[BLOB_PATH_SIZE]);

/* Reads, checks and parses the file that a descriptor means. */
int descriptor_load(struct job *job, struct store *store, const struct descriptor *descriptor,
		    json_object **ret_object);

/*
 * The config: platform goes to the job's header, diff_ids to the layers, which must be as many.
 * An explicit --platform that it does not match is a failure.
 */
int config_read(struct job *job, const char *name, json_object *config, struct image *image);

/* Wanted os/arch[/variant] against what is said; arm64 and arm64/v8 are one. */
bool platform_matches(const char *wanted, const char *os, const char *architecture,
		      const char *variant);

/* Reads all layers into the job's tree, lowest first. */
int image_apply(struct job *job, struct store *store, const struct image *image);

/* tag: NULL for "the only one". */
int oci_read(struct job *job, struct store *store, const char *tag);
int docker_read(struct job *job, struct store *store, const char *tag);

/* Splits PATH:TAG where PATH exists, or PATH alone. To be freed; *ret_tag NULL or inside. */
int image_argument(struct job *job, char **ret_path, char **ret_tag);
/* The reference for the header, unless --image gave one. */
int image_reference(struct job *job, const char *reference);

#endif
