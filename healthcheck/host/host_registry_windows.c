/* The registry of a live Windows machine, in its 64-bit view. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/host/registry.h"
#include "healthcheck/host/registry_data.h"
#include "healthcheck/platform/wide_windows.h"

/* "Registry Element Size Limits", Microsoft Learn: 255 and 16,383 characters. */
enum { LONGEST_KEY_NAME = 255, LONGEST_VALUE_NAME = 16383, MOST_TRIES = 8 };

#define DEFAULT_VALUE "(Default)"

/* A key of the registry as a fact names it. */
struct place {
    HKEY root;
    wchar_t *path; /* below the root; owned */
    char *hive;    /* of HKEY_USERS: the SID, which is there where that user's hive is loaded; owned, else NULL */
};

static void release(struct place *place)
{
    free(place->path);
    free(place->hive);
}

/* Names with `/` and `%` in them, as Windows knows them: "A/B%2FC" to "A\B/C". NULL where it is not UTF-8. Yours to free. */
static wchar_t *windows_path(const char *path, size_t size)
{
    struct text names = { 0 };
    wchar_t *wide;

    for (size_t i = 0; i < size; i++) {
        int byte = text_percent_byte(path + i, size - i);

        if (byte >= 0) {
            text_append_char(&names, (char)byte);
            i += 2;
        } else {
            text_append_char(&names, path[i] == '/' ? '\\' : path[i]);
        }
    }
    wide = wide_from(text_of(&names));
    text_free(&names);
    return wide;
}

static bool is_root(const char *path, size_t size, const char *root)
{
    char *name = memory_copy(path, size);
    bool is_root = text_same(name, root);

    free(name);
    return is_root;
}

/* The examined user's own hive. */
static bool place_of_user(struct host *host, struct place *place, struct answer *answer)
{
    const struct fact *sid = host_ask(host, "user/sid");

    if (sid->state != FACT_PRESENT) {
        answer_unreadable(answer, "whose HKCU it is is not known: %s", sid->why);
        return false;
    }
    place->hive = memory_copy_text(sid->text);
    return true;
}

/* Where the key with the first `size` bytes of a fact's path lies. False, and the answer says why, where it cannot be said. */
static bool place_of(struct host *host, const char *path, size_t size, struct place *place, struct answer *answer)
{
    const char *slash = memchr(path, '/', size);
    size_t root = slash != NULL ? (size_t)(slash - path) : size, below = slash != NULL ? root + 1 : size;
    wchar_t *keys, *sid;
    size_t room;

    *place = (struct place){ .root = HKEY_USERS };
    if (is_root(path, root, "HKLM")) {
        place->root = HKEY_LOCAL_MACHINE;
    } else if (is_root(path, root, "HKCU")) {
        if (!place_of_user(host, place, answer))
            return false;
    } else if (!is_root(path, root, "HKU")) {
        answer_unreadable(answer, "only HKLM, HKCU and HKU are looked at");
        return false;
    } else if (below < size) {
        const char *end = memchr(path + below, '/', size - below);
        size_t hive = end != NULL ? (size_t)(end - path) - below : size - below;

        place->hive = memory_copy(path + below, hive);
        below += hive + (end != NULL ? 1 : 0);
    }
    keys = windows_path(path + below, size - below);
    sid = wide_from(place->hive != NULL ? place->hive : "");
    if (keys == NULL || sid == NULL) {
        answer_absent(answer); /* not UTF-8: no key has such a name */
        free(keys);
        free(sid);
        release(place);
        return false;
    }
    room = wcslen(sid) + wcslen(keys) + 2;
    place->path = memory_resize(NULL, room, sizeof *place->path);
    wcscpy(place->path, sid);
    if (*sid != L'\0' && *keys != L'\0')
        wcscat(place->path, L"\\");
    wcscat(place->path, keys);
    free(keys);
    free(sid);
    return true;
}

/* Is there such a hive below HKEY_USERS? 1 yes, 0 no, -1 where we may not know. */
static int is_loaded(const char *hive)
{
    wchar_t *name = wide_from(hive);
    HKEY key;
    LSTATUS status = name != NULL ? RegOpenKeyExW(HKEY_USERS, name, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key) : ERROR_FILE_NOT_FOUND;

    free(name);
    if (status == ERROR_SUCCESS)
        RegCloseKey(key);
    return status == ERROR_SUCCESS ? 1 : status == ERROR_FILE_NOT_FOUND ? 0 : -1;
}

/* Opens a key to be read; false, and the answer says why. */
static bool open_key(const struct place *place, HKEY *key, struct answer *answer)
{
    LSTATUS status = RegOpenKeyExW(place->root, place->path, 0, KEY_QUERY_VALUE | KEY_ENUMERATE_SUB_KEYS | KEY_WOW64_64KEY, key);

    if (status == ERROR_SUCCESS)
        return true;
    /* The settings of somebody whose hive is in a file only are not absent. */
    if (status == ERROR_FILE_NOT_FOUND && place->hive != NULL && text_starts(place->hive, "S-1-") && is_loaded(place->hive) == 0)
        answer_unreadable(answer, "the hive of %s is not loaded: that user is not signed in", place->hive);
    else
        live_refused(answer, (unsigned long)status);
    return false;
}

