/* The report as a page: well formed, self-contained, and nothing a machine says becomes markup. */
#include "tests/support.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/report/report_html.h"

static const char hostile[] = "<script>alert(1)</script>\"><img src='https://evil.example/x' onerror=\"x\">&lt;&#60;]]>--></style></pre>"
                              "\033[2J\033]0;title\007 \xe2\x80\xae gnp.exe \xc2\x9b \xff `<b>`";
static char large[64 * 1024 + 1];

static struct finding findings[6];
static struct report report;

/* A word as an element's name has it. */
static size_t name_size(const char *at)
{
    size_t size = 0;

    while (isalnum((unsigned char)at[size]) || at[size] == '-' || at[size] == ':')
        size++;
    return size;
}

static bool is_one_of(const char *name, size_t size, const char *const *names)
{
    for (; *names != NULL; names++)
        if (span_is((struct span){ name, size }, *names))
            return true;
    return false;
}

/* What the page is made of: nothing that runs, fetches or sends. */
static const char *const elements[] = { "html",    "head", "meta",   "title", "style",   "body",    "header", "main",    "footer", "section",
                                        "article", "nav",  "h1",     "h2",    "h3",      "h4",      "h5",     "h6",      "p",      "a",
                                        "b",       "i",    "strong", "code",  "pre",     "time",    "span",   "div",     "ul",     "ol",
                                        "li",      "dl",   "dt",     "dd",    "details", "summary", "table",  "caption", "thead",  "tbody",
                                        "tr",      "th",   "td",     "svg",   "symbol",  "use",     "path",   "circle",  NULL };
static const char *const attributes[] = { "lang",    "charset", "http-equiv", "content",  "name", "class",       "id",         "href",
                                          "style",   "scope",   "colspan",    "datetime", "role", "aria-hidden", "aria-label", "aria-labelledby",
                                          "viewBox", "width",   "height",     "d",        "cx",   "cy",          "r",          NULL };

/* Past the attributes of a tag, each name="value"; fails where they are written any other way. */
static const char *skip_attributes(const char *at)
{
    while (*at == ' ') {
        size_t size = name_size(++at);

        if (!is_one_of(at, size, attributes))
            fail_msg("the page has an attribute %.*s", (int)size, at);
        at += size;
        assert_memory_equal(at, "=\"", 2);
        at += 2;
        at += strcspn(at, "\"<");
        assert_int_equal(*at, '"');
        at++;
    }
    return at;
}

/* Every element is closed where it was opened; every & begins an entity of XML's own. */
static void assert_well_formed(const char *page)
{
    struct {
        const char *name;
        size_t size;
    } open[64];
    size_t depth = 0;
    const char *at = page + strlen("<!DOCTYPE html>");

    assert_true(text_starts(page, "<!DOCTYPE html>\n"));
    for (at += strcspn(at, "<&"); *at != '\0'; at += strcspn(at, "<&")) {
        size_t size;

        if (*at == '&') {
            assert_true(text_starts(at, "&amp;") || text_starts(at, "&lt;") || text_starts(at, "&gt;") || text_starts(at, "&quot;") ||
                        text_starts(at, "&#39;"));
            at++;
            continue;
        }
        if (at[1] == '/') {
            assert_true(depth > 0);
            depth--;
            assert_memory_equal(at + 2, open[depth].name, open[depth].size);
            at += 2 + open[depth].size;
            assert_int_equal(*at, '>');
            continue;
        }
        size = name_size(at + 1);
        if (!is_one_of(at + 1, size, elements))
            fail_msg("the page has an element %.*s", (int)size, at + 1);
        assert_true(depth < sizeof open / sizeof open[0]);
        open[depth].name = at + 1;
        open[depth].size = size;
        at = skip_attributes(at + 1 + size);
        if (text_starts(at, "/>"))
            at += 2;
        else
            depth++;
        assert_true(at[-1] == '>' || *at == '>');
    }
    assert_int_equal(depth, 0);
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;

    while ((text = strstr(text, part)) != NULL) {
        found++;
        text += strlen(part);
    }
    return found;
}

