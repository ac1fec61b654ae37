/* What docs/design.md and the README promise about rows, files and documents stays true. */
#include "tests/support.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/explain/check_text.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/explain/explain.h"
#include "healthcheck/explain/failure_text.h"
#include "healthcheck/explain/problem_text.h"
#include "healthcheck/explain/topics.h"
#include "healthcheck/host/commands.h"
#include "healthcheck/options.h"
#include "probes/probe.h"

/* The checks that are promised. A check is never taken out of here: ids are permanent. */
static const char *const promised[] = {
    "os.supported",
    "os.architecture",
    "os.resources",
    "host.onboarded",
    "plugin.installed",
    "plugin.registered",
    "plugin.version",
    "plugin.release_ring",
    "plugin.custom_tag",
    "plugin.deprecated_settings",
    "wsl.installed",
    "wsl.version",
    "wsl.service",
    "wsl.distribution",
    "wsl.wsl1",
    "wsl.default_version",
    "wsl.custom_kernel",
    "wsl.kernel_command_line",
    "wsl.config_syntax",
    "wsl.networking",
    "wsl.lifetime",
    "wsl.debug_shell",
    "agent.installed",
    "agent.version",
    "agent.service",
    "agent.health",
    "agent.telemetry",
    "agent.licensed",
    "agent.organization",
    "agent.identity",
    "agent.expiry",
    "agent.definitions",
    "agent.engine",
    "agent.protection",
    "agent.conflicts",
    "agent.managed_config",
    "agent.files",
    "agent.reported_connectivity",
    "ebpf.kernel",
    "ebpf.known_bad_kernel",
    "ebpf.sensor",
    "ebpf.configuration",
    "ebpf.kernel_features",
    "ebpf.audit_rules",
    "sandbox.supported",
    "sandbox.active_mode",
    "sandbox.state",
    "sandbox.isolation",
    "sandbox.mitigations",
    "sandbox.crashes",
    "proxy.telemetry_proxy_server",
    "proxy.winhttp",
    "proxy.network_and_internet",
    "proxy.managed_config",
    "proxy.agent_config",
    "proxy.service_environment",
    "proxy.process_environment",
    "proxy.conclusion",
    "connectivity.command_and_control",
    "connectivity.cyber_data",
    "connectivity.cloud_protection",
    "connectivity.sample_storage",
    "connectivity.packages",
    "connectivity.certificates",
    "connectivity.conclusion",
};

/* Files of healthcheck/host that read no foreign bytes, and parts of registry_export.c and wslconfig.c: everything else there is a
   reader. */
static const char *const no_readers[] = { "captured_registry", "command_runs",
                                          "commands",          "download_curl",
                                          "file_tree",         "host",
                                          "registry",          "registry_data",
                                          "registry_encoding", "stored_connectivity_place",
                                          "windows_keys",      "wslconfig_settings" };

/* Tells one broken promise; a case ends with assert_kept(), so that it lists them all. */
static size_t broken;

LIKE_PRINTF(1, 2) static void complain(const char *format, ...)
{
    va_list arguments;
    char line[512];

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    print_error("%s\n", line);
    broken++;
}

static void assert_kept(void)
{
    size_t count = broken;

    broken = 0;
    assert_int_equal(count, 0);
}

