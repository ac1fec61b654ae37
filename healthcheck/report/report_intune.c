/* The report as one line, for Intune's remediation scripts. */
#include <string.h>

#include "healthcheck/report/print.h"
#include "healthcheck/report/report.h"

/* Cut where it is too long, no character in two, "…" at the end. */
static void cut(struct text *line)
{
    static const char more[] = "\xe2\x80\xa6";
    size_t limit = REPORT_INTUNE_SIZE - 1 - strlen(more);

    if (line->size < REPORT_INTUNE_SIZE)
        return;
    while (limit > 0 && ((unsigned char)line->data[limit] & 0xc0) == 0x80)
        limit--;
    line->size = limit;
    text_append(line, more);
}

void report_intune(struct text *out, const struct report *report)
{
    struct text line = { 0 };
    const char *between = ": ";

    text_append(&line, report_status(report));
    for (int status = FINDING_FAIL; status > FINDING_OK; status--)
        for (size_t i = 0; i < report->count; i++) {
            const struct finding *finding = &report->findings[i];

            if ((int)finding->status != status)
                continue;
            text_append_format(&line, "%s%s: ", between, finding->id);
            print_sentence(&line, finding->summary);
            between = "; ";
        }
    cut(&line);
    text_append_bytes(out, text_of(&line), line.size);
    text_append_char(out, '\n');
    text_free(&line);
}
