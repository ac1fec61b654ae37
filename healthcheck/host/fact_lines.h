/* The facts that are lines of fields (docs/contract.md section 4): process/…, file-info/…, disk/…. Text in, plain data out.
 *
 * Fields stand in a fixed order and may be missing; a value ends where " <next field>=" begins, so it may hold blanks. What is
 * read is borrowed from the text; a missing text has `data` NULL (print with "%.*s"). */
#ifndef HEALTHCHECK_HOST_FACT_LINES_H
#define HEALTHCHECK_HOST_FACT_LINES_H

#include <stdbool.h>

#include "healthcheck/core/fact.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"

/* One process of `process/<image name>`. */
struct process_line {
    long long pid, parent; /* -1 where missing */
    struct span path;
    struct span started;      /* RFC 3339; moment_read() wants process_line_started() */
    struct span appcontainer; /* "true", "false", "?"; the next three on Windows only */
    struct span integrity;
    struct span mitigations;
    struct span arguments; /* on Linux only */
};

/* Takes the next process off `rest` (begin with fact_span()); false at the end. Lines without any field are passed over. */
bool process_line_next(struct span *rest, struct process_line *line);

/* When it was started; false where that is not known. */
bool process_line_started(const struct process_line *line, moment *started);

/* Is `word` one of the blank-separated words of the arguments? */
bool process_line_has_argument(const struct process_line *line, const char *word);

/* `file-info/<path>`. */
struct file_info_line {
    long long size; /* bytes; -1 where missing */
    moment mtime;   /* -1 where missing */
    long mode;      /* permission bits, 0755; -1 where missing (Windows) */
    struct span owner;
};

/* False where it has none of the fields. */
bool file_info_line_read(struct span text, struct file_info_line *line);

/* `disk/<path>`. */
struct disk_line {
    long long size, free; /* bytes; -1 where missing */
    struct span type;
    struct span options; /* separated by commas */
};

bool disk_line_read(struct span text, struct disk_line *line);

/* Is `option` one of the mount options, whole? */
bool disk_line_has_option(const struct disk_line *line, const char *option);

/* The text of a fact. */
struct span fact_span(const struct fact *fact);

#endif
