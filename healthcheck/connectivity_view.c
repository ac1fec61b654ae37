/* A test as report/report_connectivity.h wants it. */
#include "healthcheck/connectivity_view.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

_Static_assert((int)REPORT_PHASES == (int)ATTEMPT_PHASES, "a row shows the phases of an attempt");

static struct report_attempt view_attempt(const struct connectivity *connectivity, size_t index)
{
    const struct attempt *attempt = connectivity->attempts[index];
    const struct failure_kind *kind = attempt->failure != FAILURE_NONE ? failure_kind(attempt->failure) : NULL;
    struct report_attempt row = {
        .url = attempt->url,
        .via = attempt->via,
        .is_control = attempt->is_control,
        .is_retry = attempt->number > 1,
        .is_retried = index + 1 < connectivity->count && connectivity->planned[index + 1] == connectivity->planned[index],
        .total_ms = attempt->total_ms,
        .http_status = attempt->http_status,
        .failure = kind != NULL ? kind->word : NULL,
        .sentence = kind != NULL ? kind->sentence : NULL,
        .detail = attempt->detail,
        .json = attempt_to_json(attempt),
    };

    memcpy(row.phase_ms, attempt->phase_ms, sizeof row.phase_ms);
    return row;
}

static void view_proxy(struct connectivity_view *view, const struct connectivity_run *run)
{
    const struct proxy_record *selected = run->chain.selected;
    const struct proxy_list_entry *entry = selected != NULL ? proxy_chain_entry(selected) : NULL;

    if (selected == NULL)
        return;
    view->told.proxy_source = selected->source->id;
    view->told.is_proxy_usable = selected->is_usable;
    if (entry != NULL)
        view->proxy = proxy_address_uri(&entry->address);
    else if (selected->auto_config_url != NULL)
        view->proxy = text_format("as the script %s says", selected->auto_config_url);
    view->told.proxy = view->proxy;
}

static struct connectivity_view view_attempts(const struct connectivity *connectivity, const struct report *report)
{
    const struct connectivity_plan *plan = connectivity->plan;
    struct connectivity_view view = { .attempts = memory_get((connectivity->count + 1) * sizeof *view.attempts) };

    for (size_t i = 0; i < connectivity->count; i++)
        view.attempts[i] = view_attempt(connectivity, i);
    view.told.report = report;
    view.told.geography = plan->geography;
    if (plan->has_kind)
        view.told.kind = plan->kind == CONNECTIVITY_STREAMLINED ? "streamlined" : "standard";
    view.told.attempts = view.attempts;
    view.told.count = connectivity->count;
    view.told.not_recorded = connectivity->not_recorded + connectivity->unread;
    return view;
}

struct connectivity_view connectivity_view_of(const struct connectivity_run *run, const struct report *report)
{
    struct connectivity_view view = view_attempts(&run->connectivity, report);

    view.told.without_way = run->plan.without_way;
    view.told.whose = view.whose = plan_told(&run->plan);
    view_proxy(&view, run);
    return view;
}

static const char *text_or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

struct connectivity_view connectivity_view_of_stored(const struct connectivity_stored *again, const struct report *report)
{
    const struct stored_connectivity *stored = &again->stored;
    struct connectivity_view view = view_attempts(&again->connectivity, report);

    view.told.without_way = stored->without_way;
    view.told.whose = view.whose =
        text_format("the last stored test, of %s", stored->started_at[0] != '\0' ? stored->started_at : "a time that is not known");
    view.told.path = text_or_null(stored->path);
    view.told.proxy_source = text_or_null(stored->proxy_source);
    view.told.proxy = text_or_null(stored->proxy);
    view.told.is_proxy_usable = stored->is_proxy_usable;
    return view;
}

void connectivity_view_free(struct connectivity_view *view)
{
    for (size_t i = 0; i < view->told.count; i++)
        free((char *)view->attempts[i].json);
    free(view->attempts);
    free(view->proxy);
    free(view->whose);
    *view = (struct connectivity_view){ 0 };
}
