/* The agent's own report, as several checks read it. */
#include "probes/mdatp_facts.h"

#include <string.h>

static const char question[] = "command/mdatp-health";

bool mdatp_health_of(struct host *host, struct finding *finding, struct mdatp_health *health)
{
    const struct fact *fact = finding_saw(finding, host_ask(host, question));

    *health = (struct mdatp_health){ 0 };
    if (fact->state == FACT_UNREADABLE && strstr(fact->why, "timed out") != NULL) {
        finding_unsure(finding, "`mdatp health` does not answer: %s", fact->why);
        finding_advise(finding, "Run `sudo systemctl restart mdatp`, then `mdatp health`; where it answers slowly, `healthcheck --timeout 60`.");
        return false;
    }
    if (fact->state != FACT_PRESENT) {
        finding_unknown(finding, fact);
        return false;
    }
    *health = mdatp_health_read(fact->text, fact->size);
    if (health->count > 0)
        return true;
    if (health->message != NULL)
        finding_unsure(finding, "`mdatp health` gave no report but said: %s", health->message);
    else
        finding_unsure(finding, "`mdatp health` gave no report");
    finding_advise(
        finding,
        "It needs the agent's daemon: run `systemctl status mdatp`, then `sudo systemctl restart mdatp`, and look again with `mdatp health`.");
    return false;
}

bool mdatp_health_where_known(struct host *host, struct finding *finding, struct mdatp_health *health)
{
    const struct fact *fact = host_ask(host, question);

    *health = (struct mdatp_health){ 0 };
    if (fact->state == FACT_PRESENT)
        *health = mdatp_health_read(fact->text, fact->size);
    if (health->count > 0)
        finding_saw(finding, fact);
    return health->count > 0;
}

const char *mdatp_field_of(struct finding *finding, const struct mdatp_health *health, const char *name)
{
    const char *value = mdatp_health_get(health, name);

    if (value == NULL)
        finding_skip(finding, "not reported by this version");
    return value;
}

bool mdatp_is_known(const char *value)
{
    return value[0] != '\0' && strcmp(value, "unavailable") != 0;
}
