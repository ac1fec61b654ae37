/* The environment of this process: what a shell has, and the agent's service has not. */
#include "proxy/sources.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"
#include "proxy/environment_record.h"

enum { MOST_VARIABLES = 8 };

static void read_setting(struct host *host, struct proxy_record *record)
{
    struct environment_variable variables[MOST_VARIABLES];
    const struct environment_variable *chosen;
    size_t count = 0;

    for (size_t i = 0; environment_proxy_name(i) != NULL && count < MOST_VARIABLES; i++) {
        const struct fact *fact = host_ask_for(host, "env/%s", environment_proxy_name(i));

        if (fact->state != FACT_ABSENT)
            proxy_record_saw(record, fact);
        if (fact->state == FACT_PRESENT)
            variables[count++] = (struct environment_variable){ environment_proxy_name(i), fact->text };
    }
    chosen = environment_record(record, variables, count);
    if (chosen == NULL)
        return;
    free(record->origin);
    record->origin = text_format("env/%s", chosen->name);
    record->place = memory_copy_text(chosen->name);
    proxy_problem_add(&record->problems, "not-in-service", "%s is set for this program and not for the agent's service", chosen->name);
}

const struct proxy_source proxy_source_process_environment = {
    .id = "ProcessEnvironment",
    .finding_id = "proxy.process_environment",
    .title = "Environment of this program",
    .platforms = ON_LINUX,
    .why = "Variables of a shell or a login say what an administrator meant, and serve `mdatp` on the command line; the agent's service does not see "
           "them.",
    .remedy = "Run `mdatp config proxy set --value http://host:port`, or set HTTPS_PROXY for the service with `systemctl edit mdatp.service`.",
    .source = "curl, Environment variables; systemd.exec(5), Environment=; Learn, linux-static-proxy-configuration (2026-07-02)",
    .read = read_setting,
};
