/* The registry of Windows, as it is seen from inside a distribution of WSL: through reg.exe. */
#include "healthcheck/host/interoperability_linux.h"
#include "healthcheck/host/live_linux.h"

void windows_registry_free(struct interoperability *windows)
{
    (void)windows;
}

void windows_start(struct live *live)
{
    (void)live;
}

void windows_registry_text(struct live *live, struct answer *answer)
{
    (void)live;
    answer_unreadable(answer, "not tried by this build");
}

void live_registry(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const char *obstacle;

    (void)host;
    (void)rest;
    if (!live->is_wsl) {
        answer_absent(answer);
        return;
    }
    obstacle = windows_obstacle(live);
    answer_unreadable(answer, "%s", obstacle != NULL ? obstacle : "not tried by this build");
}

void live_registry_time(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    (void)rest;
    if (live->is_wsl)
        answer_unreadable(answer, "reg.exe does not tell when a key was written: run this on the Windows host");
    else
        answer_absent(answer);
}
