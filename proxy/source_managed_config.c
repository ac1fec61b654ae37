/* The administrator's managed settings: cloudService.proxy in mdatp_managed.json. */
#include "proxy/sources.h"

#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/managed_json.h"

#define MANAGED "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json"
#define SETTING "cloudService.proxy"

static void read_value(const struct managed_json *managed, struct proxy_record *record)
{
    const char *value = managed_json_get(managed, SETTING);

    for (size_t i = 0; i < managed->count; i++)
        if (managed->problems[i].kind == MANAGED_WRONG_TYPE && strcmp(managed->problems[i].key, SETTING) == 0) {
            proxy_problem_add(&record->problems, "malformed", SETTING " in line %zu of mdatp_managed.json is no text", managed->problems[i].line);
            return;
        }
    if (value == NULL || value[0] == '\0')
        return;
    proxy_record_set_address(record, MANAGED, value);
    record->place = memory_copy_text(SETTING);
}

static void read_setting(struct host *host, struct proxy_record *record)
{
    const struct fact *fact = proxy_record_saw(record, host_ask(host, MANAGED));
    struct managed_json managed;

    if (fact->state != FACT_PRESENT)
        return;
    managed = managed_json_read(fact->text, fact->size);
    if (managed.json == NULL)
        proxy_problem_add(&record->problems, "not-json", "mdatp_managed.json is no JSON: the agent takes no setting from it");
    else
        read_value(&managed, record);
    managed_json_free(&managed);
}

const struct proxy_source proxy_source_managed_config = {
    .id = "ManagedConfig",
    .finding_id = "proxy.managed_config",
    .title = "Managed settings (mdatp_managed.json)",
    .platforms = ON_LINUX,
    .why = "What the administrator sets in mdatp_managed.json stands above what `mdatp config` sets on the machine.",
    .remedy = "Set \"cloudService\": { \"proxy\": \"http://host:port/\" } in /etc/opt/microsoft/mdatp/managed/mdatp_managed.json, or take it out; "
              "`mdatp health --field proxy` shows what the agent took.",
    .source = "Learn, linux-static-proxy-configuration (2026-07-02), linux-preferences (2026-07-02)",
    .read = read_setting,
};
