/* Writes checks/ in the folder given (docs), a page a check and their index, and the transcript in README.md. `./dev docs` runs it
   from the top of the project. */
#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "healthcheck/explain/check_text.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/explain/failure_text.h"
#include "healthcheck/explain/problem_text.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/file.h"

/* The sample whose report README.md shows; its options.txt is `--only wsl.*`. */
#define SHOWN "samples/windows-11-wsl-too-old"

enum { LONGEST_PAGE = 1024 * 1024 };

static bool write_page(const char *folder, const char *name, struct text *page)
{
    char *path = text_format("%s/checks/%s.md", folder, name);
    struct error error;
    bool is_written = file_replace(path, text_of(page), page->size, &error);

    if (!is_written)
        console_complain("%s", error.text);
    text_free(page);
    free(path);
    return is_written;
}

/* The lines of `readme` between its two marks become the sample's report, indented as code. False where there are no marks. */
static bool put_transcript(struct text *out, struct span readme, struct span report)
{
    bool is_inside = false, is_done = false;
    struct span line;

    while (span_next_line(&readme, &line)) {
        if (span_is(line, "<!-- end of transcript -->"))
            is_inside = false;
        if (!is_inside)
            text_append_format(out, "%.*s\n", (int)line.size, line.data);
        if (!span_is(line, "<!-- transcript of " SHOWN ": ./dev docs writes it -->"))
            continue;
        is_inside = is_done = true;
        text_append(out, "\n    $ healthcheck --host " SHOWN " --only 'wsl.*'\n");
        while (span_next_line(&report, &line))
            text_append_format(out, "%s%.*s\n", line.size > 0 ? "    " : "", (int)line.size, line.data);
        text_append_char(out, '\n');
    }
    return is_done && !is_inside;
}

static bool write_readme(void)
{
    struct text readme = { 0 }, report = { 0 }, written = { 0 };
    char why[FILE_WHY_SIZE] = "";
    struct error error = { "README.md has no marks around its transcript" };
    bool is_written = file_read("README.md", LONGEST_PAGE, &readme, why) == FILE_READ &&
                      file_read(SHOWN "/expected.txt", LONGEST_PAGE, &report, why) == FILE_READ &&
                      put_transcript(&written, span_of(text_of(&readme)), span_of(text_of(&report))) &&
                      file_replace("README.md", text_of(&written), written.size, &error);

    if (!is_written)
        console_complain("%s%s", why, *why != '\0' ? ": README.md, or the report of " SHOWN : error.text);
    text_free(&readme);
    text_free(&report);
    text_free(&written);
    return is_written;
}

int main(int count, char **arguments)
{
    const char *folder = count > 1 ? arguments[1] : "docs";
    struct text page = { 0 };
    bool is_written;

    check_index(&page);
    is_written = write_page(folder, "README", &page);
    problem_page(&page);
    is_written = is_written && write_page(folder, "proxy.problem", &page);
    failure_page(&page);
    is_written = is_written && write_page(folder, "connectivity.failure", &page);
    for (size_t i = 0; check_at(i) != NULL && is_written; i++) {
        check_page(&page, check_at(i));
        is_written = write_page(folder, check_at(i)->id, &page);
    }
    return is_written && write_readme() ? 0 : 1;
}
