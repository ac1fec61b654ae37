/* --endpoints FILE: the user's own list of addresses, in JSON. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/nearest.h"
#include "healthcheck/core/secret.h"
#include "healthcheck/core/text.h"
#include "proxy/endpoints.h"

enum {
    DEEPEST = 8,       /* a list of rows with a list of statuses needs 3 */
    LONGEST_QUOTE = 60 /* bytes of a foreign value in a message */
};

/* Where a message points to: from 1, columns in bytes. */
struct place {
    size_t line, column;
};

static struct place place_of(const char *bytes, const char *at)
{
    struct place place = { 1, 1 };

    for (; bytes < at; bytes++) {
        place.column++;
        if (*bytes == '\n')
            place = (struct place){ place.line + 1, 1 };
    }
    return place;
}

static bool wrong_at(const char *bytes, const char *at, const char *what, struct error *error)
{
    struct place place = place_of(bytes, at);

    return error_set(error, "line %zu, column %zu: %s", place.line, place.column, what);
}

/* What cJSON would let pass, or be led too deep by: bytes below a blank, NUL written \u0000, lists in lists in lists. */
static bool check_bytes(const char *bytes, size_t size, bool *is_cut, struct error *error)
{
    const char *at = bytes, *end = bytes + size;
    bool is_inside = false;
    size_t depth = 0;

    if (!text_is_utf8(bytes, size))
        return error_set(error, "it is neither UTF-8 nor UTF-16");
    for (; at < end; at++) {
        if ((unsigned char)*at < ' ' && (is_inside || memchr("\t\r\n", *at, 3) == NULL))
            return wrong_at(bytes, at, "not JSON: a control character", error);
        if (is_inside && *at == '\\') {
            if (end - at >= 6 && memcmp(at, "\\u0000", 6) == 0)
                return wrong_at(bytes, at, "\\u0000 stands for no character", error);
            at++;
        } else if (*at == '"') {
            is_inside = !is_inside;
        } else if (!is_inside && (*at == '[' || *at == '{') && ++depth > DEEPEST) {
            return wrong_at(bytes, at, "lists and objects within each other too deeply", error);
        } else if (!is_inside && (*at == ']' || *at == '}') && depth > 0) {
            depth--;
        }
    }
    *is_cut = is_inside || depth > 0;
    return true;
}

static cJSON *parse(const char *bytes, size_t size, struct error *error)
{
    const char *end = bytes;
    bool is_cut = false;
    cJSON *json;

    if (!check_bytes(bytes, size, &is_cut, error))
        return NULL;
    while (size > 0 && memchr(" \t\r\n", bytes[size - 1], 4) != NULL)
        size--;
    if (size == 0) {
        error_set(error, "it is empty");
        return NULL;
    }
    json = cJSON_ParseWithLengthOpts(bytes, size, &end, 0);
    if (json != NULL && end == bytes + size)
        return json;
    cJSON_Delete(json);
    /* cJSON points to the last byte where there should be more. */
    wrong_at(bytes, end, is_cut && end + 1 >= bytes + size ? "not JSON: it ends too early" : "not JSON", error);
    return NULL;
}

static int shown(const char *value)
{
    return secret_shown(value, strlen(value), LONGEST_QUOTE);
}

/* The nearest of the names, or NULL where none is near. */
static const char *probably_meant(const char *wanted, const char *(*name_at)(size_t index))
{
    const char *best = NULL;
    size_t least = strlen(wanted) / 2 + 1;

    for (size_t i = 0; name_at(i) != NULL; i++) {
        size_t distance = nearest_distance(name_at(i), wanted);

        if (distance < least && distance <= 4) {
            least = distance;
            best = name_at(i);
        }
    }
    return best;
}

static const char *group_name_at(size_t index)
{
    return endpoint_group_at(index) != NULL ? endpoint_group_at(index)->name : NULL;
}

