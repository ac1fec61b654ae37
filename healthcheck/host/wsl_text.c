/* What wsl.exe prints. */
#include "healthcheck/host/wsl_text.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static unsigned unit_at(const char *bytes, size_t at)
{
    return (unsigned)(unsigned char)bytes[at] | (unsigned)(unsigned char)bytes[at + 1] << 8;
}

/* The end of the UTF-16LE line at `from`, its LF included. A runtime in text mode puts a bare CR byte before the LF's low
   byte, which shifts the rest by one. */
static size_t wide_line_end(const char *bytes, size_t size, size_t from)
{
    for (size_t at = from; at + 1 < size; at += 2) {
        if (unit_at(bytes, at) == 0x000a)
            return at + 2;
        if (unit_at(bytes, at) == 0x0a0d && at + 2 < size && bytes[at + 2] == '\0')
            return at + 3;
    }
    return size;
}

/* Is there a character below U+0100, such as a blank or a line end, as UTF-16LE writes it? UTF-8 has no NUL at all. */
static bool has_wide_character(const char *bytes, size_t from, size_t end)
{
    for (size_t at = from; at + 1 < end; at += 2)
        if (bytes[at] != '\0' && bytes[at + 1] == '\0')
            return true;
    return false;
}

static void append_narrow(struct text *text, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t length = text_utf8_length(bytes + at, size - at);

        if (length > 0 && bytes[at] != '\0')
            text_append_bytes(text, bytes + at, length);
        else if (length == 0)
            text_append(text, REPLACEMENT);
        at += length > 0 ? length : 1;
    }
}

static void append_wide(struct text *text, const char *bytes, size_t size)
{
    size_t decoded_size;
    char *decoded = text_from_utf16le(bytes, size, &decoded_size);

    /* The odd line end of wide_line_end(): its CR and LF are one unit. */
    if (size % 2 == 1 && size >= 3 && unit_at(bytes, size - 3) == 0x0a0d)
        decoded_size -= decoded_size >= 3 ? 3 : decoded_size;
    append_narrow(text, decoded, decoded_size);
    if (size % 2 == 1 && size >= 3 && unit_at(bytes, size - 3) == 0x0a0d)
        text_append_char(text, '\n');
    free(decoded);
}

/* How far the line at `at` goes, and whether it is UTF-16LE. Only what stands before the first LF byte decides, so that the whole
   is linear. A line of Chinese whose very first characters hold an LF byte is misread; it is nothing that we look for. */
static size_t take_line(const char *bytes, size_t size, size_t at, bool *is_wide)
{
    const char *feed = memchr(bytes + at, '\n', size - at);
    size_t narrow_end = feed == NULL ? size : (size_t)(feed - bytes) + 1;

    *is_wide = has_wide_character(bytes, at, narrow_end < size ? narrow_end + 1 : size);
    return *is_wide ? wide_line_end(bytes, size, at) : narrow_end;
}

char *wsl_text_decode(const char *bytes, size_t size, size_t *decoded_size)
{
    struct text text = { 0 };

    for (size_t at = 0; at < size;) {
        bool is_wide;
        size_t end;

        if (size - at >= 2 && memcmp(bytes + at, "\xff\xfe", 2) == 0)
            at += 2;
        else if (size - at >= 3 && memcmp(bytes + at, "\xef\xbb\xbf", 3) == 0)
            at += 3;
        if (at == size)
            break;
        end = take_line(bytes, size, at, &is_wide);
        if (is_wide)
            append_wide(&text, bytes + at, end - at);
        else
            append_narrow(&text, bytes + at, end - at);
        at = end;
    }
    if (decoded_size != NULL)
        *decoded_size = text.size;
    return text_take(&text);
}

