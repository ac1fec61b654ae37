/* The connectivity test as JSON: healthcheck.connectivity/1 (docs/contract.md section 5). */
#include <stdlib.h>

#include "healthcheck/report/json_objects.h"
#include "healthcheck/report/print.h"
#include "healthcheck/report/report_connectivity.h"

/* A row comes as its reader keeps it; what is text in it may hold secrets. The rows are few levels deep: proxy/attempt.h sees to that. */
static void mask_texts(cJSON *item)
{
    for (; item != NULL; item = item->next) {
        if (cJSON_IsString(item)) {
            char *masked = print_masked_sentence(item->valuestring);

            cJSON_SetValuestring(item, masked);
            free(masked);
        }
        mask_texts(item->child);
    }
}

static cJSON *tests_array(const struct report_connectivity *connectivity)
{
    cJSON *tests = cJSON_CreateArray();

    for (size_t i = 0; i < connectivity->count; i++) {
        cJSON *row = cJSON_Parse(connectivity->attempts[i].json);

        if (row == NULL)
            row = cJSON_CreateObject();
        /* The first try is a row of its own here. */
        cJSON_DeleteItemFromObjectCaseSensitive(row, "earlier");
        mask_texts(row->child);
        cJSON_AddItemToArray(tests, row);
    }
    return tests;
}

static cJSON *endpoints_object(const struct report_connectivity *connectivity)
{
    cJSON *endpoints = cJSON_CreateObject();

    json_add_text(endpoints, "geography", connectivity->geography);
    json_add_text(endpoints, "kind", connectivity->kind);
    json_add_text(endpoints, "source", connectivity->source);
    json_add_text(endpoints, "path", connectivity->path);
    return endpoints;
}

static cJSON *selected_object(const struct report_connectivity *connectivity)
{
    cJSON *selected;

    if (connectivity->proxy_source == NULL)
        return cJSON_CreateNull();
    selected = cJSON_CreateObject();
    json_add_text(selected, "id", connectivity->proxy_source);
    json_add_text(selected, "proxy", connectivity->proxy);
    cJSON_AddBoolToObject(selected, "usable", connectivity->is_proxy_usable);
    return selected;
}

void report_connectivity_json(struct text *out, const struct report_connectivity *connectivity)
{
    const struct report *report = connectivity->report;
    cJSON *document = cJSON_CreateObject();
    struct table seen = { 0 };

    cJSON_AddStringToObject(document, "schema", "healthcheck.connectivity/1");
    cJSON_AddItemToObject(document, "host", json_host(report));
    json_add_text(document, "started_at", report->started_at);
    cJSON_AddStringToObject(document, "status", report_status(report));
    cJSON_AddItemToObject(document, "endpoints", endpoints_object(connectivity));
    cJSON_AddItemToObject(document, "selected", selected_object(connectivity));
    cJSON_AddItemToObject(document, "tests", tests_array(connectivity));
    cJSON_AddNumberToObject(document, "not_recorded", (double)connectivity->not_recorded);
    cJSON_AddNumberToObject(document, "without_way", (double)connectivity->without_way);
    cJSON_AddItemToObject(document, "findings", json_findings(report, &seen));
    if (report->error != NULL)
        json_add_text(document, "error", report->error);
    json_print_line(out, document);
    json_forget(&seen);
}