/* Links lead to a place on the page, and every place has its own name. */
static void assert_anchors(const char *page)
{
    for (const char *at = page; (at = strstr(at, " id=\"")) != NULL; at++) {
        char *anchor = text_format("%.*s", (int)(strcspn(at + 5, "\"") + 6), at);

        assert_int_equal(count(page, anchor), 1);
        free(anchor);
    }
    for (const char *at = page; (at = strstr(at, "href=\"")) != NULL; at++) {
        char *anchor = text_format(" id=\"%.*s\"", (int)strcspn(at + 7, "\""), at + 7);

        assert_int_equal(at[6], '#');
        assert_int_equal(count(page, anchor), 1);
        free(anchor);
    }
}

/* h1, then h2 and so on: no level is left out on the way down. */
static void assert_headings(const char *page)
{
    int level = 0;

    for (const char *at = page; (at = strstr(at, "<h")) != NULL; at++) {
        if (!isdigit((unsigned char)at[2]))
            continue;
        assert_true(at[2] - '0' <= level + 1);
        level = at[2] - '0';
    }
    assert_int_equal(count(page, "<h1"), 1);
}

/* What a style would fetch, and what a terminal or an eye would be led astray by. */
static void assert_harmless(const struct text *page)
{
    static const char *const never[] = { "\033", "\007", "\xe2\x80\xae", "\xc2\x9b", "\r" };
    char *style = text_format("%.*s", (int)(strstr(text_of(page), "</style>") - text_of(page)), text_of(page));

    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        assert_null(strstr(text_of(page), never[i]));
    assert_null(strstr(style, "url("));
    assert_null(strstr(style, "@import"));
    assert_true(text_is_utf8(page->data, page->size));
    assert_int_equal(strlen(text_of(page)), page->size);
    assert_non_null(strstr(style, "content=\"default-src 'none'; style-src 'unsafe-inline'; "));
    free(style);
}

static void assert_good(const struct text *page)
{
    assert_well_formed(text_of(page));
    assert_anchors(text_of(page));
    assert_headings(text_of(page));
    assert_harmless(page);
}

static int prepare(void **state)
{
    static const struct fact seen = { FACT_PRESENT, FACT_SZ, "registry/HKLM/SOFTWARE/X/Version", "2.0.6.0", 7, "" };
    static const struct fact lines = { FACT_PRESENT, FACT_TEXT, "command/mdatp-health", "healthy : false\nlicensed : true\n", 32, "" };
    static const struct fact refused = { FACT_UNREADABLE, FACT_TEXT, "file/var/log/x", "", 0, "permission denied" };
    static const struct report_label labels[] = { { "WSL Version", "2.0.6.0" }, { "Plugin Version", NULL } };
    static const char *const ids[] = { "a.fine", "b.old", "c.unseen", "d.other", "e.skipped", "f.also" };

    (void)state;
    for (int i = 0; i < 6; i++)
        finding_begin(&findings[i], ids[i], i == 1 ? "Version of X" : i == 3 ? "Other" : "Title");
    finding_saw(&findings[0], &seen);
    finding_ok(&findings[0], "it is fine");
    findings[1].remedy = "Run `update <file>` & look again.";
    findings[1].references = "Learn, mde-plugin-wsl (2024-11-11)";
    finding_saw(&findings[1], &seen);
    finding_saw(&findings[1], &lines);
    finding_fail(&findings[1], "X 2.0.6.0 is older than 2.0.7.0");
    finding_unknown(&findings[2], &refused);
    finding_saw(&findings[2], &refused);
    findings[3].remedy = findings[1].remedy;
    finding_warn(&findings[3], "the same cause");
    finding_skip(&findings[4], "only on Linux");
    finding_skip(&findings[5], "only on Linux");
    for (int i = 0; i < 6; i++)
        finding_finish(&findings[i]);
    report = (struct report){
        .version = "1.2.3",
        .source = "captured",
        .name = "PC-17",
        .platform = "windows",
        .captured_at = "2026-05-31T01:26:04Z",
        .duration_ms = -1,
        .status = FINDING_FAIL,
        .labels = labels,
        .label_count = 2,
        .findings = findings,
        .count = 6,
    };
    return 0;
}

static int forget(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        finding_free(&findings[i]);
    return 0;
}

