/* Does the agent run, with each of its processes once? */
#include "probes/table.h"

#include <string.h>

#include "healthcheck/host/fact_lines.h"
#include "probes/mdatp_facts.h"

/* The agent is three processes of one program, told apart by a word of their arguments (Learn, linux-support-install, 2026). */
struct roles {
    size_t parent, edr, unprivileged;
    size_t unseen; /* whose arguments are not known */
};

static struct roles roles_of(const struct fact *processes)
{
    struct span rest = fact_span(processes);
    struct process_line line;
    struct roles roles = { 0 };

    while (process_line_next(&rest, &line)) {
        if (line.arguments.data == NULL) {
            roles.unseen++;
            continue;
        }
        /* Before 2022 edr was called enterprise. */
        if (process_line_has_argument(&line, "edr") || process_line_has_argument(&line, "enterprise"))
            roles.edr++;
        else if (process_line_has_argument(&line, "unprivileged"))
            roles.unprivileged++;
        else
            roles.parent++;
    }
    return roles;
}

static bool is_unlicensed(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    bool is_unlicensed = mdatp_health_where_known(host, finding, &health) && mdatp_health_is(&health, "licensed", "false");

    mdatp_health_free(&health);
    return is_unlicensed;
}

static void judge_role(struct finding *finding, size_t count, const char *role)
{
    if (count == 0) {
        finding_fail(finding, "wdavdaemon does not run %s", role);
    } else if (count > 1) {
        finding_warn(finding, "wdavdaemon runs %s %zu times", role, count);
        finding_advise(finding, "Run `sudo systemctl restart mdatp`, then `pgrep -a wdavdaemon`: each of the three should be there once.");
    }
}

static void judge_roles(struct host *host, struct finding *finding, struct roles roles)
{
    if (roles.unseen > 0) {
        finding_unsure(finding, "the arguments of %zu of the agent's processes cannot be seen, and they tell their roles", roles.unseen);
        finding_advise(finding, "Run healthcheck again as root (`sudo healthcheck`), or look with `sudo pgrep -a wdavdaemon`.");
        return;
    }
    judge_role(finding, roles.parent, "without a role (the parent)");
    if (roles.edr == 0 && is_unlicensed(host, finding)) {
        finding_warn(finding, "wdavdaemon does not run with the role edr, because the agent has no licence");
        finding_advise(finding, "Onboard the machine: agent.licensed says how; the process then starts by itself.");
    } else {
        judge_role(finding, roles.edr, "with the role edr");
    }
    judge_role(finding, roles.unprivileged, "with the role unprivileged");
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *service = host_ask(host, "service/mdatp"), *processes;

    if (!finding_could_read(finding, service))
        return;
    if (service->state == FACT_ABSENT) {
        finding_fail(finding, "the agent's service is not registered");
        finding_advise(finding, "Install the agent again, as https://learn.microsoft.com/defender-endpoint/linux-support-install says.");
        return;
    }
    if (strcmp(service->text, "running") != 0) {
        finding_fail(finding, "the agent's service is %s", service->text);
        if (strcmp(service->text, "disabled") == 0)
            finding_advise(finding, "Run `sudo systemctl unmask mdatp`, then `sudo systemctl enable --now mdatp`.");
        if (strcmp(service->text, "starting") == 0)
            finding_may_pass(finding);
        return;
    }
    processes = host_ask(host, "process/wdavdaemon");
    if (!finding_could_read(finding, processes))
        return;
    judge_roles(host, finding, roles_of(processes));
    if (finding->status == FINDING_SKIPPED)
        finding_ok(finding, "the agent's service is running, each of its three processes once");
}

const struct probe probe_agent_service = {
    .id = "agent.service",
    .title = "Agent service",
    .why = "A stopped service means the machine is not protected; without one of its processes a part of the protection is missing.",
    .ok = "the service mdatp is active, and wdavdaemon runs without a role, with `edr` (older: `enterprise`) and with `unprivileged`, once each",
    .warns = "one of them runs twice, or edr is missing while the agent has no licence",
    .fails = "the service is not active, or one of the processes is missing",
    .remedy = "Run `sudo systemctl restart mdatp`, then `systemctl status mdatp`; if it stops again read `journalctl -u mdatp` and "
              "/var/log/microsoft/mdatp/microsoft_defender_core.log, and hand in what `sudo mdatp diagnostic create` writes.",
    .source = "Learn, linux-support-install (2026)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