static bool unknown_name(const char *what, const char *name, const char *(*name_at)(size_t index), struct error *error)
{
    const char *meant = probably_meant(name, name_at);
    struct text known = { 0 };

    if (meant != NULL)
        return error_set(error, "%s \"%.*s\" is not known; did you mean \"%s\"?", what, shown(name), name, meant);
    for (size_t i = 0; name_at(i) != NULL; i++)
        text_append_format(&known, "%s%s", i > 0 ? ", " : "", name_at(i));
    error_set(error, "%s \"%.*s\" is not known; known are %s", what, shown(name), name, text_of(&known));
    text_free(&known);
    return false;
}

static bool has_control_character(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

/* A text without control characters; NULL and what is wrong where it is none. */
static const char *read_text(const cJSON *value, struct error *error)
{
    const char *text = cJSON_GetStringValue(value);

    if (text == NULL)
        error_set(error, "\"%s\" is no text in quotes", value->string);
    else if (has_control_character(text))
        error_set(error, "\"%s\" holds a control character", value->string);
    else
        return text;
    return NULL;
}

static bool read_group(struct endpoint *row, const cJSON *value, struct error *error)
{
    const char *name = read_text(value, error);

    if (name == NULL)
        return false;
    if (endpoint_group_named(name) == NULL)
        return unknown_name("the group", name, group_name_at, error);
    row->group = endpoint_group_named(name)->name;
    return true;
}

static bool read_url(struct endpoint *row, const cJSON *value, struct error *error)
{
    const char *url = read_text(value, error);
    bool may_be_http = strcmp(row->group, "certificates") == 0;
    struct error wrong;

    if (url == NULL)
        return false;
    if (!endpoint_url_check(url, may_be_http, &wrong)) {
        if (strchr(url, '@') != NULL)
            return error_set(error, "the URL: %s", wrong.text);
        return error_set(error, "the URL \"%.*s\": %s", shown(url), url, wrong.text);
    }
    row->url = memory_copy_text(url);
    return true;
}

/* Geographies come and go: any short word will do. */
static bool read_geography(struct endpoint *row, const cJSON *value, struct error *error)
{
    const char *text = read_text(value, error);
    size_t size = text != NULL ? strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

    if (text == NULL)
        return false;
    if (size < 2 || size > 16 || text[size] != '\0')
        return error_set(error, "the geography \"%.*s\" is no word such as \"us\" or \"eu\"", shown(text), text);
    row->geography = memory_copy_text(text);
    return true;
}

static bool read_connectivity(struct endpoint *row, const cJSON *value, struct error *error)
{
    const char *text = read_text(value, error);

    if (text == NULL)
        return false;
    if (strcmp(text, "standard") == 0)
        row->connectivity = CONNECTIVITY_STANDARD;
    else if (strcmp(text, "streamlined") == 0)
        row->connectivity = CONNECTIVITY_STREAMLINED;
    else
        return error_set(error, "the connectivity is \"%.*s\"; it can be \"standard\" or \"streamlined\"", shown(text), text);
    return true;
}

static bool read_method(struct endpoint *row, const cJSON *value, struct error *error)
{
    const char *text = read_text(value, error);

    if (text == NULL)
        return false;
    row->method = strcmp(text, "GET") == 0 ? "GET" : strcmp(text, "HEAD") == 0 ? "HEAD" : NULL;
    if (row->method == NULL)
        return error_set(error, "the method is \"%.*s\"; it can be \"GET\" or \"HEAD\"", shown(text), text);
    return true;
}

static bool read_good(struct endpoint *row, const cJSON *value, struct error *error)
{
    size_t count = 0;

    if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) > GOOD_STATUSES)
        return error_set(error, "\"good\" is no list of at most %d statuses", GOOD_STATUSES);
    for (const cJSON *status = value->child; status != NULL; status = status->next) {
        double number = cJSON_GetNumberValue(status);

        if (!cJSON_IsNumber(status) || number < 200 || number > 599 || number != (double)(int)number)
            return error_set(error, "\"good\" holds something that is no HTTP status from 200 to 599");
        row->good[count++] = (int)number;
    }
    return true;
}