/* What is between the page's frame: it looks different with every touch of the style, and says the same. */
static char *content_of(const struct text *page)
{
    const char *begin = strstr(text_of(page), "<main"), *end = strstr(text_of(page), "</main>");

    assert_true(begin != NULL && end > begin);
    return text_format("%.*s</main>\n", (int)(end - begin), begin);
}

static void assert_is_file(const struct text *page, const char *path)
{
    char *content = content_of(page), *expected = read_project_file(path, NULL);

    if (strcmp(content, expected) != 0) {
        fputs(content, stderr);
        fail_msg("the page does not say what %s has; what it says stands above", path);
    }
    free(content);
    free(expected);
}

static void a_page_says_what_the_report_says(void **state)
{
    struct text page = { 0 };

    (void)state;
    report_html(&page, &(struct report_page){ .report = &report });
    assert_good(&page);
    assert_is_file(&page, "tests/data/report_html/report.html");
    text_free(&page);
}

static void quiet_leaves_out_what_is_ok(void **state)
{
    struct text page = { 0 };

    (void)state;
    report_html(&page, &(struct report_page){ .report = &report, .is_quiet = true });
    assert_good(&page);
    assert_null(strstr(text_of(&page), "it is fine"));
    assert_null(strstr(text_of(&page), "WSL Version"));
    assert_non_null(strstr(text_of(&page), "X 2.0.6.0 is older"));
    text_free(&page);
}

/* A report in which every text is somebody else's. */
static void report_with(struct finding *finding, struct fact *fact, struct report *bad, const char *text)
{
    static struct report_label label;

    *fact = (struct fact){ FACT_PRESENT, FACT_TEXT, text, text, strlen(text), text };
    label = (struct report_label){ text, text };
    finding_begin(finding, "x.hostile", "Hostile");
    finding_saw(finding, fact);
    finding_fail(finding, "%s", text);
    finding_advise(finding, "Run `%s`.", text);
    finding_finish(finding);
    *bad = (struct report){
        .version = text,
        .source = text,
        .name = text,
        .platform = text,
        .captured_at = text,
        .duration_ms = 12.3,
        .status = FINDING_FAIL,
        .error = text,
        .labels = &label,
        .label_count = 1,
        .findings = finding,
        .count = 1,
    };
}

static void nothing_a_machine_says_becomes_markup(void **state)
{
    struct text page = { 0 };
    struct finding finding;
    struct report bad;
    struct fact fact;

    (void)state;
    report_with(&finding, &fact, &bad, hostile);
    report_html(&page, &(struct report_page){ .report = &bad });
    assert_good(&page);
    assert_non_null(strstr(text_of(&page), "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=&#39;https:"));
    text_free(&page);
    finding_free(&finding);
}

static void a_machine_that_says_much_fills_no_page(void **state)
{
    struct text page = { 0 };
    struct finding finding;
    struct report bad;
    struct fact fact;

    (void)state;
    for (size_t i = 0; i < sizeof large - 1; i++)
        large[i] = hostile[i % (sizeof hostile - 1)];
    report_with(&finding, &fact, &bad, large);
    report_html(&page, &(struct report_page){ .report = &bad });
    assert_good(&page);
    assert_true(page.size < 200 * 1024);
    text_free(&page);
    finding_free(&finding);
}

static void a_password_is_masked(void **state)
{
    struct text page = { 0 };
    struct finding finding;
    struct report bad;
    struct fact fact;

    (void)state;
    report_with(&finding, &fact, &bad, "http://user:hunter22@proxy.example:8080/ password=hunter22 ");
    report_html(&page, &(struct report_page){ .report = &bad });
    assert_good(&page);
    assert_null(strstr(text_of(&page), "hunter22"));
    assert_non_null(strstr(text_of(&page), "user:***@proxy.example"));
    text_free(&page);
    finding_free(&finding);
}

