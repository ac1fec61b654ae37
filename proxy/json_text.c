/* Texts of foreign origin in JSON documents. */
#include "proxy/json_text.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"

char *json_text_clean(const char *text, size_t most)
{
    struct text clean = { 0 };
    size_t left = strlen(text);

    while (left > 0) {
        size_t size = text_utf8_length(text, left), wanted = size > 0 ? size : 3;

        if (clean.size + wanted > most)
            break;
        if (size > 0)
            text_append_bytes(&clean, text, size);
        else
            text_append_code_point(&clean, 0xfffd);
        text += size > 0 ? size : 1;
        left -= size > 0 ? size : 1;
    }
    return text_take(&clean);
}

void json_text_add(cJSON *object, const char *name, const char *text, size_t most)
{
    char *clean;

    if (text == NULL) {
        cJSON_AddNullToObject(object, name);
        return;
    }
    clean = json_text_clean(text, most);
    cJSON_AddStringToObject(object, name, clean);
    free(clean);
}

char *json_text_read(const cJSON *object, const char *name, size_t most)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? json_text_clean(item->valuestring, most) : NULL;
}

long long json_number_read(const cJSON *object, const char *name, long long least, long long most, long long otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!cJSON_IsNumber(item) || !(item->valuedouble >= (double)least && item->valuedouble <= (double)most))
        return otherwise;
    return (long long)item->valuedouble;
}
