/* Is the running kernel one on which the eBPF sensor has done harm? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "probes/ebpf.h"
#include "probes/ebpf_matrix.h"
#include "probes/mdatp_facts.h"

static bool has_line(const struct fact *fact, const char *wanted)
{
    struct span rest = { fact->text, fact->size }, line;

    while (span_next_line(&rest, &line))
        if (span_is(line, wanted))
            return true;
    return false;
}

static bool has_sap(struct host *host, struct finding *finding)
{
    const struct fact *processes;

    if (ebpf_is_there(host, finding, "folder/usr/sap") || ebpf_is_there(host, finding, "file-info/usr/sap"))
        return true;
    processes = host_ask(host, "system/processes");
    return finding_could_read(finding, processes) && has_line(processes, "sapstartsrv");
}

/* A defect does no harm where eBPF is off: by the administrator's file, or because the agent itself reports another provider. */
static bool is_off(struct host *host, struct finding *finding, const char *defect)
{
    bool is_disabled = ebpf_managed_setting(host, finding) == EBPF_SETTING_DISABLED, is_other;
    struct mdatp_health health;
    const char *sensor;

    (void)mdatp_health_where_known(host, finding, &health);
    sensor = mdatp_health_get(&health, "supplementary_events_subsystem");
    is_other = sensor != NULL && mdatp_is_known(sensor) && !text_same(sensor, "ebpf");
    if (is_disabled)
        finding_ok(finding, "%s, but mdatp_managed.json disables eBPF: do not turn it on", defect);
    else if (is_other)
        finding_ok(finding, "%s, but the agent's sensor is %s: do not turn eBPF on", defect, sensor);
    mdatp_health_free(&health);
    return is_disabled || is_other;
}

static void advise_off(struct finding *finding, const char *first)
{
    finding_advise(finding, "%s, or turn eBPF off: `sudo mdatp config ebpf-supplementary-event-provider --value disabled`.", first);
}

static void judge_uek(struct host *host, struct finding *finding, const char *kernel, bool is_exact)
{
    if (is_off(host, finding, "this kernel is one that can hang with eBPF"))
        return;
    if (is_exact)
        finding_fail(finding, "kernel %s hangs or panics with eBPF", kernel);
    else
        finding_warn(finding, "kernel %s is, for another release, the build that hangs with eBPF on Oracle Linux 8", kernel);
    advise_off(finding, "Start another kernel (`sudo dnf upgrade kernel-uek`, then restart)");
}

static void judge_rhel_8_1(struct host *host, struct finding *finding, const char *kernel)
{
    if (is_off(host, finding, "RHEL 8.1 can panic with eBPF and SAP"))
        return;
    if (has_sap(host, finding))
        finding_fail(finding, "RHEL 8.1 (kernel %s) can panic with eBPF and SAP, and SAP is here", kernel);
    else
        finding_warn(finding, "RHEL 8.1 (kernel %s) can panic with eBPF and SAP; no sign of SAP was seen", kernel);
    advise_off(finding, "Update to a newer RHEL (`sudo dnf upgrade`, then restart)");
}

static void judge_ksplice(struct host *host, struct finding *finding, const struct os_release *os)
{
    if (!ebpf_meets_ksplice(host, finding, os) || is_off(host, finding, "Oracle Linux 7.9 can hang when Ksplice patches the kernel under eBPF"))
        return;
    finding_warn(finding, "Oracle Linux 7.9 can hang when Ksplice patches the kernel under eBPF");
    finding_advise(finding, "Patch from a cron job that runs `systemctl stop mdatp`, then `uptrack-upgrade -y`, then `systemctl start mdatp`: "
                            "`healthcheck --explain ksplice`.");
}

static void judge_leak(struct host *host, struct finding *finding, const char *kernel)
{
    if (!ebpf_agent_leaks(host, finding, kernel) ||
        is_off(host, finding, "kernels 3.10 to 4.16 leak memory with eBPF and agents before 101.24052.0002"))
        return;
    finding_warn(finding, "kernel %s leaks memory with eBPF and an agent before 101.24052.0002", kernel);
    finding_advise(finding, "Update the agent: `sudo apt-get update && sudo apt-get install --only-upgrade mdatp`, `sudo dnf upgrade mdatp` or `sudo "
                            "zypper update mdatp`.");
}

static void look(struct host *host, struct finding *finding)
{
    const char *kernel = linux_kernel(host, finding);
    struct os_release os;
    enum ebpf_defect defect;

    if (kernel == NULL)
        return;
    finding_value(finding, "%s", kernel);
    (void)linux_os_release(host, finding, &os);
    defect = ebpf_defect_of(&os, kernel);
    if (defect == EBPF_RHEL_8_1_PANIC)
        judge_rhel_8_1(host, finding, kernel);
    else if (defect != EBPF_NO_DEFECT)
        judge_uek(host, finding, kernel, defect == EBPF_UEK_LOCKUP);
    judge_ksplice(host, finding, &os);
    judge_leak(host, finding, kernel);
    if (finding->status < FINDING_OK)
        finding_ok(finding, "kernel %s is not one that eBPF is known to harm", kernel);
    os_release_free(&os);
}

const struct probe probe_ebpf_known_bad_kernel = {
    .id = "ebpf.known_bad_kernel",
    .title = "Kernels harmed by eBPF",
    .why = "On a few kernels the agent's eBPF sensor hangs the machine, makes it panic or leaks memory.",
    .ok = "no known defect applies, or it would but eBPF is off there: then do not turn it on",
    .warns = "RHEL 8.1 or a rebuild without a sign of SAP; 5.15.0-0.30.20 or 0.30.20.1 with another tag than el8uek; Oracle Linux 7.9 with Ksplice; "
             "kernel 3.10 to 4.16 with an agent before 101.24052.0002",
    .fails = "5.15.0-0.30.20.el8uek or 5.15.0-0.30.20.1.el8uek; RHEL 8.1 with SAP",
    .remedy = "Start another kernel, or turn eBPF off: `sudo mdatp config ebpf-supplementary-event-provider --value disabled`.",
    .source = "Learn, linux-support-ebpf, \"Known issues\" (2026-07-02); Learn, linux-whatsnew (2026)",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
