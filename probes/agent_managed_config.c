/* Can the agent read what its administrator set? */
#include "probes/table.h"

#include <string.h>

#include "healthcheck/host/managed_json.h"

#define MANAGED_FILE "/etc/opt/microsoft/mdatp/managed/mdatp_managed.json"

static void tell(struct finding *finding, const struct managed_problem *problem)
{
    switch (problem->kind) {
    case MANAGED_NOT_JSON:
        finding_fail(finding, "mdatp_managed.json is not JSON: line %zu", problem->line);
        finding_advise(finding, "Correct line %zu of " MANAGED_FILE "; `python3 -m json.tool " MANAGED_FILE "` says what is wrong there.",
                       problem->line);
        break;
    case MANAGED_UNKNOWN_KEY:
        finding_warn(finding, "line %zu of mdatp_managed.json: unknown key %s", problem->line, problem->key);
        if (problem->hint != NULL)
            finding_advise(finding, "Write %s instead in line %zu of " MANAGED_FILE ".", problem->hint, problem->line);
        else
            finding_advise(finding,
                           "Remove %s from line %zu of " MANAGED_FILE
                           "; https://learn.microsoft.com/defender-endpoint/linux-preferences names the known keys.",
                           problem->key, problem->line);
        break;
    case MANAGED_WRONG_TYPE:
        finding_warn(finding, "line %zu of mdatp_managed.json: %s should be %s", problem->line, problem->key, problem->hint);
        finding_advise(finding, "Correct line %zu of " MANAGED_FILE ".", problem->line);
        break;
    }
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *file = host_ask(host, "file" MANAGED_FILE);
    struct managed_json managed;

    if (!finding_could_read(finding, file))
        return;
    if (file->state == FACT_ABSENT) {
        finding_ok(finding, "nothing is set by mdatp_managed.json: it is not there");
        return;
    }
    managed = managed_json_read(file->text, file->size);
    for (size_t i = 0; i < managed.count; i++)
        tell(finding, &managed.problems[i]);
    if (managed.count == 0)
        finding_ok(finding, "mdatp_managed.json is valid");
    managed_json_free(&managed);
}

const struct probe probe_agent_managed_config = {
    .id = "agent.managed_config",
    .title = "Managed configuration",
    .why = "The agent ignores a file that is not JSON as a whole, and keys it does not know one by one, without a word.",
    .ok = "there is no " MANAGED_FILE ", or it is valid, with known keys of the right types",
    .warns = "a key is unknown or its value of the wrong type: named with its line",
    .fails = "it is not JSON",
    .remedy = "Correct " MANAGED_FILE " by the keys and types of https://learn.microsoft.com/defender-endpoint/linux-preferences there.",
    .source = "Learn, linux-preferences (2026-07-02)",
    .platforms = ON_LINUX,
    .look = look,
};
