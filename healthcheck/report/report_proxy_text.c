/* The proxy chain as text, to be read and pasted into a ticket. */
#include "healthcheck/report/report_proxy.h"

#include <string.h>

#include "healthcheck/report/print.h"

static void print(struct text *out, const char *text)
{
    print_escaped(out, text, strlen(text));
}

static void print_detail(struct text *out, const char *word, const char *text)
{
    text_append_format(out, "       %-10s ", word);
    print_evidence(out, text, strlen(text));
    text_append_char(out, '\n');
}

static const char *proxy_told(const struct report_proxy *proxy, const struct report_proxy_source *source)
{
    if (source == proxy->selected && proxy->selected_proxy != NULL)
        return proxy->selected_proxy;
    return source->proxy_count > 0 ? source->proxies[0].text : source->auto_config_url != NULL ? "a proxy script" : "no proxy that can be read";
}

static void print_outcome(struct text *out, const struct report_proxy *proxy, const struct report_proxy_source *source)
{
    if (!source->is_configured) {
        text_append(out, source->unreadable != NULL ? "could not be looked at" : "not configured");
        text_append(out, source->auto_detect && source->unreadable == NULL ? " (automatic detection, Windows' default, is no proxy)" : "");
        return;
    }
    if (source == proxy->selected)
        text_append(out, "COUNTS: ");
    print(out, proxy_told(proxy, source));
    if (source != proxy->selected)
        text_append_format(out, ", overridden by %s", proxy->selected->title);
    if (source == proxy->selected)
        text_append(out, source->is_usable ? ", and the agent can use it" : ", and the agent CANNOT use it");
    else
        text_append(out, source->is_usable ? "; the agent could use it" : "; the agent could not use it");
}

static void print_bypass(struct text *out, const struct report_proxy_source *source)
{
    struct text list = { 0 };

    for (size_t i = 0; i < source->bypass_count && list.size <= PRINT_LONGEST_EVIDENCE; i++)
        text_append_format(&list, "%s%s", i > 0 ? ", " : "", source->bypass[i]);
    if (source->bypass_count > 0)
        print_detail(out, "bypass", text_of(&list));
    text_free(&list);
}

static size_t longest_title(const struct report_proxy *proxy)
{
    size_t longest = 0;

    for (size_t i = 0; i < proxy->source_count; i++)
        longest = strlen(proxy->sources[i].title) > longest ? strlen(proxy->sources[i].title) : longest;
    return longest;
}

static void print_source(struct text *out, const struct report_proxy *proxy, size_t index)
{
    const struct report_proxy_source *source = &proxy->sources[index];

    text_append_format(out, "  %zu  %-*s  ", index + 1, (int)longest_title(proxy), source->title);
    print_outcome(out, proxy, source);
    text_append_char(out, '\n');
    if (source->unreadable != NULL)
        print_detail(out, "unread", source->unreadable);
    if (source->origin != NULL)
        print_detail(out, "set in", source->origin);
    if (source->place != NULL)
        print_detail(out, "", source->place);
    if (source->raw != NULL)
        print_detail(out, "it says", source->raw);
    for (size_t i = 0; source->proxy_count > 1 && i < source->proxy_count && i < 8; i++) {
        text_append_format(out, "       %-10s for %s URLs ", "proxy", strcmp(source->proxies[i].name, "*") == 0 ? "all" : source->proxies[i].name);
        print(out, source->proxies[i].text);
        text_append_char(out, '\n');
    }
    print_bypass(out, source);
    if (source->auto_config_url != NULL)
        print_detail(out, "script", source->auto_config_url);
    for (size_t i = 0; i < source->problem_count; i++) {
        text_append_format(out, "       %-10s ", "problem");
        print(out, source->problems[i].text);
        text_append_format(out, " (%s)\n", source->problems[i].name);
    }
}

static void print_conclusion(struct text *out, const struct report_proxy *proxy)
{
    const struct report *report = proxy->report;

    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->findings[i].id, "proxy.conclusion") == 0) {
            text_append(out, "\nConclusion: ");
            print(out, report->findings[i].summary);
            text_append(out, ".\n");
            if (report->findings[i].advice != NULL && report->findings[i].advice[0] != '\0') {
                text_append(out, "What to change: ");
                print(out, report->findings[i].advice);
                text_append_char(out, '\n');
            }
        }
}

static void print_asides(struct text *out, const struct report_proxy *proxy)
{
    if (proxy->aside_count > 0)
        text_append(out, "\nThe agent does not take these:\n\n");
    for (size_t i = 0; i < proxy->aside_count; i++) {
        text_append(out, "  ");
        print(out, proxy->asides[i].name);
        text_append(out, ": ");
        print(out, proxy->asides[i].text);
        text_append_char(out, '\n');
    }
}

