/* Where the agent reaches nothing: does WSL's networking have the documented settings? Nothing is contacted here. */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "healthcheck/host/plugin_report.h"
#include "probes/agent_report.h"
#include "probes/wsl.h"

/* Mirrored mode needs Windows 11 22H2; DNS tunnelling is documented for Windows 11. */
enum { WINDOWS_11_BUILD = 22000, MIRRORED_BUILD = 22621 };

/* The policy DefaultNetworkingMode (microsoft/WSL, WslCoreConfig.h, 2026-08). */
enum { MODE_MIRRORED = 3 };

#define MIRRORED_DEFECTS                                                                                     \
    "Mirrored mode has open defects (microsoft/WSL issues 41028, where memory runs away, 12372 and 13443): " \
    "take the line out again if WSL gets worse."

#define COLLECT_LOG                                                                                                                        \
    "Collect the networking log: in an elevated PowerShell `collect-wsl-logs.ps1 -LogProfile networking` (from github.com/microsoft/WSL, " \
    "folder diagnostics), then `wsl`, then `wsl --debug-shell` and in it `mdatp connectivity test`."

/* What is documented for the examined build, and whether .wslconfig says so. */
struct wanted {
    const char *key, *value;
    bool is_wanted, is_there;
    size_t line; /* where it says something else, or 0 */
};

enum { DNS_TUNNELING, NETWORKING_MODE, DNS_PROXY, WANTED_COUNT };

struct settings {
    struct wanted wanted[WANTED_COUNT];
    bool has_mode; /* .wslconfig sets a networking mode */
};

static struct settings settings_of(const struct wslconfig *config, long long build)
{
    struct settings settings = { .wanted = {
                                     [DNS_TUNNELING] = { .key = "dnsTunneling", .value = "true", .is_wanted = build >= WINDOWS_11_BUILD },
                                     [NETWORKING_MODE] = { .key = "networkingMode", .value = "mirrored", .is_wanted = build >= MIRRORED_BUILD },
                                     [DNS_PROXY] = { .key = "dnsProxy", .value = "false", .is_wanted = build < WINDOWS_11_BUILD },
                                 } };

    for (size_t i = 0; i < WANTED_COUNT; i++) {
        struct wanted *one = &settings.wanted[i];
        const struct wslconfig_setting *setting = wslconfig_get(config, "wsl2", one->key);

        one->is_there = wslconfig_is(config, "wsl2", one->key, one->value);
        one->line = setting != NULL && !one->is_there ? setting->line : 0;
    }
    settings.has_mode = wslconfig_get(config, "wsl2", "networkingMode") != NULL;
    return settings;
}

static const char *mode_name(long long mode)
{
    static const char *const names[] = { "none", "nat", "bridged", "mirrored", "consomme" };

    return mode >= 0 && mode < 5 ? names[mode] : "?";
}

/* Names the policies that decide about the mode; true where one keeps .wslconfig from it. With mirrored as the default there is
   nothing left to want. */
static bool judge_policies(struct host *host, struct finding *finding, struct settings *settings)
{
    const struct fact *policy = host_ask(host, "registry/HKLM/SOFTWARE/Policies/WSL/DefaultNetworkingMode");
    bool is_forbidden = wsl_forbids(host, finding, "AllowNetworkingModeUserSetting"), has_default;
    long long mode;

    has_default = finding_could_read(finding, policy) && policy->type == FACT_DWORD && fact_number(policy, &mode);
    if (has_default && mode == MODE_MIRRORED && (is_forbidden || !settings->has_mode)) {
        settings->wanted[NETWORKING_MODE].is_there = true;
        return false;
    }
    if (is_forbidden) {
        settings->wanted[NETWORKING_MODE].is_wanted = false; /* it would do nothing */
        finding_warn(finding, "policy AllowNetworkingModeUserSetting overrides networkingMode of .wslconfig%s%s",
                     has_default ? " with DefaultNetworkingMode " : "", has_default ? mode_name(mode) : "");
        finding_advise(finding,
                       WSL_INTUNE ": set Default networking mode to Mirrored, or allow the custom networking mode; locally both are values of "
                                  "HKLM\\SOFTWARE\\Policies\\WSL (AllowNetworkingModeUserSetting, DefaultNetworkingMode).");
    } else if (has_default && !settings->has_mode) {
        finding_warn(finding, "policy DefaultNetworkingMode sets the networking mode to %s", mode_name(mode));
        finding_advise(finding, WSL_INTUNE ": set Default networking mode to Mirrored, or add networkingMode=mirrored to .wslconfig.");
    }
    return is_forbidden;
}

/* WSL turns DNS tunnelling off while this service does anything but rest (WslCoreConfig.cpp, 2026-08). */
static bool judge_secure_access(struct host *host, struct finding *finding)
{
    const struct fact *service = host_ask(host, "service/GlobalSecureAccessTunnelingService");

    if (service->state == FACT_ABSENT || !finding_could_read(finding, service) || fact_is(service, "stopped") || fact_is(service, "disabled"))
        return false;
    finding_warn(finding, "the service GlobalSecureAccessTunnelingService is %s: WSL turns dnsTunneling off", service->text);
    finding_advise(
        finding,
        "Stop the Global Secure Access client (`sc.exe stop GlobalSecureAccessTunnelingService` in an elevated prompt), run `wsl --shutdown` and "
        "`wsl`, and see whether the agent connects.");
    return true;
}

