/* What a test knows of the servers around it: their environment, as tests/servers/run made it. */
#include "tests/servers/servers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "tests/support.h"

extern char **environ;

static const char *of_environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL ? value : "";
}

void server_must_run(void)
{
    if (*of_environment("SERVERS") != '\0')
        return;
    fprintf(stderr, "this test is run by tests/servers/run\n");
    exit(1);
}

const char *server_folder(void)
{
    return of_environment("SERVERS");
}

bool server_namespace(void)
{
    return *of_environment("SERVERS_NAMESPACE") != '\0';
}

const char *server_why(void)
{
    return of_environment("SERVERS_WHY");
}

bool server_has_ipv6(void)
{
    return strcmp(of_environment("SERVERS_IPV6"), "yes") == 0;
}

char *server_fill(const char *text)
{
    struct text out = { 0 };

    while (*text != '\0') {
        size_t size = strcspn(text, "{"), name_size = strcspn(text + size, "}");
        char *variable;

        text_append_bytes(&out, text, size);
        text += size;
        if (*text == '\0')
            break;
        variable = text_format("SERVER_%.*s", (int)name_size - 1, text + 1);
        if (*of_environment(variable) == '\0')
            fail_msg("tests/servers/run has no server %s", variable);
        text_append(&out, of_environment(variable));
        free(variable);
        text += name_size + 1;
    }
    return text_take(&out);
}

struct server_names server_names(void)
{
    static const char *const hosts[] = { "svc.test", "blocked.svc.test", "dropped.svc.test", "reset.svc.test" };
    struct server_names names = { memory_resize(NULL, 1, sizeof *names.items) };
    size_t count = 0;

    for (char **variable = environ; *variable != NULL && !server_namespace(); variable++) {
        const char *port = strchr(*variable, '=');

        if (strncmp(*variable, "SERVER_", 7) != 0 || port == NULL)
            continue;
        for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
            names.items = memory_resize(names.items, count + 2, sizeof *names.items);
            names.items[count++] = text_format("%s:%s:127.0.0.1", hosts[i], port + 1);
        }
    }
    names.items[count] = NULL;
    return names;
}

void server_names_free(struct server_names *names)
{
    for (size_t i = 0; names->items[i] != NULL; i++)
        free(names->items[i]);
    free(names->items);
}
