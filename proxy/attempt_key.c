/* The key of an attempt's fact: connect/<METHOD>/<URL>/via/<proxy or direct>, URL and proxy one component each. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/attempt.h"

/* `/` would begin another component, and `%` is how it is written. */
static void append_component(struct text *key, const char *part)
{
    for (; *part != '\0'; part++)
        if (*part == '/')
            text_append(key, "%2F");
        else if (*part == '%')
            text_append(key, "%25");
        else
            text_append_char(key, *part);
}

char *attempt_key(const char *method, const char *url, const char *via)
{
    struct text key = { 0 };

    text_append(&key, "connect/");
    append_component(&key, method);
    text_append(&key, "/");
    append_component(&key, url);
    text_append(&key, "/via/");
    append_component(&key, via);
    return text_take(&key);
}

/* The component up to the next `/`, decoded; `key` is then behind that slash, or NULL at the end. NULL where it is empty. */
static char *take_component(const char **key)
{
    const char *at = *key;
    size_t size = at != NULL ? strcspn(at, "/") : 0, written = 0;
    char *part;

    if (size == 0)
        return NULL;
    part = memory_copy(at, size);
    *key = at[size] == '/' ? at + size + 1 : NULL;
    for (size_t i = 0; i < size; i++) {
        bool is_slash = part[i] == '%' && i + 2 < size && part[i + 1] == '2' && (part[i + 2] == 'F' || part[i + 2] == 'f');
        bool is_percent = part[i] == '%' && i + 2 < size && part[i + 1] == '2' && part[i + 2] == '5';

        part[written++] = part[i];
        if (is_slash)
            part[written - 1] = '/';
        if (is_slash || is_percent)
            i += 2;
    }
    part[written] = '\0';
    return part;
}

bool attempt_key_read(const char *key, char **method, char **url, char **via)
{
    char *word;
    bool is_key;

    *method = *url = *via = NULL;
    if (!text_starts(key, "connect/"))
        return false;
    key += strlen("connect/");
    *method = take_component(&key);
    *url = *method != NULL ? take_component(&key) : NULL;
    word = *url != NULL ? take_component(&key) : NULL;
    *via = word != NULL && strcmp(word, "via") == 0 ? take_component(&key) : NULL;
    free(word);
    is_key = *via != NULL && key == NULL;
    if (!is_key) {
        free(*method);
        free(*url);
        free(*via);
        *method = *url = *via = NULL;
    }
    return is_key;
}
