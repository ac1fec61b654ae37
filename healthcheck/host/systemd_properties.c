/* What `systemctl show` prints. */
#include "healthcheck/host/systemd_properties.h"

#include <stddef.h>
#include <string.h>

/* The length of the name with which a property begins here, 0 where none does. */
static size_t name_size(struct span line)
{
    size_t size = 0;

    if (line.size == 0 || line.data[0] < 'A' || line.data[0] > 'Z')
        return 0;
    while (size < line.size && ((line.data[size] >= 'A' && line.data[size] <= 'Z') || (line.data[size] >= 'a' && line.data[size] <= 'z') ||
                                (line.data[size] >= '0' && line.data[size] <= '9')))
        size++;
    return size < line.size && line.data[size] == '=' ? size : 0;
}

bool systemd_property_next(struct span *rest, struct span *name, struct span *value)
{
    struct span line, next;
    size_t size;

    do {
        if (!span_next_line(rest, &line))
            return false;
        size = name_size(line);
    } while (size == 0);
    *name = (struct span){ line.data, size };
    *value = (struct span){ line.data + size + 1, line.size - size - 1 };
    for (struct span ahead = *rest; span_next_line(&ahead, &next) && name_size(next) == 0; *rest = ahead)
        /* A blank line ends a unit where several are shown. */
        if (next.size == 0)
            break;
        else
            value->size = (size_t)(next.data + next.size - value->data);
    return true;
}

bool systemd_property_find(struct span text, const char *name, struct span *value)
{
    struct span found;

    while (systemd_property_next(&text, &found, value))
        if (span_is(found, name))
            return true;
    return false;
}

const char *systemd_unit_state(struct span text, bool *is_known)
{
    static const char *const words[][2] = {
        { "active", "running" },        { "reloading", "running" }, { "refreshing", "running" }, { "activating", "starting" },
        { "deactivating", "stopping" }, { "failed", "failed" },     { "maintenance", "failed" },
    };
    struct span load = { 0 }, active = { 0 }, file = { 0 };

    *is_known = systemd_property_find(text, "ActiveState", &active);
    if (!*is_known)
        return NULL;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (span_is(active, words[i][0]))
            return words[i][1];
    if (!systemd_property_find(text, "LoadState", &load))
        load = span_of("loaded");
    if (!systemd_property_find(text, "UnitFileState", &file))
        file = span_of("");
    if (span_is(load, "not-found"))
        return NULL;
    return span_is(load, "masked") || span_is(file, "disabled") || span_starts(file, "masked") ? "disabled" : "stopped";
}
