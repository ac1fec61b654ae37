/* What is said of a bundle. */
#include "healthcheck/bundle_told.h"

#include <stdio.h>
#include <string.h>

#include "healthcheck/core/escape.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/console.h"

#define SHOWN_EVERY 0.1 /* seconds */

void bundle_write_size(unsigned long long bytes, char text[BUNDLE_SIZE_TEXT])
{
    static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    double value = (double)bytes / 1024;
    size_t unit = 0;

    if (bytes < 1024) {
        snprintf(text, BUNDLE_SIZE_TEXT, "%llu B", bytes);
        return;
    }
    for (; value >= 1023.95 && unit < 5; unit++)
        value /= 1024;
    snprintf(text, BUNDLE_SIZE_TEXT, "%.1f %s", value, units[unit]);
}

void bundle_progress_begin(struct bundle_progress *progress, const struct entry *entries, size_t count, unsigned long long most_a_file)
{
    *progress = (struct bundle_progress){ .begun = clock_monotonic() };
    for (size_t i = 0; i < count; i++)
        if (entries[i].open != NULL) {
            progress->files++;
            progress->bytes += entries[i].original_size < most_a_file ? entries[i].original_size : most_a_file;
        }
}

void bundle_progress_show(void *context, size_t files, unsigned long long bytes)
{
    struct bundle_progress *progress = context;
    double now = clock_monotonic(), spent = now - progress->begun;
    char done[BUNDLE_SIZE_TEXT], all[BUNDLE_SIZE_TEXT], line[128], left[32] = "";

    if (now - progress->shown < SHOWN_EVERY || !console_shows_progress())
        return;
    progress->shown = now;
    bundle_write_size(bytes, done);
    bundle_write_size(progress->bytes > bytes ? progress->bytes : bytes, all);
    if (spent > 1 && bytes > 0 && progress->bytes > bytes)
        snprintf(left, sizeof left, ", %.0f s left", spent * (double)(progress->bytes - bytes) / (double)bytes);
    snprintf(line, sizeof line, "bundling: %zu of %zu files, %s of %s%s", files, progress->files, done, all, left);
    console_progress(line);
}

bool bundle_misses(const struct entry *entry)
{
    return entry->status != ENTRY_COLLECTED && entry->status != ENTRY_ABSENT;
}

static bool is_first_of_its_collector(const struct entry *entries, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (bundle_misses(&entries[i]) && strcmp(entries[i].collector, entries[index].collector) == 0)
            return false;
    return true;
}

/* `first` is the first row of its collector in which something is missing. */
static void tell_collector(struct text *out, const struct entry *entries, size_t count, size_t first)
{
    const struct entry *entry = &entries[first];
    size_t missing = 0, all = 0;

    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i].collector, entry->collector) == 0) {
            all++;
            missing += bundle_misses(&entries[i]) ? 1 : 0;
        }
    text_append_format(out, "%s: ", entry->collector);
    if (all > 1)
        text_append_format(out, "%zu of %zu are not complete, first ", missing, all);
    escape_append(out, entry->path, strlen(entry->path));
    text_append_format(out, " (%s)", entry_status_name(entry->status));
    if (entry->why != NULL && entry->why[0] != '\0') {
        text_append(out, ": ");
        escape_append(out, entry->why, strlen(entry->why));
    }
    text_append_char(out, '\n');
}

size_t bundle_tell_missing(struct text *out, const struct entry *entries, size_t count)
{
    size_t missing = 0;

    for (size_t i = 0; i < count; i++)
        if (bundle_misses(&entries[i])) {
            missing++;
            /* Rows of a collector stand together: the search for an earlier one ends soon. */
            if ((i > 0 && bundle_misses(&entries[i - 1]) && strcmp(entries[i - 1].collector, entries[i].collector) == 0) ||
                !is_first_of_its_collector(entries, i))
                continue;
            tell_collector(out, entries, count, i);
        }
    return missing;
}

static void tell_row(struct text *out, const struct entry *entry)
{
    unsigned long long hidden = 0;
    char size[BUNDLE_SIZE_TEXT], masked[32] = "";

    for (const struct rule_count *count = entry->redactions; count != NULL && count->times > 0; count++)
        hidden += count->times;
    bundle_write_size(entry->size, size);
    if (hidden > 0)
        snprintf(masked, sizeof masked, "%llu", hidden);
    text_append_format(out, "%10s  %-10s  %8s  %-14s  ", entry->open != NULL ? size : "-", entry_status_name(entry->status), masked,
                       entry->collector);
    escape_append(out, entry->path, strlen(entry->path));
    if (entry->why != NULL && entry->why[0] != '\0') {
        text_append(out, ": ");
        escape_append(out, entry->why, strlen(entry->why));
    }
    text_append_char(out, '\n');
}

void bundle_tell_rows(struct text *out, const struct entry *entries, size_t count, const struct redactor *redactor)
{
    struct redactions all = { { 0 } };
    unsigned long long bytes = 0;
    size_t files = 0;
    char size[BUNDLE_SIZE_TEXT];

    text_append_format(out, "%10s  %-10s  %8s  %-14s  %s\n", "size", "status", "hidden", "collector", "path");
    for (size_t i = 0; i < count; i++) {
        tell_row(out, &entries[i]);
        bytes += entries[i].size;
        files += entries[i].open != NULL ? 1 : 0;
        for (const struct rule_count *counted = entries[i].redactions; counted != NULL && counted->times > 0; counted++)
            all.by_rule[counted->rule] += counted->times;
    }
    bundle_write_size(bytes, size);
    text_append_format(out, "\n%zu files, %s before compression. Hidden, by rule:\n", files, size);
    for (size_t r = 0; redact_rule_name(redactor, r) != NULL; r++)
        if (all.by_rule[r] > 0)
            text_append_format(out, "%10llu  %s\n", all.by_rule[r], redact_rule_name(redactor, r));
}
