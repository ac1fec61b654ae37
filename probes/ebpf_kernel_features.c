/* Does the running kernel have what an eBPF sensor needs? A trial answers best; the kernel's configuration is a hint. */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/gzip.h"
#include "healthcheck/host/kernel_config.h"
#include "probes/ebpf.h"

/* The kinds refused so far, and the kernel's answer to all of them. */
struct refusals {
    struct text kinds;
    const char *answer;
};

static void say_refused(struct finding *finding, struct refusals *refusals)
{
    if (refusals->kinds.size > 0) {
        finding_warn(finding, "the kernel refuses programs of kind %s: %s", text_of(&refusals->kinds),
                     refusals->answer[0] != '\0' ? refusals->answer : "it did not say why");
        finding_advise(finding,
                       "See what forbids them: `cat /sys/kernel/security/lockdown` must not say [confidentiality], and inside a container the "
                       "agent needs CAP_BPF and CAP_PERFMON; else start the distribution's own kernel.");
    }
    text_free(&refusals->kinds);
}

/* What a trial of one kind gave. */
static void judge_trial(struct finding *finding, const char *kind, const struct fact *trial, struct refusals *refusals)
{
    finding_saw(finding, trial);
    if (fact_is(trial, "ok"))
        finding_ok(finding, "programs of kind %s load and attach", kind);
    else if (strcmp(kind, "tracepoint") == 0 &&
             (text_contains_ignoring_case(trial->text, "no such file") || text_contains_ignoring_case(trial->text, "ENOENT")))
        finding_ok(finding, "programs of kind %s are not known: tracefs is not mounted", kind);
    else {
        if (refusals->kinds.size > 0 && strcmp(refusals->answer, trial->text) != 0)
            say_refused(finding, refusals);
        text_append_format(&refusals->kinds, "%s%s", refusals->kinds.size > 0 ? ", " : "", kind);
        refusals->answer = trial->text;
    }
}

/* True where there was a trial. Without one (not root, another machine) the facts below are looked at instead. */
static bool has_trial(struct host *host, struct finding *finding)
{
    static const char *const kinds[] = { "tp_btf", "raw_tracepoint", "tracepoint" };
    struct refusals refusals = { 0 };
    bool has_one = false;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct fact *trial = host_ask_for(host, "trial/ebpf/%s", kinds[i]);

        if (trial->state != FACT_PRESENT)
            continue;
        has_one = true;
        judge_trial(finding, kinds[i], trial, &refusals);
    }
    say_refused(finding, &refusals);
    return has_one;
}

static bool is_on(struct span config, const char *option)
{
    return kernel_config_option(config.data, config.size, option) == KERNEL_OPTION_ON;
}

/* Peers that live on tracepoints ask for these; the product's own list is not public. */
static void judge_options(struct finding *finding, struct span config, const char *path)
{
    static const char *const options[] = { "CONFIG_BPF",     "CONFIG_BPF_SYSCALL",   "CONFIG_BPF_JIT",         "CONFIG_FTRACE",
                                           "CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS", "CONFIG_FTRACE_SYSCALLS", "CONFIG_HAVE_SYSCALL_TRACEPOINTS" };
    struct text missing = { 0 };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        /* Before Linux 4.12 it was called CONFIG_KPROBE_EVENT. */
        if (is_on(config, options[i]) || (strcmp(options[i], "CONFIG_KPROBE_EVENTS") == 0 && is_on(config, "CONFIG_KPROBE_EVENT")))
            continue;
        text_append_format(&missing, "%s%s", missing.size > 0 ? ", " : "", options[i]);
    }
    if (missing.size > 0)
        finding_warn(finding, "the kernel was built without %s, says %s", text_of(&missing), path);
    else
        finding_ok(finding, "the kernel was built with what tracing by eBPF needs");
    text_free(&missing);
}

static void say_unknown_config(struct finding *finding, const char *what)
{
    finding_unsure(finding, "the kernel's configuration is not known: %s", what);
    finding_advise(finding, "Run `sudo healthcheck --only ebpf.kernel_features` on the machine: as root the kernel itself is tried. Else look at "
                            "/boot/config-$(uname -r) or `zcat /proc/config.gz`.");
}

