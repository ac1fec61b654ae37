/* What one source of proxy settings says. */
#include "proxy/record.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

const struct fact *proxy_record_saw(struct proxy_record *record, const struct fact *fact)
{
    for (size_t i = 0; i < record->evidence_count; i++)
        if (record->evidence[i] == fact)
            return fact;
    if (record->evidence_count < PROXY_MOST_EVIDENCE)
        record->evidence[record->evidence_count++] = fact;
    if (fact->state == FACT_UNREADABLE && record->unreadable == NULL)
        record->unreadable = fact;
    return fact;
}

void proxy_record_set_address(struct proxy_record *record, const char *origin, const char *text)
{
    struct proxy_address address = { 0 };

    record->is_configured = true;
    free(record->origin);
    free(record->raw);
    record->origin = memory_copy_text(origin);
    record->raw = memory_copy_text(text);
    if (proxy_address_read(&address, text, strlen(text), &record->problems))
        proxy_list_add(&record->proxies, "*", &address);
}

void proxy_record_free(struct proxy_record *record)
{
    free(record->origin);
    free(record->place);
    free(record->raw);
    free(record->auto_config_url);
    proxy_list_free(&record->proxies);
    bypass_free(&record->bypass);
    proxy_problems_free(&record->problems);
    *record = (struct proxy_record){ 0 };
}
