/* A live machine: which part of it answers which key. */
#include "healthcheck/host/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/geography.h"
#include "healthcheck/host/host.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/patient.h"

bool live_is_on_drive(const struct live *live, const char *rest)
{
    return live->has_windows && ((*rest >= 'A' && *rest <= 'Z') || (*rest >= 'a' && *rest <= 'z')) && (rest[1] == '/' || rest[1] == '\0');
}

bool live_patiently(const char *who, double seconds, void (*work)(void *task), void (*release)(void *task), void *task, struct answer *answer)
{
    struct patient *patient = patient_start(work, task);

    if (patient == NULL) {
        answer_unreadable(answer, "%s cannot be asked: the system starts no further thread", who);
        release(task);
        return false;
    }
    if (patient_wait(patient, seconds, release))
        return true;
    answer_unreadable(answer, "%s did not answer within %g s", who, seconds);
    return false;
}

struct asking {
    void (*ask)(const char *what, struct answer *answer);
    char *what;
    struct answer answer;
};

static void ask_now(void *task)
{
    struct asking *asking = task;

    asking->ask(asking->what, &asking->answer);
}

static void free_asking(void *task)
{
    struct asking *asking = task;

    text_free(&asking->answer.text);
    free(asking->answer.why);
    free(asking->what);
    free(asking);
}

void live_answer_patiently(const char *who, double seconds, void (*ask)(const char *what, struct answer *answer), const char *what,
                           struct answer *answer)
{
    struct asking *asking = memory_get(sizeof *asking);

    *asking = (struct asking){ .ask = ask, .what = memory_copy_text(what) };
    if (!live_patiently(who, seconds, ask_now, free_asking, asking, answer))
        return;
    *answer = asking->answer;
    asking->answer = (struct answer){ 0 };
    free_asking(asking);
}

void live_geography(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    static const char onboarding[] = "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/OnboardingInfo";
    const struct fact *details = live->has_windows ? NULL : host_ask(host, "command/mdatp-health-edr"), *blob;
    const char *geography = NULL;

    (void)rest;
    if (details != NULL && details->state == FACT_PRESENT)
        geography = geography_from_details((struct span){ details->text, details->size });
    if (geography == NULL) {
        blob = host_ask(host, live->has_windows ? onboarding : "file/etc/opt/microsoft/mdatp/mdatp_onboard.json");
        if (blob->state == FACT_UNREADABLE) {
            answer_unreadable(answer, "%s: %s", blob->key, blob->why);
            return;
        }
        geography = geography_from_onboarding((struct span){ blob->text, blob->size });
    }
    if (geography != NULL)
        text_append(&answer->text, geography);
    else
        answer_absent(answer);
}

static void not_connected(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    (void)host;
    (void)rest;
    answer_unreadable(answer, "nothing is contacted here: run `healthcheck --connectivityTest`");
}

static void connect_live(struct machine *machine, const char *const *keys, size_t count, host_tried *tried, void *context)
{
    struct live *live = (struct live *)machine;

    live->try(live->try_options, keys, count, tried, context);
}

static const struct live_kind kinds[] = {
    { "system/", live_system },
    { "clock/", live_clock },
    { "file/", live_file },
    { "folder/", live_folder },
    { "file-info/", live_file_info },
    { "file-version/", live_file_version },
    { "file-tail/", live_file_tail },
    { "disk/", live_disk },
    { "registry/", live_registry },
    { "registry-time/", live_registry_time },
    { "env/", live_environment },
    { "service/", live_service },
    { "process/", live_process },
    { "command/", live_command },
    { "command-status/", live_command_status },
    { "user/", live_user },
    { "network/", live_network },
    { "endpoint-geography", live_geography },
    { "connect/", not_connected },
    { "download/", live_download },
    { "dns/", live_dns },
    { NULL, NULL },
};

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    const struct live_kind *const tables[] = { kinds, live_own_kinds };

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct live_kind *kind = tables[i]; kind->name != NULL; kind++)
            if (text_starts(key, kind->name)) {
                kind->look((struct live *)machine, host, key + strlen(kind->name), answer);
                return;
            }
    answer_unreadable(answer, "a live machine has no such kind of fact");
}

static void close_live(struct machine *machine)
{
    struct live *live = (struct live *)machine;

    command_runs_stop(live->runs);
    live_end(live);
    command_runs_free(live->runs);
    free(live->root);
    free(live->user_sid);
    free(live);
}

struct host *host_open_live(const struct host_options *options)
{
    struct live *live = memory_get(sizeof *live);
    struct host *host;

    live->machine = (struct machine){ .source = "live", .look = look, .start_commands = live_start_commands, .close = close_live };
    live->root = memory_copy_text(options->root != NULL ? options->root : "");
    live->timeout_seconds = options->timeout_seconds > 0 ? options->timeout_seconds : 10;
    live->purposes = options->purposes != 0 ? options->purposes : COMMAND_FOR_REPORT;
    snprintf(live->since, sizeof live->since, COMMAND_SINCE "%lld",
             (long long)clock_now() - (options->since_seconds > 0 ? options->since_seconds : 7 * MOMENT_DAY));
    live->may_fetch = options->may_fetch;
    live->try = options->try;
    live->try_options = options->try_options;
    if (live->try != NULL)
        live->machine.connect = connect_live;
    live->user_sid = memory_copy_text(options->user_sid);
    live->runs = command_runs_new(live_run_row, live);
    host = host_new(&live->machine);
    live_begin(live, host);
    return host;
}
