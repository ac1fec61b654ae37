/* .wslconfig, read by WSL's own rules. */
#include "healthcheck/host/wslconfig.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/wslconfig_settings.h"

enum { LONGEST_SHOWN = 60 };

/* The bytes with a cursor. Lines are those of an editor: they end at LF. */
struct reader {
    struct wslconfig *config;
    const char *bytes;
    size_t size, at, line;
    struct text section; /* as far as it counts */
};

enum { END = -1 };

/* Windows' runtime reads CR LF as one LF. */
static int peek(struct reader *reader)
{
    if (reader->at + 1 < reader->size && reader->bytes[reader->at] == '\r' && reader->bytes[reader->at + 1] == '\n')
        reader->at++;
    return reader->at < reader->size ? (unsigned char)reader->bytes[reader->at] : END;
}

static int take(struct reader *reader)
{
    int byte = peek(reader);

    if (byte != END)
        reader->at++;
    if (byte == '\n')
        reader->line++;
    return byte;
}

static bool is_line_end(int byte)
{
    return byte == END || byte == '\n' || byte == '\r';
}

static bool is_letter(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_word(int byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9');
}

static void skip_blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t')
        take(reader);
}

/* To the LF, which is left: a lone CR does not end a line that is skipped. */
static void skip_line(struct reader *reader)
{
    while (peek(reader) != '\n' && peek(reader) != END)
        take(reader);
}

static struct text take_word(struct reader *reader)
{
    struct text word = { 0 };

    while (is_word(peek(reader)))
        text_append_char(&word, (char)take(reader));
    return word;
}

/* Takes the text over. */
static void add_problem(struct wslconfig *config, enum wslconfig_problem_kind kind, size_t line, char *text)
{
    if (config->problem_count == WSLCONFIG_MOST_PROBLEMS) {
        config->problems_left_off++;
        free(text);
        return;
    }
    config->problems = memory_resize(config->problems, config->problem_count + 1, sizeof *config->problems);
    config->problems[config->problem_count++] = (struct wslconfig_problem){ kind, line, text };
}

static void spoil_line(struct reader *reader, size_t line, const char *why)
{
    add_problem(reader->config, WSLCONFIG_BAD_LINE, line, memory_copy_text(why));
    skip_line(reader);
}

/* The text's first characters, whole ones; yours to free. */
static char *shorten(const char *text)
{
    size_t size = strlen(text), shown = 0;

    while (shown < size) {
        size_t length = text_utf8_length(text + shown, size - shown);

        if (length == 0 || shown + length > LONGEST_SHOWN)
            return text_format("%.*s…", (int)shown, text);
        shown += length;
    }
    return memory_copy(text, size);
}

static struct wslconfig_setting *find(const struct wslconfig *config, const char *name)
{
    for (size_t i = 0; i < config->setting_count; i++) {
        const struct wslconfig_known *known = wslconfig_known_at(i);

        if (text_same(known->name, name) || (known->older_name != NULL && text_same(known->older_name, name)))
            return &config->settings[i];
    }
    return NULL;
}

/* Takes the value over. */
static void set(struct wslconfig *config, const char *name, char *value, size_t line)
{
    struct wslconfig_setting *setting = find(config, name);
    char *shown_name = shorten(name), *shown_value = shorten(value);
    const char *fault;

    if (setting == NULL) {
        add_problem(config, WSLCONFIG_UNKNOWN_KEY, line, text_format("unknown key %s", shown_name));
        free(value);
    } else if (setting->line != 0) {
        add_problem(config, WSLCONFIG_DUPLICATE, line, text_format("%s is set again: line %zu counts", shown_name, setting->line));
        free(value);
    } else {
        setting->line = line;
        setting->value = value;
        fault = wslconfig_fault(setting->type, value);
        setting->is_valid = fault == NULL;
        if (fault != NULL)
            add_problem(config, setting->type == WSLCONFIG_BOOLEAN ? WSLCONFIG_BAD_BOOLEAN : WSLCONFIG_BAD_VALUE, line,
                        text_format("%s=%s %s", shown_name, shown_value, fault));
    }
    free(shown_name);
    free(shown_value);
}

/* `[` is next. */
static void read_section(struct reader *reader)
{
    size_t line = reader->line, old_size = reader->section.size;
    struct text word;

    take(reader);
    if (!is_letter(peek(reader))) {
        spoil_line(reader, line, "the name of a section is letters and digits, as in [wsl2]");
        return;
    }
    word = take_word(reader);
    text_free(&reader->section);
    reader->section = word;
    if (peek(reader) == ']') {
        take(reader);
        skip_blanks(reader);
        if (is_line_end(peek(reader)) || peek(reader) == '#')
            return;
    }
    /* WSL keeps the length of the last good name, and that many bytes of the bad one. */
    if (reader->section.size > old_size)
        reader->section.data[reader->section.size = old_size] = '\0';
    spoil_line(reader, line, "a section stands alone on its line, as in [wsl2]");
}

/* What stands behind a backslash; false where it spoils the line. */
static bool read_escape(struct reader *reader, struct text *value)
{
    static const char letters[] = "\\\"bnt", meanings[] = "\\\"\b\n\t";
    int byte = peek(reader);
    const char *letter = byte > 0 ? strchr(letters, byte) : NULL;

    if (byte != '\n' && letter == NULL)
        return false;
    take(reader);
    if (letter != NULL)
        text_append_char(value, meanings[letter - letters]);
    return true;
}

