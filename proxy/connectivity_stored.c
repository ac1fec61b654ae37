/* A stored run of --connectivityTest judged again. */
#include "proxy/connectivity_stored.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

/* What the built-in list knows of a URL, where it does. */
static struct endpoint endpoint_of(const struct attempt *attempt)
{
    struct endpoint endpoint = { .connectivity = CONNECTIVITY_EITHER };

    for (size_t i = 0; endpoint_at(i) != NULL; i++)
        if (strcmp(endpoint_at(i)->url, attempt->url) == 0) {
            endpoint = *endpoint_at(i);
            break;
        }
    endpoint.url = attempt->url;
    endpoint.group = attempt->group;
    endpoint.method = attempt->method;
    return endpoint;
}

/* A second try is no other item of the plan. */
static void plan_attempt(struct connectivity_stored *again, const struct attempt *attempt)
{
    struct endpoint *endpoint = &again->endpoints[again->plan.count];

    *endpoint = endpoint_of(attempt);
    again->plan.items[again->plan.count++] = (struct planned){
        .endpoint = endpoint,
        .via = memory_copy_text(attempt->via),
        .key = attempt_key(attempt->method, attempt->url, attempt->via),
        .is_control = attempt->is_control,
    };
}

bool connectivity_stored_read(struct connectivity_stored *again, const struct fact *fact, struct error *error)
{
    const struct stored_connectivity *stored = &again->stored;
    struct connectivity *connectivity = &again->connectivity;
    struct error what;

    *again = (struct connectivity_stored){ 0 };
    if (!stored_connectivity_read(&again->stored, fact->text, fact->size, error))
        return false;
    again->endpoints = memory_get((stored->count + 1) * sizeof *again->endpoints);
    again->plan.items = memory_get((stored->count + 1) * sizeof *again->plan.items);
    again->plan.geography = stored->geography[0] != '\0' ? memory_copy_text(stored->geography) : NULL;
    again->plan.has_kind = stored->kind[0] != '\0';
    again->plan.kind = strcmp(stored->kind, "streamlined") == 0 ? CONNECTIVITY_STREAMLINED : CONNECTIVITY_STANDARD;
    connectivity->attempts = memory_get((stored->count + 1) * sizeof *connectivity->attempts);
    connectivity->planned = memory_get((stored->count + 1) * sizeof *connectivity->planned);
    connectivity->facts = memory_get((stored->count + 1) * sizeof *connectivity->facts);
    for (size_t i = 0; i < stored->count; i++) {
        struct attempt *attempt = memory_get(sizeof *attempt);

        if (!attempt_from_json(attempt, stored->tests[i].text, strlen(stored->tests[i].text), &what)) {
            free(attempt);
            return error_set(error, "its test %zu: %s", i + 1, what.text);
        }
        connectivity->attempts[connectivity->count] = attempt;
        connectivity->facts[connectivity->count++] = fact;
        if (i == 0 || !stored->tests[i - 1].is_retried)
            plan_attempt(again, attempt);
        connectivity->planned[i] = &again->plan.items[again->plan.count - 1];
    }
    connectivity->plan = &again->plan;
    connectivity->not_recorded = stored->not_recorded;
    return true;
}

void connectivity_stored_free(struct connectivity_stored *again)
{
    connectivity_free(&again->connectivity);
    plan_free(&again->plan);
    free(again->endpoints);
    stored_connectivity_free(&again->stored);
    *again = (struct connectivity_stored){ 0 };
}
