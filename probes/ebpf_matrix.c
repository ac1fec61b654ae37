/* On which distributions and kernels the eBPF sensor is supported: data, and the judgement by version alone. */
#include "probes/ebpf_matrix.h"

#include <stdio.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"

/* Where a distribution has several rows, the kernel's family or the major version tells them apart. */
static const struct ebpf_row rows[] = {
    { "ubuntu", "Ubuntu", "16.04", KERNEL_UBUNTU, "4.15.0", NULL, false },
    { "fedora", "Fedora", "33", KERNEL_FEDORA, "5.8.15", NULL, false },
    { "centos", "CentOS", "7.6", KERNEL_RHEL, "3.10.0", "957.10", false },
    { "rhel", "RHEL", "7.6", KERNEL_RHEL, "3.10.0", "957.10", false },
    { "sles", "SLES", "15", KERNEL_SUSE, "5.3.18", "18.47", false },
    { "debian", "Debian", "9.0", KERNEL_DEBIAN, "4.19.0", NULL, false },
    { "ol", "Oracle Linux (RHCK)", "7.9", KERNEL_RHEL, "3.10.0", "1160", false },
    { "ol", "Oracle Linux (UEK)", "7.9", KERNEL_UEK, "5.4", NULL, false },
    { "amzn", "Amazon Linux 2", "2", KERNEL_AMAZON, "5.4.261", "174.360", false },
    { "rocky", "Rocky Linux 8", "8.7", KERNEL_RHEL, "4.18.0", "425", true },
    { "rocky", "Rocky Linux 9", "9.2", KERNEL_RHEL, "5.14.0", "284", true },
    { "almalinux", "AlmaLinux 8", "8.4", KERNEL_RHEL, "4.18.0", "305", true },
    { "almalinux", "AlmaLinux 9", "9.2", KERNEL_RHEL, "5.14.0", "284", true },
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does `tag` stand in `text` with a digit behind it? */
static bool has_numbered(const char *text, const char *tag)
{
    for (const char *found = strstr(text, tag); found != NULL; found = strstr(found + 1, tag))
        if (is_digit(found[strlen(tag)]))
            return true;
    return false;
}

static const char *skip_digits(const char *text)
{
    while (is_digit(*text))
        text++;
    return text;
}

/* Ubuntu's form: three numbers, its own count of builds, the flavour: "5.15.0-1042-azure". NULL where it is another. */
static const char *ubuntu_flavour(const char *release)
{
    for (const char *between = "..--"; *between != '\0'; between++) {
        const char *end = skip_digits(release);

        if (end == release || *end != *between)
            return NULL;
        release = end + 1;
    }
    return release;
}

static bool is_ubuntu(const char *release)
{
    static const char *const flavours[] = { "generic", "aws",   "gcp",    "azure",    "oracle", "lowlatency", "kvm",     "gke",    "hwe",      "oem",
                                            "ibm",     "raspi", "nvidia", "realtime", "fips",   "intel",      "virtual", "xilinx", "bluefield" };
    const char *flavour = ubuntu_flavour(release);

    for (size_t i = 0; flavour != NULL && i < sizeof flavours / sizeof flavours[0]; i++)
        if (text_starts(flavour, flavours[i]))
            return true;
    return false;
}

/* Both call a flavour azure: Ubuntu's has a count of four digits behind an upstream version that ends in 0. */
static bool is_ubuntu_azure(const char *release)
{
    const char *dash = strchr(release, '-');

    return text_ends(release, "-azure") && is_ubuntu(release) && dash - release >= 2 && dash[-1] == '0' && dash[-2] == '.' &&
           skip_digits(dash + 1) - dash > 4;
}

static bool ends_in_one(const char *release, const char *const *endings)
{
    for (; *endings != NULL; endings++)
        if (text_ends(release, *endings))
            return true;
    return false;
}

enum kernel_family kernel_family_of(const char *release)
{
    static const char *const suse[] = { "-default", "-azure", "-rt", "-preempt", NULL };
    static const char *const debian[] = { "-amd64", "-arm64", "-686", "-686-pae", "-arm64-16k", NULL };

    return text_contains_ignoring_case(release, "microsoft")         ? KERNEL_WSL
           : strstr(release, ".elrepo") != NULL                      ? KERNEL_ELREPO
           : strstr(release, "uek") != NULL                          ? KERNEL_UEK
           : has_numbered(release, ".amzn")                          ? KERNEL_AMAZON
           : has_numbered(release, ".fc")                            ? KERNEL_FEDORA
           : has_numbered(release, ".el")                            ? KERNEL_RHEL
           : text_ends(release, "-pve")                              ? KERNEL_PROXMOX
           : ends_in_one(release, suse) && !is_ubuntu_azure(release) ? KERNEL_SUSE
           : is_ubuntu(release)                                      ? KERNEL_UBUNTU
           : ends_in_one(release, debian)                            ? KERNEL_DEBIAN
                                                                     : KERNEL_OTHER;
}

bool kernel_name_read(const char *release, struct kernel_name *name)
{
    static const char *const architectures[] = { ".x86_64", ".aarch64", ".ppc64le", ".s390x", ".armv7hl", ".i686" };
    const char *rest = release;

    if (!version_is_one(release))
        return false;
    while (is_digit(*rest) || (*rest == '.' && is_digit(rest[1])))
        rest++;
    snprintf(name->upstream, sizeof name->upstream, "%.*s", (int)(rest - release), release);
    rest += strspn(rest, "-+");
    snprintf(name->build, sizeof name->build, "%s", rest);
    for (size_t i = 0; i < sizeof architectures / sizeof architectures[0]; i++)
        if (text_ends(name->build, architectures[i])) {
            name->build[strlen(name->build) - strlen(architectures[i])] = '\0';
            break;
        }
    return true;
}

/* "9" meets "9.0"; where the distribution tells no minor version (CentOS 7) the major ones are compared, and the kernel decides. */
static bool is_version_old(const struct ebpf_row *row, const char *version_id)
{
    const char *dot = strchr(row->version, '.');
    char major[16];

    if (dot == NULL || strchr(version_id, '.') != NULL)
        return version_compare(version_id, row->version) < 0;
    snprintf(major, sizeof major, "%.*s", (int)(dot - row->version), row->version);
    return version_compare(version_id, major) < 0;
}

static bool is_same_major(const char *a, const char *b)
{
    size_t size = strcspn(a, ".");

    return size == strcspn(b, ".") && strncmp(a, b, size) == 0;
}

static bool is_kernel_old(const struct ebpf_row *row, const struct kernel_name *name)
{
    int order = version_compare_segments(name->upstream, row->upstream);

    return order < 0 || (order == 0 && row->build != NULL && version_compare_segments(name->build, row->build) < 0);
}

/* SUSE's editions share one kernel and one matrix row. */
static bool is_distribution(const struct ebpf_row *row, const char *id)
{
    return text_same(row->id, id) || (strcmp(row->id, "sles") == 0 && (text_same(id, "sles_sap") || text_same(id, "sled")));
}

struct ebpf_judgement ebpf_judge(const struct os_release *os, const char *kernel)
{
    struct ebpf_judgement judgement = { EBPF_NOT_LISTED, NULL };
    enum kernel_family family = kernel_family_of(kernel);
    struct kernel_name name;

    if (!kernel_name_read(kernel, &name))
        return (struct ebpf_judgement){ EBPF_UNREADABLE, NULL };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && is_digit(os->version_id[0]); i++) {
        if (!is_distribution(&rows[i], os->id) || (rows[i].is_one_major && !is_same_major(rows[i].version, os->version_id)))
            continue;
        if (rows[i].family != family) {
            judgement.verdict = EBPF_FOREIGN_KERNEL;
            continue;
        }
        return (struct ebpf_judgement){ is_version_old(&rows[i], os->version_id) ? EBPF_DISTRIBUTION_TOO_OLD
                                        : is_kernel_old(&rows[i], &name)         ? EBPF_KERNEL_TOO_OLD
                                                                                 : EBPF_SUPPORTED,
                                        &rows[i] };
    }
    return judgement;
}

