/* The proxy chain as a picture: the sources in the order in which they count, the one that does, and where requests go by it. */
#include "healthcheck/report/html.h"

#include <string.h>

/* Of long lists only the beginning is a picture. */
enum { MOST_SHOWN = 64 };

static void write_term(struct text *out, const char *term, const char *text)
{
    if (text == NULL)
        return;
    text_append_format(out, "<div><dt>%s</dt><dd>", term);
    html_text(out, text);
    text_append(out, "</dd></div>\n");
}

static const char *proxy_told(const struct report_proxy *proxy)
{
    const struct report_proxy_source *source = proxy->selected;

    if (proxy->selected_proxy != NULL)
        return proxy->selected_proxy;
    return source->proxy_count > 0 ? source->proxies[0].text : source->auto_config_url != NULL ? "a proxy script" : "a proxy that cannot be read";
}

static void write_stop(struct text *out, const char *class, const char *title, const char *text)
{
    text_append_format(out, "<li class=\"%s\"><b>", class);
    html_text(out, title);
    text_append(out, "</b><span>");
    html_text(out, text);
    text_append(out, "</span></li>\n");
}

/* The agent, the proxy and the service as boxes with arrows between them. */
static void write_route(struct text *out, const struct report_proxy *proxy)
{
    const struct report_proxy_source *source = proxy->selected;

    text_append(out, "<ol class=\"route\" aria-label=\"The way of the agent&#39;s requests\">\n");
    write_stop(out, "stop", "The agent", source == NULL ? "takes no proxy" : source->title);
    if (source != NULL)
        write_stop(out, source->is_usable ? "stop ok" : "stop fail broken", source->is_usable ? "The proxy" : "The agent cannot use it",
                   proxy_told(proxy));
    write_stop(out, source == NULL || source->is_usable ? "stop ok" : "stop skipped", "The service",
               source == NULL      ? "directly"
               : source->is_usable ? "through the proxy"
                                   : "not reached this way");
    text_append(out, "</ol>\n");
}

/* What became of a source, in a class and in words. */
static void write_outcome(struct text *out, const struct report_proxy *proxy, const struct report_proxy_source *source)
{
    enum finding_status status = source == proxy->selected    ? (source->is_usable ? FINDING_OK : FINDING_FAIL)
                                 : source->unreadable != NULL ? FINDING_UNKNOWN
                                                              : FINDING_SKIPPED;

    text_append_format(out, "<span class=\"state %s\">", html_class(status));
    html_icon(out, status);
    if (source == proxy->selected) {
        text_append(out, source->is_usable ? "counts" : "counts, and the agent cannot use it");
    } else if (!source->is_configured) {
        text_append(out, source->unreadable != NULL ? "could not be looked at" : "not configured");
    } else if (proxy->selected != NULL) {
        text_append(out, "overridden by ");
        html_text(out, proxy->selected->title);
        text_append(out, source->is_usable ? "" : "; the agent could not use it");
    } else {
        text_append(out, source->outcome != NULL && strcmp(source->outcome, "unusable") == 0 ? "the agent cannot use it" : "does not count");
    }
    text_append(out, "</span>");
}

static void write_proxies(struct text *out, const struct report_proxy_source *source)
{
    for (size_t i = 0; i < source->proxy_count && i < MOST_SHOWN; i++) {
        bool is_for_all = strcmp(source->proxies[i].name, "*") == 0;

        text_append(out, "<div><dt>Proxy");
        if (!is_for_all) {
            text_append(out, " for ");
            html_text(out, source->proxies[i].name);
        }
        text_append(out, "</dt><dd>");
        html_text(out, source->proxies[i].text);
        text_append(out, "</dd></div>\n");
    }
}

