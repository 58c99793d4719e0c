// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "../cleanup.h"
#include "../whole_file.h"
#include "page_data.h"
#include "print_html.h"

#define PAGE_MAX (1 << 20) /* bytes, of the page without data */
#define GZIP	 (16 + MAX_WBITS) /* for inflateInit2(): a gzip header */

extern const unsigned char timeline_page_start[], timeline_page_end[];

static const char data_mark[] = "@DATA@";

/* The page as it was built, with a NUL; the caller's to free. NULL without memory. */
static char *unpack_page(void)
{
	z_stream stream = { .next_in = (unsigned char *)timeline_page_start,
			    .avail_in = (unsigned int)(timeline_page_end - timeline_page_start) };
	char *page = malloc(PAGE_MAX + 1);
	int r;

	if (!page || inflateInit2(&stream, GZIP) != Z_OK) {
		free(page);
		return NULL;
	}
	stream.next_out = (unsigned char *)page;
	stream.avail_out = PAGE_MAX;
	r = inflate(&stream, Z_FINISH);
	page[stream.total_out] = '\0';
	inflateEnd(&stream);
	if (r == Z_STREAM_END && strstr(page, data_mark))
		return page;
	free(page);
	return NULL;
}

int timeline_print_html(const struct timeline *timeline, FILE *out)
{
	_cleanup_free_ char *page = unpack_page();
	char *mark;

	if (!page)
		return -ENOMEM;
	mark = strstr(page, data_mark);
	fwrite(page, 1, (size_t)(mark - page), out);
	timeline_put_page_data(timeline, out);
	fputs(mark + strlen(data_mark), out);
	return 0;
}

int timeline_write_html(const struct timeline *timeline, const char *path)
{
	_cleanup_whole_file_ struct whole_file file = {};
	int r = whole_file_open(&file, path);

	if (r == 0)
		r = timeline_print_html(timeline, file.out);
	return r < 0 ? r : whole_file_put(&file, 0600); /* events tell command lines */
}
