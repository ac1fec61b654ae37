/* Are rules of the former AuditD sensor left, which cost time and give the agent nothing? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "healthcheck/host/auditctl.h"
#include "probes/ebpf.h"
#include "probes/mdatp_facts.h"

#define RULES_FOLDER "etc/audit/rules.d"

static bool is_auditd(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *sensor;
    bool is_one;

    (void)mdatp_health_where_known(host, finding, &health);
    sensor = mdatp_health_get(&health, "supplementary_events_subsystem");
    is_one = sensor != NULL && text_same(sensor, "auditd");
    mdatp_health_free(&health);
    return is_one;
}

static bool is_immutable(struct host *host, struct finding *finding)
{
    const struct fact *status = host_ask(host, "command/audit-status");
    int enabled;

    return finding_could_read(finding, status) && audit_status_enabled(status->text, status->size, &enabled) && enabled == 2;
}

static void say_left(struct host *host, struct finding *finding, const struct audit_rules *rules)
{
    if (is_immutable(host, finding)) {
        finding_fail(finding, "%zu audit rules with the key mdatp are left, and auditd is immutable (enabled 2) until the next boot",
                     rules->with_key);
        finding_advise(finding,
                       "Restart the machine. Where the rules are still there, turn eBPF on (`sudo mdatp config ebpf-supplementary-event-provider "
                       "--value enabled`), remove /etc/audit/rules.d/mdatp.rules and restart again.");
    } else {
        finding_warn(finding, "audit rules with the key mdatp are left (%zu), the first: %.*s", rules->with_key, (int)rules->first.size,
                     rules->first.data);
        finding_advise(finding, "Remove them: `sudo rm -f /etc/audit/rules.d/mdatp.rules`, then `sudo auditctl -D -k mdatp`.");
    }
}

static void judge_loaded(struct host *host, struct finding *finding)
{
    const struct fact *listed = host_ask(host, "command/audit-rules");
    struct audit_rules rules;

    /* Without auditctl nobody loads rules. */
    if (listed->state == FACT_ABSENT || fact_is(host_ask(host, "command-status/audit-rules"), "missing")) {
        finding_ok(finding, "auditctl is not there, so no rules are loaded with it");
        return;
    }
    if (!finding_could_read(finding, listed))
        return;
    rules = audit_rules_read(listed->text, listed->size, "mdatp");
    if (rules.with_key > 0) {
        say_left(host, finding, &rules);
    } else if (!rules.is_understood) {
        finding_unsure(finding, "`auditctl -l` did not answer");
        finding_advise(finding, "Run `sudo healthcheck --only ebpf.audit_rules`: auditctl needs root.");
    } else {
        finding_ok(finding, "no audit rule has the key mdatp");
    }
}

static bool is_listed(const struct fact *folder, const char *name)
{
    struct span rest = { folder->text, folder->size }, line;

    while (span_next_line(&rest, &line))
        if (span_is(line, name))
            return true;
    return false;
}

/* In the folder's list, or, where only the file itself was captured, there. */
static bool has_file(struct host *host, struct finding *finding, const struct fact *folder, const char *name)
{
    const struct fact *file;

    if (folder->state == FACT_PRESENT)
        return is_listed(folder, name);
    file = host_ask_for(host, "file/" RULES_FOLDER "/%s", name);
    if (file->state == FACT_PRESENT)
        finding_saw(finding, file);
    return file->state == FACT_PRESENT;
}

static void judge_files(struct host *host, struct finding *finding)
{
    static const char *const analyzer[] = { "mdatp.rate_limit.rules", "1_mdatp.skip_faulty_rule.rules", "exclude.rules" };
    const struct fact *folder = host_ask(host, "folder/" RULES_FOLDER);

    (void)finding_could_read(finding, folder);
    if (has_file(host, finding, folder, "mdatp.rules")) {
        finding_warn(finding, "/etc/audit/rules.d/mdatp.rules is left: it loads rules at every boot that no sensor reads");
        finding_advise(finding, "Run `sudo rm -f /etc/audit/rules.d/mdatp.rules`, then restart the machine.");
    }
    for (size_t i = 0; i < sizeof analyzer / sizeof analyzer[0]; i++) {
        if (!has_file(host, finding, folder, analyzer[i]))
            continue;
        finding_warn(finding, "/etc/audit/rules.d/%s is left: exclusions for AuditD have no effect on eBPF and cannot be migrated", analyzer[i]);
        finding_advise(finding, "Run `sudo rm -f /etc/audit/rules.d/%s`; exclude by exclusionSettings of mdatp_managed.json instead.", analyzer[i]);
    }
}

static void look(struct host *host, struct finding *finding)
{
    if (is_auditd(host, finding)) {
        finding_skip(finding, "the sensor is auditd, and reads these rules");
        return;
    }
    judge_loaded(host, finding);
    judge_files(host, finding);
}

const struct probe probe_ebpf_audit_rules = {
    .id = "ebpf.audit_rules",
    .title = "Left audit rules",
    .why =
        "Before eBPF the agent took its events from AuditD. Its rules may outlive the change: every system call then pays for events nobody reads.",
    .ok = "no rule with the key mdatp is loaded, and /etc/audit/rules.d/mdatp.rules is not there",
    .warns = "rules or that file are left; rule files of the analyzer: exclusions made for AuditD have no effect on eBPF and cannot be migrated",
    .fails = "rules are left and auditd is immutable (`auditctl -s` says enabled 2) until the next boot",
    .remedy = "Run `sudo rm -f /etc/audit/rules.d/mdatp.rules`, then restart the machine.",
    .topic = "auditd",
    .source = "Learn, linux-support-ebpf (2026-07-02); the client analyzer for Linux (2025)",
    .platforms = ON_LINUX,
    .commands = { "audit-rules", "audit-status", "mdatp-health" },
    .look = look,
};
