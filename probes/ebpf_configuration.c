/* Did the administrator turn the eBPF sensor off where it would work? */
#include "probes/table.h"

#include "probes/ebpf.h"
#include "probes/ebpf_matrix.h"

/* Why it is right to have it off here, or NULL. */
static const char *reason(struct host *host, struct finding *finding, const struct os_release *os, const char *kernel)
{
    enum ebpf_verdict verdict = ebpf_judge(os, kernel).verdict;

    if (verdict == EBPF_KERNEL_TOO_OLD || verdict == EBPF_DISTRIBUTION_TOO_OLD)
        return "is below the matrix (ebpf.kernel)";
    if (verdict != EBPF_SUPPORTED)
        return "is not in the matrix (ebpf.kernel)";
    if (ebpf_defect_of(os, kernel) != EBPF_NO_DEFECT || ebpf_meets_ksplice(host, finding, os) || ebpf_agent_leaks(host, finding, kernel))
        return "is one that eBPF harms (ebpf.known_bad_kernel)";
    return NULL;
}

static void judge_disabled(struct host *host, struct finding *finding)
{
    const char *kernel = linux_kernel(host, finding), *why;
    struct os_release os;

    if (kernel == NULL)
        return;
    if (linux_os_release(host, finding, &os)) {
        why = reason(host, finding, &os, kernel);
        if (why != NULL)
            finding_ok(finding, "mdatp_managed.json disables eBPF, and kernel %s %s", kernel, why);
        else
            finding_warn(finding, "mdatp_managed.json disables eBPF, though kernel %s supports it", kernel);
    }
    os_release_free(&os);
}

static void look(struct host *host, struct finding *finding)
{
    enum ebpf_setting setting;

    if (!finding_could_read(finding, host_ask(host, EBPF_MANAGED)))
        return;
    setting = ebpf_managed_setting(host, finding);
    if (setting == EBPF_SETTING_DISABLED)
        judge_disabled(host, finding);
    else if (setting == EBPF_SETTING_ENABLED)
        finding_ok(finding, "mdatp_managed.json enables eBPF");
    else
        finding_ok(finding, "mdatp_managed.json does not disable eBPF");
}

const struct probe probe_ebpf_configuration = {
    .id = "ebpf.configuration",
    .title = "eBPF configuration",
    .why = "A managed setting that turns eBPF off outlives the reason it was made for; the agent then misses file and socket events.",
    .ok = "not disabled by mdatp_managed.json, or disabled on a kernel that is not supported or is known to be harmed: told",
    .warns = "disabled by mdatp_managed.json while the kernel supports it",
    .remedy = "Set features.ebpfSupplementaryEventProvider to \"enabled\" in /etc/opt/microsoft/mdatp/managed/mdatp_managed.json (or take it out), "
              "then `sudo systemctl restart mdatp`.",
    .source = "Learn, linux-support-ebpf (2026-07-02); Learn, linux-preferences (2026-07-02)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
