/* The report as JSON: healthcheck.report/1 and healthcheck.fact/1 (docs/contract.md section 5). */
#include "healthcheck/report/report.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"
#include "healthcheck/report/binary_value.h"
#include "healthcheck/report/json_objects.h"
#include "healthcheck/report/print.h"

void json_add_text(cJSON *object, const char *name, const char *text)
{
    char *masked;

    if (text == NULL) {
        cJSON_AddNullToObject(object, name);
        return;
    }
    masked = print_masked_sentence(text);
    cJSON_AddStringToObject(object, name, masked);
    free(masked);
}

/* A text of ours: nothing in it is anybody's secret. */
static void add_own_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

void json_print_line(struct text *out, cJSON *document)
{
    char *line = cJSON_PrintUnformatted(document);

    print_json_line(out, line != NULL ? line : "null");
    cJSON_free(line);
    cJSON_Delete(document);
}

cJSON *json_host(const struct report *report)
{
    cJSON *host = cJSON_CreateObject();

    json_add_text(host, "source", report->source);
    json_add_text(host, "name", report->name);
    json_add_text(host, "platform", report->platform);
    json_add_text(host, "captured_at", report->captured_at);
    if (report->wine != NULL)
        json_add_text(host, "wine", report->wine);
    return host;
}

static cJSON *versions_object(const struct report_versions *versions)
{
    cJSON *object = cJSON_CreateObject();

    json_add_text(object, "plugin", versions->plugin);
    json_add_text(object, "wsl", versions->wsl);
    json_add_text(object, "agent", versions->agent);
    json_add_text(object, "windows", versions->windows);
    json_add_text(object, "kernel", versions->kernel);
    return object;
}

static cJSON *evidence_object(const struct fact *fact)
{
    cJSON *object = cJSON_CreateObject();
    struct text made = { 0 };
    struct span evidence = binary_value_evidence(fact, &made);
    char *shown = fact->state == FACT_PRESENT ? print_masked_evidence(evidence.data, evidence.size) : NULL;

    json_add_text(object, "key", fact->key);
    cJSON_AddStringToObject(object, "state", fact_state_name(fact->state));
    add_own_text(object, "text", shown);
    json_add_text(object, "why", fact->why[0] != '\0' ? fact->why : NULL);
    free(shown);
    text_free(&made);
    return object;
}

/* The same fact is evidence of many findings: it is masked and made an object once, in `seen` by its key. */
static void add_evidence(cJSON *array, const struct fact *fact, struct table *seen)
{
    cJSON *object = table_find(seen, fact->key);

    if (object == NULL)
        table_put(seen, fact->key, object = evidence_object(fact));
    cJSON_AddItemReferenceToArray(array, object);
}

/* "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL (2026-08)" is two of them. */
static cJSON *references_array(const char *references)
{
    cJSON *array = cJSON_CreateArray();

    while (references != NULL) {
        const char *end = strstr(references, "; ");
        char *one = memory_copy(references, end != NULL ? (size_t)(end - references) : strlen(references));

        cJSON_AddItemToArray(array, cJSON_CreateString(one));
        free(one);
        references = end != NULL ? end + strlen("; ") : NULL;
    }
    return array;
}

static cJSON *finding_object(const struct finding *finding, struct table *seen)
{
    cJSON *object = cJSON_CreateObject(), *evidence = cJSON_CreateArray();

    add_own_text(object, "id", finding->id);
    add_own_text(object, "title", finding->title);
    cJSON_AddStringToObject(object, "status", finding_status_name(finding->status));
    json_add_text(object, "summary", finding->summary);
    json_add_text(object, "value", finding->value);
    json_add_text(object, "remedy", finding->advice);
    cJSON_AddItemToObject(object, "references", references_array(finding->references));
    add_own_text(object, "needs", finding->needs);
    for (size_t i = 0; i < finding->evidence_count; i++)
        add_evidence(evidence, finding->evidence[i].fact, seen);
    cJSON_AddItemToObject(object, "evidence", evidence);
    return object;
}

cJSON *json_findings(const struct report *report, struct table *seen)
{
    cJSON *findings = cJSON_CreateArray();

    for (size_t i = 0; i < report->count; i++)
        cJSON_AddItemToArray(findings, finding_object(&report->findings[i], seen));
    return findings;
}

void json_forget(struct table *seen)
{
    for (size_t i = 0; i < seen->count; i++)
        cJSON_Delete(seen->entries[i].thing);
    table_free(seen);
}

void report_json(struct text *out, const struct report *report)
{
    cJSON *document = cJSON_CreateObject(), *tool = cJSON_CreateObject();
    struct table seen = { 0 };

    cJSON_AddStringToObject(document, "schema", "healthcheck.report/1");
    cJSON_AddStringToObject(tool, "name", "healthcheck");
    cJSON_AddStringToObject(tool, "version", report->version);
    cJSON_AddItemToObject(document, "tool", tool);
    cJSON_AddItemToObject(document, "host", json_host(report));
    json_add_text(document, "started_at", report->started_at);
    if (report->duration_ms >= 0)
        cJSON_AddNumberToObject(document, "duration_ms", (double)(long long)(report->duration_ms * 10 + 0.5) / 10);
    else
        cJSON_AddNullToObject(document, "duration_ms");
    cJSON_AddStringToObject(document, "status", report_status(report));
    cJSON_AddItemToObject(document, "versions", versions_object(&report->versions));
    cJSON_AddItemToObject(document, "findings", json_findings(report, &seen));
    if (report->error != NULL)
        json_add_text(document, "error", report->error);
    json_print_line(out, document);
    json_forget(&seen);
}
