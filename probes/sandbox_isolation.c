/* Does the process that scans run in an AppContainer, from the folder it belongs in? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/windows_paths.h"
#include "probes/sandbox.h"

enum place { PLACE_SCANS, PLACE_DEFENDER, PLACE_ELSEWHERE, PLACE_UNKNOWN };

static bool is_below(const char *path, const char *folder)
{
    size_t size = folder != NULL ? strlen(folder) : 0, i = 0;

    while (i < size && text_lower(path[i]) == text_lower(folder[i]))
        i++;
    return size > 0 && i == size && path[i] == '/';
}

static bool is_below_folder(struct host *host, const char *path, const char *variable, const char *below)
{
    char *folder = windows_folder(host, variable, below);
    bool is = is_below(path, folder);

    free(folder);
    return is;
}

/* C:\Users\All Users is a link to %ProgramData%; the documents name both. */
static enum place place_of_key(struct host *host, const char *path)
{
    if (is_below_folder(host, path, "ProgramData", "Microsoft/Windows Defender/Scans") ||
        is_below(path, "C/Users/All Users/Microsoft/Windows Defender/Scans"))
        return PLACE_SCANS;
    if (is_below_folder(host, path, "ProgramData", "Microsoft/Windows Defender") || is_below(path, "C/Users/All Users/Microsoft/Windows Defender") ||
        is_below_folder(host, path, "ProgramFiles", "Windows Defender"))
        return PLACE_DEFENDER;
    return PLACE_ELSEWHERE;
}

static enum place place_of(struct host *host, const char *path)
{
    char *key;
    enum place place;

    /* A device's name says nothing about the drive's letter. */
    if (path[0] == '\0' || strcmp(path, "?") == 0 || text_starts(path, "\\Device\\"))
        return PLACE_UNKNOWN;
    key = windows_path_to_key(host, path);
    place = key != NULL ? place_of_key(host, key) : PLACE_ELSEWHERE;
    free(key);
    return place;
}

static void judge_place(struct host *host, struct finding *finding, const struct process_line *process)
{
    char *path = memory_copy(process->path.data != NULL ? process->path.data : "", process->path.size);

    switch (place_of(host, path)) {
    case PLACE_SCANS:
        finding_ok(finding, "it runs from %s", path);
        break;
    case PLACE_DEFENDER:
        finding_warn(finding, "MsMpEngCP.exe runs from %s, which is Defender's but not the documented folder", path);
        break;
    case PLACE_ELSEWHERE:
        finding_fail(finding, "MsMpEngCP.exe runs from %s, which is none of Defender's folders", path);
        finding_advise(
            finding,
            "Examine that file at once: run `Get-AuthenticodeSignature` on it and `Start-MpScan -ScanType FullScan` in PowerShell; a program of "
            "this name does not belong there.");
        break;
    case PLACE_UNKNOWN:
        finding_unsure(finding, "from where MsMpEngCP.exe runs could not be seen");
        finding_advise(finding, "Run healthcheck again from an elevated prompt.");
        break;
    }
    free(path);
}

static void judge_container(struct finding *finding, struct span appcontainer)
{
    if (appcontainer.data != NULL && span_is(appcontainer, "true")) {
        finding_ok(finding, "MsMpEngCP.exe runs in an AppContainer");
    } else if (appcontainer.data != NULL && span_is(appcontainer, "false")) {
        finding_fail(finding, "MsMpEngCP.exe does not run in an AppContainer");
    } else {
        finding_unsure(finding, "whether MsMpEngCP.exe runs in an AppContainer could not be seen");
        finding_advise(
            finding,
            "Run healthcheck again from an elevated prompt; where Windows still refuses, Process Explorer shows it in the column Integrity.");
    }
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *processes = sandbox_running_process(host, finding);
    struct process_line process;
    struct span rest;

    if (processes == NULL)
        return;
    rest = fact_span(processes);
    while (process_line_next(&rest, &process)) {
        judge_container(finding, process.appcontainer);
        judge_place(host, finding, &process);
    }
}

const struct probe probe_sandbox_isolation = {
    .id = "sandbox.isolation",
    .title = "Antivirus sandbox isolation",
    .why = "A sandbox that is none, or another program of the same name, protects nobody.",
    .ok = "MsMpEngCP.exe runs in an AppContainer, from %ProgramData%\\Microsoft\\Windows Defender\\Scans",
    .warns = "it runs from elsewhere below Defender's folders",
    .fails = "it runs outside an AppContainer, or from another folder",
    .remedy =
        "Restart Windows; if it stays so, run `\"%ProgramFiles%\\Windows Defender\\MpCmdRun.exe\" -GetFiles` from an elevated prompt and send the "
        "MpSupportFiles.cab it names to Microsoft.",
    .topic = "sandbox",
    .source = "Learn, sandbox-mdav (2026-07-02)",
    .needs = "sandbox.supported",
    .platforms = ON_WINDOWS,
    .look = look,
};
