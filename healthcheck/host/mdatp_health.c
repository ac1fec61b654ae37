/* What `mdatp health` says, as text or as JSON. */
#include "healthcheck/host/mdatp_health.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

static struct mdatp_field *add_field(struct mdatp_health *health, char *name)
{
    if (health->count == health->capacity) {
        health->capacity = health->capacity != 0 ? 2 * health->capacity : 64;
        health->fields = memory_resize(health->fields, health->capacity, sizeof *health->fields);
    }
    health->fields[health->count] = (struct mdatp_field){ .name = name };
    return &health->fields[health->count++];
}

static void add_item(struct mdatp_field *field, char *item)
{
    /* Room grows by doubling: at 1, 2, 4, 8, … items it is full. */
    if ((field->item_count & (field->item_count - 1)) == 0)
        field->items = memory_resize(field->items, field->item_count != 0 ? 2 * field->item_count : 1, sizeof *field->items);
    field->items[field->item_count++] = item;
}

/* "upToDate" and "UpToDate" to "up_to_date". */
static char *snake_case(const char *camel)
{
    struct text text = { 0 };

    for (size_t i = 0; camel[i] != '\0'; i++) {
        char small = text_lower(camel[i]);

        if (small != camel[i] && i > 0 && camel[i - 1] != '_' && camel[i - 1] == text_lower(camel[i - 1]))
            text_append_char(&text, '_');
        text_append_char(&text, small);
    }
    return text_take(&text);
}

static char *json_text(const cJSON *value)
{
    const char *string = cJSON_GetStringValue(value);
    char *printed = string == NULL ? cJSON_PrintUnformatted(value) : NULL;
    char *text = memory_copy_text(string != NULL ? string : printed != NULL ? printed : "");

    cJSON_free(printed);
    return text;
}

/* Value and items of a field from its JSON, an object's content first. */
static void take_json(struct mdatp_field *field, const cJSON *value)
{
    if (cJSON_IsObject(value)) {
        const cJSON *inner = cJSON_GetObjectItem(value, "value");
        const char *type = cJSON_GetStringValue(cJSON_GetObjectItem(value, "$type"));

        field->is_managed = cJSON_IsTrue(cJSON_GetObjectItem(value, "isManaged"));
        if (inner == NULL && type != NULL) {
            field->value = snake_case(type);
            return;
        }
        if (inner != NULL)
            value = inner;
    }
    field->value = json_text(value);
    field->is_list = cJSON_IsArray(value);
    if (field->is_list)
        for (const cJSON *item = value->child; item != NULL; item = item->next)
            add_item(field, json_text(item));
}

static bool read_json(struct mdatp_health *health, struct span span)
{
    cJSON *json = cJSON_ParseWithLength(span.data, span.size);
    bool is_object = cJSON_IsObject(json);

    if (is_object)
        for (const cJSON *member = json->child; member != NULL; member = member->next)
            if (member->string[0] != '$' && !cJSON_IsNull(member))
                take_json(add_field(health, snake_case(member->string)), member);
    cJSON_Delete(json);
    return is_object;
}

static struct span without_quotes(struct span span)
{
    if (span.size > 1 && span.data[0] == '"' && span.data[span.size - 1] == '"')
        return (struct span){ span.data + 1, span.size - 2 };
    return span;
}

/* What stands in [] but is no JSON: parts between commas. */
static void take_loose_items(struct mdatp_field *field, struct span inside)
{
    while (inside.size > 0) {
        const char *comma = memchr(inside.data, ',', inside.size);
        size_t size = comma != NULL ? (size_t)(comma - inside.data) : inside.size;
        struct span item = without_quotes(span_trim((struct span){ inside.data, size }));

        if (item.size > 0)
            add_item(field, memory_copy(item.data, item.size));
        size += comma != NULL ? 1 : 0;
        inside = (struct span){ inside.data + size, inside.size - size };
    }
}

static bool span_ends(struct span span, const char *suffix)
{
    size_t size = strlen(suffix);

    return span.size >= size && memcmp(span.data + span.size - size, suffix, size) == 0;
}

/* A quoted text or a list that is JSON as a whole; NULL for anything else. */
static cJSON *read_quoted(struct span value)
{
    const char *end = NULL;
    cJSON *json;

    if (value.size == 0 || (value.data[0] != '"' && value.data[0] != '['))
        return NULL;
    json = cJSON_ParseWithLengthOpts(value.data, value.size, &end, 0);
    if (json != NULL && end == value.data + value.size)
        return json;
    cJSON_Delete(json);
    return NULL;
}

