/* Every probe, found by its place or its name. */
#include "probes/table.h"

#include "healthcheck/core/text.h"

#define PROBE_ADDRESS(name) &probe_##name,
static const struct probe *const probes[] = { PROBE_ROWS(PROBE_ADDRESS) NULL };

const struct probe *probe_at(size_t index)
{
    return probes[index];
}

const struct probe *probe_named(const char *id)
{
    for (size_t i = 0; probes[i] != NULL; i++)
        if (text_same(probes[i]->id, id))
            return probes[i];
    return NULL;
}

void probe_look(const struct probe *probe, struct host *host, struct finding *finding)
{
    if (probe->look_on_windows != NULL && platform_is_windows(host))
        probe->look_on_windows(host, finding);
    else
        probe->look(host, finding);
}
