/* A word for what failed of the connectivity test in words. */
#include "healthcheck/explain/failure_text.h"

#include "healthcheck/core/wrap.h"
#include "healthcheck/explain/markdown.h"
#include "proxy/classify.h"

void failure_explain(struct text *out, enum failure failure)
{
    const struct failure_kind *kind = failure_kind(failure);

    text_append_format(out, FAILURE_ID_PREFIX "%s: %s\n\n", kind->word, kind->title);
    wrap_labelled(out, "Why", kind->why);
    wrap_labelled(out, "Remedy", kind->remedy);
    wrap_labelled(out, "Owner", kind->owner);
    text_append_char(out, '\n');
    wrap_labelled(out, "Source", kind->source);
    text_append_format(out, "%-9shealthcheck --connectivityTest\n", "Seen by");
}

static void append_section(struct text *out, enum failure failure)
{
    const struct failure_kind *kind = failure_kind(failure);

    text_append_format(out, "\n## " FAILURE_ID_PREFIX "%s: %s\n\n", kind->word, kind->title);
    markdown_append(out, kind->why);
    text_append(out, "\n\n- Remedy: ");
    markdown_append(out, kind->remedy);
    text_append_format(out, "\n- Whose job: %s.\n- Source: ", kind->owner);
    markdown_append(out, kind->source);
    text_append(out, ".\n");
}

/* The rows that decide, in their order: the first that fits counts. */
static void append_rows(struct text *out)
{
    text_append(out, "\n## What decides\n\n"
                     "The first line that fits counts; rc is libcurl's code.\n\n"
                     "| word | when |\n|---|---|\n");
    for (size_t i = 0; classify_row_at(i) != NULL; i++) {
        const struct classify_row *row = classify_row_at(i);

        text_append_format(out, "| %s | ", row->failure != FAILURE_NONE ? failure_kind(row->failure)->word : "(reached)");
        markdown_append(out, row->when);
        text_append(out, " |\n");
    }
}

void failure_page(struct text *out)
{
    text_append(out, "<!-- Written by `./dev docs` from proxy/failure.c and proxy/classify.c; change it there. -->\n"
                     "# Why a URL was not reached\n\n"
                     "The words by which `healthcheck --connectivityTest` names the step at which an attempt broke: `failure` in JSON; "
                     "`healthcheck --explain` knows them, too.\n");
    for (int failure = FAILURE_NONE + 1; failure < FAILURES; failure++)
        append_section(out, (enum failure)failure);
    append_rows(out);
}