/* The tag as a whole: "el8_1", and neither "el8_10" nor "el8_1uek". */
static bool has_tag(const char *build, const char *tag)
{
    for (const char *found = strstr(build, tag); found != NULL; found = strstr(found + 1, tag)) {
        const char behind = found[strlen(tag)];

        if ((found == build || found[-1] == '.') && (behind == '\0' || behind == '.' || behind == '+' || behind == '-'))
            return true;
    }
    return false;
}

/* The tag of 0.30.20 or 0.30.20.1 ("" where it has none), NULL for any other build: 0.30.20.2 is good. */
static const char *tag_of_bad_build(const struct kernel_name *name)
{
    const char *rest;

    if (strcmp(name->upstream, "5.15.0") != 0 || !text_starts(name->build, "0.30.20"))
        return NULL;
    rest = name->build + strlen("0.30.20");
    if (text_starts(rest, ".1") && !is_digit(rest[2]))
        rest += 2;
    if (*rest == '\0')
        return rest;
    return *rest == '.' && !is_digit(rest[1]) ? rest + 1 : NULL;
}

/* RHEL or a rebuild of it. */
static bool is_rhel(const struct os_release *os)
{
    static const char *const rebuilds[] = { "rhel", "centos", "ol", "rocky", "almalinux" };

    for (size_t i = 0; i < sizeof rebuilds / sizeof rebuilds[0]; i++)
        if (text_same(os->id, rebuilds[i]))
            return true;
    return text_contains_ignoring_case(os->id_like, "rhel");
}

static bool is_rhel_8_1(const struct os_release *os, const struct kernel_name *name)
{
    /* 8.1's first kernel, 4.18.0-147.el8, bore no minor version in its tag yet. */
    return (is_rhel(os) && strcmp(os->version_id, "8.1") == 0) || has_tag(name->build, "el8_1") ||
           (strcmp(name->upstream, "4.18.0") == 0 && strcmp(name->build, "147.el8") == 0);
}

enum ebpf_defect ebpf_defect_of(const struct os_release *os, const char *kernel)
{
    struct kernel_name name;
    const char *tag;

    if (!kernel_name_read(kernel, &name))
        return EBPF_NO_DEFECT;
    tag = tag_of_bad_build(&name);
    if (tag != NULL)
        return strcmp(tag, "el8uek") == 0 ? EBPF_UEK_LOCKUP : EBPF_UEK_LOOKALIKE;
    return is_rhel_8_1(os, &name) ? EBPF_RHEL_8_1_PANIC : EBPF_NO_DEFECT;
}

bool ebpf_kernel_leaks(const char *release)
{
    struct kernel_name name;

    return kernel_name_read(release, &name) && version_compare(name.upstream, "3.10") >= 0 && version_compare(name.upstream, "4.17") < 0;
}
