/* Are this distribution and its running kernel among those on which the eBPF sensor is supported? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"
#include "probes/ebpf.h"
#include "probes/ebpf_matrix.h"

static void say_wsl(struct finding *finding, const char *kernel)
{
    if (kernel_family_of(kernel) == KERNEL_WSL)
        finding_ok(finding, "kernel %s is WSL's own: Microsoft's, and not in the matrix", kernel);
    else
        finding_ok(finding, "kernel %s is a custom kernel of WSL (wsl.custom_kernel), and not in the matrix", kernel);
}

/* "4.15.0", "3.10.0-957.10" */
static void name_lowest(const struct ebpf_row *row, struct text *lowest)
{
    text_append(lowest, row->upstream);
    if (row->build != NULL)
        text_append_format(lowest, "-%s", row->build);
}

static void say_row(struct finding *finding, const struct os_release *os, const char *kernel, struct ebpf_judgement judgement)
{
    const struct ebpf_row *row = judgement.row;
    struct text lowest = { 0 };

    name_lowest(row, &lowest);
    if (judgement.verdict == EBPF_SUPPORTED) {
        finding_ok(finding, "kernel %s on %s is supported (%s: %s or later)", kernel, os_release_title(os), row->title, text_of(&lowest));
    } else if (judgement.verdict == EBPF_KERNEL_TOO_OLD) {
        finding_fail(finding, "kernel %s is older than %s, the lowest for %s", kernel, text_of(&lowest), row->title);
        finding_advise(finding,
                       "Install the distribution's kernel %s or later (`sudo apt-get dist-upgrade`, `sudo dnf upgrade kernel` or `sudo zypper "
                       "update`), restart, and "
                       "look again with `uname -r`: the running kernel counts, not the newest one installed.",
                       text_of(&lowest));
    } else {
        finding_fail(finding, "%s %s is older than %s, the lowest version for %s", row->title, os->version_id, row->version, row->title);
        finding_advise(finding, "Upgrade the distribution to %s or later: https://learn.microsoft.com/defender-endpoint/linux-support-ebpf",
                       row->version);
    }
    text_free(&lowest);
}

static void look(struct host *host, struct finding *finding)
{
    const char *kernel = linux_kernel(host, finding);
    struct os_release os;
    struct ebpf_judgement judgement;

    if (kernel == NULL)
        return;
    finding_value(finding, "%s", kernel);
    if ((platform_of(host) & ON_WSL) != 0) {
        say_wsl(finding, kernel);
        return;
    }
    if (linux_os_release(host, finding, &os)) {
        judgement = ebpf_judge(&os, kernel);
        if (judgement.row != NULL) {
            say_row(finding, &os, kernel, judgement);
        } else if (judgement.verdict == EBPF_UNREADABLE) {
            finding_unsure(finding, "the kernel's name \"%s\" is no version", kernel);
            finding_advise(finding, "Compare `uname -a` with the table on https://learn.microsoft.com/defender-endpoint/linux-support-ebpf");
        } else if (judgement.verdict == EBPF_FOREIGN_KERNEL) {
            finding_warn(finding, "kernel %s is not a kernel of %s: the matrix does not speak of it", kernel, os_release_title(&os));
        } else {
            finding_warn(finding, "%s is not listed in the matrix (kernel %s)", os_release_title(&os), kernel);
        }
    }
    os_release_free(&os);
}

const struct probe probe_ebpf_kernel = {
    .id = "ebpf.kernel",
    .title = "Kernel for eBPF",
    .why = "The agent takes its events from eBPF on the distributions and kernels of a list; elsewhere it falls back to Netlink, which sees no file "
           "and no socket events.",
    .ok = "distribution and kernel at or above the list; WSL's own kernel is told",
    .warns = "the distribution is not listed, or the kernel is not the distribution's",
    .fails = "the kernel or the distribution is below the list",
    .remedy =
        "Ask the agent itself: `mdatp health --field supplementary_events_subsystem` says ebpf where the sensor works all the same. Else start a "
        "kernel of the list: https://learn.microsoft.com/defender-endpoint/linux-support-ebpf",
    .source = "Learn, linux-support-ebpf (2026-07-02)",
    .platforms = ON_LINUX | ON_WSL,
    .look = look,
};
