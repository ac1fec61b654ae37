/* Does WSL understand .wslconfig as its owner does? */
#include "probes/table.h"

#include "healthcheck/host/windows_paths.h"
#include "probes/wsl.h"

enum { MOST_SHOWN = 10 };

static void advise(struct finding *finding, const struct wslconfig_problem *problem)
{
    switch (problem->kind) {
    case WSLCONFIG_DUPLICATE:
        finding_advise(finding, "Take line %zu out of %%UserProfile%%\\.wslconfig: of a setting given twice the first counts.", problem->line);
        break;
    case WSLCONFIG_UNKNOWN_KEY:
        finding_advise(
            finding,
            "Correct or take out line %zu of %%UserProfile%%\\.wslconfig (https://learn.microsoft.com/windows/wsl/wsl-config lists the settings).",
            problem->line);
        break;
    case WSLCONFIG_BAD_BOOLEAN:
        finding_advise(finding, "Write true or false in line %zu of %%UserProfile%%\\.wslconfig: WSL ignores it as it is.", problem->line);
        break;
    case WSLCONFIG_BAD_VALUE:
    case WSLCONFIG_BAD_LINE:
        finding_advise(finding, "Correct line %zu of %%UserProfile%%\\.wslconfig: WSL ignores it as it is.", problem->line);
        break;
    }
}

static void judge(struct finding *finding, const struct wslconfig *config)
{
    size_t shown = config->problem_count < MOST_SHOWN ? config->problem_count : MOST_SHOWN;

    if (!config->is_text) {
        finding_fail(finding, ".wslconfig is unreadable as text: %s", config->why);
        finding_advise(
            finding,
            "Open %%UserProfile%%\\.wslconfig in Notepad and save it with File > Save as, Encoding: UTF-8; then run `wsl --shutdown` and `wsl`.");
        return;
    }
    for (size_t i = 0; i < shown; i++) {
        finding_warn(finding, "line %zu of .wslconfig: %s", config->problems[i].line, config->problems[i].text);
        advise(finding, &config->problems[i]);
    }
    if (shown < config->problem_count)
        finding_warn(finding, "and %zu more such lines", config->problem_count - shown + config->problems_left_off);
    if (config->problem_count > 0)
        finding_advise(finding, "Then run `wsl --shutdown` and `wsl`.");
    else
        finding_ok(finding, "WSL understands every line of .wslconfig");
}

static void look(struct host *host, struct finding *finding)
{
    struct wslconfig config;

    if (!wsl_read_config(host, finding, &config))
        return;
    if (windows_user_file(host, ".wslconfig")->state == FACT_ABSENT)
        finding_ok(finding, "there is no .wslconfig: WSL's defaults hold");
    else
        judge(finding, &config);
    wslconfig_free(&config);
}

const struct probe probe_wsl_config_syntax = {
    .id = "wsl.config_syntax",
    .title = "WSL configuration file",
    .why = "WSL ignores what it does not understand in .wslconfig, with a warning that is easily missed: a setting that its owner believes in does "
           "nothing.",
    .ok = ".wslconfig is absent, or WSL understands every line of it",
    .warns = "a setting is given twice, its name is unknown, its value is none of its type, or a line is spoilt; each with its line number",
    .fails = "it is unreadable as text: UTF-16, bytes that are not UTF-8, or NULs",
    .remedy = "Correct %UserProfile%\\.wslconfig by https://learn.microsoft.com/windows/wsl/wsl-config, then run `wsl --shutdown` and `wsl`.",
    .source = "microsoft/WSL, src/shared/configfile (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
