/* What `mdatp config proxy set` set, as the agent reports it. */
#include "proxy/sources.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/mdatp_health.h"

/* The value that `mdatp health --field proxy` prints, in quotes or without; NULL where it prints none, or a sentence. Yours to free. */
static char *printed_value(const struct fact *fact)
{
    static const char *const none[] = { "", "null", "none", "unavailable", "unknown", "N/A" };
    struct span span = span_trim((struct span){ fact->text, fact->size });
    char *value;

    if (span.size >= 2 && span.data[0] == '"' && span.data[span.size - 1] == '"')
        span = span_trim((struct span){ span.data + 1, span.size - 2 });
    value = memory_copy(span.data, span.size);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (text_same(value, none[i]))
            value[0] = '\0';
    if (value[0] != '\0' && strpbrk(value, " \t\r\n") == NULL)
        return value;
    free(value);
    return NULL;
}

static void set(struct proxy_record *record, const struct fact *fact, const char *value)
{
    proxy_record_set_address(record, fact->key, value);
    record->place = memory_copy_text("proxy");
}

/* Older agents print nothing for the field, but list it in the JSON. */
static void read_health(struct proxy_record *record, const struct fact *fact)
{
    struct mdatp_health health = mdatp_health_read(fact->text, fact->size);
    const struct mdatp_field *field = mdatp_health_find(&health, "proxy");

    /* What is managed is ManagedConfig's. */
    if (field != NULL && !field->is_managed && !field->is_list && field->value[0] != '\0' && strcmp(field->value, "null") != 0 &&
        strcmp(field->value, "unavailable") != 0)
        set(record, fact, field->value);
    mdatp_health_free(&health);
}

static bool is_managed(struct host *host, const char *value)
{
    const struct fact *fact = host_ask(host, "command/mdatp-health");
    struct mdatp_health health = mdatp_health_read(fact->text, fact->size);
    const struct mdatp_field *field = mdatp_health_find(&health, "proxy");
    bool is = field != NULL && field->is_managed && strcmp(field->value, value) == 0;

    mdatp_health_free(&health);
    return is;
}

static void read_setting(struct host *host, struct proxy_record *record)
{
    const struct fact *printed = host_ask(host, "command/mdatp-proxy");
    char *value = printed->state == FACT_PRESENT ? printed_value(printed) : NULL;

    if (value != NULL) {
        proxy_record_saw(record, printed);
        if (!is_managed(host, value))
            set(record, printed, value);
    } else {
        const struct fact *health = host_ask(host, "command/mdatp-health");

        /* One that answers is enough. */
        if (printed->state == FACT_PRESENT || health->state != FACT_PRESENT)
            proxy_record_saw(record, printed);
        if (health->state == FACT_PRESENT) {
            proxy_record_saw(record, health);
            read_health(record, health);
        }
    }
    free(value);
}

const struct proxy_source proxy_source_agent_config = {
    .id = "AgentConfig",
    .finding_id = "proxy.agent_config",
    .title = "The agent's own setting (mdatp config proxy)",
    .platforms = ON_LINUX,
    .why = "`mdatp config proxy set` is the documented way to give the agent a static proxy.",
    .remedy = "Run `mdatp config proxy set --value http://host:port`, then `mdatp connectivity test`; `mdatp config proxy clear` takes it back.",
    .source = "Learn, linux-static-proxy-configuration (2026-07-02)",
    .commands = { "mdatp-proxy", "mdatp-health" },
    .read = read_setting,
};
