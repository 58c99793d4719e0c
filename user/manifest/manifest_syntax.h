/* SPDX-License-Identifier: GPL-2.0-only */
/* Between manifest_*.c: the fields of a line. */
#ifndef DB_MANIFEST_SYNTAX_H
#define DB_MANIFEST_SYNTAX_H

#include "user/manifest/manifest.h"

#define MANIFEST_CLASS_ONE_(C, name, bit, text) +1
#define MANIFEST_CLASS_COUNT			(0 DB_CLASSES(MANIFEST_CLASS_ONE_))

struct manifest_class {
	uint32_t bit;
	const char *name;
};

/* In the order of their bits, which is how they are written. */
extern const struct manifest_class manifest_classes[MANIFEST_CLASS_COUNT];

/* 0: no class of that name, which need not end with NUL. */
uint32_t manifest_class_bit(const char *name, size_t length);
/* Decimal in its only spelling, no more than 64 bits. */
bool manifest_parse_number(const char *text, uint64_t *ret_value);
/* 64 lower-case hex digits. */
bool manifest_parse_digest(const char *text, uint8_t ret_digest[MANIFEST_DIGEST_SIZE]);

#endif
