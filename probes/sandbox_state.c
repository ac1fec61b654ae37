/* Is the antivirus in its sandbox, where somebody turned that on? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "probes/sandbox.h"

#define ENVIRONMENT "HKLM/SYSTEM/CurrentControlSet/Control/Session Manager/Environment"
#define VARIABLE    "MP_FORCE_USE_SANDBOX"

#define TURN_ON  "From an elevated prompt run `setx /M " VARIABLE " 1`, then restart Windows."
#define TURN_OFF "run `setx /M " VARIABLE " 0` and restart to turn it off"

/* What everybody is told, or only this user. */
enum setting { SETTING_ABSENT, SETTING_OFF, SETTING_ON, SETTING_OTHER };

static enum setting setting_of(const struct fact *variable)
{
    if (variable->state != FACT_PRESENT)
        return SETTING_ABSENT;
    /* Values of other types do not become variables. */
    if (variable->type != FACT_SZ && variable->type != FACT_EXPAND_SZ)
        return SETTING_OTHER;
    return strcmp(variable->text, "1") == 0 ? SETTING_ON : strcmp(variable->text, "0") == 0 ? SETTING_OFF : SETTING_OTHER;
}

/* Processes see what was set before Windows started, services what was set before they did. */
static bool is_written_after_start(struct host *host, struct finding *finding, const struct fact *defender)
{
    const struct fact *written = finding_saw(finding, host_ask(host, "registry-time/" ENVIRONMENT));
    const struct fact *boot = finding_saw(finding, host_ask(host, "clock/boot"));
    struct span rest = fact_span(defender);
    struct process_line line;
    moment when, start;

    if (!moment_read(written->text, &when))
        return false;
    if (moment_read(boot->text, &start) && when > start)
        return true;
    while (process_line_next(&rest, &line))
        if (process_line_started(&line, &start) && start < when)
            return true;
    return false;
}

static void tell_restart(struct finding *finding, const struct fact *variable)
{
    finding_warn(finding, "the environment of the machine (" VARIABLE " is %s) was written after Windows started", variable->text);
    finding_advise(finding, "Restart Windows, then look for MsMpEngCP.exe: `tasklist /fi \"imagename eq MsMpEngCP.exe\"`.");
}

/* The variable is 1, and nothing explains that there is no sandbox but Defender's mode. */
static void judge_absence(struct host *host, struct finding *finding)
{
    struct defender_activity activity = sandbox_defender_activity(host, finding);

    if (activity.mode == DEFENDER_ACTIVE) {
        finding_fail(finding, "the sandbox is turned on but MsMpEngCP.exe does not run: scanning fell back into the privileged process");
    } else if (activity.mode == DEFENDER_PASSIVE || activity.mode == DEFENDER_NOT_RUNNING) {
        finding_skip(finding, "turned on, but Defender Antivirus is not active (sandbox.active_mode)");
    } else if (activity.mode == DEFENDER_UNREADABLE) {
        finding_unknown(finding, activity.fact);
    } else {
        finding_unsure(finding, "MsMpEngCP.exe does not run, and whether Defender Antivirus is active is not known");
        finding_advise(finding, "Run `(Get-MpComputerStatus).AMRunningMode` in PowerShell: only where it says Normal there is a sandbox.");
    }
    free(activity.reported);
}

static void tell_variable_that_does_nothing(struct finding *finding, enum setting machine, const struct fact *variable, enum setting user)
{
    if (machine == SETTING_OTHER) {
        finding_warn(finding, VARIABLE " is \"%s\", neither the text 0 nor 1", variable->text);
        finding_advise(finding, TURN_ON " Or " TURN_OFF ".");
    }
    if ((user == SETTING_ON || user == SETTING_OTHER) && machine != SETTING_ON) {
        finding_warn(finding, VARIABLE " is set for the user only, which no service sees");
        finding_advise(finding, TURN_ON " `reg delete HKCU\\Environment /v " VARIABLE " /f` removes the user's.");
    }
}

static void judge(struct host *host, struct finding *finding, enum setting machine, const struct fact *variable, enum setting user)
{
    const struct fact *sandbox = host_ask(host, SANDBOX_PROCESS), *defender = host_ask(host, DEFENDER_PROCESS);
    bool runs, is_late;

    if (!finding_could_read(finding, sandbox) || !finding_could_read(finding, defender))
        return;
    runs = sandbox_has_process(sandbox);
    finding_value(finding, "%s", runs ? "on" : "off");
    tell_variable_that_does_nothing(finding, machine, variable, user);
    is_late = machine != SETTING_ABSENT && (machine == SETTING_ON) != runs && is_written_after_start(host, finding, defender);
    if (is_late) {
        tell_restart(finding, variable);
    } else if (runs && sandbox_has_process(defender)) {
        finding_ok(finding, "MsMpEngCP.exe runs beside MsMpEng.exe (" VARIABLE " is %s)",
                   variable->state == FACT_PRESENT ? variable->text : "not set");
    } else if (runs) {
        finding_unsure(finding, "MsMpEngCP.exe runs, but no MsMpEng.exe beside it was seen");
        finding_advise(finding, "Run `tasklist /fi \"imagename eq MsMpEng*\"` from an elevated prompt: both must be there.");
    } else if (machine == SETTING_ON) {
        judge_absence(host, finding);
    } else {
        finding_skip(finding, "off, which is the default; to turn it on: `setx /M " VARIABLE " 1` from an elevated prompt, then restart Windows");
    }
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *machine = host_ask(host, "registry/" ENVIRONMENT "/" VARIABLE), *user = host_ask(host, "registry/HKCU/Environment/" VARIABLE);
    bool is_machine_known = finding_could_read(finding, machine), is_user_known = finding_could_read(finding, user);

    if (is_machine_known && is_user_known)
        judge(host, finding, setting_of(machine), machine, setting_of(user));
}

const struct probe probe_sandbox_state = {
    .id = "sandbox.state",
    .title = "Antivirus sandbox",
    .why = "What scans untrusted files is what they attack first; outside the sandbox it runs with the rights of the system.",
    .ok = "MsMpEngCP.exe runs beside MsMpEng.exe; turned off, which is the default, it is skipped",
    .warns = "MP_FORCE_USE_SANDBOX was set after Windows started, is set for the user only, or is neither 0 nor 1",
    .fails = "it is turned on and Defender Antivirus active, but MsMpEngCP.exe does not run",
    .remedy = "Restart Windows; if MsMpEngCP.exe does not come back, run `\"%ProgramFiles%\\Windows Defender\\MpCmdRun.exe\" -GetFiles` from an "
              "elevated prompt "
              "and send the MpSupportFiles.cab it names to Microsoft.",
    .topic = "sandbox",
    .source = "Learn, sandbox-mdav (2026-07-02)",
    .needs = "sandbox.supported",
    .platforms = ON_WINDOWS,
    .commands = { "defender-status" },
    .look = look,
};
