/* Makes what the leak test plants. */
#include "tests/bundle/planted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "tests/bundle/planted_files.h"
#include "tests/bundle/planted_kinds.h"

struct row {
    const char *name, *value, *text;
    bool is_identity;
};

#define SECRET(name, value, text)   { name, value, text, false },
#define IDENTITY(name, value, text) { name, value, text, true },
static const struct row rows[] = { PLANTED_SECRETS(SECRET) PLANTED_IDENTITIES(IDENTITY) };
enum { ROWS = sizeof rows / sizeof rows[0] };

static uint64_t state;

void planted_seed(uint64_t seed)
{
    /* No multiple of what splitmix64 adds: the next seed would give the same numbers, one later. */
    state = (seed + 1) * 0xD1342543DE82EF95u;
}

/* splitmix64 */
uint64_t planted_random(uint64_t below)
{
    uint64_t z = state += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (z ^ z >> 31) % below;
}

static const char *characters_of(char class)
{
    switch (class) {
    case 'a':
        return "abcdefghijklmnopqrstuvwxyz";
    case 'd':
        return "0123456789";
    case 'x':
        return "0123456789abcdef";
    case '3':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    case '4':
        return "01234";
    case 'b':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    case 'u':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    default:
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    }
}

/* Random characters of a class. The first and the last are never punctuation, a number does not begin with 0. */
static void append_random(struct text *out, char class, size_t count)
{
    const char *all = characters_of(class);
    size_t size = strlen(all);

    for (size_t i = 0; i < count; i++) {
        char c = all[planted_random(size)];

        while ((i == 0 || i + 1 == count) && (strchr("-_+/", c) != NULL || (class == 'd' && c == '0')))
            c = all[planted_random(size)];
        text_append_char(out, c);
    }
}

static const char *name_at(const char *at, const struct planted_names *names, size_t *size)
{
    static const char *const words[] = { "@user@", "@host@", "@domain@" };
    const char *values[] = { names->user, names->host, names->domain };

    for (size_t i = 0; i < 3; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0) {
            *size = strlen(words[i]);
            return values[i];
        }
    return NULL;
}

static void append_shape(struct text *out, const char *shape, const char *value, const struct planted_names *names)
{
    for (const char *at = shape; *at != '\0';) {
        size_t size;
        const char *name = name_at(at, names, &size);

        if (*at == '`') {
            append_random(out, at[1], (size_t)atoi(at + 3));
            at = strchr(at + 1, '`') + 1;
        } else if (name != NULL) {
            text_append(out, name);
            at += size;
        } else if (value != NULL && at[0] == '@' && at[1] == '@') {
            text_append(out, value);
            at += 2;
        } else {
            text_append_char(out, *at++);
        }
    }
}

struct planted_names planted_names_make(void)
{
    static const char *const users[] = { "marisol", "tadeusz", "nkechi", "orhanp", "svenja" };
    static const char *const hosts[] = { "lnx-build-", "ws-lab-", "dbserver" };
    struct planted_names names;

    snprintf(names.user, sizeof names.user, "%s%d", users[planted_random(5)], (int)planted_random(90) + 10);
    snprintf(names.host, sizeof names.host, "%s%d", hosts[planted_random(3)], (int)planted_random(900) + 100);
    snprintf(names.domain, sizeof names.domain, "corp%d.contoso-%d.net", (int)planted_random(90) + 10, (int)planted_random(900) + 100);
    return names;
}

static bool is_first_of_name(size_t row)
{
    return row == 0 || strcmp(rows[row].name, rows[row - 1].name) != 0;
}

static size_t row_of(size_t kind)
{
    size_t row = 0;

    while (!is_first_of_name(row) || kind-- > 0)
        row++;
    return row;
}

size_t planted_kind_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < ROWS; i++)
        count += is_first_of_name(i);
    return count;
}

const char *planted_kind_name(size_t kind)
{
    return rows[row_of(kind)].name;
}

struct planted planted_make(size_t kind, const struct planted_names *names)
{
    size_t row = row_of(kind), variants = 1;
    struct planted planted = { 0 };

