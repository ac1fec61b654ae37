/* --list: every check, one line each. */
#include "healthcheck/cmd.h"
#include "probes/probe.h"

int cmd_list(const struct options *options)
{
    struct text out = { 0 };

    for (size_t i = 0; probe_at(i) != NULL; i++)
        text_append_format(&out, "%-28s %s\n", probe_at(i)->id, probe_at(i)->title);
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}
