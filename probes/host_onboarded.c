/* Is the Windows host itself onboarded, and does its sensor run? */
#include "probes/table.h"

#include <string.h>

static void judge_service(struct finding *finding, const struct fact *service, bool is_onboarded)
{
    if (!finding_could_read(finding, service))
        return;
    if (service->state == FACT_ABSENT) {
        finding_fail(finding, "the service Sense is not registered");
    } else if (strcmp(service->text, "running") == 0) {
        finding_ok(finding, "the service Sense runs");
        return;
    } else if (strcmp(service->text, "starting") == 0) {
        finding_unsure(finding, "the service Sense is starting");
        finding_may_pass(finding);
        finding_advise(finding, "Wait a minute, then run `sc.exe query sense`: it must say RUNNING.");
        return;
    } else {
        finding_fail(finding, "the service Sense is %s: the host must be onboarded and running", service->text);
    }
    /* Before it is onboarded Sense rests: starting it by hand does nothing. */
    if (is_onboarded)
        finding_advise(finding, "From an elevated prompt run `sc.exe config sense start= auto`, then `sc.exe start sense`; where it does not stay up "
                                "https://learn.microsoft.com/defender-endpoint/troubleshoot-onboarding says what to look at.");
}

static bool is_one(const struct fact *state)
{
    long long number;

    return fact_number(state, &number) && number == 1;
}

static void judge_state(struct finding *finding, const struct fact *state)
{
    if (!finding_could_read(finding, state))
        return;
    if (is_one(state)) {
        finding_ok(finding, "the host is onboarded");
        return;
    }
    if (state->state == FACT_ABSENT)
        finding_fail(finding, "the host is not onboarded: OnboardingState is not there");
    else
        finding_fail(finding, "the host is not onboarded: OnboardingState is %s", state->text);
    finding_advise(
        finding,
        "Onboard the Windows host, which starts Sense: Microsoft Defender portal > Settings > Endpoints > Onboarding; the plug-in has no onboarding "
        "of its own.");
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *state = host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OnboardingState");

    judge_service(finding, host_ask(host, "service/Sense"), is_one(state) || state->state == FACT_UNREADABLE);
    judge_state(finding, state);
}

const struct probe probe_host_onboarded = {
    .id = "host.onboarded",
    .title = "Windows host onboarded",
    .why = "The plug-in has no onboarding of its own: the agent inside WSL reports to the tenant of its host, as long as the host does.",
    .ok = "the service Sense runs and OnboardingState is 1",
    .fails = "Sense does not run, or OnboardingState is absent or not 1",
    .remedy = "Onboard the Windows host: Microsoft Defender portal > Settings > Endpoints > Onboarding.",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2024-11-11); Learn, troubleshoot-onboarding (2025)",
    .platforms = ON_WINDOWS,
    .look = look,
};
