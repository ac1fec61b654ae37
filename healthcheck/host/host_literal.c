/* A list of facts written inside a test. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/host/registry.h"

struct literal {
    struct machine machine;
    const char *const (*facts)[2];
    struct registry *registry;
};

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    struct literal *literal = (struct literal *)machine;

    (void)host;
    for (size_t i = 0; literal->facts[i][0] != NULL; i++) {
        const char *text = literal->facts[i][1];

        if (strcmp(literal->facts[i][0], key) != 0)
            continue;
        if (text[0] == '\001') {
            answer_unreadable(answer, "%s", text + 1);
            return;
        }
        if (text_starts(key, "registry/") && key[strlen(key) - 1] != '/')
            break;
        text_append(&answer->text, text);
        return;
    }
    if (text_starts(key, "registry/"))
        registry_answer(literal->registry, key + strlen("registry/"), answer);
    else
        answer_absent(answer);
}

static enum fact_type type_named(const char *name, size_t size)
{
    static const enum fact_type types[] = { FACT_DWORD, FACT_BINARY, FACT_EXPAND_SZ, FACT_MULTI_SZ };
    char unnamed[12];

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (span_is((struct span){ name, size }, fact_type_name(types[i], unnamed)))
            return types[i];
    return FACT_SZ;
}

static void add_value(struct registry *registry, const char *path, const char *text)
{
    const char *name = strrchr(path, '/');
    char *key = memory_copy(path, (size_t)(name - path));
    enum fact_type type = FACT_SZ;

    if (text[0] == '\002') {
        size_t size = strcspn(text + 1, "\002");

        type = type_named(text + 1, size);
        text += size + 2;
    }
    if (name[1] == '\0')
        registry_mention_key(registry_add_key(registry, key));
    else if (text[0] != '\001')
        registry_set_value(registry, registry_add_key(registry, key), name + 1, type, text, strlen(text));
    free(key);
}

static bool holds(const struct machine *machine, const char *kind)
{
    const struct literal *literal = (const struct literal *)machine;
    size_t size = strlen(kind);

    for (size_t i = 0; literal->facts[i][0] != NULL; i++)
        if (strncmp(literal->facts[i][0], kind, size) == 0 && literal->facts[i][0][size] == '/')
            return true;
    return false;
}

static void close_literal(struct machine *machine)
{
    struct literal *literal = (struct literal *)machine;

    registry_free(literal->registry);
    free(literal);
}

struct host *host_open_literal(const char *const facts[][2])
{
    struct literal *literal = memory_get(sizeof *literal);

    literal->machine = (struct machine){ .source = "captured", .look = look, .holds = holds, .close = close_literal };
    literal->facts = facts;
    literal->registry = registry_new();
    for (size_t i = 0; facts[i][0] != NULL; i++)
        if (text_starts(facts[i][0], "registry/"))
            add_value(literal->registry, facts[i][0] + strlen("registry/"), facts[i][1]);
    return host_new(&literal->machine);
}