/* The value, to the end of its line or its comment; NULL where it is good, else what spoils it. */
static const char *read_value(struct reader *reader, struct text *value)
{
    bool in_quotes = false;
    size_t trimmed = 0;

    while (!is_line_end(peek(reader)) && (in_quotes || peek(reader) != '#')) {
        int byte = take(reader);

        if (byte == '"')
            in_quotes = !in_quotes;
        else if (byte != '\\')
            text_append_char(value, (char)byte);
        else if (!read_escape(reader, value))
            return "a backslash is written \\\\ (or continues the line at its very end)";
        if (byte != ' ' && byte != '\t')
            trimmed = value->size;
    }
    if (value->size > trimmed)
        value->data[value->size = trimmed] = '\0';
    return in_quotes ? "a double quote is missing" : NULL;
}

/* A letter is next. */
static void read_setting(struct reader *reader)
{
    size_t line = reader->line;
    struct text key = take_word(reader), value = { 0 };
    char *name = reader->section.size == 0 ? text_take(&key) : text_format("%s.%s", text_of(&reader->section), text_of(&key));
    const char *fault;

    text_free(&key);
    skip_blanks(reader);
    if (peek(reader) != '=') {
        spoil_line(reader, line, "'=' is missing behind the key");
    } else {
        take(reader);
        skip_blanks(reader);
        fault = read_value(reader, &value);
        if (fault != NULL)
            spoil_line(reader, line, fault);
        else
            set(reader->config, name, text_take(&value), line);
    }
    text_free(&value);
    free(name);
}

static void read_lines(struct reader *reader)
{
    for (;;) {
        int byte;

        skip_blanks(reader);
        byte = peek(reader);
        if (byte == END)
            return;
        if (byte == '#')
            skip_line(reader);
        else if (byte == '\n' || byte == '\r')
            take(reader);
        else if (byte == '[')
            read_section(reader);
        else if (is_letter(byte))
            read_setting(reader);
        else
            spoil_line(reader, reader->line, "it begins with neither a key, a [section] nor '#'");
    }
}

static size_t line_of(const char *bytes, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n' ? 1 : 0;
    return line;
}

/* NULL where it is text; yours to free. */
static char *why_not_text(const char *bytes, size_t size)
{
    const char *nul = size > 0 ? memchr(bytes, '\0', size) : NULL;

    if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return memory_copy_text("it is UTF-16, not UTF-8");
    if (nul != NULL && size >= 4 && size % 2 == 0 && (bytes[0] == '\0') != (bytes[1] == '\0') && (bytes[2] == '\0') != (bytes[3] == '\0'))
        return memory_copy_text("it is UTF-16, not UTF-8");
    if (nul != NULL)
        return text_format("line %zu holds NUL bytes", line_of(bytes, (size_t)(nul - bytes)));
    for (size_t at = 0; at < size;) {
        size_t length = text_utf8_length(bytes + at, size - at);

        if (length == 0)
            return text_format("line %zu is not UTF-8", line_of(bytes, at));
        at += length;
    }
    return NULL;
}

/* Every setting that WSL knows, as if the file were empty. */
static void add_settings(struct wslconfig *config)
{
    while (wslconfig_known_at(config->setting_count) != NULL)
        config->setting_count++;
    config->settings = memory_get(config->setting_count * sizeof *config->settings);
    for (size_t i = 0; i < config->setting_count; i++) {
        config->settings[i].name = wslconfig_known_at(i)->name;
        config->settings[i].type = wslconfig_known_at(i)->type;
    }
}

struct wslconfig wslconfig_read(const char *bytes, size_t size)
{
    struct wslconfig config = { 0 };
    struct reader reader = { .config = &config, .bytes = bytes, .size = size, .line = 1 };

    add_settings(&config);
    config.why = why_not_text(bytes, size);
    config.is_text = config.why == NULL;
    if (config.is_text) {
        reader.at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        read_lines(&reader);
    }
    text_free(&reader.section);
    return config;
}

void wslconfig_free(struct wslconfig *config)
{
    for (size_t i = 0; i < config->setting_count; i++)
        free(config->settings[i].value);
    for (size_t i = 0; i < config->problem_count; i++)
        free(config->problems[i].text);
    free(config->settings);
    free(config->problems);
    free(config->why);
    *config = (struct wslconfig){ 0 };
}

const struct wslconfig_setting *wslconfig_get(const struct wslconfig *config, const char *section, const char *key)
{
    char *name = text_format("%s.%s", section, key);
    const struct wslconfig_setting *setting = find(config, name);

    free(name);
    return setting != NULL && setting->line != 0 && setting->is_valid ? setting : NULL;
}

static const char *plain_boolean(const char *value)
{
    return text_same(value, "true") || strcmp(value, "1") == 0 ? "true" : "false";
}

bool wslconfig_is(const struct wslconfig *config, const char *section, const char *key, const char *value)
{
    const struct wslconfig_setting *setting = wslconfig_get(config, section, key);

    if (setting == NULL)
        return false;
    return text_same(setting->type == WSLCONFIG_BOOLEAN ? plain_boolean(setting->value) : setting->value, value);
}

bool wslconfig_number(const struct wslconfig_setting *setting, long *number)
{
    if (setting->type != WSLCONFIG_NUMBER || !setting->is_valid || setting->value == NULL)
        return false;
    *number = strtol(setting->value, NULL, 0);
    if (*number > INT_MAX)
        *number = INT_MAX;
    if (*number < INT_MIN)
        *number = INT_MIN;
    return true;
}
