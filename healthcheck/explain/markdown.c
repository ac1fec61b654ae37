/* Prose of the tables in the generated pages. */
#include "healthcheck/explain/markdown.h"

/* Outside backquotes `*`, `<` and `\` would act as markup. */
void markdown_append(struct text *out, const char *prose)
{
    bool is_quoted = false;

    for (const char *c = prose; *c != '\0'; c++) {
        is_quoted = *c == '`' ? !is_quoted : is_quoted;
        if (!is_quoted && (*c == '*' || *c == '<' || *c == '\\'))
            text_append_char(out, '\\');
        text_append_char(out, *c);
    }
}