/* In the order of reading: which URLs may be depends on the group. */
static const struct member {
    const char *name;
    bool (*read)(struct endpoint *row, const cJSON *value, struct error *error);
    bool must_be;
} members[] = {
    { "group", read_group, true },          { "url", read_url, true },
    { "geography", read_geography, false }, { "connectivity", read_connectivity, false },
    { "method", read_method, false },       { "good", read_good, false },
};

enum { MEMBERS = sizeof members / sizeof *members };

static const char *member_name_at(size_t index)
{
    return index < MEMBERS ? members[index].name : NULL;
}

static bool check_names(const cJSON *object, struct error *error)
{
    unsigned seen = 0;

    for (const cJSON *value = object->child; value != NULL; value = value->next) {
        size_t i = 0;

        if (has_control_character(value->string))
            return error_set(error, "the name of a member holds a control character");
        while (i < MEMBERS && strcmp(members[i].name, value->string) != 0)
            i++;
        if (i == MEMBERS)
            return unknown_name("the member", value->string, member_name_at, error);
        if ((seen & 1U << i) != 0)
            return error_set(error, "\"%s\" stands there twice", members[i].name);
        seen |= 1U << i;
    }
    return true;
}

static bool read_row(struct endpoint *row, const cJSON *object, struct error *error)
{
    *row = (struct endpoint){ .connectivity = CONNECTIVITY_EITHER, .method = "GET" };
    if (!cJSON_IsObject(object))
        return error_set(error, "it is no object in { }");
    if (!check_names(object, error))
        return false;
    for (size_t i = 0; i < MEMBERS; i++) {
        const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, members[i].name);

        if (value == NULL && members[i].must_be)
            return error_set(error, "\"%s\" is missing", members[i].name);
        if (value != NULL && !(cJSON_IsNull(value) && !members[i].must_be) && !members[i].read(row, value, error))
            return false;
    }
    return true;
}

static bool check_repeated(const struct endpoint_list *list, const char *url, struct error *error)
{
    for (size_t i = 0; i < list->count; i++)
        if (endpoint_same_url(list->own[i].url, url))
            return error_set(error, "the URL \"%.*s\" stands in row %zu already", shown(url), url, i + 1);
    return true;
}

static bool read_rows(struct endpoint_list *list, const cJSON *json, struct error *error)
{
    size_t rows = cJSON_IsArray(json) ? (size_t)cJSON_GetArraySize(json) : 0;
    struct error wrong;

    if (!cJSON_IsArray(json))
        return error_set(error, "it is JSON, but no list in [ ]");
    if (rows == 0)
        return error_set(error, "the list is empty");
    if (rows > ENDPOINTS_MOST_ROWS)
        return error_set(error, "it has %zu rows; at most %d can be tested", rows, ENDPOINTS_MOST_ROWS);
    list->own = memory_get(rows * sizeof *list->own);
    for (const cJSON *object = json->child; object != NULL; object = object->next) {
        struct endpoint *row = &list->own[list->count];
        bool is_good = read_row(row, object, &wrong) && check_repeated(list, row->url, &wrong);

        list->count++;
        if (!is_good)
            return error_set(error, "row %zu: %s", list->count, wrong.text);
    }
    list->items = list->own;
    return true;
}

bool endpoints_read(struct endpoint_list *list, const char *bytes, size_t size, struct error *error)
{
    char *utf8 = NULL;
    cJSON *json;
    bool is_good;

    *list = (struct endpoint_list){ 0 };
    if (size > ENDPOINTS_LARGEST_FILE)
        return error_set(error, "it is larger than %d bytes", ENDPOINTS_LARGEST_FILE);
    /* What `>` of Windows PowerShell writes. */
    if (text_looks_utf16le(bytes, size))
        bytes = utf8 = text_from_utf16le(bytes, size, &size);
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    json = parse(bytes, size, error);
    is_good = json != NULL && read_rows(list, json, error);
    cJSON_Delete(json);
    free(utf8);
    if (!is_good)
        endpoint_list_free(list);
    return is_good;
}
