/* The Windows host's own system: build, kind and processor. */
#include "probes/os.h"

#include "healthcheck/core/text.h"

#define CURRENT_VERSION "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"

/* "Windows 10 2004 or later (build 19044 or later)" says Learn, but 2004 is 19041: in between nobody knows. */
enum { OLDEST_BUILD = 19041, SUPPORTED_BUILD = 19044, WINDOWS_11_BUILD = 22000 };

static void judge_build(struct finding *finding, const struct fact *build)
{
    long long number;

    if (!finding_could_read(finding, build))
        return;
    if (!fact_number(build, &number)) {
        finding_unsure(finding, "the build of Windows is not known");
        finding_advise(finding, "Run `winver`: it must show build %d or later.", SUPPORTED_BUILD);
        return;
    }
    finding_value(finding, "%lld", number);
    if (number >= SUPPORTED_BUILD) {
        finding_ok(finding, "Windows %d (build %lld) is supported", number >= WINDOWS_11_BUILD ? 11 : 10, number);
    } else if (number >= OLDEST_BUILD) {
        finding_warn(finding, "Windows 10 (build %lld): the documents disagree whether builds before %d are supported", number, SUPPORTED_BUILD);
        finding_advise(finding, "Update Windows 10 to 21H2 (build %d) or later: Settings > Update & Security > Windows Update.", SUPPORTED_BUILD);
    } else {
        finding_fail(finding, "Windows build %lld is too old: the plug-in needs %d", number, SUPPORTED_BUILD);
        finding_advise(finding, "Update Windows to build %d or later: Settings > Update & Security > Windows Update.", SUPPORTED_BUILD);
    }
}

/* Where nothing of the registry can be read, one sentence is enough. */
static bool could_read(struct finding *finding, const struct fact *fact)
{
    return finding->status == FINDING_UNKNOWN ? fact->state != FACT_UNREADABLE : finding_could_read(finding, fact);
}

static void judge_kind(struct finding *finding, const struct fact *kind, const struct fact *edition)
{
    if (could_read(finding, edition) && edition->state == FACT_PRESENT && text_same(edition->text, "ServerRdsh")) {
        finding_fail(finding, "multi-session Windows (edition %s) is not supported by the plug-in", edition->text);
        finding_advise(finding, "Use a single-session Windows 10 or 11 client: the plug-in does not support multi-session editions.");
    }
    if (!could_read(finding, kind) || kind->state == FACT_ABSENT || text_same(kind->text, "Client"))
        return;
    if (text_contains_ignoring_case(kind->text, "server")) {
        finding_fail(finding, "this is a server (%s): the plug-in supports Windows clients only", kind->text);
        finding_advise(finding, "Use a Windows 10 or 11 client for WSL; the plug-in does not support Windows Server.");
    } else {
        finding_unsure(finding, "the kind of Windows \"%s\" is not known", kind->text);
        finding_advise(finding, "Compare with the supported systems: https://learn.microsoft.com/defender-endpoint/mde-plugin-wsl");
    }
}

void os_supported_on_windows(struct host *host, struct finding *finding)
{
    judge_build(finding, host_ask(host, CURRENT_VERSION "CurrentBuildNumber"));
    judge_kind(finding, host_ask(host, CURRENT_VERSION "InstallationType"), host_ask(host, CURRENT_VERSION "EditionID"));
}

/* What the machine says of itself, whatever an emulated process is told. */
#define MACHINE_ARCHITECTURE "registry/HKLM/SYSTEM/CurrentControlSet/Control/Session Manager/Environment/PROCESSOR_ARCHITECTURE"

static bool is_x86_64(const char *text)
{
    return text_same(text, "x86_64") || text_same(text, "amd64");
}

static bool is_arm64(const char *text)
{
    return text_same(text, "arm64") || text_same(text, "aarch64");
}

void os_architecture_on_windows(struct host *host, struct finding *finding)
{
    const struct fact *architecture = host_ask(host, "system/architecture");
    const struct fact *machine = host_ask(host, MACHINE_ARCHITECTURE);

    if (machine->state == FACT_PRESENT && (architecture->state != FACT_PRESENT || is_arm64(machine->text)))
        architecture = machine;
    if (!finding_could_read(finding, architecture))
        return;
    if (architecture->state == FACT_ABSENT) {
        finding_unsure(finding, "the machine's architecture is not known");
        finding_advise(finding, "Run `systeminfo`: \"System Type\" must be an x64-based PC.");
        return;
    }
    finding_value(finding, "%s", is_x86_64(architecture->text) ? "x86_64" : is_arm64(architecture->text) ? "arm64" : architecture->text);
    if (is_x86_64(architecture->text))
        finding_ok(finding, "the machine is x86_64");
    else if (is_arm64(architecture->text))
        finding_fail(finding, "the machine is ARM64: the plug-in does not support it");
    else
        finding_fail(finding, "the machine is %s: the plug-in supports x86_64 only", architecture->text);
}
