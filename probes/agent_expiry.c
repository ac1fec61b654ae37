/* For how long does this build of the agent work? */
#include "probes/table.h"

#include "probes/clock_facts.h"
#include "probes/mdatp_facts.h"

enum { SOON = 30 * MOMENT_DAY };

static void judge(struct finding *finding, moment expiration, moment now)
{
    char date[MOMENT_TEXT_SIZE], distance[MOMENT_TEXT_SIZE];
    long long left = expiration - now;

    moment_write(expiration, date);
    moment_write_duration(left < 0 ? -left : left, distance);
    finding_value(finding, "%s", date);
    if (left <= 0)
        finding_fail(finding, "the agent expired %s ago, on %.10s", distance, date);
    else if (left <= SOON)
        finding_warn(finding, "the agent expires in %s, on %.10s", distance, date);
    else
        finding_ok(finding, "the agent expires in %s, on %.10s", distance, date);
}

static void look(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *text;
    moment expiration, now;

    if (mdatp_health_of(host, finding, &health) && (text = mdatp_field_of(finding, &health, "product_expiration")) != NULL) {
        if (!moment_read(text, &expiration)) {
            finding_unsure(finding, "the agent expires \"%s\", which is no date", text);
            finding_advise(finding, "Run `mdatp health --field product_expiration`.");
        } else if (clock_of(host, finding, &now)) {
            judge(finding, expiration, now);
        }
    }
    mdatp_health_free(&health);
}

const struct probe probe_agent_expiry = {
    .id = "agent.expiry",
    .title = "Agent expiry",
    .why = "A build of the agent is valid for about nine months; an expired one says `missing license` and is not healthy, though it still gets "
           "definitions.",
    .ok = "more than 30 days away",
    .warns = "30 days away or less",
    .fails = "past",
    .remedy =
        "Update it: `sudo apt-get update && sudo apt-get install --only-upgrade mdatp`, `sudo dnf upgrade mdatp` or `sudo zypper update mdatp`.",
    .topic = "updates",
    .source = "Learn, linux-resources (2026-04-16); Learn, linux-updates (2024-12-16)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
