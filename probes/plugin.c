/* What the plugin.* checks share. */
#include "probes/plugin.h"

#include <stdlib.h>

#include "healthcheck/host/windows_paths.h"

static const char product[] = "Microsoft Defender for Endpoint plug-in for WSL";

bool plugin_next_name(struct span *rest, struct span *name, bool *is_folder)
{
    while (span_next_line(rest, name)) {
        if (name->size == 0)
            continue;
        *is_folder = name->data[name->size - 1] == '/';
        name->size -= *is_folder ? 1 : 0;
        return true;
    }
    return false;
}

/* The entry below one Uninstall key; where there is none, `name` is the list, or what could not be read of it. */
static struct plugin_entry entry_below(struct host *host, const char *uninstall)
{
    const struct fact *list = host_ask_for(host, "%s/", uninstall);
    struct plugin_entry entry = { .name = list };
    struct span rest, name;
    bool is_key;

    if (list->state != FACT_PRESENT)
        return entry;
    rest = (struct span){ list->text, list->size };
    while (plugin_next_name(&rest, &name, &is_key)) {
        const struct fact *display;

        if (!is_key)
            continue;
        display = host_ask_for(host, "%s/%.*s/DisplayName", uninstall, (int)name.size, name.data);
        if (fact_is(display, product)) {
            entry.name = display;
            entry.version = host_ask_for(host, "%s/%.*s/DisplayVersion", uninstall, (int)name.size, name.data);
            return entry;
        }
        if (display->state == FACT_UNREADABLE)
            entry.name = display;
    }
    return entry;
}

struct plugin_entry plugin_entry_of(struct host *host)
{
    struct plugin_entry native = entry_below(host, "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Uninstall"), copy;

    if (native.version != NULL)
        return native;
    copy = entry_below(host, "registry/HKLM/SOFTWARE/WOW6432Node/Microsoft/Windows/CurrentVersion/Uninstall");
    return copy.version != NULL || (copy.name->state == FACT_UNREADABLE && native.name->state != FACT_UNREADABLE) ? copy : native;
}

const struct fact *plugin_file(struct host *host, const char *kind, const char *below)
{
    char *path = windows_plugin_path(host, below);
    const struct fact *fact = host_ask_for(host, "%s/%s", kind, path);

    free(path);
    return fact;
}