static void judge_config_text(struct finding *finding, struct span config, const char *path)
{
    char *what;

    if (kernel_config_is_one(config.data, config.size)) {
        judge_options(finding, config, path);
        return;
    }
    what = text_format("%s is something else", path);
    say_unknown_config(finding, what);
    free(what);
}

/* The kernel's own copy, which not every kernel has. */
static void judge_packed_config(struct host *host, struct finding *finding)
{
    const struct fact *packed = host_ask(host, "file/proc/config.gz");
    struct text unpacked = { 0 };
    struct error error;
    char *what;

    if (packed->state != FACT_PRESENT) {
        if (finding_could_read(finding, packed))
            say_unknown_config(finding, "there is neither /boot/config-$(uname -r) nor /proc/config.gz");
    } else if (kernel_config_is_one(packed->text, packed->size)) { /* a bundle holds it unpacked */
        judge_config_text(finding, (struct span){ packed->text, packed->size }, "/proc/config.gz");
    } else if (gzip_unpack(packed->text, packed->size, HOST_LARGEST_FACT, &unpacked, &error)) {
        judge_config_text(finding, (struct span){ text_of(&unpacked), unpacked.size }, "/proc/config.gz");
    } else {
        what = text_format("/proc/config.gz: %s", error.text);
        say_unknown_config(finding, what);
        free(what);
    }
    text_free(&unpacked);
}

static void judge_config(struct host *host, struct finding *finding)
{
    const char *kernel = linux_kernel(host, finding);
    const struct fact *config;

    if (kernel == NULL)
        return;
    config = host_ask_for(host, "file/boot/config-%s", kernel);
    if (config->state == FACT_PRESENT)
        judge_config_text(finding, (struct span){ config->text, config->size }, finding_saw(finding, config)->key + strlen("file"));
    else if (config->state == FACT_UNREADABLE && host_ask(host, "file/proc/config.gz")->state != FACT_PRESENT)
        finding_unknown(finding, config);
    else
        judge_packed_config(host, finding);
}

static void judge_btf(struct host *host, struct finding *finding)
{
    const struct fact *btf = host_ask(host, "file-info/sys/kernel/btf/vmlinux");

    if (!finding_could_read(finding, btf))
        return;
    if (btf->state == FACT_PRESENT)
        finding_ok(finding, "BTF is there");
    else
        finding_warn(finding, "the kernel has no BTF (/sys/kernel/btf/vmlinux)");
}

static void judge_lockdown(struct host *host, struct finding *finding)
{
    const struct fact *lockdown = host_ask(host, "file/sys/kernel/security/lockdown");
    struct span mode = kernel_lockdown(lockdown->text, lockdown->size);

    if (!finding_could_read(finding, lockdown))
        return;
    if (mode.data == NULL)
        finding_ok(finding, "the lockdown is not known (securityfs is not mounted, or the kernel has none)");
    else if (span_is(mode, "confidentiality"))
        finding_warn(finding, "the kernel is locked down to confidentiality: eBPF may not read its memory");
    else
        finding_ok(finding, "the lockdown is %.*s", (int)mode.size, mode.data);
}

static void look(struct host *host, struct finding *finding)
{
    if (has_trial(host, finding))
        return;
    judge_config(host, finding);
    judge_btf(host, finding);
    judge_lockdown(host, finding);
}

const struct probe probe_ebpf_kernel_features = {
    .id = "ebpf.kernel_features",
    .title = "Kernel features for eBPF",
    .why = "A kernel of the matrix can still be built, or locked down, so that eBPF does not work. There is no public list of what the agent needs: "
           "this is a hint.",
    .ok = "trivial programs load and attach; where none could be tried: the kernel's configuration has CONFIG_BPF, BPF_SYSCALL, BPF_JIT, FTRACE, "
          "KPROBES, KPROBE_EVENTS, HAVE_SYSCALL_TRACEPOINTS and FTRACE_SYSCALLS, BTF is there, and the lockdown is not confidentiality",
    .warns = "one is missing, named; what is not mounted is not known, and not missing",
    .remedy = "Start the distribution's own kernel, which has these; where the lockdown is confidentiality, take `lockdown=confidentiality` off the "
              "kernel's command line (/etc/default/grub) and restart.",
    .source = "Learn, linux-support-ebpf (2026-07-02); netdata and opensnitch, their requirements (2026)",
    .platforms = ON_LINUX,
    .look = look,
};
