// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/class_rules.h"
#include "user/manifest/facts.h"
#include "user/manifest/limits.h"
#include "user/manifest/manifest_syntax.h"

#define BLANKS " \t"

struct class_rule {
	uint64_t line;
	uint32_t add, remove; /* DB_CLASS_* */
	bool used; /* has matched a file */
	char *glob;
};

struct class_rules {
	size_t count;
	struct class_rule rules[LIMIT_CLASS_RULES];
};

void class_rules_free(struct class_rules **rules)
{
	if (!*rules)
		return;
	for (size_t i = 0; i < (*rules)->count; i++)
		free((*rules)->rules[i].glob);
	free(*rules);
	*rules = NULL;
}

/* The end of a bracket expression that begins at text, or NULL. */
static const char *bracket_end(const char *text)
{
	text++;
	text += *text == '!' || *text == '^';
	text += *text == ']';
	for (; *text; text++) {
		if (*text == ']')
			return text;
		if (text[0] == '[' && text[1] && strchr(":.=", text[1])) {
			const char end[] = { text[1], ']', '\0' };

			text = strstr(text + 2, end);
			if (!text)
				return NULL;
			text++;
		} else if (*text == '\\' && text[1]) {
			text++;
		}
	}
	return NULL;
}

/* What fnmatch(3) would take literally, though nobody meant it so; NULL if there is nothing. */
static const char *glob_fault(const char *glob)
{
	if (glob[0] != '/')
		return "a path glob that begins with `/` expected";
	if (strlen(glob) > MANIFEST_PATH_MAX)
		return "path glob too long";
	for (; *glob; glob++) {
		if (*glob == '\\') {
			if (*++glob == '\0')
				return "path glob ends with a backslash";
		} else if (*glob == '[') {
			glob = bracket_end(glob);
			if (!glob)
				return "path glob has a `[` without `]`";
		}
	}
	return NULL;
}

static const char *parse_classes(const char *text, struct class_rule *rule)
{
	for (;;) {
		bool remove = *text == '!';
		size_t length = strcspn(text + remove, ",");
		uint32_t bit = manifest_class_bit(text + remove, length);

		if (!bit)
			return "unknown class";
		if ((rule->add | rule->remove) & bit)
			return "class given twice";
		*(remove ? &rule->remove : &rule->add) |= bit;
		text += remove + length;
		if (*text == '\0')
			return NULL;
		text++;
	}
}

/* NULL, or what is wrong. An empty line or a comment leaves rule->glob NULL. */
static const char *parse_line(char *text, struct class_rule *rule, bool *ret_no_memory)
{
	const char *fault;
	char *glob;

	text += strspn(text, BLANKS);
	if (*text == '\0' || *text == '#')
		return NULL;
	glob = strpbrk(text, BLANKS);
	if (!glob)
		return "path glob missing";
	*glob++ = '\0';
	glob += strspn(glob, BLANKS);
	fault = parse_classes(text, rule);
	if (!fault)
		fault = glob_fault(glob);
	if (fault)
		return fault;
	rule->glob = strdup(glob);
	*ret_no_memory = !rule->glob;
	return NULL;
}

static int add_rule(struct job *job, char *text, size_t length, uint64_t line)
{
	struct class_rule rule = { .line = line };
	const char *fault = NULL;
	bool no_memory = false;

	if (length > 0 && text[length - 1] == '\n')
		text[--length] = '\0';
	if (strlen(text) != length)
		fault = "NUL byte";
	else if (strchr(text, '\r'))
		fault = "carriage return: lines end with LF alone";
	else
		fault = parse_line(text, &rule, &no_memory);
	if (no_memory)
		return job_no_memory(job);
	if (!fault && rule.glob && job->rules->count == LIMIT_CLASS_RULES) {
		free(rule.glob);
		fault = "too many rules";
	}
	if (fault)
		return job_fail(job, -EBADMSG, job->options.classes,
				"correct it: driftbolt-manifest(1), CLASSES",
				"line %" PRIu64 ": %s", line, fault);
	if (rule.glob)
		job->rules->rules[job->rules->count++] = rule;
	return 0;
}

int class_rules_read(struct job *job)
{
	const char *path = job->options.classes;
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *text = NULL;
	uint64_t line = 0;
	size_t space = 0;
	ssize_t n;

	if (!path)
		return 0;
	job->rules = calloc(1, sizeof(*job->rules));
	if (!job->rules)
		return job_no_memory(job);
	file = fopen(path, "re");
	if (!file)
		return job_fail_errno(job, errno, path, "opening");
	while (errno = 0, (n = getline(&text, &space, file)) > 0) {
		int r = add_rule(job, text, (size_t)n, ++line);

		if (r < 0)
			return r;
	}
	return ferror(file) || errno == ENOMEM ? job_fail_errno(job, errno, path, "reading") : 0;
}

bool class_rules_add_to(const struct class_rules *rules, const char *path)
{
	for (size_t i = 0; rules && i < rules->count; i++)
		if (rules->rules[i].add && glob_matches(rules->rules[i].glob, path))
			return true;
	return false;
}

static int compare_digests(const void *a, const void *b)
{
	const struct manifest_file *const *x = a, *const *y = b;

	return memcmp((*x)->sha256, (*y)->sha256, MANIFEST_DIGEST_SIZE);
}

/* All paths of one digest. */
static void apply_to_digest(struct class_rules *rules, struct manifest_file **files, size_t count)
{
	uint32_t classes = 0;

	for (size_t i = 0; i < count; i++)
		classes |= files[i]->classes;
	for (size_t i = 0; i < rules->count; i++) {
		struct class_rule *rule = &rules->rules[i];
		bool matches = false;

		for (size_t j = 0; j < count && !matches; j++)
			matches = glob_matches(rule->glob, files[j]->path);
		if (!matches)
			continue;
		rule->used = true;
		classes = (classes | rule->add) & ~rule->remove;
	}
	for (size_t i = 0; i < count; i++)
		files[i]->classes = classes;
}

static void warn_of_unused(struct job *job)
{
	for (size_t i = 0; i < job->rules->count; i++) {
		const struct class_rule *rule = &job->rules->rules[i];
		char text[64];

		if (rule->used)
			continue;
		snprintf(text, sizeof(text), "line %" PRIu64 " matches no file: check its path",
			 rule->line);
		job_warn(job, job->options.classes, text);
	}
}

int class_rules_apply(struct job *job, struct manifest_file *files, size_t count)
{
	_cleanup_free_ struct manifest_file **by_digest = NULL;

	if (!job->rules)
		return 0;
	by_digest = calloc(count + 1, sizeof(*by_digest));
	if (!by_digest)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		by_digest[i] = &files[i];
	qsort(by_digest, count, sizeof(*by_digest), compare_digests);
	for (size_t first = 0, next; first < count; first = next) {
		for (next = first + 1; next < count; next++)
			if (compare_digests(&by_digest[first], &by_digest[next]) != 0)
				break;
		apply_to_digest(job->rules, by_digest + first, next - first);
	}
	warn_of_unused(job);
	return 0;
}
