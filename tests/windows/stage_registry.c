/* Imports an export as reg.exe does, and takes it back. */
#include "tests/windows/stage_registry.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/wide_windows.h"
#include "tests/support.h"

/* What a value was before, or that a key was not there (`name` is NULL). */
struct saved {
    HKEY root;
    wchar_t *path, *name;
    bool was_there;
    DWORD type, size;
    BYTE *bytes;
    struct saved *next;
};

static struct saved *saved; /* the newest first */

static struct saved *save(HKEY root, const wchar_t *path, const wchar_t *name)
{
    struct saved *item = memory_get(sizeof *item);

    *item = (struct saved){ .root = root, .path = _wcsdup(path), .name = name != NULL ? _wcsdup(name) : NULL, .next = saved };
    saved = item;
    return item;
}

static bool key_is_there(HKEY root, const wchar_t *path)
{
    HKEY key;

    if (RegOpenKeyExW(root, path, 0, KEY_READ | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS)
        return false;
    RegCloseKey(key);
    return true;
}

/* The uppermost key of this path that is not there yet is forgotten later, with all below it. False where the key is there. */
static bool save_missing_key(HKEY root, const wchar_t *path)
{
    wchar_t *part = _wcsdup(path);
    bool is_missing = !key_is_there(root, path);

    for (wchar_t *end = wcschr(part, L'\\'); is_missing; end = wcschr(end + 1, L'\\')) {
        if (end != NULL)
            *end = L'\0';
        if (!key_is_there(root, part)) {
            save(root, part, NULL);
            break;
        }
        if (end == NULL)
            break;
        *end = L'\\';
    }
    free(part);
    return is_missing;
}

static void save_value(HKEY root, const wchar_t *path, const wchar_t *name)
{
    struct saved *item = save(root, path, name);
    HKEY key;

    if (RegOpenKeyExW(root, path, 0, KEY_READ | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS)
        return;
    item->was_there = RegQueryValueExW(key, name, NULL, &item->type, NULL, &item->size) == ERROR_SUCCESS;
    if (item->was_there) {
        item->bytes = memory_get(item->size + 1);
        RegQueryValueExW(key, name, NULL, &item->type, item->bytes, &item->size);
    }
    RegCloseKey(key);
}

static HKEY root_named(struct span *path)
{
    static const struct {
        const char *name;
        HKEY root;
    } roots[] = { { "HKEY_LOCAL_MACHINE\\", HKEY_LOCAL_MACHINE }, { "HKEY_CURRENT_USER\\", HKEY_CURRENT_USER }, { "HKEY_USERS\\", HKEY_USERS } };

    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (span_starts(*path, roots[i].name)) {
            path->data += strlen(roots[i].name);
            path->size -= strlen(roots[i].name);
            return roots[i].root;
        }
    return NULL;
}

static wchar_t *wide_of_span(struct span span)
{
    char *text = memory_copy(span.data, span.size);
    wchar_t *wide = wide_from(text);

    assert_non_null(wide);
    free(text);
    return wide;
}

/* The name in a line "name"=…, without its escapes; NULL where the line has none. Yours to free. */
static wchar_t *name_in(struct span line)
{
    struct text name = { 0 };
    wchar_t *wide;
    size_t i = 1;

    if (line.size > 0 && line.data[0] == '@')
        return _wcsdup(L"");
    if (line.size == 0 || line.data[0] != '"')
        return NULL;
    for (; i < line.size && line.data[i] != '"'; i++) {
        i += line.data[i] == '\\' ? 1 : 0;
        text_append_char(&name, line.data[i]);
    }
    wide = wide_from(text_of(&name));
    text_free(&name);
    return wide;
}

void stage_registry_save(const char *export_text)
{
    struct span rest = span_of(export_text), line;
    wchar_t *path = NULL, *name;
    HKEY root = NULL;

    while (span_next_line(&rest, &line)) {
        if (line.size > 2 && line.data[0] == '[' && line.data[line.size - 1] == ']') {
            struct span key = { line.data + 1, line.size - 2 };

            root = root_named(&key);
            assert_non_null(root);
            free(path);
            path = wide_of_span(key);
            if (save_missing_key(root, path))
                root = NULL;
        } else if (root != NULL && (name = name_in(line)) != NULL) {
            save_value(root, path, name);
            free(name);
        }
    }
    free(path);
}

static void restore(const struct saved *item)
{
    HKEY key;

    if (item->name == NULL) {
        RegDeleteTreeW(item->root, item->path);
        return;
    }
    if (RegOpenKeyExW(item->root, item->path, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS)
        return;
    if (item->was_there)
        RegSetValueExW(key, item->name, 0, item->type, item->bytes, item->size);
    else
        RegDeleteValueW(key, item->name);
    RegCloseKey(key);
}

void stage_registry_restore(void)
{
    while (saved != NULL) {
        struct saved *item = saved;

        saved = item->next;
        restore(item);
        free(item->path);
        free(item->name);
        free(item->bytes);
        free(item);
    }
}