    while (row + variants < ROWS && !is_first_of_name(row + variants))
        variants++;
    row += planted_random(variants);
    planted.name = rows[row].name;
    planted.is_identity = rows[row].is_identity;
    append_shape(&planted.value, rows[row].value, NULL, names);
    append_shape(&planted.text, rows[row].text, text_of(&planted.value), names);
    return planted;
}

void planted_free(struct planted *planted)
{
    text_free(&planted->value);
    text_free(&planted->text);
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void write_plain(const char *bytes, size_t size, struct text *out)
{
    text_append_bytes(out, bytes, size);
}

static void write_percent(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        text_append_format(out, is_plain(bytes[i]) || strchr("-_.~", bytes[i]) != NULL ? "%c" : "%%%02X", bytes[i]);
}

static void write_percent_all(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        text_append_format(out, "%%%02x", bytes[i]);
}

static void write_percent_twice(const char *bytes, size_t size, struct text *out)
{
    struct text once = { 0 };

    write_percent(bytes, size, &once);
    write_percent(text_of(&once), once.size, out);
    text_free(&once);
}

static void write_json(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        if (strchr("\"\\/", bytes[i]) != NULL)
            text_append_format(out, "\\%c", bytes[i]);
        else if (bytes[i] == '\n')
            text_append(out, "\\n");
        else
            text_append_format(out, strchr("@<>&'=+", bytes[i]) != NULL ? "\\u%04x" : "%c", bytes[i]);
}

static void write_json_all(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        text_append_format(out, "\\u%04X", bytes[i]);
}

static void write_json_twice(const char *bytes, size_t size, struct text *out)
{
    struct text once = { 0 };

    write_json(bytes, size, &once);
    write_json(text_of(&once), once.size, out);
    text_free(&once);
}

static void write_xml(const char *bytes, size_t size, struct text *out)
{
    static const char *const named[] = { "<&lt;", ">&gt;", "&&amp;", "\"&quot;", "'&apos;", "@&#64;", "/&#x2F;", "=&#x3d;", NULL };

    for (size_t i = 0; i < size; i++) {
        const char *const *name = named;

        while (*name != NULL && (*name)[0] != bytes[i])
            name++;
        if (*name != NULL)
            text_append(out, *name + 1);
        else
            text_append_char(out, bytes[i]);
    }
}

static void write_c(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\n')
            text_append(out, "\\n");
        else
            text_append_format(out, is_plain(bytes[i]) || bytes[i] == ' ' ? "%c" : i % 2 == 0 ? "\\x%02x" : "\\%03o", bytes[i]);
}

static void write_quoted_printable(const char *bytes, size_t size, struct text *out)
{
    size_t line = out->size;

    for (size_t i = 0; i < size; i++) {
        /* RFC 2045: 76 at most. */
        if (out->size - line >= 73) {
            text_append(out, "=\n");
            line = out->size;
        }
        text_append_format(out, is_plain(bytes[i]) || strchr(" .,-", bytes[i]) != NULL ? "%c" : "=%02X", bytes[i]);
    }
}

static void write_base64_of(const char *bytes, size_t size, const char *last_two, bool is_padded, struct text *out)
{
    const char *all = characters_of('n');
    const unsigned char *at = (const unsigned char *)bytes;

    for (size_t i = 0; i < size; i += 3) {
        unsigned long three = (unsigned long)at[i] << 16 | (i + 1 < size ? (unsigned long)at[i + 1] << 8 : 0) | (i + 2 < size ? at[i + 2] : 0);

        for (size_t place = 0; place < 4; place++) {
            unsigned long value = three >> (18 - 6 * place) & 63;

            if (place < 2 || i + place - 1 < size)
                text_append_char(out, value < 62 ? all[value] : last_two[value - 62]);
            else if (is_padded)
                text_append_char(out, '=');
        }
    }
}

static void write_base64(const char *bytes, size_t size, struct text *out)
{
    write_base64_of(bytes, size, "+/", true, out);
}

static void write_base64url(const char *bytes, size_t size, struct text *out)
{
    write_base64_of(bytes, size, "-_", false, out);
}

static void write_base64_twice(const char *bytes, size_t size, struct text *out)
{
    struct text once = { 0 };

    write_base64(bytes, size, &once);
    write_base64(text_of(&once), once.size, out);
    text_free(&once);
}

static void write_utf16(const char *bytes, size_t size, struct text *out)
{
    text_append_utf16le(out, bytes, size);
}

static void write_utf16_big(const char *bytes, size_t size, struct text *out)
{
    struct text wide = { 0 };

    text_append_utf16le(&wide, bytes, size);
    planted_swap(&wide);
    text_append_bytes(out, text_of(&wide), wide.size);
    text_free(&wide);
}

static void write_base64_utf16(const char *bytes, size_t size, struct text *out)
{
    struct text wide = { 0 };

    text_append_utf16le(&wide, bytes, size);
    write_base64(text_of(&wide), wide.size, out);
    text_free(&wide);
}

static void write_hex(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        text_append_format(out, "%02x", (unsigned char)bytes[i]);
}

static void write_json_base64(const char *bytes, size_t size, struct text *out)
{
    struct text once = { 0 };

    write_json(bytes, size, &once);
    write_base64(text_of(&once), once.size, out);
    text_free(&once);
}

/* How a text is written, and what stands around it. ANSI colours go into the value itself and are made apart. */
static const struct encoding {
    const char *name;
    void (*write)(const char *bytes, size_t size, struct text *out);
    const char *before, *after;
    bool is_of_file; /* the whole file is written so, by planted_mixed.c */
} encodings[] = {
    { "plain", write_plain, "", "", false },
    { "colours", write_plain, "", "", false },
#define OF_FILE(name) { name, write_plain, "", "", true },
    PLANTED_FILES(OF_FILE){ "percent", write_percent, "GET /log?line=", "&x=1 HTTP/1.1", false },
    { "percent-all", write_percent_all, "url: https://example.com/?q=", " done", false },
    { "percent-twice", write_percent_twice, "redirect=https://example.com/?q=", " done", false },
    { "json", write_json, "{\"level\":\"info\",\"msg\":\"", "\",\"n\":1}", false },
    { "json-all", write_json_all, "{\"level\":\"info\",\"msg\":\"", "\",\"n\":1}", false },
    { "json-twice", write_json_twice, "{\"line\":\"{\\\"msg\\\":\\\"", "\\\"}\"}", false },
    { "xml", write_xml, "<event><data>", "</data></event>", false },
    { "c-escapes", write_c, "char line[] = \"", "\";", false },
    { "quoted-printable", write_quoted_printable, "Content-Transfer-Encoding: quoted-printable\n\n", "\n", false },
    { "base64", write_base64, "body: ", " end", false },
    { "base64url", write_base64url, "https://example.com/r/", "/x", false },
    { "base64-twice", write_base64_twice, "content=", "", false },
    { "base64-utf-16", write_base64_utf16, "powershell.exe -EncodedCommand ", "", false },
    { "json-in-base64", write_json_base64, "data:application/json;base64,", "", false },
    { "hex", write_hex, "dump ", " 4 bytes", false },
};

bool planted_encoding_is_of_file(size_t encoding)
{
    return encodings[encoding].is_of_file;
}

size_t planted_encoding_count(void)
{
    return sizeof encodings / sizeof encodings[0];
}

const char *planted_encoding_name(size_t encoding)
{
    return encodings[encoding].name;
}

static void append_coloured(const struct planted *planted, struct text *out)
{
    const char *found = strstr(text_of(&planted->text), text_of(&planted->value));
    size_t before = found == NULL ? 0 : (size_t)(found - planted->text.data), third = planted->value.size / 3;

    text_append_bytes(out, text_of(&planted->text), before + third);
    text_append(out, "\033[01;31m\033[K");
    text_append_bytes(out, planted->text.data + before + third, third);
    text_append(out, "\033[m\033[K");
    text_append(out, planted->text.data + before + 2 * third);
}

void planted_write(const struct planted *planted, size_t encoding, struct text *out)
{
    const struct encoding *one = &encodings[encoding];
    struct text plain = { 0 };

    text_append(&plain, "Nov  2 10:00:00 systemd[1]: Starting Daily apt upgrade and clean activities...\n");
    text_append(&plain, one->before);
    if (strcmp(one->name, "colours") == 0)
        append_coloured(planted, &plain);
    else
        one->write(text_of(&planted->text), planted->text.size, &plain);
    text_append_format(&plain, "%s\nNov  2 10:00:02 systemd[1]: Finished Daily apt upgrade and clean activities.\n", one->after);
    if (one->is_of_file)
        planted_write_file(one->name, &plain, out);
    else
        text_append_bytes(out, plain.data, plain.size);
    text_free(&plain);
}

static bool has(const char *bytes, size_t size, const struct text *part)
{
    const char *at = bytes, *end = bytes + size;

    while (part->size > 0 && (size_t)(end - at) >= part->size) {
        at = memchr(at, part->data[0], (size_t)(end - at) - part->size + 1);
        if (at == NULL)
            return false;
        if (memcmp(at, part->data, part->size) == 0)
            return true;
        at++;
    }
    return false;
}

/* In base64 the value looks different at each of three places; its edges hang on what stands beside it. */
static bool has_base64(const char *bytes, size_t size, const struct planted *planted)
{
    for (size_t skip = 0; skip < 3; skip++) {
        struct text coded = { 0 };
        bool is_there;

        write_base64(planted->value.data + skip, (planted->value.size - skip) / 3 * 3, &coded);
        is_there = coded.size >= 8 && has(bytes, size, &coded);
        text_free(&coded);
        if (is_there)
            return true;
    }
    return false;
}

static bool has_written(const char *bytes, size_t size, const struct planted *planted, void (*write)(const char *, size_t, struct text *))
{
    struct text written = { 0 };
    bool is_there;

    write(text_of(&planted->value), planted->value.size, &written);
    is_there = has(bytes, size, &written);
    text_free(&written);
    return is_there;
}

static void write_other_case(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        text_append_char(out, is_plain(bytes[i]) && bytes[i] > '9' ? (char)(bytes[i] ^ 0x20) : bytes[i]);
}

/* Without colours and soft line ends, which a terminal and a mail reader take out. */
static struct text without_marks(const char *bytes, size_t size)
{
    struct text bare = { 0 };

    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\033') {
            while (i + 1 < size && (bytes[i] < '@' || bytes[i] == '['))
                i++;
        } else if (bytes[i] == '=' && i + 1 < size && bytes[i + 1] == '\n') {
            i++;
        } else {
            text_append_char(&bare, bytes[i]);
        }
    return bare;
}

