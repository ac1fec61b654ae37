/* The facts that are lines of fields. */
#include "healthcheck/host/fact_lines.h"

#include <stdlib.h>
#include <string.h>

struct span fact_span(const struct fact *fact)
{
    return (struct span){ fact->text, fact->size };
}

/* Where " name=" begins in `text`, NULL where it does not. */
static const char *find_field(struct span text, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = text.data, *end = text.data + text.size; (at = memchr(at, ' ', (size_t)(end - at))) != NULL; at++)
        if ((size_t)(end - at) >= size + 2 && memcmp(at + 1, name, size) == 0 && at[size + 1] == '=')
            return at;
    return NULL;
}

/* Fills the values of `line` by their names; those that are not there keep a NULL. False where there was none. */
static bool read_fields(struct span line, const char *const *names, size_t count, struct span *values)
{
    size_t field = 0, next;

    memset(values, 0, count * sizeof *values);
    while (field < count) {
        size_t size = strlen(names[field]);

        if (line.size > size && memcmp(line.data, names[field], size) == 0 && line.data[size] == '=') {
            line = (struct span){ line.data + size + 1, line.size - size - 1 };
            break;
        }
        field++;
    }
    if (field == count)
        return false;
    for (; field < count; field = next) {
        const char *end = NULL;

        for (next = field + 1; next < count && (end = find_field(line, names[next])) == NULL; next++)
            ;
        values[field] = (struct span){ line.data, end != NULL ? (size_t)(end - line.data) : line.size };
        if (end != NULL) {
            size_t taken = values[field].size + strlen(names[next]) + 2;

            line = (struct span){ line.data + taken, line.size - taken };
        }
    }
    return true;
}

/* A whole number in a base, -1 where it is none or does not fit. */
static long long number_of(struct span text, int base)
{
    long long number = 0;

    if (text.data == NULL || text.size == 0 || text.size > 18)
        return -1;
    for (size_t i = 0; i < text.size; i++) {
        int digit = text.data[i] - '0';

        if (digit < 0 || digit >= base)
            return -1;
        number = number * base + digit;
    }
    return number;
}

static bool moment_of(struct span text, moment *when)
{
    char copy[MOMENT_TEXT_SIZE];

    if (text.data == NULL || text.size >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return moment_read(copy, when);
}

/* Is `word` one of the parts of `list` between separators? */
static bool has_part(struct span list, char separator, const char *word)
{
    while (list.data != NULL) {
        const char *end = list.size > 0 ? memchr(list.data, separator, list.size) : NULL;
        size_t size = end != NULL ? (size_t)(end - list.data) : list.size;

        if (span_is((struct span){ list.data, size }, word))
            return true;
        list = end != NULL ? (struct span){ end + 1, list.size - size - 1 } : (struct span){ 0 };
    }
    return false;
}

bool process_line_next(struct span *rest, struct process_line *line)
{
    static const char *const names[] = { "pid", "parent", "path", "started", "appcontainer", "integrity", "mitigations", "arguments" };
    struct span values[sizeof names / sizeof names[0]], text;

    while (span_next_line(rest, &text)) {
        if (!read_fields(text, names, sizeof names / sizeof names[0], values))
            continue;
        *line = (struct process_line){ .pid = number_of(values[0], 10),
                                       .parent = number_of(values[1], 10),
                                       .path = values[2],
                                       .started = values[3],
                                       .appcontainer = values[4],
                                       .integrity = values[5],
                                       .mitigations = values[6],
                                       .arguments = values[7] };
        return true;
    }
    return false;
}

bool process_line_started(const struct process_line *line, moment *started)
{
    return moment_of(line->started, started);
}

bool process_line_has_argument(const struct process_line *line, const char *word)
{
    return has_part(line->arguments, ' ', word);
}

bool file_info_line_read(struct span text, struct file_info_line *line)
{
    static const char *const names[] = { "size", "mtime", "mode", "owner" };
    struct span values[sizeof names / sizeof names[0]];

    if (!read_fields(span_trim(text), names, sizeof names / sizeof names[0], values))
        return false;
    *line = (struct file_info_line){ .size = number_of(values[0], 10), .mode = (long)number_of(values[2], 8), .owner = values[3] };
    if (!moment_of(values[1], &line->mtime))
        line->mtime = -1;
    if (line->mode > 07777)
        line->mode = -1;
    return true;
}

bool disk_line_read(struct span text, struct disk_line *line)
{
    static const char *const names[] = { "size", "free", "type", "options" };
    struct span values[sizeof names / sizeof names[0]];

    if (!read_fields(span_trim(text), names, sizeof names / sizeof names[0], values))
        return false;
    *line = (struct disk_line){ .size = number_of(values[0], 10), .free = number_of(values[1], 10), .type = values[2], .options = values[3] };
    return true;
}

bool disk_line_has_option(const struct disk_line *line, const char *option)
{
    return has_part(line->options, ',', option);
}
