/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 as bytes come; one context serves many files. libcrypto does the work. */
#ifndef DB_MANIFEST_HASH_H
#define DB_MANIFEST_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_SIZE     32
#define HASH_HEX_SIZE (2 * HASH_SIZE + 1) /* with NUL */

struct hash;

struct hash *hash_new(void); /* NULL: no memory, or libcrypto has no SHA-256 */
void hash_free(struct hash **hash);
int hash_begin(struct hash *hash);
int hash_add(struct hash *hash, const void *bytes, size_t size);
int hash_add_zeros(struct hash *hash, uint64_t count);
int hash_end(struct hash *hash, uint8_t ret_digest[HASH_SIZE]);

void hash_to_hex(const uint8_t digest[HASH_SIZE], char ret_hex[HASH_HEX_SIZE]);
/* 64 lower-case hex digits and nothing more; -EINVAL otherwise. */
int hash_from_hex(const char *hex, uint8_t ret_digest[HASH_SIZE]);

#endif
