/* What `reg.exe query KEY /s` prints: bytes in, a registry filled. */
#include "healthcheck/host/reg_query.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/registry_encoding.h"

#define BETWEEN "    "

static const struct {
    const char *word;
    enum fact_type type;
} types[] = {
    { "REG_SZ", FACT_SZ },
    { "REG_EXPAND_SZ", FACT_EXPAND_SZ },
    { "REG_MULTI_SZ", FACT_MULTI_SZ },
    { "REG_DWORD", FACT_DWORD },
    { "REG_QWORD", FACT_QWORD },
    { "REG_BINARY", FACT_BINARY },
    { "REG_NONE", FACT_NONE },
    { "REG_DWORD_BIG_ENDIAN", (enum fact_type)5 },
    { "REG_LINK", (enum fact_type)6 },
    { "REG_RESOURCE_LIST", (enum fact_type)8 },
    { "REG_FULL_RESOURCE_DESCRIPTOR", (enum fact_type)9 },
    { "REG_RESOURCE_REQUIREMENTS_LIST", (enum fact_type)10 },
};

/* The value being read: set when the next line shows that it is whole. */
struct reader {
    struct registry *registry;
    struct registry_key *key;
    struct text name, data;
    enum fact_type type;
    bool has_value, has_key;
    bool is_first; /* no value of this key was read yet */
};

static void append_hex(struct text *hex, const char *digits)
{
    for (; *digits != '\0' && strchr("0123456789abcdefABCDEF", *digits) != NULL; digits++)
        text_append_char(hex, text_lower(*digits));
}

/* "0x1f"; Wine prints (null) where it has no words for a number. */
static bool read_number(const char *data, unsigned long long *number)
{
    char *end;

    if (!text_starts(data, "0x"))
        return false;
    *number = strtoull(data + 2, &end, 16);
    return end > data + 2 && *end == '\0';
}

static void append_strings(struct text *lines, const char *data)
{
    for (; *data != '\0'; data++) {
        if (data[0] == '\\' && data[1] == '0') {
            text_append_char(lines, '\n');
            data++;
        } else {
            text_append_char(lines, *data);
        }
    }
}

static void append_fact(struct text *fact, enum fact_type *type, const char *data)
{
    unsigned long long number;

    if (*type == FACT_SZ || *type == FACT_EXPAND_SZ) {
        text_append(fact, data);
    } else if (*type == FACT_MULTI_SZ) {
        append_strings(fact, data);
    } else if (*type != FACT_DWORD && *type != FACT_QWORD) {
        append_hex(fact, data + (text_starts(data, "0x") ? 2 : 0));
    } else if (read_number(data, &number)) {
        text_append_format(fact, "%llu", number);
    } else {
        append_hex(fact, data);
        *type = FACT_BINARY;
    }
}

static void set_value(struct reader *reader)
{
    struct text fact = { 0 };

    if (reader->has_value && reader->key != NULL) {
        append_fact(&fact, &reader->type, text_of(&reader->data));
        registry_set_value(reader->registry, reader->key, text_of(&reader->name), reader->type, text_of(&fact), fact.size);
    }
    text_free(&fact);
    reader->has_value = false;
}

static bool read_key(struct reader *reader, struct span line)
{
    char *path;

    if (!span_starts(line, "HKEY_"))
        return false;
    set_value(reader);
    path = registry_path_from_windows(line.data, line.size);
    reader->key = path != NULL ? registry_add_key(reader->registry, path) : NULL;
    reader->is_first = true;
    if (reader->key != NULL)
        registry_mention_key(reader->key);
    reader->has_key = reader->has_key || reader->key != NULL;
    free(path);
    return true;
}

