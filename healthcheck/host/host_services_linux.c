/* The services of a live Linux machine: systemd's. */
#include <string.h>

#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/systemd_properties.h"

static void answer_unit(struct live *live, const char *name, struct answer *answer)
{
    const struct command *command = command_named("unit");
    struct process_result result = live_run(live, command, name);
    const char *state;
    bool is_known = false;

    if (result.end == PROCESS_MISSING) {
        answer_unreadable(answer, "there is no systemctl: this machine has no systemd");
    } else if (live_ran(live, command, &result, answer)) {
        state = systemd_unit_state((struct span){ text_of(&result.output), result.output.size }, &is_known);
        if (!is_known)
            answer_unreadable(answer, "systemctl says nothing about it: systemd does not run, or does not answer");
        else if (state == NULL)
            answer_absent(answer);
        else
            text_append(&answer->text, state);
    }
    process_result_free(&result);
}

void live_service(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    if (!command_accepts(rest))
        answer_unreadable(answer, "this is no name of a service");
    else if (live->has_windows)
        windows_service(live, rest, answer);
    else
        answer_unit(live, rest, answer);
}
