/* Registry exports (.reg): bytes in, a registry filled. */
#include "healthcheck/host/registry_export.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

bool registry_export_read(struct registry *registry, const char *bytes, size_t size, registry_problem *problem, void *context, struct error *error)
{
    struct span rest = { bytes, size }, line;
    char *key = NULL;

    (void)problem;
    (void)context;
    if (!span_next_line(&rest, &line) || !span_is(line, "Windows Registry Editor Version 5.00"))
        return error_set(error, "it is no registry export: the first line is not `Windows Registry Editor Version 5.00`");
    while (span_next_line(&rest, &line)) {
        const char *equals;

        if (line.size > 2 && line.data[0] == '[') {
            free(key);
            key = registry_path_from_windows(line.data + 1, line.size - 2);
            if (key != NULL)
                registry_add_key(registry, key, true);
        } else if (line.size > 5 && key != NULL && line.data[0] == '"' && (equals = memchr(line.data, '=', line.size)) != NULL && equals[1] == '"') {
            char *name = memory_copy(line.data + 1, (size_t)(equals - line.data) - 2);

            registry_set_value(registry, key, name, FACT_SZ, equals + 2, (size_t)(line.data + line.size - equals) - 3);
            free(name);
        }
    }
    free(key);
    return true;
}
