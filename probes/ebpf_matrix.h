/* On which distributions and kernels the eBPF sensor is supported: data, and the judgement by version alone.
 *
 * Rows: Learn, linux-support-ebpf (2026-07-02). A version never turns the sensor on by itself: what the kernel answers to a trial
 * counts more (ebpf.kernel_features). */
#ifndef PROBES_EBPF_MATRIX_H
#define PROBES_EBPF_MATRIX_H

#include <stdbool.h>

#include "healthcheck/host/os_release.h"

/* Who built a kernel, read from its name (`uname -r`). */
enum kernel_family {
    KERNEL_OTHER,
    KERNEL_WSL,    /* …-microsoft-standard-WSL2 */
    KERNEL_ELREPO, /* ….el7.elrepo: mainline, packaged for RHEL by others */
    KERNEL_UEK,    /* Oracle's own: ….el8uek */
    KERNEL_AMAZON, /* ….amzn2 */
    KERNEL_FEDORA, /* ….fc33 */
    KERNEL_RHEL,   /* RHEL's and its rebuilds': ….el8_10 */
    KERNEL_PROXMOX,
    KERNEL_SUSE, /* …-default, -azure, -rt, -preempt */
    KERNEL_UBUNTU,
    KERNEL_DEBIAN,
};

enum kernel_family kernel_family_of(const char *release);

/* A kernel's name in its two parts, the architecture taken off: "3.10.0-957.el7.x86_64" is 3.10.0 and 957.el7. Longer ones are cut. */
struct kernel_name {
    char upstream[32];
    char build[96];
};

/* False where it does not begin with a version. */
bool kernel_name_read(const char *release, struct kernel_name *name);

struct ebpf_row {
    const char *id;      /* ID of os-release, lower case */
    const char *title;   /* for sentences */
    const char *version; /* the lowest VERSION_ID */
    enum kernel_family family;
    const char *upstream; /* the lowest kernel */
    const char *build;    /* its build, looked at where the upstream version is the same; NULL: not compared */
    bool is_one_major;    /* the row speaks of this major version only */
};

enum ebpf_verdict {
    EBPF_SUPPORTED,
    EBPF_NOT_LISTED,     /* no row: the matrix is silent */
    EBPF_FOREIGN_KERNEL, /* a listed distribution with somebody else's kernel: the matrix is silent */
    EBPF_KERNEL_TOO_OLD,
    EBPF_DISTRIBUTION_TOO_OLD,
    EBPF_UNREADABLE, /* the kernel's name is no version */
};

/* The row that decided, or NULL. */
struct ebpf_judgement {
    enum ebpf_verdict verdict;
    const struct ebpf_row *row;
};

/* The distribution, and the running kernel's name. */
struct ebpf_judgement ebpf_judge(const struct os_release *os, const char *kernel);

/* Kernels on which the sensor has done harm, by name alone (Learn, linux-support-ebpf, "Known issues", 2026-07-02). */
enum ebpf_defect {
    EBPF_NO_DEFECT,
    EBPF_UEK_LOCKUP,     /* 5.15.0-0.30.20.el8uek or 5.15.0-0.30.20.1.el8uek: hang, panic, CPU lock-up */
    EBPF_UEK_LOOKALIKE,  /* the same build for another release of Oracle Linux */
    EBPF_RHEL_8_1_PANIC, /* RHEL 8.1 or a rebuild: panic with SAP */
};

enum ebpf_defect ebpf_defect_of(const struct os_release *os, const char *kernel);

/* Kernels 3.10 to 4.16, on which agents before 101.24052.0002 leak memory. */
bool ebpf_kernel_leaks(const char *release);

#endif
