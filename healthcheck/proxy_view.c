/* The proxy chain as report/report_proxy.h wants it. */
#include "healthcheck/proxy_view.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "proxy/endpoints.h"

static const char *const outcomes[] = {
    [PROXY_NOT_CONFIGURED] = "not-configured",
    [PROXY_SELECTED] = "selected",
    [PROXY_OVERRIDDEN] = "overridden",
    [PROXY_UNUSABLE_SOURCE] = "unusable",
};

static const char *const reasons[] = { [BECAUSE_SELECTED] = "selected", [BECAUSE_BYPASS] = "bypass", [BECAUSE_NO_PROXY] = "no-proxy" };

static void view_proxies(struct report_proxy_source *source, const struct proxy_record *record)
{
    source->proxies = memory_get((record->proxies.count + 1) * sizeof *source->proxies);
    source->proxy_count = record->proxies.count;
    for (size_t i = 0; i < record->proxies.count; i++)
        source->proxies[i] = (struct report_pair){ record->proxies.entries[i].target, proxy_address_uri(&record->proxies.entries[i].address) };
}

static void view_problems(struct report_proxy_source *source, const struct proxy_record *record)
{
    source->problems = memory_get((record->problems.count + 1) * sizeof *source->problems);
    source->problem_count = record->problems.count;
    for (size_t i = 0; i < record->problems.count; i++)
        source->problems[i] =
            (struct report_pair){ text_format("proxy.problem.%s", record->problems.items[i].kind->word), record->problems.items[i].summary };
}

static void view_source(struct report_proxy_source *source, const struct proxy_record *record)
{
    *source = (struct report_proxy_source){
        .id = record->source->id,
        .title = record->source->title,
        .is_configured = record->is_configured,
        .origin = record->origin,
        .place = record->place,
        .raw = record->raw,
        .unreadable = record->unreadable != NULL ? record->unreadable->key : NULL,
        .bypass = record->bypass.entries,
        .bypass_count = record->bypass.count,
        .auto_detect = record->auto_detect,
        .auto_config_url = record->auto_config_url,
        .is_usable = record->is_usable,
        .outcome = outcomes[record->outcome],
    };
    view_proxies(source, record);
    view_problems(source, record);
}

const char **proxy_view_urls(const struct words *asked, size_t *count)
{
    const char **urls;
    size_t services = 0;

    while (endpoint_url(services) != NULL)
        services++;
    *count = services + asked->count;
    urls = memory_get((*count + 1) * sizeof *urls);
    for (size_t i = 0; i < *count; i++)
        urls[i] = i < services ? endpoint_url(i) : asked->items[i - services];
    return urls;
}

/* What is told where a URL has no way. */
static const char *told_way(const struct proxy_way *way, const struct proxy_script *script)
{
    if (way->via != NULL)
        return way->via;
    return script != NULL && way->route.because == BECAUSE_SELECTED ? "no answer" : way->route.via;
}

static void view_urls(struct proxy_view *view, const struct proxy_chain *chain, const struct words *asked, const struct proxy_script *script)
{
    size_t count, services;
    const char **urls = proxy_view_urls(asked, &count);

    services = count - asked->count;
    view->urls = memory_get((count + 1) * sizeof *view->urls);
    view->ways = proxy_ways_of(chain, urls, count, script);
    for (size_t i = 0; i < count; i++)
        view->urls[i] = (struct report_proxy_url){
            .url = urls[i],
            .via = told_way(&view->ways[i], script),
            .because = reasons[view->ways[i].route.because],
            .entry = view->ways[i].route.entry,
            .script = view->ways[i].script,
            .is_asked = i >= services,
        };
    view->proxy.urls = view->urls;
    view->proxy.url_count = count;
    free(urls);
}

struct proxy_view proxy_view_of(const struct proxy_chain *chain, const struct words *asked, const struct proxy_script *script,
                                const struct report *report)
{
    struct proxy_view view = { .sources = memory_get((chain->count + 1) * sizeof *view.sources),
                               .asides = memory_get((chain->aside_count + 1) * sizeof *view.asides) };

    for (size_t i = 0; i < chain->count; i++) {
        view_source(&view.sources[i], &chain->records[i]);
        if (chain->selected == &chain->records[i])
            view.proxy.selected = &view.sources[i];
        if (chain->next == &chain->records[i])
            view.proxy.next = &view.sources[i];
    }
    if (chain->selected != NULL && proxy_chain_entry(chain->selected) != NULL)
        view.selected_proxy = proxy_address_uri(&proxy_chain_entry(chain->selected)->address);
    for (size_t i = 0; i < chain->aside_count; i++)
        view.asides[i] = (struct report_pair){ chain->asides[i].title, chain->asides[i].text };
    view.proxy.report = report;
    view.proxy.sources = view.sources;
    view.proxy.source_count = chain->count;
    view.proxy.selected_proxy = view.selected_proxy;
    view.proxy.asides = view.asides;
    view.proxy.aside_count = chain->aside_count;
    view.proxy.script = script != NULL ? &script->told : NULL;
    view_urls(&view, chain, asked, script);
    return view;
}

void proxy_view_free(struct proxy_view *view)
{
    for (size_t i = 0; i < view->proxy.source_count; i++) {
        for (size_t p = 0; p < view->sources[i].proxy_count; p++)
            free((char *)view->sources[i].proxies[p].text);
        for (size_t p = 0; p < view->sources[i].problem_count; p++)
            free((char *)view->sources[i].problems[p].name);
        free(view->sources[i].proxies);
        free(view->sources[i].problems);
    }
    proxy_ways_free(view->ways, view->proxy.url_count);
    free(view->sources);
    free(view->asides);
    free(view->urls);
    free(view->selected_proxy);
    *view = (struct proxy_view){ 0 };
}