static void print_script(struct text *out, const struct report_proxy_script *script)
{
    text_append(out, "\nThe proxy script ");
    print(out, script->url);
    if (script->error != NULL) {
        text_append(out, " was not evaluated: ");
        print(out, script->error);
        text_append_char(out, '\n');
        return;
    }
    text_append(out, " answers:\n\n");
    for (size_t i = 0; i < script->answer_count; i++) {
        text_append(out, "  ");
        print(out, script->answers[i].name);
        text_append(out, "  ");
        print(out, script->answers[i].text);
        text_append_char(out, '\n');
    }
    for (size_t i = 0; i < script->lookup_count; i++) {
        text_append(out, "  it asked for the addresses of ");
        print(out, script->lookups[i]);
        text_append_char(out, '\n');
    }
    if (script->static_setting == NULL)
        return;
    text_append(out, "\nEvery service URL gets the same proxy, so this static setting does the same: `netsh winhttp set proxy ");
    print(out, script->static_setting);
    text_append(out, "`\n");
}

static void print_way(struct text *out, const struct report_proxy_url *url)
{
    print(out, url->via);
    if (strcmp(url->because, "bypass") == 0) {
        text_append(out, ", because of ");
        print(out, url->entry != NULL ? url->entry : "Windows' own rules for this computer");
    }
    if (url->script != NULL) {
        text_append(out, " (the script: ");
        print(out, url->script);
        text_append_char(out, ')');
    }
}

bool report_proxy_same_way(const struct report_proxy_url *a, const struct report_proxy_url *b)
{
    const char *entry = a->entry != NULL ? a->entry : "", *other = b->entry != NULL ? b->entry : "";

    return strcmp(a->via, b->via) == 0 && strcmp(a->because, b->because) == 0 && strcmp(entry, other) == 0 &&
           strcmp(a->script != NULL ? a->script : "", b->script != NULL ? b->script : "") == 0;
}

/* Service URLs that go one way are one line, and its URLs below where somebody wants them, or where they are the exception. */
enum { MOST_GROUPS = 32, FEW = 8 };

static size_t group_urls(const struct report_proxy *proxy, size_t groups[MOST_GROUPS], size_t counts[MOST_GROUPS])
{
    size_t used = 0;

    for (size_t i = 0; i < proxy->url_count; i++) {
        size_t group = 0;

        if (proxy->urls[i].is_asked)
            continue;
        while (group < used && !report_proxy_same_way(&proxy->urls[groups[group]], &proxy->urls[i]))
            group++;
        if (group == used && used < MOST_GROUPS) {
            groups[used] = i;
            counts[used++] = 0;
        }
        if (group < used)
            counts[group]++;
    }
    return used;
}

static void print_service_urls(struct text *out, const struct report_proxy *proxy, bool shows_all)
{
    size_t groups[MOST_GROUPS], counts[MOST_GROUPS], used = group_urls(proxy, groups, counts);

    for (size_t group = 0; group < used; group++) {
        const struct report_proxy_url *first = &proxy->urls[groups[group]];

        text_append_format(out, "  %s%zu service URLs: ", used == 1 ? "all " : "", counts[group]);
        print_way(out, first);
        text_append_char(out, '\n');
        for (size_t i = 0; (shows_all || (used > 1 && counts[group] <= FEW)) && i < proxy->url_count; i++)
            if (!proxy->urls[i].is_asked && report_proxy_same_way(first, &proxy->urls[i])) {
                text_append(out, "    ");
                print(out, proxy->urls[i].url);
                text_append_char(out, '\n');
            }
    }
}

const char *report_proxy_ways_title(const struct report_proxy *proxy)
{
    for (size_t i = 0; i < proxy->source_count && &proxy->sources[i] != proxy->selected; i++)
        if (proxy->sources[i].unreadable != NULL)
            return "Which way URLs go where nothing is set in what could not be looked at";
    return "Which way URLs go";
}

static void print_urls(struct text *out, const struct report_proxy *proxy, const struct report_style *style)
{
    text_append_format(out, "\n%s:\n\n", report_proxy_ways_title(proxy));
    print_service_urls(out, proxy, style->is_verbose);
    for (size_t i = 0; i < proxy->url_count; i++)
        if (proxy->urls[i].is_asked) {
            text_append(out, "  ");
            print(out, proxy->urls[i].url);
            text_append(out, ": ");
            print_way(out, &proxy->urls[i]);
            text_append_char(out, '\n');
        }
}

void report_proxy_text(struct text *out, const struct report_proxy *proxy, const struct report_style *style)
{
    if (!style->is_quiet) {
        text_append(out, "Proxy settings, in the order in which they count; the first that is configured is the agent's:\n\n");
        for (size_t i = 0; i < proxy->source_count; i++)
            print_source(out, proxy, i);
        if (proxy->source_count == 0)
            text_append(out, "  none is known for this platform\n");
        print_conclusion(out, proxy);
        print_asides(out, proxy);
        if (proxy->script != NULL)
            print_script(out, proxy->script);
        print_urls(out, proxy, style);
        text_append_char(out, '\n');
    }
    report_text(out, proxy->report, style);
}