static bool project_has(const char *path)
{
    char *whole = text_format("%s/%s", SOURCE_DIR, path);
    FILE *file = fopen(whole, "rb");

    free(whole);
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

/* "probes/wsl_version.c" to "wsl_version". Yours to free. */
static char *noun_of(const char *path)
{
    const char *name = strrchr(path, '/') + 1;

    return memory_copy(name, strcspn(name, "."));
}

/* The probe of which a source file defines `probe_<name>`, NULL where there is no such row. */
static const struct probe *row_named(const char *name, size_t size)
{
    for (size_t i = 0; probe_at(i) != NULL; i++) {
        const char *id = probe_at(i)->id;
        size_t same = 0;

        while (same < size && id[same] != '\0' && (id[same] == '.' ? '_' : id[same]) == name[same])
            same++;
        if (same == size && id[same] == '\0')
            return probe_at(i);
    }
    return NULL;
}

static void every_probe_in_a_file_is_a_row_and_the_other_way_round(void **state)
{
    static const char definition[] = "\nconst struct probe probe_";
    char **files = project_files("probes", ".c");
    size_t defined = 0, rows = 0;

    (void)state;
    for (size_t i = 0; files[i] != NULL; i++) {
        char *source = read_project_file(files[i], NULL);

        for (const char *at = source; (at = strstr(at, definition)) != NULL; defined++) {
            size_t size;

            at += strlen(definition);
            size = strcspn(at, " ;=");
            if (row_named(at, size) == NULL)
                complain("%s: probe_%.*s has no row in probes/table.h, or another id", files[i], (int)size, at);
        }
        free(source);
    }
    while (probe_at(rows) != NULL)
        rows++;
    if (rows != defined)
        complain("probes/table.h has %zu rows, the files define %zu probes", rows, defined);
    free_project_files(files);
    assert_kept();
}

static bool is_id(const char *id)
{
    const char *dot = strchr(id, '.');

    if (dot == NULL || dot == id || dot[1] == '\0' || strchr(dot + 1, '.') != NULL)
        return false;
    for (const char *c = id; *c != '\0'; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_' && *c != '.')
            return false;
    return true;
}

static void ids_are_unique_and_made_of_a_subject_and_an_aspect(void **state)
{
    (void)state;
    for (size_t i = 0; check_at(i) != NULL; i++) {
        if (!is_id(check_at(i)->id))
            complain("%s is no subject.aspect in lower case", check_at(i)->id);
        if (check_with_id(check_at(i)->id) != check_at(i))
            complain("%s is there twice", check_at(i)->id);
    }
    assert_kept();
}

static void every_promised_check_is_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        if (check_with_id(promised[i]) == NULL)
            complain("there is no check %s", promised[i]);
    assert_kept();
}

/* The check whose needs lead back to itself, or to one that is not there; NULL where they end well. */
static const char *bad_need(const struct probe *probe, bool on_windows)
{
    size_t steps = 0;

    while (probe != NULL) {
        const char *needs = on_windows && probe->needs_on_windows != NULL ? probe->needs_on_windows : probe->needs;

        if (needs == NULL)
            return NULL;
        probe = probe_named(needs);
        if (probe == NULL || steps++ > sizeof promised / sizeof promised[0])
            return needs;
    }
    return NULL;
}

static void needs_are_checks_and_never_go_in_a_circle(void **state)
{
    (void)state;
    for (size_t i = 0; probe_at(i) != NULL; i++)
        for (int on_windows = 0; on_windows < 2; on_windows++) {
            const char *bad = bad_need(probe_at(i), on_windows == 1);

            if (bad != NULL)
                complain("%s needs %s, which is not there or needs it back", probe_at(i)->id, bad);
        }
    assert_kept();
}

/* A command or a value in backquotes, a path, a menu, a page: something a person can carry out. */
static bool can_be_carried_out(const char *remedy)
{
    return strchr(remedy, '`') != NULL || strstr(remedy, "https://") != NULL || strstr(remedy, " > ") != NULL || strchr(remedy, '\\') != NULL ||
           strstr(remedy, " /") != NULL;
}

static void every_check_is_documented_in_its_row(void **state)
{
    (void)state;
    for (size_t i = 0; check_at(i) != NULL; i++) {
        const struct probe *probe = check_at(i);
        const char *const fields[] = { probe->title, probe->why, probe->ok, probe->remedy, probe->source };

        for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
            if (fields[f] == NULL || *fields[f] == '\0')
                complain("%s: one of title, why, ok, remedy, source is empty", probe->id);
        if (probe->warns == NULL && probe->fails == NULL)
            complain("%s neither warns nor fails", probe->id);
        if (probe->remedy != NULL && !can_be_carried_out(probe->remedy))
            complain("%s: the remedy names no command, path, menu or page: %s", probe->id, probe->remedy);
        if (probe->platforms == 0)
            complain("%s applies nowhere", probe->id);
        if (probe->topic != NULL && topic_named(probe->topic) == NULL)
            complain("%s: --explain knows no topic %s", probe->id, probe->topic);
    }
    assert_kept();
}

static void every_problem_of_a_proxy_is_documented_and_explained(void **state)
{
    (void)state;
    for (size_t i = 0; proxy_problem_kind_at(i) != NULL; i++) {
        const struct proxy_problem_kind *kind = proxy_problem_kind_at(i);
        const char *const fields[] = { kind->title, kind->why, kind->remedy, kind->source };
        char *id = text_format("proxy.problem.%s", kind->word);
        struct text out = { 0 };

        for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
            if (fields[f] == NULL || *fields[f] == '\0')
                complain("%s: one of title, why, remedy, source is empty", id);
        if (proxy_problem_kind_named(kind->word) != kind)
            complain("%s is there twice", id);
        if (!explain(&out, id, NULL, NULL))
            complain("--explain does not know %s", id);
        text_free(&out);
        free(id);
    }
    assert_kept();
}

static void every_failure_of_a_url_is_documented_and_explained(void **state)
{
    (void)state;
    for (int i = FAILURE_NONE + 1; i < FAILURES; i++) {
        const struct failure_kind *kind = failure_kind((enum failure)i);
        const char *const fields[] = { kind->word, kind->title, kind->sentence, kind->why, kind->remedy, kind->owner, kind->source };
        char *id = text_format(FAILURE_ID_PREFIX "%s", kind->word);
        struct text out = { 0 };

        for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
            if (fields[f] == NULL || *fields[f] == '\0')
                complain("%s: one of word, title, sentence, why, remedy, owner, source is empty", id);
        if (!can_be_carried_out(kind->remedy))
            complain("%s: the remedy names no command, path, menu or page: %s", id, kind->remedy);
        if (failure_named(kind->word) != (enum failure)i || failure_named(id) != (enum failure)i)
            complain("%s is there twice, or topic and check hide it", id);
        if (!explain(&out, kind->word, NULL, NULL) || strstr(text_of(&out), id) != text_of(&out))
            complain("--explain %s is not about %s", kind->word, id);
        text_free(&out);
        free(id);
    }
    assert_kept();
}

static void compare_page(const char *name, struct text *page)
{
    char *path = text_format("docs/checks/%s.md", name);

    if (!project_has(path)) {
        complain("%s is missing: run ./dev docs", path);
    } else {
        char *written = read_project_file(path, NULL);

        if (strcmp(written, text_of(page)) != 0)
            complain("%s is not what the row says: run ./dev docs", path);
        free(written);
    }
    text_free(page);
    free(path);
}

static void every_check_has_its_page_and_every_page_its_check(void **state)
{
    char **pages = project_files("docs/checks", "");
    struct text page = { 0 };

    (void)state;
    check_index(&page);
    compare_page("README", &page);
    problem_page(&page);
    compare_page("proxy.problem", &page);
    failure_page(&page);
    compare_page("connectivity.failure", &page);
    for (size_t i = 0; check_at(i) != NULL; i++) {
        check_page(&page, check_at(i));
        compare_page(check_at(i)->id, &page);
    }
    for (size_t i = 0; pages[i] != NULL; i++) {
        const char *name = pages[i] + strlen("docs/checks/");
        char *id = memory_copy(name, strlen(name) - (text_ends(name, ".md") ? 3 : 0));

        if (strcmp(id, "README") != 0 && strcmp(id, "proxy.problem") != 0 && strcmp(id, "connectivity.failure") != 0 && check_with_id(id) == NULL)
            complain("%s belongs to no check", pages[i]);
        free(id);
    }
    free_project_files(pages);
    assert_kept();
}

static void every_option_stands_in_the_manual_and_the_completion(void **state)
{
    char *manual = read_project_file("docs/healthcheck.1", NULL), *completion = read_project_file("completions/healthcheck.bash", NULL);

    (void)state;
    for (size_t i = 0; options_name(i) != NULL; i++) {
        struct text in_roff = { 0 };

        /* roff writes a hyphen that can be copied as \-. */
        for (const char *c = options_name(i); *c != '\0'; c++)
            text_append_format(&in_roff, "%s%c", *c == '-' ? "\\" : "", *c);
        if (strstr(manual, text_of(&in_roff)) == NULL)
            complain("docs/healthcheck.1 does not name %s", options_name(i));
        if (strstr(completion, options_name(i)) == NULL)
            complain("completions/healthcheck.bash does not name %s", options_name(i));
        text_free(&in_roff);
    }
    for (size_t i = 0; topic_at(i) != NULL; i++)
        if (strstr(completion, topic_at(i)->name) == NULL)
            complain("completions/healthcheck.bash does not name the topic %s", topic_at(i)->name);
    free(completion);
    free(manual);
    assert_kept();
}

static void the_readme_shows_what_the_program_prints(void **state)
{
    char *readme = read_project_file("README.md", NULL), *report = read_project_file("samples/windows-11-wsl-too-old/expected.txt", NULL);
    char *options = read_project_file("samples/windows-11-wsl-too-old/options.txt", NULL);
    struct span rest = span_of(report), line;
    struct text indented = { 0 };

    (void)state;
    while (span_next_line(&rest, &line))
        text_append_format(&indented, "%s%.*s\n", line.size > 0 ? "    " : "", (int)line.size, line.data);
    if (strstr(readme, text_of(&indented)) == NULL)
        complain("the transcript in README.md is not what the sample gives: run ./dev docs");
    if (strcmp(options, "--only wsl.*\n") != 0)
        complain("README.md shows a report with --only 'wsl.*', but the sample's options.txt asks for another");
    text_free(&indented);
    free(options);
    free(report);
    free(readme);
    assert_kept();
}

/* Every "command/<name>" and "command-status/<name>" that a probe's source asks for. */
static void check_commands_asked(const char *path, const char *source, const char *kind)
{
    for (const char *at = source; (at = strstr(at, kind)) != NULL;) {
        size_t size;
        char *name;

        at += strlen(kind);
        size = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");
        name = memory_copy(at, size);
        if (at[size] == '"' && command_named(name) == NULL)
            complain("%s asks for the command %s, which has no row in healthcheck/host/commands.c", path, name);
        free(name);
    }
}

static void every_command_of_a_check_has_its_row(void **state)
{
    char **files = project_files("probes", ".c");

    (void)state;
    for (size_t i = 0; probe_at(i) != NULL; i++)
        for (size_t c = 0; probe_at(i)->commands[c] != NULL; c++)
            if (command_named(probe_at(i)->commands[c]) == NULL)
                complain("%s lists the command %s, which has no row in healthcheck/host/commands.c", probe_at(i)->id, probe_at(i)->commands[c]);
    for (size_t i = 0; files[i] != NULL; i++) {
        char *source = read_project_file(files[i], NULL);

        check_commands_asked(files[i], source, "\"command/");
        check_commands_asked(files[i], source, "\"command-status/");
        free(source);
    }
    free_project_files(files);
    assert_kept();
}

/* Is there something behind `healthcheck --explain <word>`, `healthcheck --only <word>`? */
static bool leads_somewhere(const char *option, const char *word)
{
    struct text out = { 0 };
    bool is_found = false;

    if (strcmp(option, "healthcheck --explain ") == 0) {
        is_found = explain(&out, word, NULL, NULL);
        text_free(&out);
    }
    for (size_t i = 0; check_at(i) != NULL && !is_found; i++)
        is_found = text_matches(word, check_at(i)->id);
    return is_found;
}

static void check_advice(const char *path, const char *source, const char *option)
{
    for (const char *at = source; (at = strstr(at, option)) != NULL;) {
        size_t size;
        char *word;

        at += strlen(option);
        size = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*");
        word = memory_copy(at, size);
        if (size > 0 && at[size] != '%' && !leads_somewhere(option, word))
            complain("%s advises `%s%s`, which leads nowhere", path, option, word);
        free(word);
    }
}

static void advice_to_run_healthcheck_leads_somewhere(void **state)
{
    static const char *const folders[] = { "probes", "proxy", "bundle", "healthcheck/explain", "healthcheck/core" };

    (void)state;
    for (size_t f = 0; f < sizeof folders / sizeof folders[0]; f++) {
        char **files = project_files(folders[f], ".c");

        for (size_t i = 0; files[i] != NULL; i++) {
            char *source = read_project_file(files[i], NULL);

            check_advice(files[i], source, "healthcheck --explain ");
            check_advice(files[i], source, "healthcheck --only ");
            free(source);
        }
        free_project_files(files);
    }
    assert_kept();
}

static bool is_reader(const char *path, const char *noun)
{
    if (strchr(path + strlen("healthcheck/host/"), '/') != NULL || text_starts(noun, "host_") || text_ends(noun, "_linux") ||
        text_ends(noun, "_windows"))
        return false;
    for (size_t i = 0; i < sizeof no_readers / sizeof no_readers[0]; i++)
        if (strcmp(noun, no_readers[i]) == 0)
            return false;
    return true;
}

static void every_reader_is_tested_and_fuzzed_from_seeds(void **state)
{
    char **files = project_files("healthcheck/host", ".c"), **seeds = project_files("tests/fuzz/seeds", "");

    (void)state;
    for (size_t i = 0; files[i] != NULL; i++) {
        char *noun = noun_of(files[i]), *folder = text_format("tests/fuzz/seeds/%s/", noun);
        size_t count = 0;

        for (size_t w = 0; is_reader(files[i], noun) && w < 2; w++) {
            char *path = w == 0 ? text_format("tests/host/test_%s.c", noun) : text_format("tests/fuzz/fuzz_%s.c", noun);

            if (!project_has(path))
                complain("%s reads foreign bytes, but there is no %s", files[i], path);
            free(path);
        }
        for (size_t s = 0; seeds[s] != NULL; s++)
            count += text_starts(seeds[s], folder) ? 1 : 0;
        if (is_reader(files[i], noun) && count == 0)
            complain("%s has no seeds in %s", files[i], folder);
        free(folder);
        free(noun);
    }
    free_project_files(seeds);
    free_project_files(files);
    assert_kept();
}

static void every_sample_says_what_it_shows_and_what_it_gives(void **state)
{
    char **files = project_files("samples", "");
    const char *last = "";
    size_t last_size = 0;

    (void)state;
    for (size_t i = 0; files[i] != NULL; i++) {
        size_t size = strlen("samples/") + strcspn(files[i] + strlen("samples/"), "/");
        static const char *const names[] = { "about.txt", "expected.txt" };

        if (files[i][size] == '\0') {
            complain("%s is no folder", files[i]);
            continue;
        }
        for (size_t n = 0; n < 2 && (size != last_size || strncmp(files[i], last, size) != 0); n++) {
            char *path = text_format("%.*s/%s", (int)size, files[i], names[n]);

            if (!project_has(path))
                complain("%s is missing", path);
            free(path);
        }
        last = files[i];
        last_size = size;
    }
    free_project_files(files);
    assert_kept();
}

/* Every name in tests/skips.txt is skipped somewhere under just this name. */
static void no_skip_is_allowed_that_nobody_needs(void **state)
{
    char **files = project_files("tests", ".c");
    char *skips = project_has("tests/skips.txt") ? read_project_file("tests/skips.txt", NULL) : memory_copy_text("");
    struct span rest = span_of(skips), line;

    (void)state;
    while (span_next_line(&rest, &line)) {
        char *call = text_format("SKIP_BECAUSE(\"%.*s\"", (int)strcspn(line.data, ":\r\n"), line.data);
        bool is_used = line.size == 0 || *line.data == '#';

        for (size_t i = 0; files[i] != NULL && !is_used; i++) {
            char *source = read_project_file(files[i], NULL);

            is_used = strstr(source, call) != NULL;
            free(source);
        }
        if (!is_used)
            complain("tests/skips.txt allows a skip that no test makes: %.*s", (int)line.size, line.data);
        free(call);
    }
    free(skips);
    free_project_files(files);
    assert_kept();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_probe_in_a_file_is_a_row_and_the_other_way_round),
        cmocka_unit_test(ids_are_unique_and_made_of_a_subject_and_an_aspect),
        cmocka_unit_test(every_promised_check_is_there),
        cmocka_unit_test(needs_are_checks_and_never_go_in_a_circle),
        cmocka_unit_test(every_check_is_documented_in_its_row),
        cmocka_unit_test(every_problem_of_a_proxy_is_documented_and_explained),
        cmocka_unit_test(every_failure_of_a_url_is_documented_and_explained),
        cmocka_unit_test(every_command_of_a_check_has_its_row),
        cmocka_unit_test(advice_to_run_healthcheck_leads_somewhere),
        cmocka_unit_test(every_check_has_its_page_and_every_page_its_check),
        cmocka_unit_test(every_option_stands_in_the_manual_and_the_completion),
        cmocka_unit_test(the_readme_shows_what_the_program_prints),
        cmocka_unit_test(every_reader_is_tested_and_fuzzed_from_seeds),
        cmocka_unit_test(every_sample_says_what_it_shows_and_what_it_gives),
        cmocka_unit_test(no_skip_is_allowed_that_nobody_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