static void write_bypass(struct text *out, const struct report_proxy_source *source)
{
    if (source->bypass_count == 0)
        return;
    text_append(out, "<div><dt>Not for</dt><dd>");
    for (size_t i = 0; i < source->bypass_count && i < MOST_SHOWN; i++) {
        text_append(out, i > 0 ? ", <code>" : "<code>");
        html_text(out, source->bypass[i]);
        text_append(out, "</code>");
    }
    if (source->bypass_count > MOST_SHOWN)
        text_append_format(out, " and %zu more", source->bypass_count - MOST_SHOWN);
    text_append(out, "</dd></div>\n");
}

static void write_problems(struct text *out, const struct report_proxy_source *source)
{
    for (size_t i = 0; i < source->problem_count; i++) {
        text_append(out, "<div><dt>Problem</dt><dd>");
        html_prose(out, source->problems[i].text);
        text_append(out, " <code class=\"id\">");
        html_text(out, source->problems[i].name);
        text_append(out, "</code></dd></div>\n");
    }
}

static void write_source(const struct sheet *sheet, const struct report_proxy_source *source)
{
    const struct report_proxy *proxy = sheet->page->proxy;
    struct text *out = sheet->out;
    bool has_more = source->is_configured || source->unreadable != NULL || source->problem_count > 0;

    text_append_format(out, "<li class=\"%s%s\">\n<p class=\"source-title\"><b>", source == proxy->selected ? "chosen" : "behind",
                       source == proxy->selected && !source->is_usable ? " fail"
                       : source == proxy->selected                     ? " ok"
                                                                       : "");
    html_text(out, source->title);
    text_append(out, "</b> ");
    write_outcome(out, proxy, source);
    text_append(out, "</p>\n");
    if (has_more) {
        text_append(out, "<dl>\n");
        write_term(out, "Unread", source->unreadable);
        write_term(out, "Set in", source->origin);
        write_term(out, "There", source->place);
        write_term(out, "It says", source->raw);
        write_proxies(out, source);
        write_bypass(out, source);
        write_term(out, "Script", source->auto_config_url);
        write_problems(out, source);
        text_append(out, "</dl>\n");
    }
    text_append(out, "</li>\n");
}

static void write_conclusion(struct text *out, const struct report *report)
{
    for (size_t i = 0; report != NULL && i < report->count; i++)
        if (strcmp(report->findings[i].id, "proxy.conclusion") == 0 && report->findings[i].summary != NULL) {
            text_append_format(out, "<p class=\"conclusion %s\">", html_class(report->findings[i].status));
            html_icon(out, report->findings[i].status);
            text_append(out, "<span>");
            html_prose(out, report->findings[i].summary);
            text_append(out, "</span></p>\n");
        }
}

static void write_pairs(struct text *out, const struct report_pair *pairs, size_t count)
{
    text_append(out, "<dl class=\"pairs\">\n");
    for (size_t i = 0; i < count; i++) {
        text_append(out, "<div><dt>");
        html_text(out, pairs[i].name);
        text_append(out, "</dt><dd>");
        html_prose(out, pairs[i].text);
        text_append(out, "</dd></div>\n");
    }
    text_append(out, "</dl>\n");
}

static void write_asides(const struct sheet *sheet)
{
    const struct report_proxy *proxy = sheet->page->proxy;

    if (proxy->aside_count == 0)
        return;
    html_heading(sheet, 1, "proxy-asides", "What the agent does not take");
    text_append(sheet->out, "<div class=\"card\">\n");
    write_pairs(sheet->out, proxy->asides, proxy->aside_count);
    text_append(sheet->out, "</div>\n");
}

