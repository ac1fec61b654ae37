/* The layout of a zip that bundle_write() made, checked to the byte (PKWARE's APPNOTE 6.3.9; what libzip 1.7.3 writes of it).
 *
 * A zip says everything twice, and its readers disagree on which counts. Here both must say the same, and the file is nothing but its
 * entries, one behind the other, the directory in the same order, and the end record, with no byte between, before or behind them. */
#ifndef BUNDLE_ZIP_LAYOUT_H
#define BUNDLE_ZIP_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/table.h"

/* The limits: of entries, of a name, of the directory, of what one entry and all may become. */
enum { ZIP_MOST_ENTRIES = 250000, ZIP_LONGEST_NAME = 2048, ZIP_LARGEST_DIRECTORY = 96 * 1024 * 1024 };
#define ZIP_LARGEST_ENTRY (64ull << 30)
#define ZIP_LARGEST_TOTAL (64ull << 30)

/* DEFLATE shrinks to a 1032nd at most; beyond the first MiB nothing that claims more is believed. */
enum { ZIP_MOST_RATIO = 1032 };

/* Where the bytes come from. */
struct zip_bytes {
    bool (*read)(void *context, unsigned long long at, void *bytes, size_t size); /* all of them, or false */
    void *context;
    unsigned long long size;
};

struct zip_member {
    const char *name;                         /* relative, safe on every system, ASCII or UTF-8 */
    unsigned long long at, packed_size, size; /* of the content: where it begins, as it lies there, as it was */
    uint32_t crc;
    uint32_t time; /* as zip_layout_time() has it */
    bool is_deflated;
};

struct zip_layout {
    struct zip_member *members; /* in the order of the file */
    size_t count;
    char *names;
    struct table by_name; /* without regard to case -> struct zip_member */
};

/* False, and what is wrong where, in one clause; free it with zip_layout_free() either way. */
bool zip_layout_read(struct zip_layout *layout, const struct zip_bytes *bytes, struct error *error);
void zip_layout_free(struct zip_layout *layout);

/* The clock of MS-DOS: the date above, the time below; two seconds, from 1980 to 2107; UTC, so that the same moment gives the same bytes
 * everywhere. */
uint32_t zip_layout_time(moment when);

/* May an entry have this name: not empty, relative, no `..`, nothing that a system reads in its own way, nothing unseen? */
bool zip_layout_name_is_safe(const char *name);

#endif