static bool next_filled_line(struct span *rest, struct span *line)
{
    while (span_next_line(rest, line)) {
        *line = span_trim(*line);
        if (line->size > 0)
            return true;
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The first word of the line that begins with numbers and dots, to its blank: "10.0.26100.1-240331-1435.ge-release". NULL
   where there is none; "Direct3D" is none. */
static char *version_on(struct span line)
{
    for (size_t at = 0; at < line.size; at++) {
        size_t end = at;
        bool has_dot = false;

        if (!is_digit(line.data[at]))
            continue;
        for (; end < line.size && (is_digit(line.data[end]) || (line.data[end] == '.' && end + 1 < line.size && is_digit(line.data[end + 1]))); end++)
            has_dot = has_dot || line.data[end] == '.';
        if (has_dot) {
            while (end < line.size && line.data[end] > ' ' && line.data[end] < 0x7f)
                end++;
            return memory_copy(line.data + at, end - at);
        }
        at = end - 1;
    }
    return NULL;
}

static size_t count_dots(const char *text)
{
    size_t count = 0;

    for (; is_digit(*text) || *text == '.'; text++)
        count += *text == '.' ? 1 : 0;
    return count;
}

/* A line of its own before the versions (a warning that a child printed) does not count as one of them. */
static bool skip_to_versions(struct span *rest)
{
    struct span before, line;

    for (before = *rest; next_filled_line(rest, &line); before = *rest) {
        char *version = version_on(line);
        bool begins = version != NULL && count_dots(version) >= 2 && !span_starts(line, "wsl:");

        free(version);
        if (begins) {
            *rest = before;
            return true;
        }
    }
    return false;
}

struct wsl_versions wsl_versions_read(const char *bytes, size_t size)
{
    struct wsl_versions versions = { 0 };
    char **const places[] = { &versions.wsl,      &versions.kernel, &versions.wslg,   &versions.msrdc,
                              &versions.direct3d, &versions.dxcore, &versions.windows };
    size_t decoded_size;
    char *decoded = wsl_text_decode(bytes, size, &decoded_size);
    struct span rest = { decoded, decoded_size }, line;

    if (skip_to_versions(&rest))
        for (size_t i = 0; i < sizeof places / sizeof *places && next_filled_line(&rest, &line); i++)
            if ((*places[i] = version_on(line)) == NULL)
                break;
    /* One line with a version is no list of them: some program's usage, or an error. */
    if (versions.kernel == NULL)
        wsl_versions_free(&versions);
    free(decoded);
    return versions;
}

void wsl_versions_free(struct wsl_versions *versions)
{
    free(versions->wsl);
    free(versions->kernel);
    free(versions->wslg);
    free(versions->msrdc);
    free(versions->direct3d);
    free(versions->dxcore);
    free(versions->windows);
    *versions = (struct wsl_versions){ 0 };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes the last word off a line, with the blanks before it. */
static struct span take_last_word(struct span *line)
{
    struct span word;
    size_t end = line->size, start;

    while (end > 0 && is_blank(line->data[end - 1]))
        end--;
    for (start = end; start > 0 && !is_blank(line->data[start - 1]);)
        start--;
    word = (struct span){ line->data + start, end - start };
    line->size = start;
    *line = span_trim(*line);
    return word;
}

/* Takes the state off: what stands behind the last two blanks in a row, or the last word where there are none. */
static struct span take_state(struct span *line)
{
    for (size_t at = line->size; at >= 2; at--)
        if (is_blank(line->data[at - 1]) && is_blank(line->data[at - 2])) {
            struct span state = { line->data + at, line->size - at };

            line->size = at;
            *line = span_trim(*line);
            return state;
        }
    return take_last_word(line);
}

static enum wsl_state state_of(const char *text)
{
    static const char *const names[] = {
        [WSL_STATE_RUNNING] = "Running",           [WSL_STATE_STOPPED] = "Stopped",       [WSL_STATE_INSTALLING] = "Installing",
        [WSL_STATE_UNINSTALLING] = "Uninstalling", [WSL_STATE_CONVERTING] = "Converting", [WSL_STATE_EXPORTING] = "Exporting",
    };

    for (size_t i = WSL_STATE_RUNNING; i < sizeof names / sizeof *names; i++)
        if (text_same(names[i], text))
            return (enum wsl_state)i;
    return WSL_STATE_UNKNOWN;
}

static bool is_header(struct span line)
{
    struct span version = take_last_word(&line), state = take_last_word(&line), name = take_last_word(&line);

    return span_is(version, "VERSION") && span_is(state, "STATE") && span_is(name, "NAME") && line.size == 0;
}

/* A row of the table, read from the right: only the name may hold blanks. */
static bool read_row(struct span line, struct wsl_distribution *distribution)
{
    bool is_default = span_starts(line, "*");
    struct span version, state;

    if (is_default)
        line = (struct span){ line.data + 1, line.size - 1 };
    line = span_trim(line);
    version = take_last_word(&line);
    state = take_state(&line);
    if (version.size != 1 || !is_digit(version.data[0]) || state.size == 0 || line.size == 0)
        return false;
    distribution->is_default = is_default;
    distribution->version = version.data[0] - '0';
    distribution->state_text = memory_copy(state.data, state.size);
    distribution->state = state_of(distribution->state_text);
    distribution->name = memory_copy(line.data, line.size);
    return true;
}

/* "Wsl/Service/…" on a line of its own words; NULL where there is none. */
static char *error_code_on(struct span line)
{
    for (size_t at = 0; at + 4 < line.size; at++)
        if (memcmp(line.data + at, "Wsl/", 4) == 0) {
            size_t end = at;

            while (end < line.size && line.data[end] > ' ' && line.data[end] < 0x7f)
                end++;
            return memory_copy(line.data + at, end - at);
        }
    return NULL;
}

static void add_row(struct wsl_list *list, const struct wsl_distribution *row)
{
    /* Grown at powers of two. */
    if ((list->count & (list->count - 1)) == 0)
        list->distributions = memory_resize(list->distributions, list->count == 0 ? 1 : list->count * 2, sizeof *list->distributions);
    list->distributions[list->count++] = *row;
}

struct wsl_list wsl_list_read(const char *bytes, size_t size)
{
    struct wsl_list list = { 0 };
    size_t decoded_size;
    char *decoded = wsl_text_decode(bytes, size, &decoded_size);
    struct span rest = { decoded, decoded_size }, line;
    bool has_header = false;

    while (next_filled_line(&rest, &line)) {
        struct wsl_distribution row;

        if (list.kind == WSL_LIST_NOTHING)
            list.kind = WSL_LIST_NONE;
        if (has_header && read_row(line, &row))
            add_row(&list, &row);
        else if (list.error == NULL)
            list.error = error_code_on(line);
        has_header = has_header || is_header(line);
    }
    if (list.count > 0)
        list.kind = WSL_LIST_ROWS;
    else if (list.error != NULL && !text_ends(list.error, "WSL_E_DEFAULT_DISTRO_NOT_FOUND"))
        list.kind = WSL_LIST_ERROR;
    free(decoded);
    return list;
}

void wsl_list_free(struct wsl_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->distributions[i].name);
        free(list->distributions[i].state_text);
    }
    free(list->distributions);
    free(list->error);
    *list = (struct wsl_list){ 0 };
}

/* What stands behind the first colon, also the wide one (U+FF1A); empty where there is none. */
static struct span value_on(struct span line)
{
    for (size_t at = 0; at < line.size; at++) {
        struct span rest = { line.data + at, line.size - at };

        if (span_starts(rest, ":"))
            return span_trim((struct span){ rest.data + 1, rest.size - 1 });
        if (span_starts(rest, "\xef\xbc\x9a"))
            return span_trim((struct span){ rest.data + 3, rest.size - 3 });
    }
    return (struct span){ "", 0 };
}

static int default_version_on(struct span value)
{
    return span_is(value, "1") ? 1 : span_is(value, "2") ? 2 : 0;
}

struct wsl_status wsl_status_read(const char *bytes, size_t size)
{
    struct wsl_status status = { 0 };
    size_t decoded_size;
    char *decoded = wsl_text_decode(bytes, size, &decoded_size);
    struct span rest = { decoded, decoded_size }, first, second;

    if (next_filled_line(&rest, &first)) {
        struct span name = value_on(first);

        if (next_filled_line(&rest, &second))
            status.default_version = default_version_on(value_on(second));
        if (status.default_version == 0)
            status.default_version = default_version_on(name);
        else if (name.size > 0)
            status.default_distribution = memory_copy(name.data, name.size);
    }
    free(decoded);
    return status;
}

void wsl_status_free(struct wsl_status *status)
{
    free(status->default_distribution);
    *status = (struct wsl_status){ 0 };
}
