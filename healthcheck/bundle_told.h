/* What is said of a bundle: its progress, what is missing in it, what would go in. */
#ifndef HEALTHCHECK_BUNDLE_TOLD_H
#define HEALTHCHECK_BUNDLE_TOLD_H

#include "bundle/bundle.h"

/* A line on stderr, on a terminal only: files, bytes, the time that is left. */
struct bundle_progress {
    size_t files;
    unsigned long long bytes; /* that will be read at most, as far as is known */
    double begun, shown;      /* clock_monotonic() */
};
void bundle_progress_begin(struct bundle_progress *progress, const struct entry *entries, size_t count, unsigned long long most_a_file);
/* `context` is the struct bundle_progress. */
void bundle_progress_show(void *context, size_t files, unsigned long long bytes);

/* Is something missing in this row that the machine has? A file that is not there is not missing. */
bool bundle_misses(const struct entry *entry);

/* A line for each collector with something missing: how many, of how many, and the first with its reason. Returns how many rows are. */
size_t bundle_tell_missing(struct text *out, const struct entry *entries, size_t count);

/* The table of --dry-run: size, what happens to it, collector and path a row, then what the rules hide in all. */
void bundle_tell_rows(struct text *out, const struct entry *entries, size_t count, const struct redactor *redactor);

/* "312.5 MiB", "17 KiB", "0 B". */
enum { BUNDLE_SIZE_TEXT = 16 };
void bundle_write_size(unsigned long long bytes, char text[BUNDLE_SIZE_TEXT]);

#endif
