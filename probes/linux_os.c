/* The Linux machine's own system: distribution, kernel and init. */
#include "probes/os.h"

#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "probes/ebpf.h"

#define LOWEST_KERNEL "3.10.0-327"

/* Versions from `lowest` to `highest`, which means every version that begins with its numbers ("9" is 9.6, too). */
struct listed_system {
    const char *id; /* ID of os-release */
    const char *lowest, *highest;
};

/* Learn, mde-linux-prerequisites (2026-03-08): x86-64; on ARM64 a part of them. */
static const struct listed_system listed[] = {
    { "rhel", "7.2", "10" },        { "centos", "7.2", "10" }, /* Stream 8 to 10 has the same ID */
    { "ubuntu", "16.04", "24.04" }, { "debian", "9", "13" },     { "sles", "12", "15" },   { "sles_sap", "12", "15" }, { "ol", "7.2", "9" },
    { "amzn", "2", "2" },           { "amzn", "2023", "2023" },  { "fedora", "33", "42" }, { "rocky", "8.7", "8" },    { "rocky", "9.2", "9" },
    { "almalinux", "8.4", "8" },    { "almalinux", "9.2", "9" }, { "mariner", "2", "2" },
};

static size_t dots_of(const char *version)
{
    size_t count = 0;

    for (; *version != '\0'; version++)
        count += *version == '.';
    return count;
}

/* The first `parts` numbers of a version, so that "9.6" can be held against "9". */
static void take_parts(const char *version, size_t parts, char *taken, size_t size)
{
    size_t length = 0;

    for (; version[length] != '\0' && length + 1 < size; length++)
        if (version[length] == '.' && --parts == 0)
            break;
    memcpy(taken, version, length);
    taken[length] = '\0';
}

/* A distribution that tells no minor version (CentOS 7) is held against the major one. */
static bool is_within(const struct listed_system *system, const char *version)
{
    char lowest[32], begin[32];

    take_parts(system->lowest, strchr(version, '.') == NULL ? 1 : dots_of(system->lowest) + 1, lowest, sizeof lowest);
    take_parts(version, dots_of(system->highest) + 1, begin, sizeof begin);
    return version_compare(version, lowest) >= 0 && version_compare(begin, system->highest) <= 0;
}

static bool is_listed(const struct os_release *os)
{
    for (size_t i = 0; i < sizeof listed / sizeof listed[0]; i++)
        if (text_same(os->id, listed[i].id) && os->version_id[0] >= '0' && os->version_id[0] <= '9' && is_within(&listed[i], os->version_id))
            return true;
    return false;
}

static void judge_distribution(struct host *host, struct finding *finding)
{
    struct os_release os;

    if (linux_os_release(host, finding, &os)) {
        finding_value(finding, "%s%s%s", os.id, os.version_id[0] != '\0' ? " " : "", os.version_id);
        if (is_listed(&os)) {
            finding_ok(finding, "%s is supported", os_release_title(&os));
        } else {
            finding_warn(finding, "%s is not among the distributions that the agent supports", os_release_title(&os));
            finding_advise(finding, "Compare /etc/os-release with the list on https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites "
                                    "and move to a version of it.");
        }
    }
    os_release_free(&os);
}

static void judge_kernel(struct host *host, struct finding *finding)
{
    const struct fact *kernel = host_ask(host, "system/kernel-release");

    if (!finding_could_read(finding, kernel) || kernel->state == FACT_ABSENT || !version_is_one(kernel->text))
        return;
    if (version_compare_segments(kernel->text, LOWEST_KERNEL) >= 0)
        return;
    finding_fail(finding, "kernel %s is older than " LOWEST_KERNEL, kernel->text);
    finding_advise(
        finding,
        "Install the distribution's newest kernel (`sudo yum update kernel`, `sudo apt-get dist-upgrade` or `sudo zypper update`) and restart.");
}

/* What was not captured is not judged: a running machine always knows its process 1. */
static void judge_init(struct host *host, struct finding *finding)
{
    const struct fact *init = host_ask(host, "system/init");

    if (init->state != FACT_PRESENT || fact_is(finding_saw(finding, init), "systemd"))
        return;
    finding_fail(finding, "process 1 is %s, not systemd", init->text);
    finding_advise(finding, "The agent is a service of systemd: boot with it, or inside a container install the agent on the container's host "
                            "(https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites).");
}

void os_supported_on_linux(struct host *host, struct finding *finding)
{
    judge_distribution(host, finding);
    judge_kernel(host, finding);
    judge_init(host, finding);
}