/* The data of a value, which may grow while we look; yours to free, NULL where they cannot be read: then `status` says why. */
static char *value_data(HKEY key, const wchar_t *name, DWORD *type, DWORD *size, LSTATUS *status)
{
    char *data = NULL;

    *size = 1024;
    for (int i = 0; i < MOST_TRIES; i++) {
        DWORD room = *size;

        data = memory_resize(data, (size_t)room + 1, 1);
        *status = RegQueryValueExW(key, name, NULL, type, (BYTE *)data, size);
        if (*status != ERROR_MORE_DATA)
            break;
        if (*size > HOST_LARGEST_FACT)
            break;
        *size = *size > room ? *size : 2 * room;
    }
    if (*status == ERROR_SUCCESS)
        return data;
    free(data);
    return NULL;
}

static void answer_value(HKEY key, const wchar_t *name, struct answer *answer)
{
    DWORD type = 0, size = 0;
    LSTATUS status = ERROR_SUCCESS;
    char *data = value_data(key, name, &type, &size, &status), *text;
    enum fact_type fact_type = (enum fact_type)(int)type;
    const char *problem;
    size_t text_size;

    if (status == ERROR_MORE_DATA) {
        answer_unreadable(answer, "the value is larger than %d MiB", HOST_LARGEST_FACT / (1024 * 1024));
    } else if (data == NULL) {
        live_refused(answer, (unsigned long)status);
    } else {
        text = registry_data_to_text(&fact_type, data, size, false, &text_size, &problem);
        text_append_bytes(&answer->text, text, text_size);
        answer->type = fact_type;
        answer->is_typed = true;
        free(text);
    }
    free(data);
}

/* A name as one component of a path of facts. Yours to free. */
static char *component(const wchar_t *wide, size_t count)
{
    char *name = wide_to_counted(wide, count);
    struct text text = { 0 };

    for (const char *c = name; *c != '\0'; c++)
        if (*c == '/' || *c == '%')
            text_append_format(&text, "%%%02X", (unsigned)*c);
        else
            text_append_char(&text, *c);
    free(name);
    return text_take(&text);
}

/* Names only; true at the end of the list. */
static bool add_keys(HKEY key, struct registry *registry, const char *path, LSTATUS *status)
{
    wchar_t name[LONGEST_KEY_NAME + 1];

    for (DWORD i = 0;; i++) {
        DWORD count = LONGEST_KEY_NAME + 1;
        char *below, *own;

        *status = RegEnumKeyExW(key, i, name, &count, NULL, NULL, NULL, NULL);
        if (*status != ERROR_SUCCESS)
            return *status == ERROR_NO_MORE_ITEMS;
        own = component(name, count);
        below = text_format("%s/%s", path, own);
        registry_add_key(registry, below);
        free(below);
        free(own);
    }
}

static bool add_values(HKEY key, struct registry *registry, struct registry_key *list, LSTATUS *status)
{
    wchar_t *name = memory_resize(NULL, LONGEST_VALUE_NAME + 1, sizeof *name);

    for (DWORD i = 0;; i++) {
        DWORD count = LONGEST_VALUE_NAME + 1;
        char *own;

        *status = RegEnumValueW(key, i, name, &count, NULL, NULL, NULL, NULL);
        if (*status != ERROR_SUCCESS)
            break;
        own = count > 0 ? wide_to_counted(name, count) : memory_copy_text(DEFAULT_VALUE);
        registry_set_value(registry, list, own, FACT_NONE, "", 0);
        free(own);
    }
    free(name);
    return *status == ERROR_NO_MORE_ITEMS;
}

/* By way of a registry in memory, so that a list is written as that of a capture is. */
static void answer_list(HKEY key, struct answer *answer)
{
    static const char path[] = "HKLM/list";
    struct registry *registry = registry_new();
    struct registry_key *list = registry_add_key(registry, path);
    LSTATUS status;

    if (add_keys(key, registry, path, &status) && add_values(key, registry, list, &status))
        registry_answer(registry, "HKLM/list/", answer);
    else
        live_refused(answer, (unsigned long)status);
    if (answer->text.size > HOST_LARGEST_FACT) {
        text_free(&answer->text);
        answer_unreadable(answer, "the list is larger than %d MiB", HOST_LARGEST_FACT / (1024 * 1024));
    }
    registry_free(registry);
}

void live_registry(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const char *slash = strrchr(rest, '/'), *name = slash != NULL ? slash + 1 : NULL;
    struct place place;
    wchar_t *wide;
    HKEY key;

    (void)live;
    if (name == NULL) {
        answer_absent(answer); /* a hive has no value of its own name */
        return;
    }
    if (!place_of(host, rest, (size_t)(slash - rest), &place, answer))
        return;
    if (open_key(&place, &key, answer)) {
        wide = windows_path(name, strlen(name));
        if (*name == '\0')
            answer_list(key, answer);
        else if (wide == NULL)
            answer_absent(answer);
        else
            answer_value(key, text_same(name, DEFAULT_VALUE) ? NULL : wide, answer);
        free(wide);
        RegCloseKey(key);
    }
    release(&place);
}

void live_registry_time(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char written[MOMENT_TEXT_SIZE];
    FILETIME when = { 0 };
    struct place place;
    LSTATUS status;
    HKEY key;

    (void)live;
    if (!place_of(host, rest, strlen(rest), &place, answer))
        return;
    if (open_key(&place, &key, answer)) {
        status = RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &when);
        if (status != ERROR_SUCCESS) {
            live_refused(answer, (unsigned long)status);
        } else if (when.dwHighDateTime == 0) {
            answer_unreadable(answer, "Windows gives no time");
        } else {
            moment_write(live_moment(when.dwHighDateTime, when.dwLowDateTime), written);
            text_append(&answer->text, written);
        }
        RegCloseKey(key);
    }
    release(&place);
}
