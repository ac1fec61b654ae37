/* Which URLs to try, and by which way. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/geography.h"
#include "healthcheck/host/host_platform.h"
#include "proxy/connectivity.h"

static void learn_geography(struct connectivity_plan *plan, struct host *host)
{
    struct span text;

    plan->geography_fact = host_ask(host, "endpoint-geography");
    text = span_trim((struct span){ plan->geography_fact->text, plan->geography_fact->size });
    if (plan->geography_fact->state != FACT_PRESENT || text.size == 0)
        return;
    plan->geography = memory_copy(text.data, text.size);
    for (char *at = plan->geography; *at != '\0'; at++)
        *at = text_lower(*at);
}

/* The agent of a Linux machine knows it itself; that of the plug-in has it from the Windows host's onboarding. */
static void learn_kind(struct connectivity_plan *plan, struct host *host)
{
    bool is_windows = platform_is_windows(host);
    enum onboarded_way way = ONBOARDED_UNKNOWN;
    const struct fact *fact;

    if (!is_windows) {
        fact = plan->kind_fact = host_ask(host, "command/mdatp-health-edr");
        way = onboarded_way_from_details((struct span){ fact->text, fact->size });
    }
    if (way == ONBOARDED_UNKNOWN) {
        fact = host_ask(host, is_windows ? "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/OnboardingInfo"
                                         : "file/etc/opt/microsoft/mdatp/mdatp_onboard.json");
        way = onboarded_way_from_onboarding((struct span){ fact->text, fact->size });
        if (way != ONBOARDED_UNKNOWN || plan->kind_fact == NULL)
            plan->kind_fact = fact;
    }
    plan->has_kind = way != ONBOARDED_UNKNOWN;
    plan->kind = way == ONBOARDED_STREAMLINED ? CONNECTIVITY_STREAMLINED : CONNECTIVITY_STANDARD;
}

static bool is_of_kind(const struct connectivity_plan *plan, const struct endpoint *endpoint)
{
    return !plan->has_kind || endpoint->connectivity == CONNECTIVITY_EITHER || endpoint->connectivity == plan->kind;
}

static bool is_of_geography(const struct connectivity_plan *plan, const struct endpoint *endpoint)
{
    return endpoint->geography != NULL && plan->geography != NULL && strcmp(endpoint->geography, plan->geography) == 0;
}

static bool is_wanted(const struct connectivity_plan *plan, const struct endpoint *endpoint)
{
    if (plan->is_users_list)
        return true;
    return is_of_kind(plan, endpoint) && (endpoint->geography == NULL || plan->geography == NULL || is_of_geography(plan, endpoint));
}

static void add(struct connectivity_plan *plan, const struct endpoint *endpoint, const char *via, bool is_control)
{
    char *key = attempt_key(endpoint->method, endpoint->url, via);

    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->items[i].key, key) == 0) {
            free(key);
            return;
        }
    plan->items[plan->count++] = (struct planned){ endpoint, memory_copy_text(via), key, is_control };
}

static bool has_control(const struct connectivity_plan *plan, const char *group)
{
    for (size_t i = plan->count; i > 0 && plan->items[i - 1].is_control; i--)
        if (strcmp(plan->items[i - 1].endpoint->group, group) == 0)
            return true;
    return false;
}

static void add_controls(struct connectivity_plan *plan)
{
    size_t planned = plan->count;

    for (size_t i = 0; i < planned; i++) {
        const struct planned *item = &plan->items[i];

        if (strcmp(item->via, "direct") != 0 && !has_control(plan, item->endpoint->group))
            add(plan, item->endpoint, "direct", true);
    }
}

struct connectivity_plan plan_of(struct host *host, const struct endpoint_list *endpoints, const char *const *vias)
{
    struct connectivity_plan plan = { .is_users_list = endpoints->own != NULL };

    plan.items = memory_get((2 * endpoints->count + 1) * sizeof *plan.items);
    if (!plan.is_users_list) {
        learn_geography(&plan, host);
        learn_kind(&plan, host);
    }
    for (size_t i = 0; i < endpoints->count; i++) {
        const struct endpoint *endpoint = &endpoints->items[i];

        if (!is_wanted(&plan, endpoint))
            continue;
        plan.has_geography_urls = plan.has_geography_urls || is_of_geography(&plan, endpoint);
        if (vias[i] != NULL)
            add(&plan, endpoint, vias[i], false);
        else
            plan.without_way++;
    }
    add_controls(&plan);
    return plan;
}

static void tell_geography(const struct connectivity_plan *plan, struct text *told)
{
    if (plan->geography == NULL && plan->geography_fact->state == FACT_UNREADABLE)
        text_append_format(told, "the geography could not be read (%s): addresses of every one", plan->geography_fact->why);
    else if (plan->geography == NULL)
        text_append(told, "the geography is not known: addresses of every one");
    else if (plan->has_geography_urls)
        text_append_format(told, "addresses of geography %s", plan->geography);
    else
        text_append_format(told, "no addresses of geography %s are documented: only those that every geography shares", plan->geography);
}

char *plan_told(const struct connectivity_plan *plan)
{
    struct text told = { 0 };

    if (plan->is_users_list) {
        text_append(&told, "all that were given");
    } else {
        tell_geography(plan, &told);
        text_append(&told, !plan->has_kind                          ? ", standard and streamlined, as it is not known which the host is"
                           : plan->kind == CONNECTIVITY_STREAMLINED ? ", streamlined connectivity"
                                                                    : ", standard connectivity");
    }
    if (plan->without_way > 0)
        text_append_format(&told, "; %zu left out: the proxy script did not say which way they go", plan->without_way);
    return text_take(&told);
}

void plan_free(struct connectivity_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->items[i].via);
        free(plan->items[i].key);
    }
    free(plan->items);
    free(plan->geography);
    *plan = (struct connectivity_plan){ 0 };
}
