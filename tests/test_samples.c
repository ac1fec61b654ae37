/* Every captured host below samples/ still gives the report that stands beside it. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "healthcheck/core/memory.h"
#include "probes/probe.h"

enum { MOST_WORDS = 16, MOST_SAMPLES = 512 };

/* A sample's folder, and the command line that examines it. */
struct sample {
    char *path;    /* "samples/<name>" */
    char *options; /* the content of options.txt, cut at its blanks; `arguments` points into it */
    const char *arguments[MOST_WORDS];
    size_t count;
};

static char *names[MOST_SAMPLES];
static size_t sample_count;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int find_samples(void **state)
{
    DIR *folder = opendir(SOURCE_DIR "/samples");

    (void)state;
    if (folder == NULL)
        return -1;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && sample_count < MOST_SAMPLES)
            names[sample_count++] = memory_copy_text(entry->d_name);
    closedir(folder);
    qsort(names, sample_count, sizeof names[0], by_name);
    return 0;
}

static int forget_samples(void **state)
{
    (void)state;
    while (sample_count > 0)
        free(names[--sample_count]);
    return 0;
}

static bool has_file(const struct sample *sample, const char *name)
{
    char *path = text_format("%s/%s/%s", SOURCE_DIR, sample->path, name);
    struct stat status;
    bool is_there = stat(path, &status) == 0;

    free(path);
    return is_there;
}

static char *read_file_of(const struct sample *sample, const char *name)
{
    char *path = text_format("%s/%s", sample->path, name);
    char *content = read_project_file(path, NULL);

    free(path);
    return content;
}

static struct sample open_sample(const char *name)
{
    struct sample sample = { .path = text_format("samples/%s", name) };

    sample.arguments[sample.count++] = "--host";
    sample.arguments[sample.count++] = sample.path;
    if (has_file(&sample, "options.txt")) {
        sample.options = read_file_of(&sample, "options.txt");
        for (char *word = strtok(sample.options, " \n"); word != NULL; word = strtok(NULL, " \n")) {
            assert_true(sample.count < MOST_WORDS - 3);
            sample.arguments[sample.count++] = word;
        }
    }
    return sample;
}

static void close_sample(struct sample *sample)
{
    free(sample->options);
    free(sample->path);
}

/* Examines the sample with one more word on the command line, or NULL. */
static struct outcome examine_sample(struct sample *sample, const char *word)
{
    struct outcome outcome;

    sample->arguments[sample->count] = word;
    sample->arguments[sample->count + 1] = NULL;
    outcome = run_healthcheck(sample->arguments);
    if (outcome.status < 0 || outcome.status > 3)
        fail_msg("%s: healthcheck ended with %d: %s", sample->path, outcome.status, text_of(&outcome.err));
    return outcome;
}

/* Fails with the first line that differs, and with what shows all of it. */
static void fail_at_difference(const struct sample *sample, const char *expected, const char *got)
{
    size_t line = 1, start = 0, i = 0;

    for (; expected[i] == got[i] && expected[i] != '\0'; i++)
        if (expected[i] == '\n') {
            line++;
            start = i + 1;
        }
    fail_msg("%s: line %zu of the report is not that of expected.txt\n  expected: %.*s\n  printed:  %.*s\n  all of it: ./dev samples && git diff %s",
             sample->path, line, (int)strcspn(expected + start, "\n"), expected + start, (int)strcspn(got + start, "\n"), got + start, sample->path);
}

static void every_sample_gives_the_report_beside_it(void **state)
{
    (void)state;
    assert_true(sample_count > 0);
    for (size_t i = 0; i < sample_count; i++) {
        struct sample sample = open_sample(names[i]);
        struct outcome outcome = examine_sample(&sample, NULL);
        char *expected = has_file(&sample, "expected.txt") ? read_file_of(&sample, "expected.txt") : memory_copy_text("");

        if (strcmp(expected, text_of(&outcome.out)) != 0)
            fail_at_difference(&sample, expected, text_of(&outcome.out));
        free(expected);
        outcome_free(&outcome);
        close_sample(&sample);
    }
}

static void every_captured_connectivity_test_is_replayed_as_beside_it(void **state)
{
    size_t replayed = 0;

    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        struct sample sample = open_sample(names[i]);
        struct outcome outcome;
        char *expected;

        if (has_file(&sample, "facts/connect")) {
            sample.count = 2; /* what options.txt asks for is the report's */
            outcome = examine_sample(&sample, "--connectivityTest");
            expected = has_file(&sample, "expected-connectivity.txt") ? read_file_of(&sample, "expected-connectivity.txt") : memory_copy_text("");
            if (strcmp(expected, text_of(&outcome.out)) != 0)
                fail_at_difference(&sample, expected, text_of(&outcome.out));
            free(expected);
            outcome_free(&outcome);
            replayed++;
        }
        close_sample(&sample);
    }
    assert_true(replayed >= 4);
}

static void every_sample_says_in_one_line_what_it_is_about(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        struct sample sample = open_sample(names[i]);
        char *about = has_file(&sample, "about.txt") ? read_file_of(&sample, "about.txt") : memory_copy_text("");
        const char *end = strchr(about, '\n');

        if (end == NULL || end == about || end[1] != '\0')
            fail_msg("%s/about.txt has to be one line that says what this host shows", sample.path);
        free(about);
        close_sample(&sample);
    }
}

