// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "../cleanup.h"
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

/* Signals that people and service managers send wait while there is a temporary file. */
static sigset_t hold_signals(void)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &before);
	return before;
}

static void release_signals(sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static void remove_temporary(char (*path)[PATH_MAX])
{
	if (**path)
		unlink(*path);
}

/* Devices, pipes and links must not be replaced by a file. */
static int check_place(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

int timeline_write_html(const struct timeline *timeline, const char *path)
{
	__attribute__((cleanup(release_signals))) sigset_t before = hold_signals();
	__attribute__((cleanup(remove_temporary))) char temporary[PATH_MAX] = "";
	_cleanup_fclose_ FILE *out = NULL;
	_cleanup_close_ int fd = -1;
	int r = check_place(path);

	if (r < 0)
		return r;
	if (strlen(path) + sizeof(".XXXXXX") > sizeof(temporary))
		return -ENAMETOOLONG;
	stpcpy(stpcpy(temporary, path), ".XXXXXX");
	fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600: events tell command lines */
	if (fd < 0) {
		r = -errno;
		*temporary = '\0';
		return r;
	}
	out = fdopen(fd, "w");
	if (!out)
		return -errno;
	take_fd(&fd);
	r = timeline_print_html(timeline, out);
	if (r < 0)
		return r;
	errno = 0;
	if (fflush(out) || ferror(out) || fsync(fileno(out)))
		return -(errno ?: EIO);
	if (rename(temporary, path) < 0)
		return -errno;
	*temporary = '\0';
	return 0;
}
