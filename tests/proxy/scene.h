/* A connectivity test made of attempts that a test writes down: the plan, and a literal host that holds their facts. */
#ifndef TESTS_PROXY_SCENE_H
#define TESTS_PROXY_SCENE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/connectivity.h"

#define PROXY "http://10.0.0.6:8080"

enum { SCENE_MOST = 200 };

struct scene {
    struct endpoint endpoints[SCENE_MOST];
    char *urls[SCENE_MOST];
    struct planned items[SCENE_MOST];
    char *facts[SCENE_MOST + 1][2];
    struct connectivity_plan plan;
    size_t held; /* facts */
    struct host *host;
    struct connectivity connectivity;
    struct finding findings[CONNECTIVITY_MOST_FINDINGS];
    size_t finding_count;
};

static struct scene scene;

/* One that was reached in 100 ms: change what the case is about. */
static struct attempt reached(void)
{
    struct attempt attempt = { .number = 1, .http_status = 200, .total_ms = 100, .trust = { .system_error = -1, .public_error = -1 } };

    for (int phase = 0; phase < ATTEMPT_PHASES; phase++)
        attempt.phase_ms[phase] = PHASE_NOT_REACHED;
    attempt.phase_ms[PHASE_CONNECT] = 100;
    return attempt;
}

static struct attempt failed(enum failure failure)
{
    struct attempt attempt = reached();

    attempt.http_status = 0;
    attempt.failure = failure;
    return attempt;
}

/* Plans a URL, of which nothing is known yet. */
static struct planned *plan_url(const char *url, const char *group, const char *via)
{
    struct planned *planned = &scene.items[scene.plan.count];
    struct endpoint *endpoint = &scene.endpoints[scene.plan.count];

    scene.urls[scene.plan.count] = memory_copy_text(url);
    *endpoint = (struct endpoint){ .url = scene.urls[scene.plan.count], .group = group, .method = "GET" };
    *planned = (struct planned){ .endpoint = endpoint, .via = memory_copy_text(via), .key = attempt_key("GET", url, via) };
    scene.plan.items = scene.items;
    scene.plan.count++;
    return planned;
}

/* Holds a fact of that text for what was planned; the text is taken over. */
static void hold(const struct planned *planned, char *text)
{
    scene.facts[scene.held][0] = planned->key;
    scene.facts[scene.held++][1] = text;
}

static struct planned *put(const char *url, const char *group, const char *via, struct attempt attempt)
{
    struct planned *planned = plan_url(url, group, via);

    attempt.url = (char *)planned->endpoint->url;
    attempt.via = planned->via;
    if (attempt.earlier != NULL) {
        attempt.earlier->url = attempt.url;
        attempt.earlier->via = attempt.via;
    }
    hold(planned, attempt_to_json(&attempt));
    return planned;
}

static void try_scene(void (*tell)(void *context, const struct attempt *attempt))
{
    scene.host = host_open_literal((const char *const(*)[2])scene.facts);
    scene.connectivity = connectivity_try(scene.host, &scene.plan, tell, NULL);
}

static int clear_scene(void **state)
{
    (void)state;
    for (size_t i = 0; i < scene.finding_count; i++)
        finding_free(&scene.findings[i]);
    connectivity_free(&scene.connectivity);
    host_free(scene.host);
    for (size_t i = 0; i < scene.plan.count; i++) {
        free(scene.urls[i]);
        free(scene.items[i].via);
        free(scene.items[i].key);
    }
    for (size_t i = 0; i < scene.held; i++)
        free(scene.facts[i][1]);
    scene = (struct scene){ 0 };
    return 0;
}

#endif
