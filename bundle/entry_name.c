/* Names in a bundle are ours. */
#include "bundle/entry_name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/sha256.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/captured_name.h"

enum { LONGEST_COMPONENT = 200, LONGEST_PATH = 1000, DIGEST_BYTES = 8 };

static bool is_safe(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c != '\0' && strchr("._-+=@~,()", c) != NULL);
}

static void append_digest(struct text *name, const char *bytes, size_t size)
{
    unsigned char digest[32];

    sha256(bytes, size, digest);
    text_append(name, "%~");
    text_append_hex(name, digest, DIGEST_BYTES);
}

/* Does Windows keep this name for a device? Its name as a fact's file says so. */
static bool is_reserved(const char *component, size_t size)
{
    char *key = memory_copy(component, size), *name = captured_name_from_key(key);
    bool is_first_escaped = name[0] == '%' && key[0] != '%';

    free(name);
    free(key);
    return is_first_escaped;
}

static void append_component(struct text *name, const char *component, size_t size)
{
    size_t begin = name->size, last_whole = begin;
    bool is_device = size >= 3 && is_safe(component[0]) && is_reserved(component, size);

    for (size_t i = 0; i < size; i++) {
        bool is_escaped = !is_safe(component[i]) || (i == 0 && is_device) || (component[i] == '.' && i + 1 == size);

        text_append_format(name, is_escaped ? "%%%02X" : "%c", is_escaped ? (unsigned)(unsigned char)component[i] : (unsigned)component[i]);
        if (name->size - begin <= LONGEST_COMPONENT)
            last_whole = name->size;
    }
    if (name->size - begin > LONGEST_COMPONENT) {
        name->size = last_whole;
        append_digest(name, component, size);
    }
}

static void append_path(struct text *name, const char *path)
{
    size_t begin = name->size;

    for (const char *at = path;;) {
        size_t size = strcspn(at, "/");

        append_component(name, at, size);
        if (at[size] == '\0')
            break;
        text_append_char(name, '/');
        at += size + 1;
    }
    if (name->size - begin > LONGEST_PATH) {
        name->size = begin;
        append_digest(name, path, strlen(path));
    }
}

/* The last number given stands in the table, so that a thousand equal names cost a thousand steps. */
static char *make_unique(struct table *taken, char *name)
{
    uintptr_t number = (uintptr_t)table_find(taken, name);
    char *numbered = name;

    while (number > 0 && (numbered == name || table_find(taken, numbered) != NULL)) {
        if (numbered != name)
            free(numbered);
        numbered = text_format("%s~%llu", name, (unsigned long long)++number);
    }
    table_put(taken, numbered, (void *)(uintptr_t)1);
    if (numbered != name) {
        table_put(taken, name, (void *)number); /* the key that stands there stays */
        free(name);
    }
    return numbered;
}

char *entry_name(struct table *taken, const struct redactor *redactor, const char *folder, const char *path, struct redactions *counts)
{
    struct redactions own = { { 0 } };
    char *redacted = redact_name(redactor, path, counts != NULL ? counts : &own);
    struct text name = { 0 };

    text_append(&name, folder);
    text_append_char(&name, '/');
    append_path(&name, redacted != NULL && redacted[0] != '\0' ? redacted : "withheld");
    free(redacted);
    return make_unique(taken, text_take(&name));
}

static bool is_letter(char c)
{
    return text_lower(c) >= 'a' && text_lower(c) <= 'z';
}

/* Writes one more letter as %XX, the last that is not part of one; NULL where there is none. Takes `name` over. */
static char *escape_letter(char *name)
{
    struct text escaped = { 0 };
    size_t at = strlen(name), first = strlen("facts/");

    while (at > first && !(is_letter(name[at - 1]) && name[at - 2] != '%' && name[at - 3] != '%'))
        at--;
    if (at > first)
        text_append_format(&escaped, "%.*s%%%02X%s", (int)(at - 1), name, (unsigned)name[at - 1], name + at);
    free(name);
    return at > first ? text_take(&escaped) : NULL;
}

char *entry_name_of_fact(struct table *taken, const char *name)
{
    char *own = memory_copy_text(name);

    while (own != NULL && table_find(taken, own) != NULL)
        own = escape_letter(own);
    if (own != NULL)
        table_put(taken, own, (void *)(uintptr_t)1);
    return own;
}
