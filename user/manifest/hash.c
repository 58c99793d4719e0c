// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "user/manifest/hash.h"

#define ZEROS_SIZE 65536

struct hash {
	EVP_MD_CTX *context;
};

struct hash *hash_new(void)
{
	struct hash *hash = calloc(1, sizeof(*hash));

	if (!hash)
		return NULL;
	hash->context = EVP_MD_CTX_new();
	if (!hash->context || hash_begin(hash) < 0)
		hash_free(&hash);
	return hash;
}

void hash_free(struct hash **hash)
{
	if (!*hash)
		return;
	EVP_MD_CTX_free((*hash)->context);
	free(*hash);
	*hash = NULL;
}

int hash_begin(struct hash *hash)
{
	return EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) == 1 ? 0 : -EIO;
}

int hash_add(struct hash *hash, const void *bytes, size_t size)
{
	return EVP_DigestUpdate(hash->context, bytes, size) == 1 ? 0 : -EIO;
}

int hash_add_zeros(struct hash *hash, uint64_t count)
{
	static const uint8_t zeros[ZEROS_SIZE];

	while (count > 0) {
		size_t n = count < ZEROS_SIZE ? (size_t)count : ZEROS_SIZE;
		int r = hash_add(hash, zeros, n);

		if (r < 0)
			return r;
		count -= n;
	}
	return 0;
}

int hash_end(struct hash *hash, uint8_t ret_digest[HASH_SIZE])
{
	return EVP_DigestFinal_ex(hash->context, ret_digest, NULL) == 1 ? 0 : -EIO;
}

void hash_to_hex(const uint8_t digest[HASH_SIZE], char ret_hex[HASH_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < HASH_SIZE; i++) {
		ret_hex[2 * i] = digits[digest[i] >> 4];
		ret_hex[2 * i + 1] = digits[digest[i] & 0xf];
	}
	ret_hex[2 * HASH_SIZE] = '\0';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hash_from_hex(const char *hex, uint8_t ret_digest[HASH_SIZE])
{
	if (strlen(hex) != 2 * HASH_SIZE)
		return -EINVAL;
	for (size_t i = 0; i < HASH_SIZE; i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		ret_digest[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}
