/* The data of a registry value, as the text of a fact. */
#include "healthcheck/host/registry_data.h"

#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/registry_encoding.h"

static char *to_hex(const char *bytes, size_t size, size_t *text_size)
{
    char *hex = memory_resize(NULL, 2 * size + 1, 1);

    text_write_hex(hex, bytes, size);
    *text_size = 2 * size;
    return hex;
}

static char *to_decimal(const char *bytes, size_t size, size_t *text_size)
{
    unsigned long long number = 0;
    char *text;

    for (size_t i = size; i > 0; i--)
        number = number << 8 | (unsigned char)bytes[i - 1];
    text = text_format("%llu", number);
    *text_size = strlen(text);
    return text;
}

static char *to_text(const char *bytes, size_t size, bool is_ansi, bool is_list, size_t *text_size)
{
    char *text = is_ansi ? registry_text_from_ansi(bytes, size, text_size) : text_from_utf16le(bytes, size, text_size);

    while (*text_size > 0 && text[*text_size - 1] == '\0')
        --*text_size;
    for (size_t i = 0; is_list && i < *text_size; i++)
        if (text[i] == '\0')
            text[i] = '\n';
    return text;
}

char *registry_data_to_text(enum fact_type *type, const char *bytes, size_t size, bool is_ansi, size_t *text_size, const char **problem)
{
    *problem = NULL;
    if (*type == FACT_SZ || *type == FACT_EXPAND_SZ || *type == FACT_MULTI_SZ) {
        if (!is_ansi && size % 2 != 0)
            *problem = "a text ends in half a character";
        return to_text(bytes, size, is_ansi, *type == FACT_MULTI_SZ, text_size);
    }
    if ((*type == FACT_DWORD && size == 4) || (*type == FACT_QWORD && size == 8))
        return to_decimal(bytes, size, text_size);
    if (*type == FACT_DWORD || *type == FACT_QWORD) {
        *problem = "a number has the wrong size: it is shown as binary";
        *type = FACT_BINARY;
    }
    return to_hex(bytes, size, text_size);
}
