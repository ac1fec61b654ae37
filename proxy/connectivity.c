/* Does the agent get through? Tries what was planned, or looks it up in a capture. */
#include "proxy/connectivity.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

/* What is known of one planned URL. */
struct result {
    struct attempt *attempt; /* NULL: nothing */
    const struct fact *fact;
    char *fault; /* why the fact is no result, or NULL */
};

struct trying {
    const struct connectivity_plan *plan;
    struct result *results; /* one a planned URL */
    void (*tell)(void *context, const struct attempt *attempt);
    void *context;
};

static void replace(char **text, const char *by)
{
    free(*text);
    *text = memory_copy_text(by);
}

/* What was asked for holds, whatever stands in the text of the fact. */
static void set_plan(struct attempt *attempt, const struct planned *planned)
{
    replace(&attempt->url, planned->endpoint->url);
    replace(&attempt->method, planned->endpoint->method);
    replace(&attempt->via, planned->via);
    replace(&attempt->group, planned->endpoint->group);
    attempt->is_control = planned->is_control;
}

static void tell(const struct trying *trying, struct attempt *attempt)
{
    struct attempt *earlier = attempt->earlier;

    if (trying->tell == NULL)
        return;
    attempt->earlier = NULL;
    if (earlier != NULL)
        trying->tell(trying->context, earlier);
    trying->tell(trying->context, attempt);
    attempt->earlier = earlier;
}

static void take(void *context, size_t index, const struct fact *fact)
{
    struct trying *trying = context;
    struct result *result = &trying->results[index];
    struct error error;

    result->fact = fact;
    if (fact->state != FACT_PRESENT)
        return;
    result->attempt = memory_get(sizeof *result->attempt);
    if (!attempt_from_json(result->attempt, fact->text, fact->size, &error)) {
        free(result->attempt);
        result->attempt = NULL;
        result->fault = text_format("%s is no result of an attempt: %s", fact->key, error.text);
        return;
    }
    set_plan(result->attempt, &trying->plan->items[index]);
    if (result->attempt->earlier != NULL) {
        set_plan(result->attempt->earlier, &trying->plan->items[index]);
        result->attempt->earlier->number = 1;
        result->attempt->number = 2;
    }
    tell(trying, result->attempt);
}

static void add(struct connectivity *connectivity, struct attempt *attempt, const struct fact *fact, const struct planned *planned)
{
    connectivity->attempts[connectivity->count] = attempt;
    connectivity->facts[connectivity->count] = fact;
    connectivity->planned[connectivity->count++] = planned;
}

/* Takes over what the result holds. */
static void add_result(struct connectivity *connectivity, struct result *result, const struct planned *planned)
{
    if (result->attempt != NULL) {
        if (result->attempt->earlier != NULL)
            add(connectivity, result->attempt->earlier, result->fact, planned);
        result->attempt->earlier = NULL;
        add(connectivity, result->attempt, result->fact, planned);
    } else if (result->fact == NULL || result->fact->state == FACT_ABSENT) {
        connectivity->not_recorded++;
    } else if (connectivity->unread++ == 0) {
        connectivity->unread_one = result->fact;
        connectivity->unread_why =
            result->fault != NULL ? result->fault : text_format("could not try %s: %s", planned->endpoint->url, result->fact->why);
        return;
    }
    free(result->fault);
}

struct connectivity connectivity_try(struct host *host, const struct connectivity_plan *plan,
                                     void (*tell_one)(void *context, const struct attempt *attempt), void *context)
{
    size_t most = 2 * plan->count + 1;
    struct connectivity connectivity = { .attempts = memory_get(most * sizeof *connectivity.attempts),
                                         .facts = memory_get(most * sizeof *connectivity.facts),
                                         .planned = memory_get(most * sizeof *connectivity.planned),
                                         .is_captured = strcmp(host_source(host), "captured") == 0,
                                         .plan = plan };
    struct trying trying = { plan, memory_get((plan->count + 1) * sizeof *trying.results), tell_one, context };
    const char **keys = memory_get((plan->count + 1) * sizeof *keys);

    for (size_t i = 0; i < plan->count; i++)
        keys[i] = plan->items[i].key;
    host_connect(host, keys, plan->count, take, &trying);
    for (size_t i = 0; i < plan->count; i++)
        add_result(&connectivity, &trying.results[i], &plan->items[i]);
    free(keys);
    free(trying.results);
    return connectivity;
}

void connectivity_free(struct connectivity *connectivity)
{
    for (size_t i = 0; i < connectivity->count; i++) {
        attempt_free(connectivity->attempts[i]);
        free(connectivity->attempts[i]);
    }
    free(connectivity->attempts);
    free(connectivity->facts);
    free(connectivity->planned);
    free(connectivity->unread_why);
    *connectivity = (struct connectivity){ 0 };
}
