/* Are the agent's definitions (security intelligence) up to date? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "probes/clock_facts.h"
#include "probes/mdatp_facts.h"

enum { OLDEST = 7 * MOMENT_DAY };

/* Seconds since the last update: as the agent counted, else by its date and the time of the look. */
static bool age_of(struct host *host, struct finding *finding, const struct mdatp_health *health, long long *age)
{
    const char *minutes = mdatp_health_get(health, "definitions_updated_minutes_ago"), *updated = mdatp_health_get(health, "definitions_updated");
    moment then, now;

    if (minutes != NULL && minutes[0] != '\0' && strlen(minutes) < 12 && strspn(minutes, "0123456789") == strlen(minutes)) {
        *age = atoll(minutes) * MOMENT_MINUTE;
        return true;
    }
    if (updated == NULL || !moment_read(updated, &then) || !clock_where_known(host, finding, &now))
        return false;
    *age = now - then;
    return true;
}

static void judge_status(struct finding *finding, const char *status)
{
    if (text_same(status, "up_to_date")) {
        finding_ok(finding, "the definitions are up to date");
    } else if (text_same(status, "updating")) {
        finding_warn(finding, "the definitions are being updated");
        finding_advise(finding, "Look again in five minutes (`healthcheck --wait 5m`); `mdatp health --details definitions` shows the progress.");
        finding_may_pass(finding);
    } else if (text_same(status, "out_of_date")) {
        finding_fail(finding, "the definitions are out of date");
    } else if (text_same(status, "unavailable")) {
        finding_fail(finding, "there are no definitions: their status is unavailable");
    } else {
        finding_unsure(finding, "the status of the definitions is \"%s\", which is not known", status);
        finding_advise(finding, "Run `mdatp health --details definitions`.");
    }
}

static void look(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *status, *version;
    char age_text[MOMENT_TEXT_SIZE];
    long long age;

    if (mdatp_health_of(host, finding, &health) && (status = mdatp_field_of(finding, &health, "definitions_status")) != NULL) {
        if ((version = mdatp_health_get(&health, "definitions_version")) != NULL && mdatp_is_known(version))
            finding_value(finding, "%s", version);
        judge_status(finding, status);
        if (age_of(host, finding, &health, &age) && age > OLDEST) {
            moment_write_duration(age, age_text);
            finding_warn(finding, "the definitions are %s old", age_text);
        }
    }
    mdatp_health_free(&health);
}

const struct probe probe_agent_definitions = {
    .id = "agent.definitions",
    .title = "Definitions",
    .why = "Old definitions miss what was found since they were made.",
    .ok = "their status is up_to_date, and they are at most 7 days old",
    .warns = "they are older, or being updated",
    .fails = "their status is unavailable or out_of_date",
    .remedy = "Run `sudo mdatp definitions update`; if that fails, `mdatp connectivity test`, and see that `mdatp health --field "
              "automatic_definition_update_enabled` is true.",
    .source = "Learn, health-status (2024-11-04); Learn, linux-resources (2026-04-16)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
