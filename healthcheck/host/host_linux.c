/* A live Linux machine, or a distribution inside WSL. */
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/machine.h"

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    (void)machine;
    (void)host;
    if (text_starts(key, "system/platform"))
        text_append(&answer->text, "linux");
    else
        answer_absent(answer);
}

static void close_live(struct machine *machine)
{
    free(machine);
}

struct host *host_open_live(const struct host_options *options)
{
    struct machine *machine = memory_get(sizeof *machine);

    (void)options;
    *machine = (struct machine){ .source = "live", .look = look, .close = close_live };
    return host_new(machine);
}