/* The type word at `at`, -1 where there is none with blanks, or nothing, behind it. */
static int type_at(struct span line, size_t at)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t end = at + strlen(types[i].word);

        if (end > line.size || memcmp(line.data + at, types[i].word, end - at) != 0)
            continue;
        if (end == line.size || (line.size - end >= strlen(BETWEEN) && memcmp(line.data + end, BETWEEN, strlen(BETWEEN)) == 0))
            return (int)i;
    }
    return -1;
}

/* "(Default)", "(Standard)": the default value comes first, and in parentheses. */
static bool is_default(const struct reader *reader, struct span name)
{
    return name.size == 0 || (reader->is_first && name.size > 2 && name.data[0] == '(' && name.data[name.size - 1] == ')');
}

static bool read_value(struct reader *reader, struct span line)
{
    const size_t between = strlen(BETWEEN);

    if (reader->key == NULL || !span_starts(line, BETWEEN))
        return false;
    for (size_t at = 2 * between; at + 6 <= line.size; at++) {
        struct span name = { line.data + between, at - 2 * between };
        int type = memcmp(line.data + at - between, BETWEEN, between) == 0 && line.data[at] == 'R' ? type_at(line, at) : -1;
        size_t data;

        if (type < 0)
            continue;
        set_value(reader);
        data = at + strlen(types[type].word);
        data = line.size - data >= between ? data + between : line.size;
        reader->type = types[type].type;
        reader->name.size = reader->data.size = 0;
        text_append(&reader->name, "");
        if (is_default(reader, name))
            text_append(&reader->name, "(Default)");
        else
            text_append_bytes(&reader->name, name.data, name.size);
        text_append_bytes(&reader->data, line.data + data, line.size - data);
        reader->has_value = true;
        reader->is_first = false;
        return true;
    }
    return false;
}

/* A line that begins nothing goes on with a text, unless it is the empty one before the next key. */
static void go_on(struct reader *reader, struct span line, size_t *empty_lines)
{
    if (line.size == 0) {
        ++*empty_lines;
        return;
    }
    if (!reader->has_value || (reader->type != FACT_SZ && reader->type != FACT_EXPAND_SZ && reader->type != FACT_MULTI_SZ))
        return;
    for (; *empty_lines > 0; --*empty_lines)
        text_append_char(&reader->data, '\n');
    text_append_char(&reader->data, '\n');
    text_append_bytes(&reader->data, line.data, line.size);
}

/* What is not UTF-8, and NULs, become U+FFFD. */
static char *to_utf8(const char *bytes, size_t size, size_t *utf8_size)
{
    struct text utf8 = { 0 };

    for (size_t i = 0, length; i < size; i += length) {
        length = text_utf8_length(bytes + i, size - i);
        if (length > 0 && bytes[i] != '\0') {
            text_append_bytes(&utf8, bytes + i, length);
        } else {
            text_append(&utf8, "\xef\xbf\xbd");
            length = 1;
        }
    }
    *utf8_size = utf8.size;
    return text_take(&utf8);
}

bool reg_query_read(struct registry *registry, const char *bytes, size_t size)
{
    struct reader reader = { .registry = registry };
    bool is_utf16 = size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0 || bytes[0] == '\0' || bytes[1] == '\0');
    size_t decoded_size = size, empty_lines = 0, utf8_size;
    const char *remark;
    char *decoded = is_utf16 ? registry_text_decode(bytes, size, false, &decoded_size, &remark) : memory_copy(bytes, size);
    char *utf8 = to_utf8(decoded, decoded_size, &utf8_size);
    struct span rest = { utf8, utf8_size }, line;

    if (span_starts(rest, "\xef\xbb\xbf"))
        rest = (struct span){ utf8 + 3, utf8_size - 3 };
    while (span_next_line(&rest, &line)) {
        if (read_key(&reader, line) || read_value(&reader, line))
            empty_lines = 0;
        else
            go_on(&reader, line, &empty_lines);
    }
    set_value(&reader);
    text_free(&reader.name);
    text_free(&reader.data);
    free(utf8);
    free(decoded);
    return reader.has_key;
}
