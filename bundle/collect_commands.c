/* What the collectors ask the host for: files of the system and commands. Each becomes a fact, so that a bundle answers it again. */
#include <stdlib.h>
#include <string.h>

#include "bundle/gather.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* More names than any folder of settings has. */
enum { MOST_NAMES = 1000 };

static bool is_for(const struct collector *collector, const struct gathering *gathering, unsigned platform)
{
    return (collector->platforms & platform) != 0 && collector_is_selected(collector, gathering->options);
}

/* "file/etc/audit/rules.d/" and a star: each file that the folder names. */
static void ask_each(struct host *host, const char *key)
{
    size_t size = (size_t)(strrchr(key, '/') - key);
    const struct fact *folder = host_ask_for(host, "folder/%.*s", (int)(size - strlen("file/")), key + strlen("file/"));
    struct span rest = { folder->text, folder->size }, line;
    const char *pattern = key + size + 1;
    size_t asked = 0;

    while (asked < MOST_NAMES && span_next_line(&rest, &line)) {
        char *name = memory_copy(line.data, line.size);

        if (line.size > 0 && line.data[line.size - 1] != '/' && text_matches(pattern, name)) {
            host_ask_for(host, "%.*s/%s", (int)size, key, name);
            asked++;
        }
        free(name);
    }
}

static void ask_facts(const struct gathering *gathering, const struct collector *collector)
{
    for (size_t i = 0; collector->facts != NULL && collector->facts[i] != NULL; i++)
        if (text_starts(collector->facts[i], "file/") && text_ends(collector->facts[i], "*"))
            ask_each(gathering->host, collector->facts[i]);
        else
            host_ask(gathering->host, collector->facts[i]);
}

/* All of them start together; each has its own time limit (host/commands.h). */
static void start_all(const struct gathering *gathering, unsigned platform)
{
    const char **names = memory_get(sizeof *names);
    size_t count = 0;

    for (size_t i = 0; collector_at(i) != NULL; i++)
        for (size_t c = 0; collector_at(i)->commands != NULL && collector_at(i)->commands[c] != NULL; c++)
            if (is_for(collector_at(i), gathering, platform)) {
                names = memory_resize(names, count + 2, sizeof *names);
                names[count++] = collector_at(i)->commands[c];
                names[count] = NULL;
            }
    host_start_commands(gathering->host, names);
    free(names);
}

void gather_commands(struct gathering *gathering, unsigned platform)
{
    start_all(gathering, platform);
    for (size_t i = 0; collector_at(i) != NULL; i++) {
        const struct collector *collector = collector_at(i);

        if (!is_for(collector, gathering, platform))
            continue;
        ask_facts(gathering, collector);
        for (size_t c = 0; collector->commands != NULL && collector->commands[c] != NULL; c++)
            host_ask_for(gathering->host, "command/%s", collector->commands[c]);
    }
}
