/* The proxy chain as JSON: healthcheck.proxy/1 (docs/contract.md section 5). */
#include "healthcheck/report/json_objects.h"
#include "healthcheck/report/report_proxy.h"

static cJSON *pairs_array(const struct report_pair *pairs, size_t count, const char *name, const char *text)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < count; i++) {
        cJSON *object = cJSON_CreateObject();

        json_add_text(object, name, pairs[i].name);
        json_add_text(object, text, pairs[i].text);
        cJSON_AddItemToArray(array, object);
    }
    return array;
}

static cJSON *texts_array(char *const *texts, size_t count)
{
    cJSON *holder = cJSON_CreateObject(), *array = cJSON_CreateArray();

    for (size_t i = 0; i < count; i++) {
        json_add_text(holder, "text", texts[i]);
        cJSON_AddItemToArray(array, cJSON_DetachItemFromObject(holder, "text"));
    }
    cJSON_Delete(holder);
    return array;
}

static cJSON *source_object(const struct report_proxy_source *source, size_t precedence)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "id", source->id);
    cJSON_AddNumberToObject(object, "precedence", (double)precedence);
    cJSON_AddBoolToObject(object, "configured", source->is_configured);
    json_add_text(object, "origin", source->origin);
    json_add_text(object, "raw", source->raw);
    cJSON_AddItemToObject(object, "proxies", pairs_array(source->proxies, source->proxy_count, "for", "proxy"));
    cJSON_AddItemToObject(object, "bypass", texts_array(source->bypass, source->bypass_count));
    cJSON_AddBoolToObject(object, "auto_detect", source->auto_detect);
    json_add_text(object, "auto_config_url", source->auto_config_url);
    cJSON_AddBoolToObject(object, "usable", source->is_usable);
    cJSON_AddStringToObject(object, "outcome", source->outcome);
    cJSON_AddItemToObject(object, "problems", pairs_array(source->problems, source->problem_count, "id", "summary"));
    json_add_text(object, "place", source->place);
    json_add_text(object, "unreadable", source->unreadable);
    return object;
}

static cJSON *choice_object(const struct report_proxy_source *source, const char *proxy)
{
    cJSON *object;

    if (source == NULL)
        return cJSON_CreateNull();
    object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "id", source->id);
    json_add_text(object, "proxy", proxy);
    cJSON_AddBoolToObject(object, "usable", source->is_usable);
    return object;
}

static cJSON *url_object(const struct report_proxy_url *url)
{
    cJSON *object = cJSON_CreateObject();

    json_add_text(object, "url", url->url);
    json_add_text(object, "via", url->via);
    cJSON_AddStringToObject(object, "because", url->because);
    json_add_text(object, "entry", url->entry);
    if (url->script != NULL)
        json_add_text(object, "script_answer", url->script);
    return object;
}

static cJSON *script_object(const struct report_proxy_script *script)
{
    cJSON *object = cJSON_CreateObject();

    json_add_text(object, "url", script->url);
    json_add_text(object, "error", script->error);
    json_add_text(object, "static_setting", script->static_setting);
    cJSON_AddItemToObject(object, "answers", pairs_array(script->answers, script->answer_count, "urls", "answer"));
    cJSON_AddItemToObject(object, "lookups", texts_array(script->lookups, script->lookup_count));
    return object;
}

void report_proxy_json(struct text *out, const struct report_proxy *proxy)
{
    cJSON *document = cJSON_CreateObject(), *sources = cJSON_CreateArray(), *urls = cJSON_CreateArray();
    const struct report_proxy_source *next = proxy->next;
    struct table seen = { 0 };

    cJSON_AddStringToObject(document, "schema", "healthcheck.proxy/1");
    cJSON_AddItemToObject(document, "host", json_host(proxy->report));
    cJSON_AddStringToObject(document, "status", report_status(proxy->report));
    for (size_t i = 0; i < proxy->source_count; i++)
        cJSON_AddItemToArray(sources, source_object(&proxy->sources[i], i + 1));
    cJSON_AddItemToObject(document, "sources", sources);
    cJSON_AddItemToObject(document, "selected", choice_object(proxy->selected, proxy->selected_proxy));
    cJSON_AddItemToObject(document, "next", choice_object(next, next != NULL && next->proxy_count > 0 ? next->proxies[0].text : NULL));
    for (size_t i = 0; i < proxy->url_count; i++)
        cJSON_AddItemToArray(urls, url_object(&proxy->urls[i]));
    cJSON_AddItemToObject(document, "urls", urls);
    cJSON_AddItemToObject(document, "script", proxy->script != NULL ? script_object(proxy->script) : cJSON_CreateNull());
    cJSON_AddItemToObject(document, "asides", pairs_array(proxy->asides, proxy->aside_count, "title", "text"));
    cJSON_AddItemToObject(document, "findings", json_findings(proxy->report, &seen));
    if (proxy->report->error != NULL)
        json_add_text(document, "error", proxy->report->error);
    json_print_line(out, document);
    json_forget(&seen);
}
