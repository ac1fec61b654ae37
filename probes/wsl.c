/* What the checks of WSL share. */
#include "probes/wsl.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "healthcheck/host/windows_paths.h"
#include "probes/versions.h"

/* WSL 2 is this bit of Flags, not the value Version; without Flags WSL takes 0x7 (microsoft/WSL, 2026-08). */
enum { FLAG_VM_MODE = 0x8, DEFAULT_FLAGS = 0x7 };

bool wsl_forbids(struct host *host, struct finding *finding, const char *policy)
{
    const struct fact *value = host_ask_for(host, "registry/HKLM/SOFTWARE/Policies/WSL/%s", policy);

    return finding_could_read(finding, value) && value->type == FACT_DWORD && fact_is(value, "0");
}

bool wsl_read_config(struct host *host, struct finding *finding, struct wslconfig *config)
{
    const struct fact *file = windows_user_file(host, ".wslconfig");

    if (!finding_could_read(finding, file))
        return false;
    *config = wslconfig_read(file->text, file->size);
    return true;
}

const struct wslconfig_setting *wsl_setting(const struct wslconfig *config, const char *section, const char *key)
{
    const struct wslconfig_setting *setting = wslconfig_get(config, section, key);

    return setting != NULL && setting->value[0] != '\0' ? setting : NULL;
}

char *wsl_intolerant_plugin(struct host *host, struct finding *finding)
{
    char *version = version_of_plugin(host, finding);

    if (version != NULL && version_compare(version, WSL_TOLERANT_PLUGIN) < 0)
        return version;
    free(version);
    return NULL;
}

static void add_distribution(struct host *host, struct finding *finding, struct wsl_registered_list *list, struct span key)
{
    const struct fact *name = host_ask_for(host, WSL_LXSS_OF_USER "%.*s/DistributionName", (int)key.size, key.data);
    const struct fact *flags = host_ask_for(host, WSL_LXSS_OF_USER "%.*s/Flags", (int)key.size, key.data);
    struct wsl_registered distribution = { .key = memory_copy(key.data, key.size) };
    long long number = DEFAULT_FLAGS;

    if (!finding_could_read(finding, flags)) {
        free(distribution.key);
        return;
    }
    fact_number(flags, &number);
    distribution.is_wsl2 = (number & FLAG_VM_MODE) != 0;
    distribution.name = memory_copy_text(name->state == FACT_PRESENT ? name->text : distribution.key);
    distribution.command_line = host_ask_for(host, WSL_LXSS_OF_USER "%s/KernelCommandLine", distribution.key);
    list->distributions = memory_resize(list->distributions, list->count + 1, sizeof *list->distributions);
    list->distributions[list->count++] = distribution;
}

struct wsl_registered_list wsl_registered_of(struct host *host, struct finding *finding)
{
    const struct fact *keys = host_ask(host, WSL_LXSS_OF_USER);
    struct wsl_registered_list list = { 0 };
    struct span rest = { keys->text, keys->size }, line;

    if (!finding_could_read(finding, keys))
        return list;
    while (span_next_line(&rest, &line))
        if (line.size > 3 && line.data[0] == '{' && line.data[line.size - 1] == '/')
            add_distribution(host, finding, &list, (struct span){ line.data, line.size - 1 });
    return list;
}

void wsl_registered_free(struct wsl_registered_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->distributions[i].key);
        free(list->distributions[i].name);
    }
    free(list->distributions);
    *list = (struct wsl_registered_list){ 0 };
}
