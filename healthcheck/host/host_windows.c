/* A live Windows machine. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/wide_windows.h"

struct live {
    struct machine machine;
};

static void answer_clock(struct answer *answer)
{
    char text[MOMENT_TEXT_SIZE];

    moment_write(clock_now(), text);
    text_append(&answer->text, text);
}

static void answer_variable(const char *name, struct answer *answer)
{
    wchar_t *wide = wide_from(name);
    DWORD size = wide != NULL ? GetEnvironmentVariableW(wide, NULL, 0) : 0;
    wchar_t *value = size > 0 ? memory_get(size * sizeof *value) : NULL;
    char *text;

    if (value != NULL && GetEnvironmentVariableW(wide, value, size) < size) {
        text = wide_to(value);
        text_append(&answer->text, text);
        free(text);
    } else {
        answer_absent(answer);
    }
    free(value);
    free(wide);
}

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    (void)machine;
    (void)host;
    if (strcmp(key, "system/platform") == 0)
        text_append(&answer->text, "windows");
    else if (strcmp(key, "clock/utc") == 0)
        answer_clock(answer);
    else if (text_starts(key, "env/"))
        answer_variable(key + strlen("env/"), answer);
    else
        answer_unreadable(answer, "not read by this build");
}

static void close_live(struct machine *machine)
{
    free(machine);
}

struct host *host_open_live(const struct host_options *options)
{
    struct live *live = memory_get(sizeof *live);

    (void)options;
    live->machine = (struct machine){ .source = "live", .look = look, .close = close_live };
    return host_new(&live->machine);
}
