/* --list: every check, one line each. */
#include <stdlib.h>

#include "healthcheck/cmd.h"
#include "healthcheck/explain/checks.h"
#include "proxy/failure.h"
#include "proxy/problem.h"

int cmd_list(const struct options *options)
{
    struct text out = { 0 };

    for (size_t i = 0; check_at(i) != NULL; i++)
        text_append_format(&out, "%-28s %s\n", check_at(i)->id, check_at(i)->title);
    for (size_t i = 0; proxy_problem_kind_at(i) != NULL; i++) {
        char *id = text_format("proxy.problem.%s", proxy_problem_kind_at(i)->word);

        text_append_format(&out, "%-28s %s\n", id, proxy_problem_kind_at(i)->title);
        free(id);
    }
    for (int i = FAILURE_NONE + 1; i < FAILURES; i++) {
        char *id = text_format(FAILURE_ID_PREFIX "%s", failure_kind((enum failure)i)->word);

        text_append_format(&out, "%-28s %s\n", id, failure_kind((enum failure)i)->title);
        free(id);
    }
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}
