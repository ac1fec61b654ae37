/* Events of Windows' log, a JSON object a line. */
#include "healthcheck/host/event_lines.h"

#include <stdlib.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"

/* Ids have 16 bits. */
enum { HIGHEST_ID = 65535 };

static char *text_in(const cJSON *object, const char *name)
{
    const cJSON *text = cJSON_GetObjectItem(object, name);

    return memory_copy_text(cJSON_IsString(text) ? text->valuestring : "");
}

static moment time_in(const cJSON *object)
{
    const cJSON *time = cJSON_GetObjectItem(object, "time");
    moment when;

    return cJSON_IsString(time) && moment_read(time->valuestring, &when) ? when : -1;
}

static long id_in(const cJSON *object)
{
    const cJSON *id = cJSON_GetObjectItem(object, "id");

    return cJSON_IsNumber(id) && id->valuedouble >= 0 && id->valuedouble <= HIGHEST_ID ? (long)id->valuedouble : -1;
}

bool event_line_next(struct span *rest, struct event_line *event)
{
    struct span line;

    while (span_next_line(rest, &line)) {
        cJSON *object = cJSON_ParseWithLength(line.data, line.size);
        bool is_event = cJSON_IsObject(object);

        if (is_event)
            *event = (struct event_line){ .time = time_in(object),
                                          .id = id_in(object),
                                          .source = text_in(object, "source"),
                                          .level = text_in(object, "level"),
                                          .text = text_in(object, "text") };
        cJSON_Delete(object);
        if (is_event)
            return true;
    }
    return false;
}

void event_line_free(struct event_line *event)
{
    free(event->source);
    free(event->level);
    free(event->text);
    *event = (struct event_line){ 0 };
}
