/* Are the mitigations of the process that scans in force? */
#include "probes/table.h"

#include <string.h>

#include "probes/sandbox.h"

static const char *const documented[] = { "dep", "aslr", "cfg", "win32k", "extension-points", "signed" };

/* Is `word` one of the words between blanks? */
static bool has_word(struct span list, const char *word)
{
    while (list.size > 0) {
        const char *end = memchr(list.data, ' ', list.size);
        size_t size = end != NULL ? (size_t)(end - list.data) : list.size;

        if (span_is((struct span){ list.data, size }, word))
            return true;
        size += end != NULL ? 1 : 0;
        list = (struct span){ list.data + size, list.size - size };
    }
    return false;
}

static void judge(struct finding *finding, struct span mitigations)
{
    struct text missing = { 0 };

    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++)
        if (!has_word(mitigations, documented[i]))
            text_append_format(&missing, "%s%s", missing.size > 0 ? ", " : "", documented[i]);
    if (missing.size == 0) {
        finding_ok(finding, "all six mitigations of MsMpEngCP.exe are in force");
    } else if (mitigations.size == 0 || has_word(mitigations, "?")) {
        finding_unsure(finding, "Windows does not show the mitigations of MsMpEngCP.exe: %s", text_of(&missing));
        finding_advise(finding, "Run `Get-ProcessMitigation -Name MsMpEngCP.exe -RunningProcess` in an elevated PowerShell.");
    } else {
        finding_fail(finding, "MsMpEngCP.exe lacks: %s", text_of(&missing));
    }
    text_free(&missing);
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *processes = sandbox_running_process(host, finding);
    struct process_line process;
    struct span rest;

    if (processes == NULL)
        return;
    rest = fact_span(processes);
    while (process_line_next(&rest, &process))
        judge(finding, process.mitigations.data != NULL ? span_trim(process.mitigations) : process.mitigations);
}

const struct probe probe_sandbox_mitigations = {
    .id = "sandbox.mitigations",
    .title = "Antivirus sandbox mitigations",
    .why = "They make it hard to take over the process that scans, and cannot be changed while it runs.",
    .ok = "data execution prevention (permanent), address space randomisation, control flow guard, no Win32k system calls, no extension points, "
          "signed code only",
    .fails = "one of them is not in force",
    .remedy = "Remove what weakens it: `Get-ProcessMitigation -Name MsMpEngCP.exe` in PowerShell shows the overrides, `Set-ProcessMitigation -Name "
              "MsMpEngCP.exe "
              "-Remove` removes them; then restart Windows.",
    .topic = "sandbox",
    .source = "Learn, sandbox-mdav (2026-07-02)",
    .needs = "sandbox.supported",
    .platforms = ON_WINDOWS,
    .look = look,
};
