/* What the vendor's tools say in words, in each wording known. */
#include "healthcheck/explain/messages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/wrap.h"

#define PLUGIN_PAGE "Learn, mde-plugin-wsl (2023-10-30 to 2024-11-11)"

static const struct message messages[] = {
    { .wordings = { "WSLService is not running. Launch with 'wsl' command in PowerShell and rerun health check" },
      .phrases = { "wslservice is not running" },
      .meaning = "WSL's service does not run, so no distribution and no agent does.",
      .remedy = "Run `wsl` in PowerShell, then look again. Where it does not start: `Get-Service WslService` must not say that it is disabled "
                "(`healthcheck --only wsl.service`).",
      .topic = "install",
      .source = PLUGIN_PAGE },
    { .wordings = { "No Defender Health telemetry found in the log file. Please retry in 5 minutes...." },
      .phrases = { "no defender health telemetry" },
      .meaning = "The agent has not written its first health record yet: it does a few minutes after the virtual machine's start.",
      .remedy = "Keep a distribution running (`wsl`), wait 5 minutes, look again: `healthcheck --wait 5m`.",
      .topic = "install",
      .source = PLUGIN_PAGE },
    { .wordings = { "Launch WSL distribution with 'bash' command and retry in 5 minutes",
                    "Launch WSL distro with 'bash' command and retry in five minutes.",
                    "Launch WSL distro with 'bash' command and retry in 5 minutes." },
      .phrases = { "launch wsl" },
      .meaning = "No distribution of WSL 2 runs. The agent lives in WSL's virtual machine, which is there only while a distribution runs.",
      .remedy = "Run `wsl` and leave its window open, wait 5 minutes, look again: `healthcheck --wait 5m`.",
      .topic = "install",
      .source = PLUGIN_PAGE },
    { .wordings = { "Waiting for Telemetry. Please retry in five minutes.", "Waiting for Telemetry retry in 5 minutes",
                    "Waiting for Telemetry. Please retry in 5 minutes." },
      .phrases = { "waiting for telemetry" },
      .meaning = "WSL's virtual machine runs, but the agent has not reported yet. Usual in the first 5 minutes after its start, possible up to 30.",
      .remedy =
          "Wait, with the distribution running: `healthcheck --wait 30m`. Where the virtual machine is older than 30 minutes it is a fault: look at "
          "`healthcheck --only agent.*`.",
      .topic = "portal",
      .source = PLUGIN_PAGE "; a public screenshot of plug-in 1.26.427.1 (2026-05-31)" },
    { .wordings = { "MDE Connectivity Test: invalid", "invalid" },
      .phrases = { "connectivity test invalid" },
      .meaning = "The agent in WSL's virtual machine does not reach the service. The plug-in tests hourly and at each change of the proxy, so the "
                 "answer may "
                 "be an hour old.",
      .remedy =
          "Run `healthcheck --only wsl.networking`: it names the lines that %UserProfile%\\.wslconfig needs below [wsl2]. On Windows 11 these are "
          "`dnsTunneling=true` and `networkingMode=mirrored`, on Windows 10 `dnsProxy=false`; then `wsl --shutdown` and `wsl`. Only an http proxy "
          "without a password can be used.",
      .topic = "networking-logs",
      .source = PLUGIN_PAGE },
    { .wordings = { "MDE Connectivity Test: success", "MDE Connectivity Test   : success", "success" },
      .phrases = { "connectivity test success" },
      .meaning = "The agent in WSL's virtual machine reached the service when it last tested, at most an hour before its last telemetry.",
      .remedy = "Nothing is to be done. `healthcheck --only agent.*` says how the agent does otherwise.",
      .source = PLUGIN_PAGE },
    { .wordings = { "Custom kernel/config not supported", "Custom kernel/configuration not supported." },
      .phrases = { "custom kernel config not supported", "custom kernel configuration not supported" },
      .meaning = "A plug-in older than 1.24.522.2 refuses to run beside a kernel, kernelModules, systemDistro or kernelCommandLine set in "
                 ".wslconfig, and WSL "
                 "does not start.",
      .remedy =
          "Remove these lines from [wsl2] in %UserProfile%\\.wslconfig, or install the plug-in's new MSI; then `wsl --shutdown` and `wsl`. Newer "
          "plug-ins start, but nobody promises that they see everything.",
      .topic = "updates",
      .source = PLUGIN_PAGE },
    { .wordings = { "A fatal error was returned by plugin 'DefenderforEndpointPlug-in'" },
      .phrases = { "a fatal error was returned by plugin" },
      .is_wsl_heading = true,
      .meaning = "WSL could not load this plug-in, or the plug-in refused the start. The line below it holds the code, which says why.",
      .remedy = "Give the code to `healthcheck --explain`, with or without the text around it: `Wsl/Service/CreateInstance/CreateVm/Plugin/…`.",
      .topic = "repair",
      .source = "microsoft/WSL, localization/strings/en-US/Resources.resw (2026-08-08)" },
    { .wordings = { "The plugin 'DefenderforEndpointPlug-in' requires a newer version of WSL. Please run: wsl.exe --update" },
      .phrases = { "requires a newer version of wsl" },
      .is_wsl_heading = true,
      .meaning = "The plug-in needs a newer WSL than this one.",
      .remedy = "Run `wsl --update`; where that finds nothing newer, `wsl --update --pre-release`.",
      .topic = "install",
      .source = "microsoft/WSL, localization/strings/en-US/Resources.resw (2026-08-08)" },
    { .wordings = { "no active supplementary event provider" },
      .phrases = { "no active supplementary event provider" },
      .meaning = "An issue that `mdatp health` lists: the agent on Linux has neither eBPF nor another source of process and network events.",
      .remedy =
          "`healthcheck --only ebpf.*` says why; `sudo mdatp config ebpf-supplementary-event-provider --value enabled` turns eBPF on where it was "
          "turned off.",
      .topic = "auditd",
      .source = "Learn, linux-whatsnew (101.94.13)" },
    { .wordings = { "missing license" },
      .phrases = { "missing license" },
      .meaning = "An issue that `mdatp health` lists: the agent is not onboarded, or the tenant has no licence left for it.",
      .remedy = "Run the onboarding script from https://security.microsoft.com, Settings > Endpoints > Onboarding, then look at "
                "`mdatp health --field licensed`.",
      .source = "Learn, health-status (2024-11-04)" },
};

