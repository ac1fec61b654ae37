/* The encodings in which Windows tools leave registry texts in files. */
#include "healthcheck/host/registry_encoding.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

char *registry_text_from_ansi(const char *bytes, size_t size, size_t *utf8_size)
{
    /* 0x80 to 0x9f (unicode.org, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT, 2.01); the five holes stay as they are, as Windows does. */
    static const unsigned short special[32] = {
        0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
        0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    };
    struct text utf8 = { 0 };

    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte < 0x80)
            text_append_char(&utf8, bytes[i]);
        else
            text_append_code_point(&utf8, byte < 0xa0 ? special[byte - 0x80] : byte);
    }
    *utf8_size = utf8.size;
    return text_take(&utf8);
}

static char *from_utf16be(const char *bytes, size_t size, size_t *utf8_size)
{
    char *swapped = memory_copy(bytes, size), *utf8;

    for (size_t i = 0; i + 1 < size; i += 2) {
        swapped[i] = bytes[i + 1];
        swapped[i + 1] = bytes[i];
    }
    utf8 = text_from_utf16le(swapped, size, utf8_size);
    free(swapped);
    return utf8;
}

char *registry_text_decode(const char *bytes, size_t size, bool is_ansi, size_t *utf8_size, const char **remark)
{
    *remark = NULL;
    if (size >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
        return text_from_utf16le(bytes + 2, size - 2, utf8_size);
    if (size >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        *remark = "the file is UTF-16BE, which no Windows tool writes";
        return from_utf16be(bytes + 2, size - 2, utf8_size);
    }
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        *remark = "the file is UTF-8 with a byte order mark: an editor wrote it, not regedit";
        *utf8_size = size - 3;
        return memory_copy(bytes + 3, size - 3);
    }
    if (size >= 2 && bytes[0] != '\0' && bytes[1] == '\0') {
        *remark = "the file is UTF-16LE without a byte order mark";
        return text_from_utf16le(bytes, size, utf8_size);
    }
    if (size >= 2 && bytes[0] == '\0' && bytes[1] != '\0') {
        *remark = "the file is UTF-16BE without a byte order mark";
        return from_utf16be(bytes, size, utf8_size);
    }
    if (is_ansi || !text_is_utf8(bytes, size))
        return registry_text_from_ansi(bytes, size, utf8_size);
    *utf8_size = size;
    return memory_copy(bytes, size);
}
