/* A check in words, from its row. */
#include "healthcheck/explain/check_text.h"

#include <ctype.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/wrap.h"
#include "healthcheck/explain/checks.h"

static const char *platforms_told(unsigned platforms)
{
    switch (platforms) {
    case ON_WINDOWS:
        return "Windows, also from inside a WSL distribution";
    case ON_LINUX:
        return "Linux";
    case ON_LINUX | ON_WSL:
        return "Linux, also inside a WSL distribution";
    case ON_WINDOWS | ON_LINUX:
        return "Windows, also from inside a WSL distribution, and Linux";
    case ON_WSL:
        return "inside a WSL distribution";
    default:
        return "Windows, Linux, and inside a WSL distribution";
    }
}

static void list_commands(struct text *out, const struct probe *probe, const char *quote)
{
    for (size_t i = 0; probe->commands[i] != NULL; i++)
        text_append_format(out, "%s%s%s%s", i > 0 ? ", " : "", quote, probe->commands[i], quote);
}

/* "wsl.installed", "agent.installed; on Windows wsl.installed", or NULL. Yours to free. */
static char *needs_told(const struct probe *probe)
{
    if (probe->needs_on_windows == NULL)
        return memory_copy_text(probe->needs);
    return text_format("%s%son Windows %s", probe->needs != NULL ? probe->needs : "", probe->needs != NULL ? "; " : "", probe->needs_on_windows);
}

void check_explain(struct text *out, const struct probe *probe)
{
    struct text commands = { 0 };
    char *needs = needs_told(probe);

    list_commands(&commands, probe, "");
    text_append_format(out, "%s: %s\n\n", probe->id, probe->title);
    wrap_labelled(out, "Why", probe->why);
    wrap_labelled(out, "Ok", probe->ok);
    wrap_labelled(out, "Warn", probe->warns);
    wrap_labelled(out, "Fail", probe->fails);
    wrap_labelled(out, "Remedy", probe->remedy);
    text_append_char(out, '\n');
    wrap_labelled(out, "Asked on", platforms_told(probe->platforms));
    wrap_labelled(out, "Needs", needs);
    wrap_labelled(out, "Runs", commands.data);
    wrap_labelled(out, "Source", probe->source);
    if (probe->topic != NULL)
        text_append_format(out, "%-9shealthcheck --explain %s\n", "More", probe->topic);
    text_free(&commands);
    free(needs);
}

/* Would this byte act as markup? Inside a word `_` does not, a backslash does before punctuation (`\.wslconfig`), and inside
   backquotes nothing does. */
static bool is_markup(const char *begin, const char *at)
{
    if (*at == '_')
        return at == begin || !isalnum((unsigned char)at[-1]) || !isalnum((unsigned char)at[1]);
    if (*at == '\\')
        return ispunct((unsigned char)at[1]);
    return *at == '*' || *at == '<' || *at == '|' || (*at == '>' && at == begin) || (*at == ']' && at[1] == '(');
}

static void append_markdown(struct text *out, const char *text)
{
    bool is_quoted = false;

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '`')
            is_quoted = !is_quoted;
        if (!is_quoted && is_markup(text, at))
            text_append_char(out, '\\');
        text_append_char(out, *at);
    }
}

static void append_case(struct text *out, const char *status, const char *when)
{
    if (when == NULL)
        return;
    text_append_format(out, "- **%s**: ", status);
    append_markdown(out, when);
    text_append_char(out, '\n');
}

static void append_need(struct text *out, const char *what, const char *id)
{
    if (id != NULL)
        text_append_format(out, "- %s [%s](%s.md), ok or a warning: skipped otherwise.\n", what, id, id);
}

void check_page(struct text *out, const struct probe *probe)
{
    text_append(out, "<!-- Written by `./dev docs` from the check's row; change it there. -->\n");
    text_append_format(out, "# %s: %s\n\n", probe->id, probe->title);
    append_markdown(out, probe->why);
    text_append_format(out, "\n\nAsked on: %s.\n\n## Judgement\n\n", platforms_told(probe->platforms));
    append_case(out, "ok", probe->ok);
    append_case(out, "warn", probe->warns);
    append_case(out, "fail", probe->fails);
    text_append(out, "- **unknown**: a fact it judges by could not be looked at\n\n## Remedy\n\n");
    append_markdown(out, probe->remedy);
    text_append(out, "\n\n## Facts\n\n");
    append_need(out, "Needs", probe->needs);
    append_need(out, "Needs on Windows", probe->needs_on_windows);
    if (probe->commands[0] != NULL) {
        text_append(out, "- May ask for: ");
        list_commands(out, probe, "`");
        text_append(out, ".\n");
    }
    text_append(out, "- Source: ");
    append_markdown(out, probe->source);
    text_append(out, ".\n");
    if (probe->topic != NULL)
        text_append_format(out, "- More: `healthcheck --explain %s`.\n", probe->topic);
}

void check_index(struct text *out)
{
    text_append(out, "<!-- Written by `./dev docs` from the checks' rows; change it there. -->\n"
                     "# The checks\n\n"
                     "In the order of a report. `healthcheck --explain <id>` prints the same at a terminal.\n\n"
                     "| check | title | asked on |\n"
                     "|---|---|---|\n");
    for (size_t i = 0; check_at(i) != NULL; i++) {
        text_append_format(out, "| [%s](%s.md) | ", check_at(i)->id, check_at(i)->id);
        append_markdown(out, check_at(i)->title);
        text_append_format(out, " | %s |\n", platforms_told(check_at(i)->platforms));
    }
    text_append(out, "\nWhat may be wrong with a proxy setting: [proxy.problem](proxy.problem.md).\n"
                     "\nWhy a URL was not reached: [connectivity.failure](connectivity.failure.md).\n");
}