/* A value as the text writes it. */
static void take_text(struct mdatp_field *field, struct span value)
{
    static const char managed[] = "[managed]";
    cJSON *json;

    if (span_ends(value, managed)) {
        field->is_managed = true;
        value.size -= strlen(managed);
        value = span_trim(value);
    }
    json = read_quoted(value);
    if (json != NULL) {
        take_json(field, json);
        cJSON_Delete(json);
        return;
    }
    value = without_quotes(value);
    field->value = memory_copy(value.data, value.size);
    if (value.size > 1 && value.data[0] == '[' && value.data[value.size - 1] == ']') {
        field->is_list = true;
        take_loose_items(field, (struct span){ value.data + 1, value.size - 2 });
    }
}

/* The length of the name that a line begins with, 0 where it begins with none. */
static size_t name_size(struct span line)
{
    size_t size = 0, after;

    while (size < line.size &&
           (line.data[size] == '_' || (line.data[size] >= 'a' && line.data[size] <= 'z') || (line.data[size] >= '0' && line.data[size] <= '9')))
        size++;
    after = size;
    while (after < line.size && (line.data[after] == ' ' || line.data[after] == '\t'))
        after++;
    return after < line.size && line.data[after] == ':' ? size : 0;
}

/* A sentence is short; what is longer is no message for people and is cut, between characters. */
static char *copy_message(struct span line)
{
    enum { LONGEST = 256 };

    if (line.size > LONGEST)
        for (line.size = LONGEST; line.size > 0 && (line.data[line.size] & 0xc0) == 0x80;)
            line.size--;
    return memory_copy(line.data, line.size);
}

static void read_line(struct mdatp_health *health, struct span line)
{
    size_t size = name_size(line), colon = size;

    if (size == 0) {
        if (health->message == NULL && line.size > 0)
            health->message = copy_message(line);
        return;
    }
    while (line.data[colon] != ':')
        colon++;
    take_text(add_field(health, memory_copy(line.data, size)), span_trim((struct span){ line.data + colon + 1, line.size - colon - 1 }));
}

struct mdatp_health mdatp_health_read(const char *bytes, size_t size)
{
    struct mdatp_health health = { 0 };
    struct span rest = { bytes, size < MDATP_HEALTH_LARGEST ? size : MDATP_HEALTH_LARGEST }, before, line;
    bool was_tried = false;

    if (span_starts(rest, "\xef\xbb\xbf"))
        rest = (struct span){ rest.data + 3, rest.size - 3 };
    while (before = rest, span_next_line(&rest, &line)) {
        line = span_trim(line);
        /* JSON may stand behind an ATTENTION line; only the first try can cost more than a line. */
        if (!was_tried && line.size > 0 && line.data[0] == '{') {
            was_tried = true;
            if (read_json(&health, (struct span){ line.data, before.size - (size_t)(line.data - before.data) }))
                break;
        }
        read_line(&health, line);
    }
    return health;
}

void mdatp_health_free(struct mdatp_health *health)
{
    for (size_t i = 0; i < health->count; i++) {
        struct mdatp_field *field = &health->fields[i];

        for (size_t k = 0; k < field->item_count; k++)
            free(field->items[k]);
        free(field->items);
        free(field->name);
        free(field->value);
    }
    free(health->fields);
    free(health->message);
    *health = (struct mdatp_health){ 0 };
}

/* The same name, whatever its case and wherever its underscores stand: "app_version", "appVersion", "AppVersion". */
static bool is_same_name(const char *a, const char *b)
{
    for (;;) {
        a += strspn(a, "_");
        b += strspn(b, "_");
        if (text_lower(*a) != text_lower(*b))
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

const struct mdatp_field *mdatp_health_find(const struct mdatp_health *health, const char *name)
{
    for (size_t i = 0; i < health->count; i++)
        if (is_same_name(health->fields[i].name, name))
            return &health->fields[i];
    return NULL;
}

const char *mdatp_health_get(const struct mdatp_health *health, const char *name)
{
    const struct mdatp_field *field = mdatp_health_find(health, name);

    return field != NULL ? field->value : NULL;
}

bool mdatp_health_is(const struct mdatp_health *health, const char *name, const char *value)
{
    const char *reported = mdatp_health_get(health, name);

    return reported != NULL && strcmp(reported, value) == 0;
}

bool mdatp_health_lists(const struct mdatp_health *health, const char *name, const char *item)
{
    const struct mdatp_field *field = mdatp_health_find(health, name);

    for (size_t i = 0; field != NULL && i < field->item_count; i++)
        if (text_same(field->items[i], item))
            return true;
    return false;
}
