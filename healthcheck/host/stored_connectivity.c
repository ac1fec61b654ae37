/* The last stored run of --connectivityTest. */
#include "healthcheck/host/stored_connectivity.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

static const char *text_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static size_t count_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(item) && item->valuedouble >= 1 && item->valuedouble <= STORED_CONNECTIVITY_MOST_TESTS ? (size_t)item->valuedouble : 0;
}

static enum finding_status status_named(const char *word)
{
    for (int status = FINDING_SKIPPED; status < FINDING_STATUSES; status++)
        if (strcmp(finding_status_name((enum finding_status)status), word) == 0)
            return (enum finding_status)status;
    return FINDING_SKIPPED;
}

static enum finding_status status_of(const cJSON *findings)
{
    enum finding_status worst = FINDING_SKIPPED;
    const cJSON *finding;

    cJSON_ArrayForEach(finding, findings)
    {
        if (text_starts(text_at(finding, "id"), "connectivity."))
            worst = finding_worse(worst, status_named(text_at(finding, "status")));
    }
    return worst;
}

static bool is_second_try(const cJSON *row)
{
    const cJSON *attempts = cJSON_GetObjectItemCaseSensitive(row, "attempts");

    return cJSON_IsNumber(attempts) && attempts->valuedouble > 1;
}

static void add_test(struct stored_connectivity *stored, const cJSON *row)
{
    char *text = cJSON_PrintUnformatted(row);
    struct stored_test *last = stored->count > 0 ? &stored->tests[stored->count - 1] : NULL;
    struct stored_test test = {
        .text = memory_copy_text(text != NULL ? text : "{}"),
        .url = memory_copy_text(text_at(row, "url")),
        .group = memory_copy_text(text_at(row, "group")),
        .via = memory_copy_text(text_at(row, "via")),
        .failure = memory_copy_text(text_at(row, "failure")),
        .is_ok = strcmp(text_at(row, "result"), "ok") == 0,
        .is_control = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "control")),
    };

    cJSON_free(text);
    if (last != NULL && is_second_try(row) && strcmp(last->url, test.url) == 0 && strcmp(last->via, test.via) == 0)
        last->is_retried = true;
    stored->tests[stored->count++] = test;
}

static void read_endpoints(struct stored_connectivity *stored, const cJSON *endpoints)
{
    stored->geography = memory_copy_text(text_at(endpoints, "geography"));
    stored->kind = memory_copy_text(text_at(endpoints, "kind"));
    stored->path = memory_copy_text(text_at(endpoints, "path"));
}

static void read_selected(struct stored_connectivity *stored, const cJSON *selected)
{
    stored->proxy_source = memory_copy_text(text_at(selected, "id"));
    stored->proxy = memory_copy_text(text_at(selected, "proxy"));
    stored->is_proxy_usable = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(selected, "usable"));
}

static void read_tests(struct stored_connectivity *stored, const cJSON *tests)
{
    const cJSON *row;

    stored->tests = memory_get((STORED_CONNECTIVITY_MOST_TESTS + 1) * sizeof *stored->tests);
    cJSON_ArrayForEach(row, tests)
    {
        if (cJSON_IsObject(row) && stored->count < STORED_CONNECTIVITY_MOST_TESTS)
            add_test(stored, row);
        else
            stored->left_out++;
    }
}

/* A document of many levels costs as many to print it again: ours has six. */
static bool is_too_deep(const cJSON *item, int levels)
{
    for (; item != NULL; item = item->next)
        if (levels == 0 || is_too_deep(item->child, levels - 1))
            return true;
    return false;
}

bool stored_connectivity_read(struct stored_connectivity *stored, const char *bytes, size_t size, struct error *error)
{
    cJSON *document = size <= STORED_CONNECTIVITY_LARGEST ? cJSON_ParseWithLength(bytes, size) : NULL;
    bool is_one = false;

    *stored = (struct stored_connectivity){ 0 };
    if (size > STORED_CONNECTIVITY_LARGEST)
        error_set(error, "it is larger than %d MiB", STORED_CONNECTIVITY_LARGEST / (1024 * 1024));
    else if (document == NULL)
        error_set(error, "it is no JSON");
    else if (strcmp(text_at(document, "schema"), "healthcheck.connectivity/1") != 0)
        error_set(error, "it is no healthcheck.connectivity/1");
    else if (is_too_deep(document, 16))
        error_set(error, "it is nested deeper than any such document");
    else
        is_one = true;
    if (is_one) {
        stored->started_at = memory_copy_text(text_at(document, "started_at"));
        stored->not_recorded = count_at(document, "not_recorded");
        stored->without_way = count_at(document, "without_way");
        stored->status = status_of(cJSON_GetObjectItemCaseSensitive(document, "findings"));
        read_endpoints(stored, cJSON_GetObjectItemCaseSensitive(document, "endpoints"));
        read_selected(stored, cJSON_GetObjectItemCaseSensitive(document, "selected"));
        read_tests(stored, cJSON_GetObjectItemCaseSensitive(document, "tests"));
    }
    cJSON_Delete(document);
    return is_one;
}

void stored_connectivity_free(struct stored_connectivity *stored)
{
    for (size_t i = 0; i < stored->count; i++) {
        free(stored->tests[i].text);
        free(stored->tests[i].url);
        free(stored->tests[i].group);
        free(stored->tests[i].via);
        free(stored->tests[i].failure);
    }
    free(stored->tests);
    free(stored->started_at);
    free(stored->geography);
    free(stored->kind);
    free(stored->path);
    free(stored->proxy_source);
    free(stored->proxy);
    *stored = (struct stored_connectivity){ 0 };
}
