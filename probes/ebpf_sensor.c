/* Which sensor gives the agent its events, and if it is not eBPF: what is lost, and why? */
#include "probes/table.h"

#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "probes/ebpf.h"
#include "probes/ebpf_matrix.h"
#include "probes/mdatp_facts.h"

enum { NEWEST_LINES = 3, LINE_SHOWN = 160 };

static bool speaks_of_ebpf(struct span line)
{
    for (size_t i = 0; i + 4 <= line.size; i++)
        if (text_lower(line.data[i]) == 'e' && text_lower(line.data[i + 1]) == 'b' && text_lower(line.data[i + 2]) == 'p' &&
            text_lower(line.data[i + 3]) == 'f')
            return true;
    return false;
}

/* At most LINE_SHOWN bytes of a line, no character cut in two. */
static void append_line(struct text *text, struct span line)
{
    size_t size = line.size;

    if (size > LINE_SHOWN)
        for (size = LINE_SHOWN; size > 0 && ((unsigned char)line.data[size] & 0xC0) == 0x80;)
            size--;
    text_append_format(text, "%s\"%.*s%s\"", text->size > 0 ? ", " : "", (int)size, line.data, size < line.size ? "…" : "");
}

/* The newest lines of the agent's log that speak of eBPF, in the log's order. Nobody promised their wording, so they are shown as they are. */
static void say_log(struct host *host, struct finding *finding)
{
    const struct fact *log = host_ask(host, "file-tail/var/log/microsoft/mdatp/microsoft_defender_core.log");
    struct span rest = { log->text, log->size }, line, newest[NEWEST_LINES];
    struct text shown = { 0 };
    size_t count = 0;

    if (!finding_could_read(finding, log))
        return;
    while (span_next_line(&rest, &line))
        if (speaks_of_ebpf(line))
            newest[count++ % NEWEST_LINES] = line;
    for (size_t i = count > NEWEST_LINES ? count - NEWEST_LINES : 0; i < count; i++)
        append_line(&shown, newest[i % NEWEST_LINES]);
    if (count > 0)
        finding_warn(finding, "the newest lines of microsoft_defender_core.log on eBPF: %s", text_of(&shown));
    else
        finding_warn(finding, "microsoft_defender_core.log %s", log->state == FACT_PRESENT ? "says nothing of eBPF" : "is not there to say why");
    text_free(&shown);
}

/* Is the kernel or its distribution below the matrix? Then that is why. */
static bool is_below_matrix(struct host *host, struct finding *finding)
{
    const struct fact *kernel = host_ask(host, "system/kernel-release");
    struct os_release os;
    bool is_below = false;

    if (finding_saw(finding, kernel)->state != FACT_PRESENT)
        return false;
    if (linux_os_release(host, finding, &os)) {
        enum ebpf_verdict verdict = ebpf_judge(&os, kernel->text).verdict;

        is_below = verdict == EBPF_KERNEL_TOO_OLD || verdict == EBPF_DISTRIBUTION_TOO_OLD;
    }
    os_release_free(&os);
    if (is_below)
        finding_warn(finding, "kernel %s is below the matrix (ebpf.kernel)", kernel->text);
    return is_below;
}

static bool is_before_ebpf(const struct mdatp_health *health)
{
    const char *version = mdatp_health_get(health, "app_version");

    return version != NULL && version_is_one(version) && version_compare(version, "101.23082.0006") < 0;
}

static void say_why(struct host *host, struct finding *finding, const struct mdatp_health *health)
{
    if (is_before_ebpf(health)) {
        finding_warn(finding, "agents before 101.23082.0006 do not use eBPF by default");
        finding_advise(finding, "Update the agent: `sudo apt-get update && sudo apt-get install --only-upgrade mdatp`, `sudo dnf upgrade mdatp` or "
                                "`sudo zypper update mdatp`.");
    } else if (ebpf_managed_setting(host, finding) == EBPF_SETTING_DISABLED) {
        finding_warn(finding, "mdatp_managed.json disables eBPF");
        finding_advise(finding, "Where ebpf.kernel and ebpf.known_bad_kernel are ok, set features.ebpfSupplementaryEventProvider to \"enabled\" in "
                                "/etc/opt/microsoft/mdatp/managed/mdatp_managed.json, then `sudo systemctl restart mdatp`.");
    } else if (is_below_matrix(host, finding)) {
        finding_advise(finding, "Start a kernel of the list (https://learn.microsoft.com/defender-endpoint/linux-support-ebpf), then `sudo systemctl "
                                "restart mdatp`.");
    } else {
        say_log(host, finding);
        finding_advise(finding,
                       "Run `sudo mdatp config ebpf-supplementary-event-provider --value enabled`, then `sudo systemctl restart mdatp`; where it "
                       "falls back again, hand in what `sudo mdatp diagnostic create` writes.");
    }
}

static void say_provider(struct finding *finding, const char *provider)
{
    if (text_same(provider, "netlink"))
        finding_warn(finding, "the sensor is netlink: file and socket events are lost (exec, exit, fork, gid and tid stay)");
    else if (text_same(provider, "auditd"))
        finding_warn(finding,
                     "the sensor is auditd: events are lost where auditd's backlog overflows, and agents from 101.24082 have no such sensor");
    else
        finding_warn(finding, "the sensor is %s, not ebpf: which events are lost is not documented", provider);
}

static void look(struct host *host, struct finding *finding)
{
    static const char issue[] = "no active supplementary event provider";
    struct mdatp_health health;
    const char *provider;

    if (mdatp_health_of(host, finding, &health)) {
        bool has_issue = mdatp_health_lists(&health, "health_issues", issue);

        provider = mdatp_health_get(&health, "supplementary_events_subsystem");
        if (provider != NULL)
            finding_value(finding, "%s", provider);
        if (has_issue)
            finding_fail(finding, "the agent reports \"%s\"", issue);
        if (provider == NULL && !has_issue)
            finding_skip(finding, "not reported by this version");
        else if (provider != NULL && !mdatp_is_known(provider))
            finding_fail(finding, "the agent has no sensor for events (%s)", provider[0] != '\0' ? provider : "empty");
        else if (provider != NULL && !text_same(provider, "ebpf"))
            say_provider(finding, provider);
        else if (provider != NULL)
            finding_ok(finding, "the sensor is ebpf");
        if (finding->status > FINDING_UNKNOWN)
            say_why(host, finding, &health);
    }
    mdatp_health_free(&health);
}

const struct probe probe_ebpf_sensor = {
    .id = "ebpf.sensor",
    .title = "Event sensor",
    .why = "The agent sees processes, files and sockets through a sensor of events. eBPF sees all of them; what it falls back to does not.",
    .ok = "supplementary_events_subsystem is ebpf",
    .warns = "any other sensor: with the events it loses, and why the agent fell back",
    .fails = "`unavailable`, empty, or the health issue \"no active supplementary event provider\"",
    .remedy = "Run `sudo mdatp config ebpf-supplementary-event-provider --value enabled`, then `sudo systemctl restart mdatp`.",
    .source = "Learn, linux-support-ebpf (2026-07-02)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