static void advise_lines(struct finding *finding, const struct settings *settings, const char *lines)
{
    for (size_t i = 0; i < WANTED_COUNT; i++)
        if (settings->wanted[i].is_wanted && settings->wanted[i].line > 0)
            finding_advise(finding, "Take line %zu out of %%UserProfile%%\\.wslconfig.", settings->wanted[i].line);
    finding_advise(finding,
                   "Where `" AGENT_TOOL
                   " --extendedProxy` in PowerShell shows no proxy that WSL cannot use, add to %%UserProfile%%\\.wslconfig, below the line "
                   "`[wsl2]`: %s; then run `wsl --shutdown` and `wsl`.",
                   lines);
    if (settings->wanted[NETWORKING_MODE].is_wanted && !settings->wanted[NETWORKING_MODE].is_there)
        finding_advise(finding, MIRRORED_DEFECTS);
    else if (settings->wanted[DNS_TUNNELING].is_wanted && !settings->wanted[NETWORKING_MODE].is_wanted)
        finding_advise(finding, "networkingMode=mirrored needs Windows 11 22H2.");
}

static void judge(struct host *host, struct finding *finding, const struct wslconfig *config, long long build)
{
    struct settings settings = settings_of(config, build);
    bool is_overridden = build >= MIRRORED_BUILD && judge_policies(host, finding, &settings);
    struct text lines = { 0 }, missing = { 0 };

    if (build >= WINDOWS_11_BUILD)
        is_overridden = judge_secure_access(host, finding) || is_overridden;
    for (size_t i = 0; i < WANTED_COUNT; i++) {
        const struct wanted *one = &settings.wanted[i];

        if (one->is_wanted && !one->is_there) {
            text_append_format(&missing, "%s%s=%s", missing.size > 0 ? " and " : "", one->key, one->value);
            text_append_format(&lines, "%s`%s=%s`", lines.size > 0 ? " and " : "", one->key, one->value);
        }
    }
    if (missing.size > 0) {
        finding_warn(finding, ".wslconfig does not set %s", text_of(&missing));
        advise_lines(finding, &settings, text_of(&lines));
    } else if (!is_overridden) {
        finding_warn(finding, "the documented settings are in place");
        finding_advise(finding, COLLECT_LOG);
    }
    text_free(&lines);
    text_free(&missing);
}

static void look_at_settings(struct host *host, struct finding *finding)
{
    const struct fact *build = host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/CurrentBuildNumber");
    struct wslconfig config;
    long long number;

    if (!finding_could_read(finding, build) || !fact_number(build, &number)) {
        finding_warn(finding, "which settings help depends on the build of Windows, which is not known");
        finding_advise(finding, COLLECT_LOG);
    } else if (wsl_read_config(host, finding, &config)) {
        judge(host, finding, &config, number);
        wslconfig_free(&config);
    }
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *printed = host_ask(host, "command/plugin-healthcheck");
    struct plugin_report report;

    if (!finding_could_read(finding, printed))
        return;
    report = plugin_report_read(printed->text, printed->size);
    if (printed->state == FACT_ABSENT) {
        finding_skip(finding, "the plug-in's own tool is not there to say whether the agent connects");
    } else if (report.connectivity == NULL && report.message != PLUGIN_MESSAGE_NONE) {
        finding_skip(finding, "the plug-in's tool says: %s", report.message_text);
    } else if (report.connectivity == NULL) {
        finding_skip(finding, "not reported by this version");
    } else {
        finding_value(finding, "%s", report.connectivity);
        if (text_same(report.connectivity, "success")) {
            finding_ok(finding, "the agent's connectivity test says \"%s\"", report.connectivity);
        } else if (text_same(report.connectivity, "invalid")) {
            finding_warn(finding, "the agent's connectivity test says \"%s\"", report.connectivity);
            look_at_settings(host, finding);
        } else {
            finding_unsure(finding, "the agent's connectivity test says \"%s\", which is not known", report.connectivity);
            finding_advise(finding, COLLECT_LOG);
        }
    }
    plugin_report_free(&report);
}

const struct probe probe_wsl_networking = {
    .id = "wsl.networking",
    .title = "WSL networking",
    .why = "The agent reaches the service through WSL's network. Where that fails, a few settings of .wslconfig are documented to help; policies and "
           "other services can override them.",
    .ok = "the connectivity test that the plug-in ran last succeeded (nothing is contacted by this check)",
    .warns = "it did not, and the documented setting is missing (Windows 11 22H2 and later: dnsTunneling=true and networkingMode=mirrored; older "
             "Windows 11: dnsTunneling=true; "
             "Windows 10: dnsProxy=false), is in place without helping, or is overridden by a policy or by Global Secure Access",
    .remedy = COLLECT_LOG,
    .topic = "networking-logs",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL, WslCoreConfig.cpp (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
