/* How a key is written as the name of a file. */
#include "healthcheck/host/captured_name.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/sha256.h"
#include "healthcheck/core/text.h"

enum { LONGEST_COMPONENT = 200 };

/* Kinds in which one key can be the beginning of another, so that a file and a folder would share a name. */
static bool nests(const char *key)
{
    static const char *const kinds[] = { "folder/", "file-info/", "disk/", "registry-time/" };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_starts(key, kinds[i]))
            return true;
    return false;
}

/* Superscript digits count for Windows: COM1 with a raised 1 is a device. */
static bool is_device_number(const char *text, size_t size)
{
    return (size == 1 && text[0] >= '0' && text[0] <= '9') ||
           (size == 2 && (memcmp(text, "\xc2\xb9", 2) == 0 || memcmp(text, "\xc2\xb2", 2) == 0 || memcmp(text, "\xc2\xb3", 2) == 0));
}

/* The names Windows keeps for devices, alone or before a dot (Microsoft Learn, "Naming Files, Paths, and Namespaces"). */
static bool is_reserved(const char *name, size_t size)
{
    static const char *const names[] = { "CON", "PRN", "AUX", "NUL", "COM", "LPT" };
    const char *dot = memchr(name, '.', size);
    size_t stem = dot != NULL ? (size_t)(dot - name) : size;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (stem < 3 || (i < 4 ? stem != 3 : !is_device_number(name + 3, stem - 3)))
            continue;
        if (text_lower(name[0]) == text_lower(names[i][0]) && text_lower(name[1]) == text_lower(names[i][1]) &&
            text_lower(name[2]) == text_lower(names[i][2]))
            return true;
    }
    return false;
}

static void encode_component(struct text *encoded, const char *name, size_t size)
{
    size_t begin = encoded->size;

    for (size_t i = 0, length; i < size; i += length) {
        bool is_last = i + 1 == size;

        length = text_utf8_length(name + i, size - i);
        if (length == 0 || (length == 1 && ((unsigned char)name[i] < 0x20 || name[i] == 0x7f || strchr("<>:\"\\|?*%", name[i]) != NULL)) ||
            (is_last && (name[i] == '.' || name[i] == ' ')) || (i == 0 && is_reserved(name, size))) {
            text_append_format(encoded, "%%%02X", (unsigned)(unsigned char)name[i]);
            length = 1;
        } else {
            text_append_bytes(encoded, name + i, length);
        }
    }
    if (encoded->size - begin > LONGEST_COMPONENT) {
        unsigned char digest[32];

        sha256(name, size, digest);
        encoded->size = begin + LONGEST_COMPONENT;
        while (encoded->size > begin && ((unsigned char)encoded->data[encoded->size] & 0xc0) == 0x80)
            encoded->size--;
        text_append(encoded, "%~");
        text_append_hex(encoded, digest, 8);
    }
}

char *captured_name_from_key(const char *key)
{
    struct text encoded = { 0 };
    const char *at = key;

    for (;;) {
        size_t size = strcspn(at, "/");

        encode_component(&encoded, at, size);
        if (at[size] == '\0')
            break;
        text_append_char(&encoded, '/');
        at += size + 1;
    }
    if (nests(key))
        text_append_char(&encoded, '%');
    return text_take(&encoded);
}

char *captured_name_to_key(const char *name)
{
    struct text key = { 0 };
    size_t size = strlen(name);

    if (size > 0 && name[size - 1] == '%' && nests(name))
        size--;
    for (size_t i = 0; i < size; i++) {
        int byte = text_percent_byte(name + i, size - i);

        /* A key holds no NUL. */
        text_append_char(&key, byte > 0 ? (char)byte : name[i]);
        i += byte > 0 ? 2 : 0;
    }
    return text_take(&key);
}

/* Is some component long enough to be cut? A byte becomes three at most. */
static bool may_be_cut(const char *key)
{
    for (size_t size; *key != '\0'; key += size + (key[size] == '/' ? 1 : 0)) {
        size = strcspn(key, "/");
        if (3 * size > LONGEST_COMPONENT)
            return true;
    }
    return false;
}

char *captured_name_canonical_key(const char *key)
{
    char *name, *canonical;

    if (!may_be_cut(key))
        return memory_copy_text(key);
    name = captured_name_from_key(key);
    canonical = captured_name_to_key(name);
    free(name);
    return canonical;
}

bool captured_name_ignores_case(const char *key, bool has_drives)
{
    static const char *const kinds[] = { "file/", "folder/", "file-info/", "file-version/", "file-tail/", "file-signature/", "disk/" };

    if (text_starts(key, "registry/") || text_starts(key, "registry-time/"))
        return true;
    for (size_t i = 0; has_drives && i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t size = strlen(kinds[i]);

        if (strncmp(key, kinds[i], size) == 0)
            return text_lower(key[size]) >= 'a' && text_lower(key[size]) <= 'z' && (key[size + 1] == '/' || key[size + 1] == '\0');
    }
    return false;
}
