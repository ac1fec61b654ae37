/* The environment of the agent's service: the unit, its drop-ins and environment files. */
#include "proxy/sources.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/systemd_properties.h"
#include "proxy/environment_record.h"
#include "proxy/service_files.h"

#define UNIT "mdatp.service"

enum { MOST_VARIABLES = 8 };

static const char *value_in(const struct systemd_unit *unit, const char *name)
{
    const struct systemd_assignment *assignment = systemd_unit_get(unit, name);

    return assignment != NULL ? assignment->value : "";
}

/* Before the environment files: systemctl shows Environment= without what they hold. */
static void compare_with_loaded(const struct systemd_unit *unit, struct host *host, struct proxy_record *record)
{
    const struct fact *fact = host_ask(host, "command/systemd-mdatp");
    struct span text = { fact->text, fact->size }, value = { "", 0 };
    struct systemd_unit loaded = { .name = UNIT };

    if (fact->state != FACT_PRESENT || !systemd_property_find(text, "LoadState", &value) || !span_is(value, "loaded"))
        return;
    proxy_record_saw(record, fact);
    if (systemd_property_find(text, "NeedDaemonReload", &value) && span_is(value, "yes"))
        proxy_problem_add(&record->problems, "not-reloaded", "the files of the service changed since systemd read them");
    if (systemd_property_find(text, "Environment", &value))
        systemd_unit_read_shown(&loaded, "systemctl", value.data, value.size);
    for (size_t i = 0; environment_proxy_name(i) != NULL; i++)
        if (strcmp(value_in(unit, environment_proxy_name(i)), value_in(&loaded, environment_proxy_name(i))) != 0)
            proxy_problem_add(&record->problems, "not-reloaded", "%s in the files is not what systemd has loaded", environment_proxy_name(i));
    systemd_unit_free(&loaded);
}

static void read_variables(const struct systemd_unit *unit, struct proxy_record *record)
{
    struct environment_variable variables[MOST_VARIABLES];
    const struct environment_variable *chosen;
    const struct systemd_assignment *assignment;
    size_t count = 0;

    for (size_t i = 0; environment_proxy_name(i) != NULL && count < MOST_VARIABLES; i++) {
        assignment = systemd_unit_get(unit, environment_proxy_name(i));
        if (assignment != NULL)
            variables[count++] = (struct environment_variable){ assignment->name, assignment->value };
    }
    chosen = environment_record(record, variables, count);
    if (chosen == NULL)
        return;
    assignment = systemd_unit_get(unit, chosen->name);
    free(record->origin);
    record->origin = text_format("file%s", assignment->file);
    record->place = service_files_place(assignment->file, assignment->line);
}

static void read_setting(struct host *host, struct proxy_record *record)
{
    struct systemd_unit unit = { .name = UNIT };

    if (service_files_read(&unit, host, record)) {
        compare_with_loaded(&unit, host, record);
        service_files_read_environment(&unit, host, record);
        read_variables(&unit, record);
    }
    systemd_unit_free(&unit);
}

const struct proxy_source proxy_source_service_environment = {
    .id = "ServiceEnvironment",
    .finding_id = "proxy.service_environment",
    .title = "Environment of the agent's service",
    .platforms = ON_LINUX,
    .why =
        "HTTPS_PROXY in the unit mdatp.service or one of its drop-ins is what the agent's library takes where the agent has no setting of its own.",
    .remedy =
        "Run `systemctl edit mdatp.service`, write `[Service]` and `Environment=\"HTTPS_PROXY=http://host:port\"`, then `systemctl restart mdatp`; "
        "`systemctl cat mdatp.service` shows every file that counts.",
    .source = "Learn, linux-static-proxy-configuration (2026-07-02); systemd.exec(5) and systemd.unit(5) of systemd 252",
    .commands = { "systemd-mdatp" },
    .read = read_setting,
};