static void several_hosts_share_a_page_that_begins_with_all_of_them(void **state)
{
    struct report unopened = { .version = "1.2.3", .source = "captured", .duration_ms = -1, .status = FINDING_UNKNOWN, .error = "no such folder" };
    struct report_hosts hosts = { 0 };
    struct text page = { 0 };

    (void)state;
    report_html_add(&hosts, &(struct report_page){ .report = &report }, "captures/one");
    report_html_add(&hosts, &(struct report_page){ .report = &unopened }, "captures/<two>");
    report_html_add(&hosts, &(struct report_page){ .report = &report }, "captures/three");
    report_html_finish(&page, &hosts, "1.2.3");
    assert_good(&page);
    assert_non_null(strstr(text_of(&page), "<h1>3 hosts</h1>"));
    assert_true(strstr(text_of(&page), "captures/three") < strstr(text_of(&page), "X 2.0.6.0 is older"));
    assert_non_null(strstr(text_of(&page), "captures/&lt;two&gt;"));
    assert_int_equal(count(text_of(&page), "no such folder"), 2);
    text_free(&page);
}

/* Every section, with these words in it; NULL: a sample of good ones. */
static void write_whole_page(struct text *out, const char *bad)
{
#define OR(text) (bad != NULL ? bad : (text))
    char *bypass[] = { "*.contoso.example", (char *)OR("<local>") };
    struct report_pair proxies[] = { { "*", OR("http://proxy.contoso.example:8080") }, { OR("https"), "http://other.contoso.example:3128" } };
    struct report_pair problem[] = { { "proxy.problem.no-effect", OR("it has no effect & is ignored") } };
    struct report_pair asides[] = { { OR("DefenderProxyServer"), OR("says `old:8080`: nobody reads it") } };
    char *lookups[] = { (char *)OR("wpad.contoso.example") };
    struct report_proxy_script script = { OR("http://pac.contoso.example/proxy.pac"), NULL, asides, 1, OR("proxy:8080"), lookups, 1 };
    struct report_proxy_source sources[] = {
        { .id = "TelemetryProxyServer", .title = OR("Policy TelemetryProxyServer"), .outcome = "not-configured" },
        { .id = "WinHTTP",
          .title = OR("WinHTTP's proxy"),
          .is_configured = true,
          .origin = OR("registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Internet Settings/Connections/WinHttpSettings"),
          .place = OR("line 3"),
          .raw = OR("http=proxy.contoso.example:8080"),
          .proxies = proxies,
          .proxy_count = 2,
          .bypass = bypass,
          .bypass_count = 2,
          .is_usable = bad == NULL,
          .outcome = "selected" },
        { .id = "NetworkAndInternet",
          .title = OR("Settings, Network & Internet"),
          .is_configured = true,
          .origin = OR("registry/HKCU/x"),
          .raw = OR("p:1"),
          .auto_config_url = OR("http://pac/"),
          .outcome = "overridden",
          .problems = problem,
          .problem_count = 1 },
        { .id = "ProgramEnvironment", .title = OR("Environment"), .unreadable = OR("file/proc/1/environ"), .outcome = "not-configured" },
    };
    struct report_proxy_url urls[] = {
        { OR("https://a.example/"), OR("http://proxy.contoso.example:8080"), "selected", NULL, NULL, false },
        { OR("https://b.contoso.example/"), "direct", "bypass", OR("*.contoso.example"), OR("DIRECT"), true },
        { OR("https://c.example/"), OR("http://proxy.contoso.example:8080"), "selected", NULL, NULL, false },
    };
    struct report_attempt attempts[] = {
        { .url = OR("https://a.example/x"),
          .via = OR("http://proxy.contoso.example:8080"),
          .total_ms = 120,
          .phase_ms = { 2, 8, 20, 40, 50, 0 },
          .http_status = 200 },
        { .url = OR("https://c.example/y"),
          .via = OR("http://proxy.contoso.example:8080"),
          .is_retried = true,
          .total_ms = 10000,
          .phase_ms = { 2, 8, -1, -1, -1, -1 },
          .failure = OR("tls_timeout"),
          .sentence = OR("nobody answers") },
        { .url = OR("https://c.example/y"),
          .via = OR("direct"),
          .is_retry = true,
          .total_ms = 60,
          .phase_ms = { 2, 8, 20, -1, -1, -1 },
          .failure = OR("proxy_auth"),
          .sentence = OR("the proxy asks for a user"),
          .detail = OR("Negotiate, NTLM"),
          .http_status = 407 },
    };
    struct report_masked masked[] = { { OR("user"), 12 }, { "address", 3 }, { "never", 0 } };
    struct report_file files[] = {
        { OR("facts/commands/mdatp-health.txt"), OR("facts"), OR("collected"), NULL, 812, 812, 0, NULL, 0 },
        { OR("logs/agent/microsoft_defender_core.log"), OR("agent-logs"), OR("truncated"), OR("larger than --max-size"), 268435456, 536870912,
          268435456, masked, 3 },
        { OR("logs/agent/a.bin"), OR("agent-logs"), OR("refused"), OR("binary of no known kind"), 0, 99, 0, NULL, 0 },
        { OR("logs/agent/b.log"), OR("agent-logs"), OR("absent"), NULL, 0, 0, 0, NULL, 0 },
    };
    struct report_proxy proxy = {
        .report = &report,
        .sources = sources,
        .source_count = 4,
        .selected = &sources[1],
        .selected_proxy = OR("http://proxy.contoso.example:8080"),
        .asides = asides,
        .aside_count = 1,
        .script = &script,
        .urls = urls,
        .url_count = 3,
    };
    struct report_connectivity connectivity = {
        .report = &report,
        .path = OR("endpoints.txt"),
        .whose = OR("addresses of geography eu"),
        .proxy_source = OR("WinHTTP"),
        .proxy = OR("http://proxy.contoso.example:8080"),
        .is_proxy_usable = true,
        .attempts = attempts,
        .count = 3,
        .not_recorded = 2,
        .without_way = 1,
    };
    struct report_files of_bundle = { files, 4 };
#undef OR

    report_html(out, &(struct report_page){ .report = &report, .proxy = &proxy, .connectivity = &connectivity, .files = &of_bundle });
}

