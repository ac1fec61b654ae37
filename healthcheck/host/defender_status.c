/* What Windows' own antivirus says of itself. */
#include "healthcheck/host/defender_status.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Real ones have some 3 KiB; a tree of JSON takes thirty times its text. */
enum { DEFENDER_STATUS_LARGEST = 1024 * 1024 };

static void read_object(struct defender_status *status, const cJSON *object)
{
    const cJSON *mode;

    if (cJSON_IsArray(object))
        object = object->child;
    if (!cJSON_IsObject(object))
        return;
    status->is_status = true;
    mode = cJSON_GetObjectItem(object, "AMRunningMode");
    if (cJSON_IsString(mode))
        status->running_mode = memory_copy_text(mode->valuestring);
}

struct defender_status defender_status_read(const char *bytes, size_t size)
{
    struct defender_status status = { 0 };
    char *utf8 = NULL;
    size_t skipped = 0;
    cJSON *json;

    if (text_looks_utf16le(bytes, size)) {
        utf8 = text_from_utf16le(bytes, size, &size);
        bytes = utf8;
    }
    while (skipped < size && bytes[skipped] != '{')
        skipped++;
    json = skipped < size && size - skipped <= DEFENDER_STATUS_LARGEST ? cJSON_ParseWithLength(bytes + skipped, size - skipped) : NULL;
    read_object(&status, json);
    cJSON_Delete(json);
    free(utf8);
    return status;
}

void defender_status_free(struct defender_status *status)
{
    free(status->running_mode);
    *status = (struct defender_status){ 0 };
}
