/* Tables of Linux' /proc. */
#include "healthcheck/host/proc_tables.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes the next word off `rest`; empty at the end. */
static struct span next_word(struct span *rest)
{
    struct span word;

    while (rest->size > 0 && (*rest->data == ' ' || *rest->data == '\t' || *rest->data == '\n')) {
        rest->data++;
        rest->size--;
    }
    word = (struct span){ rest->data, 0 };
    while (rest->size > 0 && *rest->data != ' ' && *rest->data != '\t' && *rest->data != '\n') {
        rest->data++;
        rest->size--;
        word.size++;
    }
    return word;
}

static bool read_number(struct span word, long long *number)
{
    long long value = 0;

    if (word.size == 0 || word.size > 18)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        if (!is_digit(word.data[i]))
            return false;
        value = value * 10 + (word.data[i] - '0');
    }
    *number = value;
    return true;
}

static const char *last_bracket(struct span text)
{
    for (size_t i = text.size; i > 0; i--)
        if (text.data[i - 1] == ')')
            return text.data + i - 1;
    return NULL;
}

bool proc_stat_read(struct span text, struct proc_stat *stat)
{
    enum { STATE = 3, PARENT = 4, START = 22 }; /* the fields' numbers in man 5 proc */
    struct span rest = text, word = next_word(&rest);
    const char *open = text.size > 0 ? memchr(text.data, '(', text.size) : NULL, *close = last_bracket(text);

    if (!read_number(word, &stat->pid) || open == NULL || close == NULL || close < open)
        return false;
    stat->name = (struct span){ open + 1, (size_t)(close - open - 1) };
    rest = (struct span){ close + 1, text.size - (size_t)(close + 1 - text.data) };
    for (int field = STATE; field <= START; field++) {
        word = next_word(&rest);
        if (word.size == 0)
            return false;
        if (field == STATE)
            stat->state = word.data[0];
        else if ((field == PARENT && !read_number(word, &stat->parent)) || (field == START && !read_number(word, &stat->start_ticks)))
            return false;
    }
    return true;
}

void proc_append_line(struct text *line, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
            text_append_format(line, "%%%02X", (unsigned)(unsigned char)bytes[i]);
        else
            text_append_char(line, bytes[i]);
    }
}

char *proc_arguments(struct span bytes)
{
    struct text line = { 0 };

    while (bytes.size > 0 && bytes.data[bytes.size - 1] == '\0')
        bytes.size--;
    while (bytes.size > 0) {
        const char *end = memchr(bytes.data, '\0', bytes.size);
        size_t size = end != NULL ? (size_t)(end - bytes.data) : bytes.size;

        proc_append_line(&line, bytes.data, size);
        if (end != NULL)
            text_append_char(&line, ' ');
        size += end != NULL ? 1 : 0;
        bytes = (struct span){ bytes.data + size, bytes.size - size };
    }
    return text_take(&line);
}

/* Undoes the octal escapes of blanks, tabs, line feeds and backslashes. Yours to free. */
static char *unescape(struct span word)
{
    char *plain = memory_copy(word.data, word.size);
    size_t size = 0;

    for (size_t i = 0; i < word.size; i++) {
        const char *at = word.data + i;

        if (*at == '\\' && word.size - i > 3 && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' && at[2] <= '7' && at[3] >= '0' && at[3] <= '7') {
            plain[size++] = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + at[3] - '0');
            i += 3;
        } else {
            plain[size++] = *at;
        }
    }
    plain[size] = '\0';
    return plain;
}

static bool has_option(struct span options, struct span option)
{
    while (options.size > 0) {
        const char *comma = memchr(options.data, ',', options.size);
        size_t size = comma != NULL ? (size_t)(comma - options.data) : options.size;

        if (size == option.size && memcmp(options.data, option.data, size) == 0)
            return true;
        size += comma != NULL ? 1 : 0;
        options = (struct span){ options.data + size, options.size - size };
    }
    return false;
}

static char *merge_options(struct span of_mount, struct span of_system)
{
    struct text merged = { 0 };

    text_append_bytes(&merged, of_mount.data, of_mount.size);
    while (of_system.size > 0) {
        const char *comma = memchr(of_system.data, ',', of_system.size);
        size_t size = comma != NULL ? (size_t)(comma - of_system.data) : of_system.size;
        /* The mount says whether it may be written; the file system below may say otherwise, and does not count. */
        struct span option = { of_system.data, size };

        if (size > 0 && !span_is(option, "rw") && !span_is(option, "ro") && (of_mount.size > 4096 || !has_option(of_mount, option))) {
            text_append_char(&merged, ',');
            text_append_bytes(&merged, option.data, option.size);
        }
        size += comma != NULL ? 1 : 0;
        of_system = (struct span){ of_system.data + size, of_system.size - size };
    }
    return text_take(&merged);
}

bool proc_mount_next(struct span *rest, struct proc_mount *mount)
{
    struct span line;

    while (span_next_line(rest, &line)) {
        struct span words[6], word = { 0 }, type, source, options;

        for (int i = 0; i < 6; i++)
            words[i] = next_word(&line);
        while (line.size > 0 && !span_is(word, "-"))
            word = next_word(&line);
        type = next_word(&line);
        source = next_word(&line);
        options = next_word(&line);
        if (words[5].size == 0 || !span_is(word, "-") || type.size == 0)
            continue;
        *mount = (struct proc_mount){
            .point = unescape(words[4]), .type = unescape(type), .source = unescape(source), .options = merge_options(words[5], options)
        };
        return true;
    }
    return false;
}

void proc_mount_free(struct proc_mount *mount)
{
    free(mount->point);
    free(mount->type);
    free(mount->source);
    free(mount->options);
    *mount = (struct proc_mount){ 0 };
}

bool proc_fdinfo_has_fanotify_mark(struct span text)
{
    struct span line;

    /* "fanotify flags:…" is the group itself; a mark says what it is on. */
    while (span_next_line(&text, &line))
        if (span_starts(line, "fanotify ino:") || span_starts(line, "fanotify mnt_id:") || span_starts(line, "fanotify sdev:"))
            return true;
    return false;
}

bool proc_number(struct span text, const char *name, long long *number)
{
    struct span line;

    while (span_next_line(&text, &line)) {
        if (!span_starts(line, name))
            continue;
        line = (struct span){ line.data + strlen(name), line.size - strlen(name) };
        if (line.size > 0 && *line.data == ':')
            line = (struct span){ line.data + 1, line.size - 1 };
        if (line.size > 0 && (*line.data == ' ' || *line.data == '\t') && read_number(next_word(&line), number))
            return true;
    }
    return false;
}

long long proc_count(struct span text, const char *prefix)
{
    struct span line;
    long long count = 0;

    while (span_next_line(&text, &line))
        if (span_starts(line, prefix) && line.size > strlen(prefix) && is_digit(line.data[strlen(prefix)]))
            count++;
    return count;
}