static void a_page_has_chain_waterfall_and_files(void **state)
{
    struct text page = { 0 };

    (void)state;
    write_whole_page(&page, NULL);
    assert_good(&page);
    assert_is_file(&page, "tests/data/report_html/bundle.html");
    text_free(&page);
}

static void nothing_of_chain_waterfall_and_files_becomes_markup(void **state)
{
    struct text page = { 0 };

    (void)state;
    write_whole_page(&page, hostile);
    assert_good(&page);
    text_free(&page);
    write_whole_page(&page, large);
    assert_good(&page);
    text_free(&page);
}

/* A test that waited for its time limit presses the others flat, and still no bar is longer than the picture. */
static void a_bar_never_leaves_the_picture(void **state)
{
    struct report_attempt attempts[] = {
        { .url = "https://a/", .via = "direct", .total_ms = 1e300, .phase_ms = { 1e300, 5, 1e18, -1, 0, 3 }, .failure = "timeout" },
        { .url = "https://b/", .via = "direct", .total_ms = 0, .phase_ms = { 0, 0, 0, 0, 0, 0 } },
        { .url = "https://c/", .via = "direct", .total_ms = -1, .phase_ms = { -1, -1, -1, -1, -1, -1 }, .failure = "dns" },
    };
    struct report_connectivity connectivity = { .report = &report, .attempts = attempts, .count = 3 };
    struct text page = { 0 };

    (void)state;
    report_html(&page, &(struct report_page){ .report = &report, .connectivity = &connectivity });
    assert_good(&page);
    assert_int_equal(count(text_of(&page), "style=\"width:"), 1);
    assert_non_null(strstr(text_of(&page), "style=\"width:100.0%\""));
    text_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_says_what_the_report_says),
        cmocka_unit_test(quiet_leaves_out_what_is_ok),
        cmocka_unit_test(nothing_a_machine_says_becomes_markup),
        cmocka_unit_test(a_machine_that_says_much_fills_no_page),
        cmocka_unit_test(a_password_is_masked),
        cmocka_unit_test(several_hosts_share_a_page_that_begins_with_all_of_them),
        cmocka_unit_test(a_page_has_chain_waterfall_and_files),
        cmocka_unit_test(nothing_of_chain_waterfall_and_files_becomes_markup),
        cmocka_unit_test(a_bar_never_leaves_the_picture),
    };

    return cmocka_run_group_tests(tests, prepare, forget);
}