static void the_same_facts_give_the_same_bytes_twice(void **state)
{
    static const char *const formats[] = { NULL, "--format=json" };

    (void)state;
    for (size_t i = 0; i < sample_count; i++)
        for (size_t format = 0; format < 2; format++) {
            struct sample sample = open_sample(names[i]);
            struct outcome first = examine_sample(&sample, formats[format]);
            struct outcome second = examine_sample(&sample, formats[format]);

            if (strcmp(text_of(&first.out), text_of(&second.out)) != 0)
                fail_at_difference(&sample, text_of(&first.out), text_of(&second.out));
            assert_int_equal(first.status, second.status);
            outcome_free(&first);
            outcome_free(&second);
            close_sample(&sample);
        }
}

/* The status that the last line of the report names, as an exit status; -1 for none. */
static int printed_status(const char *report)
{
    static const char *const words[] = { "ok", "warn", "fail", "unknown" };
    const char *line = strstr(report, "\nStatus: ");

    for (const char *next = line; next != NULL; next = strstr(next + 1, "\nStatus: "))
        line = next;
    for (int i = 0; line != NULL && i < 4; i++)
        if (strncmp(line + 9, words[i], strlen(words[i])) == 0)
            return i;
    return -1;
}

static void the_exit_status_is_the_status_that_was_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        struct sample sample = open_sample(names[i]);
        struct outcome outcome = examine_sample(&sample, NULL);

        if (printed_status(text_of(&outcome.out)) != outcome.status)
            fail_msg("%s: printed status %d, exit status %d", sample.path, printed_status(text_of(&outcome.out)), outcome.status);
        outcome_free(&outcome);
        close_sample(&sample);
    }
}

/* Is there a line "  FAIL     wsl.version  …" for the status "fail"? */
static bool has_line(const char *report, const char *status, const char *id)
{
    struct span rest = span_of(report), line;
    char word[16], name[64];

    while (span_next_line(&rest, &line))
        if (sscanf(line.data, " %15s %63s", word, name) == 2 && text_same(word, status) && strcmp(name, id) == 0)
            return true;
    return false;
}

static const char *text_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static void compare_formats(const struct sample *sample, const struct outcome *text, const struct outcome *json)
{
    cJSON *report = cJSON_Parse(text_of(&json->out));
    const cJSON *finding;
    char *conclusion;

    if (report == NULL)
        fail_msg("%s: the JSON report does not parse", sample->path);
    if (strcmp(text_at(report, "schema"), "healthcheck.report/1") != 0 && strcmp(text_at(report, "schema"), "healthcheck.proxy/1") != 0)
        fail_msg("%s: the schema is '%s'", sample->path, text_at(report, "schema"));
    conclusion = text_format("\nStatus: %s", text_at(report, "status"));
    if (strstr(text_of(&text->out), conclusion) == NULL)
        fail_msg("%s: JSON says the status is %s, the text does not", sample->path, text_at(report, "status"));
    cJSON_ArrayForEach(finding, cJSON_GetObjectItemCaseSensitive(report, "findings"))
    {
        if (!has_line(text_of(&text->out), text_at(finding, "status"), text_at(finding, "id")))
            fail_msg("%s: JSON says %s is %s, the text does not", sample->path, text_at(finding, "id"), text_at(finding, "status"));
    }
    free(conclusion);
    cJSON_Delete(report);
}

static void the_json_report_says_the_same_as_the_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        struct sample sample = open_sample(names[i]);
        struct outcome text = examine_sample(&sample, "--verbose");
        struct outcome json = examine_sample(&sample, "--format=json");

        assert_int_equal(text.status, json.status);
        compare_formats(&sample, &text, &json);
        outcome_free(&text);
        outcome_free(&json);
        close_sample(&sample);
    }
}

static bool is_shown(const char *id, const char *status)
{
    bool is = false;

    for (size_t i = 0; i < sample_count && !is; i++) {
        char *path = text_format("samples/%s/expected.txt", names[i]), *report = read_project_file(path, NULL);

        is = has_line(report, status, id);
        free(report);
        free(path);
    }
    return is;
}

static void for_each_check_there_is_a_sample_in_which_it_finds_something(void **state)
{
    (void)state;
    for (size_t i = 0; probe_at(i) != NULL; i++) {
        const struct probe *probe = probe_at(i);
        const char *worst = probe->fails != NULL ? "fail" : "warn";

        if (!is_shown(probe->id, worst))
            fail_msg("in no sample is %s %s", probe->id, worst);
        if (!is_shown(probe->id, "ok"))
            fail_msg("in no sample is %s ok", probe->id);
    }
}

static void a_sample_holds_what_its_kind_of_machine_shows(void **state)
{
    (void)state;
    assert_true(sample_count >= 24);
    for (size_t i = 0; i < sample_count; i++) {
        char *path = text_format("samples/%s/facts", names[i]), **facts = project_files(path, "");
        size_t count = 0;

        while (facts[count] != NULL)
            count++;
        if (count < 15)
            fail_msg("%s has %zu files, too few for a machine", path, count);
        free_project_files(facts);
        free(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_gives_the_report_beside_it),
        cmocka_unit_test(every_captured_connectivity_test_is_replayed_as_beside_it),
        cmocka_unit_test(every_sample_says_in_one_line_what_it_is_about),
        cmocka_unit_test(the_same_facts_give_the_same_bytes_twice),
        cmocka_unit_test(the_exit_status_is_the_status_that_was_printed),
        cmocka_unit_test(the_json_report_says_the_same_as_the_text),
        cmocka_unit_test(for_each_check_there_is_a_sample_in_which_it_finds_something),
        cmocka_unit_test(a_sample_holds_what_its_kind_of_machine_shows),
    };

    return cmocka_run_group_tests(tests, find_samples, forget_samples);
}