static void write_script(const struct sheet *sheet)
{
    const struct report_proxy_script *script = sheet->page->proxy->script;
    struct text *out = sheet->out;

    if (script == NULL)
        return;
    html_heading(sheet, 1, "proxy-script", "The proxy script");
    text_append(out, "<div class=\"card\"><p><code>");
    html_text(out, script->url);
    text_append(out, script->error != NULL ? "</code> was not evaluated: " : "</code> answers:");
    if (script->error != NULL)
        html_prose(out, script->error);
    text_append(out, "</p>\n");
    write_pairs(out, script->answers, script->error == NULL ? script->answer_count : 0);
    for (size_t i = 0; i < script->lookup_count && i < MOST_SHOWN; i++) {
        text_append(out, "<p class=\"muted\">It asked for the addresses of ");
        html_text(out, script->lookups[i]);
        text_append(out, "</p>\n");
    }
    if (script->static_setting != NULL) {
        text_append(out, "<p>Every service URL gets the same proxy, so this static setting does the same: <code>netsh winhttp set proxy ");
        html_text(out, script->static_setting);
        text_append(out, "</code></p>\n");
    }
    text_append(out, "</div>\n");
}

static bool is_first_of_its_way(const struct report_proxy *proxy, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (report_proxy_same_way(&proxy->urls[i], &proxy->urls[index]))
            return false;
    return true;
}

static size_t count_way(const struct report_proxy *proxy, size_t index)
{
    size_t count = 0;

    for (size_t i = index; i < proxy->url_count; i++)
        count += report_proxy_same_way(&proxy->urls[i], &proxy->urls[index]) ? 1 : 0;
    return count;
}

static void write_way(const struct sheet *sheet, size_t index)
{
    const struct report_proxy *proxy = sheet->page->proxy;
    const struct report_proxy_url *first = &proxy->urls[index];
    struct text *out = sheet->out;

    text_append(out, "<tr><th scope=\"row\">");
    html_text(out, first->via);
    text_append(out, "</th><td>");
    if (strcmp(first->because, "bypass") == 0) {
        text_append(out, "because of ");
        html_text(out, first->entry != NULL ? first->entry : "Windows' own rules for this computer");
    }
    if (first->script != NULL) {
        text_append(out, strcmp(first->because, "bypass") == 0 ? "; the script says " : "the script says ");
        html_text(out, first->script);
    }
    text_append(out, "</td><td><details><summary>");
    html_count(out, count_way(proxy, index), "URL", "URLs");
    text_append(out, "</summary><ul class=\"urls\">\n");
    for (size_t i = index; i < proxy->url_count; i++)
        if (report_proxy_same_way(&proxy->urls[i], first)) {
            text_append(out, "<li>");
            html_text(out, proxy->urls[i].url);
            text_append(out, proxy->urls[i].is_asked ? " (asked for)</li>\n" : "</li>\n");
        }
    text_append(out, "</ul></details></td></tr>\n");
}

static void write_ways(const struct sheet *sheet)
{
    const struct report_proxy *proxy = sheet->page->proxy;

    if (proxy->url_count == 0)
        return;
    html_heading(sheet, 1, "proxy-urls", report_proxy_ways_title(proxy));
    text_append(sheet->out, "<div class=\"card wide\"><table class=\"ways\"><caption class=\"unseen\">URLs by the way they go</caption>\n<thead><tr>"
                            "<th scope=\"col\">Through</th><th scope=\"col\">Why</th><th scope=\"col\">URLs</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < proxy->url_count; i++)
        if (is_first_of_its_way(proxy, i))
            write_way(sheet, i);
    text_append(sheet->out, "</tbody></table></div>\n");
}

void html_proxy(const struct sheet *sheet)
{
    const struct report_proxy *proxy = sheet->page->proxy;
    struct text *out = sheet->out;

    if (proxy == NULL)
        return;
    text_append(out, "<section class=\"proxy\">\n");
    html_heading(sheet, 0, "proxy", "Proxy");
    write_conclusion(out, proxy->report);
    write_route(out, proxy);
    if (proxy->source_count > 0) {
        html_heading(sheet, 1, "proxy-sources", "Settings, in the order in which they count");
        text_append(out, "<ol class=\"sources card\">\n");
        for (size_t i = 0; i < proxy->source_count; i++)
            write_source(sheet, &proxy->sources[i]);
        text_append(out, "</ol>\n");
    }
    write_asides(sheet);
    write_script(sheet);
    write_ways(sheet);
    text_append(out, "</section>\n");
}
