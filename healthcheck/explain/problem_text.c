/* A problem of a proxy setting in words. */
#include "healthcheck/explain/problem_text.h"

#include "healthcheck/core/wrap.h"
#include "healthcheck/explain/markdown.h"

static const char *weight_told(enum proxy_weight weight)
{
    switch (weight) {
    case PROXY_UNUSABLE:
        return "The agent cannot use the setting: a failure where it is the one that counts.";
    case PROXY_WARNING:
        return "A warning: likely not what was meant.";
    default:
        return "Told; it changes nothing.";
    }
}

void problem_explain(struct text *out, const struct proxy_problem_kind *kind)
{
    text_append_format(out, "proxy.problem.%s: %s\n\n", kind->word, kind->title);
    wrap_labelled(out, "Why", kind->why);
    wrap_labelled(out, "Weight", weight_told(kind->weight));
    wrap_labelled(out, "Remedy", kind->remedy);
    text_append_char(out, '\n');
    wrap_labelled(out, "Source", kind->source);
    text_append_format(out, "%-9shealthcheck --extendedProxy\n", "Seen by");
}

void problem_page(struct text *out)
{
    text_append(out, "<!-- Written by `./dev docs` from proxy/problems.h; change it there. -->\n"
                     "# Problems of proxy settings\n\n"
                     "What `healthcheck --extendedProxy` may find wrong with a setting, by the id that JSON holds and `healthcheck --explain` "
                     "knows.\n");
    for (size_t i = 0; proxy_problem_kind_at(i) != NULL; i++) {
        const struct proxy_problem_kind *kind = proxy_problem_kind_at(i);

        text_append_format(out, "\n## proxy.problem.%s: %s\n\n", kind->word, kind->title);
        markdown_append(out, kind->why);
        text_append_format(out, "\n\n- %s\n- Remedy: ", weight_told(kind->weight));
        markdown_append(out, kind->remedy);
        text_append(out, "\n- Source: ");
        markdown_append(out, kind->source);
        text_append(out, ".\n");
    }
}