/* UTF-8 of letters that are two of ours each: whoever writes it as UTF-16 has the value again. */
static bool has_as_utf16(const char *bytes, size_t size, const struct planted *planted)
{
    struct text wide = { 0 };
    bool is_there;

    text_append_utf16le(&wide, bytes, size);
    is_there = has(text_of(&wide), wide.size, &planted->value);
    planted_swap(&wide);
    is_there = is_there || has(text_of(&wide), wide.size, &planted->value);
    text_free(&wide);
    return is_there;
}

const char *planted_leak(const struct planted *planted, const char *bytes, size_t size)
{
    static const struct {
        const char *name;
        void (*write)(const char *, size_t, struct text *);
    } ways[] = { { "plain", write_plain },
                 { "utf-16", write_utf16 },
                 { "utf-16be", write_utf16_big },
                 { "percent", write_percent },
                 { "percent-all", write_percent_all },
                 { "percent-twice", write_percent_twice },
                 { "json", write_json },
                 { "json-all", write_json_all },
                 { "json-twice", write_json_twice },
                 { "xml", write_xml },
                 { "hex", write_hex },
                 { "quoted-printable", write_quoted_printable },
                 { "c", write_c },
                 { "other case", write_other_case },
                 { "base64 twice", write_base64_twice },
                 { "base64 of utf-16", write_base64_utf16 } };
    struct text bare = without_marks(bytes, size);
    const char *found = has_base64(bytes, size, planted) ? "base64" : NULL;

    for (size_t i = 0; found == NULL && i < sizeof ways / sizeof ways[0]; i++)
        if (has_written(bytes, size, planted, ways[i].write) || has_written(text_of(&bare), bare.size, planted, ways[i].write))
            found = ways[i].name;
    if (found == NULL && has_as_utf16(bytes, size, planted))
        found = "letters of two bytes";
    text_free(&bare);
    return found;
}
