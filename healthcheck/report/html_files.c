/* The files of a bundle: first what is missing or cut, then all of them, folded by collector. */
#include "healthcheck/report/html.h"

#include <string.h>

/* More make a page that no browser likes; manifest.json has every one. */
enum { MOST_ROWS = 5000 };

/* "512 bytes", "1.4 MiB": for people; the manifest has the digits. */
static void write_size(struct text *out, unsigned long long size)
{
    static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
    unsigned long long tenths = size;
    size_t unit = 0;

    if (size < 1024) {
        html_count(out, size, "byte", "bytes");
        return;
    }
    for (tenths = size / 1024 * 10 + size % 1024 * 10 / 1024; tenths >= 10240 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        tenths /= 1024;
    text_append_format(out, "%llu.%llu %s", tenths / 10, tenths % 10, units[unit]);
}

/* Is it there, whole? */
static bool is_whole(const struct report_file *file)
{
    return strcmp(file->status, "collected") == 0 && file->kept_from == 0;
}

static void write_masked(struct text *out, const struct report_file *file)
{
    const char *between = "masked: ";

    for (size_t i = 0; i < file->masked_count; i++) {
        if (file->masked[i].times == 0)
            continue;
        text_append(out, between);
        html_text(out, file->masked[i].what);
        text_append_format(out, " %llu", file->masked[i].times);
        between = ", ";
    }
}

static void write_notes(struct text *out, const struct report_file *file)
{
    if (file->kept_from > 0) {
        text_append(out, "<p>its first ");
        write_size(out, file->kept_from);
        text_append(out, " are cut away</p>");
    }
    if (file->why != NULL) {
        text_append(out, "<p>");
        html_prose(out, file->why);
        text_append(out, "</p>");
    }
    text_append(out, "<p class=\"muted\">");
    write_masked(out, file);
    text_append(out, "</p>");
}

static enum finding_status colour_of(const struct report_file *file)
{
    if (is_whole(file))
        return FINDING_OK;
    return strcmp(file->status, "absent") == 0                                                ? FINDING_SKIPPED
           : strcmp(file->status, "truncated") == 0 || strcmp(file->status, "collected") == 0 ? FINDING_WARN
                                                                                              : FINDING_UNKNOWN;
}

static void write_row(struct text *out, const struct report_file *file)
{
    enum finding_status colour = colour_of(file);

    text_append(out, "<tr><th scope=\"row\" class=\"path\">");
    html_text(out, file->path);
    text_append(out, "</th><td class=\"number\">");
    if (file->size > 0 || is_whole(file))
        write_size(out, file->size);
    text_append(out, "</td><td class=\"from\">");
    html_text(out, file->collector);
    text_append_format(out, "</td><td><span class=\"word %s\">", html_class(colour));
    html_icon(out, colour);
    html_text(out, file->status);
    text_append(out, "</span></td><td>");
    write_notes(out, file);
    text_append(out, "</td></tr>\n");
}

static void begin_table(struct text *out, const char *caption)
{
    text_append(out, "<table class=\"files\"><caption class=\"unseen\">");
    html_text(out, caption);
    text_append(out, "</caption>\n<thead><tr><th scope=\"col\">Path</th><th scope=\"col\" class=\"number\">Size</th>"
                     "<th scope=\"col\" class=\"from\">Collector</th><th scope=\"col\">Status</th>"
                     "<th scope=\"col\">Cut or masked</th></tr></thead>\n<tbody>\n");
}

static void write_lacking(const struct sheet *sheet)
{
    const struct report_files *files = sheet->page->files;
    size_t lacking = 0;

    for (size_t i = 0; i < files->count; i++)
        lacking += is_whole(&files->files[i]) ? 0 : 1;
    if (lacking == 0)
        return;
    html_heading(sheet, 1, "files-lacking", "Missing or cut");
    text_append(sheet->out, "<div class=\"card\">\n");
    begin_table(sheet->out, "Files that are missing or cut, and why");
    for (size_t i = 0, shown = 0; i < files->count && shown < MOST_ROWS; i++)
        if (!is_whole(&files->files[i])) {
            write_row(sheet->out, &files->files[i]);
            shown++;
        }
    text_append(sheet->out, "</tbody></table>\n</div>\n");
}

/* The rows of one collector lie together in a bundle. */
static size_t end_of_collector(const struct report_files *files, size_t from)
{
    size_t end = from + 1;

    while (end < files->count && strcmp(files->files[end].collector, files->files[from].collector) == 0)
        end++;
    return end;
}

static void write_collector(const struct sheet *sheet, size_t from, size_t end)
{
    const struct report_file *files = sheet->page->files->files;
    unsigned long long size = 0;

    for (size_t i = from; i < end; i++)
        size += files[i].size;
    text_append(sheet->out, "<details class=\"collector\"><summary><b>");
    html_text(sheet->out, files[from].collector);
    text_append(sheet->out, "</b> <span class=\"muted\">");
    html_count(sheet->out, end - from, "file", "files");
    text_append(sheet->out, ", ");
    write_size(sheet->out, size);
    text_append(sheet->out, "</span></summary>\n");
    begin_table(sheet->out, files[from].collector);
    for (size_t i = from; i < end && i < MOST_ROWS; i++)
        write_row(sheet->out, &files[i]);
    text_append(sheet->out, "</tbody></table>\n");
    if (end > MOST_ROWS) {
        text_append(sheet->out, "<p class=\"muted\">and ");
        html_count(sheet->out, end - (from > MOST_ROWS ? from : MOST_ROWS), "more file", "more files");
        text_append(sheet->out, ": <code>manifest.json</code> has them all.</p>\n");
    }
    text_append(sheet->out, "</details>\n");
}

static void write_sum(const struct sheet *sheet)
{
    const struct report_files *files = sheet->page->files;
    unsigned long long size = 0, masked = 0;

    for (size_t i = 0; i < files->count; i++) {
        size += files->files[i].size;
        for (size_t m = 0; m < files->files[i].masked_count; m++)
            masked += files->files[i].masked[m].times;
    }
    text_append(sheet->out, "<p class=\"muted\">");
    html_count(sheet->out, files->count, "file", "files");
    text_append(sheet->out, ", ");
    write_size(sheet->out, size);
    text_append(sheet->out, "; ");
    html_count(sheet->out, masked, "value is", "values are");
    text_append(sheet->out, " masked. <code>manifest.json</code> has the hash of each.</p>\n");
}

void html_files(const struct sheet *sheet)
{
    const struct report_files *files = sheet->page->files;

    if (files == NULL)
        return;
    text_append(sheet->out, "<section class=\"bundle\">\n");
    html_heading(sheet, 0, "files", "Files of the bundle");
    write_sum(sheet);
    write_lacking(sheet);
    if (files->count > 0) {
        html_heading(sheet, 1, "files-all", "All by collector");
        text_append(sheet->out, "<div class=\"card\">\n");
        for (size_t from = 0; from < files->count; from = end_of_collector(files, from))
            write_collector(sheet, from, end_of_collector(files, from));
        text_append(sheet->out, "</div>\n");
    }
    text_append(sheet->out, "</section>\n");
}
