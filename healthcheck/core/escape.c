/* Foreign text made safe to look at. */
#include "healthcheck/core/escape.h"

#include <stdbool.h>

/* How many bytes from here on are printed as they are and need no second look: most of any text. */
static size_t plain_bytes(const char *bytes, size_t size)
{
    size_t count = 0;

    while (count < size && bytes[count] >= 0x20 && bytes[count] < 0x7f)
        count++;
    return count;
}

static unsigned long code_point(const char *bytes, size_t length)
{
    unsigned long code = (unsigned char)bytes[0] & (length == 1 ? 0x7fu : 0x7fu >> length);

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)bytes[i] & 0x3fu);
    return code;
}

/* C1 controls, which some terminals obey; marks and overrides of direction ("Trojan Source", CVE-2021-42574); what takes no room;
   line and paragraph separators; tags, which spell unseen words. Unicode 15, classes Cc, Cf, Zl and Zp; and U+FFFE and U+FFFF, which are
   no characters, and which XML 1.0 (section 2.2) has not. */
static bool is_unseen(unsigned long code)
{
    static const struct {
        unsigned long first, last;
    } ranges[] = { { 0x7f, 0x9f },     { 0xad, 0xad },     { 0x61c, 0x61c },   { 0x180e, 0x180e }, { 0x200b, 0x200f },  { 0x2028, 0x202e },
                   { 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0xe007f } };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

/* Beyond U+FFFF as JSON has it: two surrogates. */
static void append_code(struct text *out, unsigned long code)
{
    if (code < 0x10000)
        text_append_format(out, "\\u%04lx", code);
    else
        text_append_format(out, "\\u%04lx\\u%04lx", 0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
}

void escape_append(struct text *out, const char *bytes, size_t size)
{
    for (size_t i = 0, length; i < size; i += length) {
        unsigned char byte = (unsigned char)bytes[i];

        length = plain_bytes(bytes + i, size - i);
        if (length > 0) {
            text_append_bytes(out, bytes + i, length);
            continue;
        }
        length = text_utf8_length(bytes + i, size - i);
        if (byte == '\n')
            text_append(out, "\\n");
        else if (byte == '\r')
            text_append(out, "\\r");
        else if (byte == '\t')
            text_append_char(out, ' ');
        else if (length < 2)
            text_append_format(out, "\\x%02x", (unsigned)byte);
        else if (is_unseen(code_point(bytes + i, length)))
            append_code(out, code_point(bytes + i, length));
        else
            text_append_bytes(out, bytes + i, length);
        length = length > 0 ? length : 1;
    }
}

void escape_append_json(struct text *out, const char *json, size_t size)
{
    for (size_t i = 0, length; i < size; i += length) {
        length = plain_bytes(json + i, size - i);
        if (length == 0) {
            length = text_utf8_length(json + i, size - i);
            length = length > 0 ? length : 1;
            if (is_unseen(code_point(json + i, length))) {
                append_code(out, code_point(json + i, length));
                continue;
            }
        }
        text_append_bytes(out, json + i, length);
    }
}
