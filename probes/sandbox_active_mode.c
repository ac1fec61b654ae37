/* Is Defender Antivirus the active one? Only then has it a sandbox. */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "probes/sandbox.h"

#define MUST_BE_NORMAL  "`(Get-MpComputerStatus).AMRunningMode` in PowerShell must say Normal."
#define OTHER_ANTIVIRUS "Uninstall the other antivirus (`Get-CimInstance -Namespace root/SecurityCenter2 AntiVirusProduct` in PowerShell names it)"

static void tell_not_running(struct finding *finding, const struct fact *fact)
{
    if (!text_starts(fact->key, "service/")) {
        finding_fail(finding, "Defender Antivirus is not running");
    } else if (strcmp(fact->text, "starting") == 0) {
        finding_unsure(finding, "the service WinDefend is starting");
        finding_may_pass(finding);
        finding_advise(finding, "Wait a minute, then run `sc.exe query WinDefend`: it must say RUNNING.");
    } else {
        finding_fail(finding, "the service WinDefend is %s", fact->text);
    }
    if (finding->status == FINDING_FAIL)
        finding_advise(finding,
                       OTHER_ANTIVIRUS ", or where there is none remove DisableAntiSpyware below HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows "
                                       "Defender (Group Policy: Turn off Microsoft Defender Antivirus), and restart Windows: " MUST_BE_NORMAL);
}

static void tell_unknown(struct finding *finding, const char *reported)
{
    if (reported != NULL)
        finding_unsure(finding, "AMRunningMode is \"%s\", which nobody knows", reported);
    else
        finding_unsure(finding, "Get-MpComputerStatus gave no answer");
    finding_advise(finding, "Run `(Get-MpComputerStatus).AMRunningMode` in PowerShell: it must say Normal.");
}

static void look(struct host *host, struct finding *finding)
{
    struct defender_activity activity = sandbox_defender_activity(host, finding);

    if (activity.reported != NULL)
        finding_value(finding, "%s", activity.reported);
    switch (activity.mode) {
    case DEFENDER_ACTIVE:
        finding_ok(finding, "Defender Antivirus is active");
        break;
    case DEFENDER_PASSIVE:
        finding_warn(finding, "Defender Antivirus is in \"%s\": no sandbox", activity.reported);
        break;
    case DEFENDER_NOT_RUNNING:
        tell_not_running(finding, activity.fact);
        break;
    case DEFENDER_NOT_REPORTED:
        finding_skip(finding, "not reported by this version");
        break;
    case DEFENDER_UNREADABLE:
        finding_unknown(finding, activity.fact);
        break;
    case DEFENDER_UNKNOWN:
        tell_unknown(finding, activity.reported);
        break;
    }
    free(activity.reported);
}

const struct probe probe_sandbox_active_mode = {
    .id = "sandbox.active_mode",
    .title = "Antivirus mode",
    .why = "Only an active Defender Antivirus runs its scanner in a sandbox; a passive one leaves scanning to another product.",
    .ok = "AMRunningMode is Normal",
    .warns = "Passive Mode, SxS Passive Mode or EDR Block Mode: there is no sandbox",
    .fails = "Not running, or the service WinDefend does not run",
    .remedy = OTHER_ANTIVIRUS ", or remove ForceDefenderPassiveMode below HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection, "
                              "and restart Windows: " MUST_BE_NORMAL,
    .topic = "sandbox",
    .source = "Learn, sandbox-mdav (2026-07-02); Learn, MSFT_MpComputerStatus",
    .needs = "sandbox.supported",
    .platforms = ON_WINDOWS,
    .commands = { "defender-status" },
    .look = look,
};