enum { MESSAGES = sizeof messages / sizeof messages[0], SHORTEST_PART = 6 };

const struct message *message_at(size_t index)
{
    return index < MESSAGES ? &messages[index] : NULL;
}

/* Lower-case words with one blank between them and on either side, so that parts are found by strstr() as whole words. */
static char *fold(struct span text)
{
    struct text folded = { 0 };

    text_append_char(&folded, ' ');
    for (size_t i = 0; i < text.size; i++) {
        char c = text_lower(text.data[i]);

        if (isalnum((unsigned char)c) || (unsigned char)c >= 0x80)
            text_append_char(&folded, c);
        else if (folded.data[folded.size - 1] != ' ')
            text_append_char(&folded, ' ');
    }
    if (folded.data[folded.size - 1] != ' ')
        text_append_char(&folded, ' ');
    return text_take(&folded);
}

static bool has_phrase(const struct message *message, const char *folded)
{
    for (size_t i = 0; message->phrases[i] != NULL; i++) {
        size_t size = strlen(message->phrases[i]);

        for (const char *at = folded; (at = strstr(at, message->phrases[i])) != NULL; at++)
            if (at[-1] == ' ' && at[size] == ' ')
                return true;
    }
    return false;
}

/* Is `part` (without its last blank: its last word may be cut) a stretch of words of a wording? One word alone stands in too
   many of them: it has to be the first. */
static bool is_stretch(const char *wording, const char *part, size_t size)
{
    if (size >= strlen(wording))
        return false;
    if (memchr(part + 1, ' ', size - 1) == NULL)
        return strncmp(wording, part, size) == 0;
    for (const char *at = wording; (at = strchr(at, ' ')) != NULL; at++)
        if (strncmp(at, part, size) == 0)
            return true;
    return false;
}

static bool is_part(const struct message *message, const char *folded)
{
    size_t size = strlen(folded) - 1;
    bool is_found = false;

    for (size_t i = 0; message->wordings[i] != NULL && !is_found; i++) {
        char *wording = fold(span_of(message->wordings[i]));

        is_found = strcmp(wording, folded) == 0 || (size > SHORTEST_PART && is_stretch(wording, folded, size));
        free(wording);
    }
    return is_found;
}

static void explain_message(struct text *out, const struct message *message)
{
    char *heading = text_format("\"%s\"", message->wordings[0]);

    wrap_prose(out, heading, 1, 0);
    text_append_char(out, '\n');
    wrap_labelled(out, "Meaning", message->meaning);
    wrap_labelled(out, "Remedy", message->remedy);
    wrap_labelled(out, "Source", message->source);
    if (message->topic != NULL)
        text_append_format(out, "%-9shealthcheck --explain %s\n", "More", message->topic);
    free(heading);
}

bool message_explain(struct text *out, struct span text, bool has_code)
{
    char *folded = fold(text);
    bool is_found = false;

    for (size_t i = 0; i < MESSAGES; i++) {
        if ((messages[i].is_wsl_heading && has_code) || (!has_phrase(&messages[i], folded) && !is_part(&messages[i], folded)))
            continue;
        if (is_found || has_code)
            text_append_char(out, '\n');
        explain_message(out, &messages[i]);
        is_found = true;
    }
    free(folded);
    return is_found;
}
