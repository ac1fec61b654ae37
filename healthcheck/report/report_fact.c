/* One fact, as text and as healthcheck.fact/1 (docs/contract.md section 5). */
#include <cjson/cJSON.h>
#include <stdlib.h>

#include "healthcheck/core/base64.h"
#include "healthcheck/report/binary_value.h"
#include "healthcheck/report/print.h"
#include "healthcheck/report/report.h"

void report_fact_text(struct text *out, const struct fact *fact, bool is_terminal)
{
    struct text masked = { 0 };
    struct span rest, line;

    binary_value_masked(&masked, fact);
    rest = (struct span){ text_of(&masked), masked.size };
    if (!is_terminal) {
        text_append_bytes(out, rest.data, rest.size);
        if (rest.size > 0 && rest.data[rest.size - 1] != '\n')
            text_append_char(out, '\n');
    }
    while (is_terminal && span_next_line(&rest, &line)) {
        print_escaped(out, line.data, line.size);
        text_append_char(out, '\n');
    }
    text_free(&masked);
}

void report_fact_json(struct text *out, const struct fact *fact)
{
    cJSON *object = cJSON_CreateObject();
    struct text masked = { 0 };
    char unnamed[12], *line, *shown;

    cJSON_AddStringToObject(object, "schema", "healthcheck.fact/1");
    shown = print_masked(fact->key, span_of(fact->key).size);
    cJSON_AddStringToObject(object, "key", shown);
    free(shown);
    cJSON_AddStringToObject(object, "state", fact_state_name(fact->state));
    if (fact->state == FACT_PRESENT) {
        cJSON_AddStringToObject(object, "type", fact_type_name(fact->type, unnamed));
        binary_value_masked(&masked, fact);
        if (fact->type == FACT_BYTES) {
            struct text encoded = { 0 };

            base64_write(&encoded, text_of(&masked), masked.size);
            shown = text_take(&encoded);
            cJSON_AddNullToObject(object, "text");
            cJSON_AddStringToObject(object, "base64", shown);
        } else {
            shown = print_masked(text_of(&masked), masked.size);
            cJSON_AddStringToObject(object, "text", shown);
        }
        free(shown);
        text_free(&masked);
    } else {
        cJSON_AddNullToObject(object, "type");
        cJSON_AddNullToObject(object, "text");
    }
    shown = print_masked(fact->why, span_of(fact->why).size);
    if (*shown != '\0')
        cJSON_AddStringToObject(object, "why", shown);
    else
        cJSON_AddNullToObject(object, "why");
    free(shown);
    line = cJSON_PrintUnformatted(object);
    print_json_line(out, line != NULL ? line : "null");
    cJSON_free(line);
    cJSON_Delete(object);
}
