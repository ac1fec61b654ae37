/* Nothing that was planted is in a bundle: facts and logs in codings that change in the middle, in the unpacked zip. */
#include "tests/bundle/collected_linux.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "bundle/bundle.h"
#include "healthcheck/platform/file.h"
#include "tests/bundle/planted.h"

static struct planted_names names;
static struct planted *planted; /* each that was written */
static size_t planted_count;

static void forget_planted(void)
{
    for (size_t i = 0; i < planted_count; i++)
        planted_free(&planted[i]);
    free(planted);
    planted = NULL;
    planted_count = 0;
}

/* PLANTED_SEED repeats a run. */
static int begin(void **state)
{
    const char *given = getenv("PLANTED_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);

    (void)state;
    print_message("PLANTED_SEED=%" PRIu64 "\n", seed);
    planted_seed(seed);
    names = planted_names_make();
    return 0;
}

/* The machine of collected.h, whose names are known. */
static int set_up_named(void **state)
{
    static const char *users[2], *hosts[2], *domains[2];
    static struct redact_options redact;

    if (set_up(state) != 0)
        return 1;
    redactor_free(redactor);
    users[0] = names.user;
    hosts[0] = names.host;
    domains[0] = names.domain;
    redact = (struct redact_options){ .level = REDACT_IDENTITY, .users = users, .hosts = hosts, .domains = domains, .key = "a key of this test" };
    redactor = redactor_new(&redact);
    return 0;
}

static int tear_down_named(void **state)
{
    forget_planted();
    return tear_down(state);
}

/* A file of this coding with a fresh value. */
static void plant(size_t kind, size_t encoding, const char *folder)
{
    char *path = text_format("%s/%zu-%zu.log", folder, kind, encoding);
    struct text file = { 0 };

    planted = memory_resize(planted, planted_count + 1, sizeof *planted);
    planted[planted_count] = planted_make(kind, &names);
    planted_write(&planted[planted_count++], encoding, &file);
    write_file(root, path, text_of(&file), file.size);
    text_free(&file);
    free(path);
}

/* Each kind of value, each in a few of the codings of whole files: all of them together. */
static void plant_all(const char *folder)
{
    for (size_t kind = 0; kind < planted_kind_count(); kind++)
        for (size_t encoding = 0; encoding < planted_encoding_count(); encoding++)
            if (planted_encoding_is_of_file(encoding) && (encoding + kind) % 4 == 0)
                plant(kind, encoding, folder);
}

/* The zip, unpacked into the folder "out". */
static void write_and_unpack(void)
{
    const struct bundle_options writing = { .now = 1795244400, .threads = 2 };
    char *zip = text_format("%s/a.zip", root), *command = text_format("cd '%s' && mkdir out && cd out && unzip -q ../a.zip", root);
    struct error error = { "" };

    collect_logs();
    if (!bundle_write(zip, collection.entries, collection.count, redactor, &writing, &error))
        fail_msg("%s", error.text);
    assert_int_equal(system(command), 0); /* NOLINT: a path of our own */
    free(zip);
    free(command);
}

static size_t leaks, files;

static void look_into(void *context, const char *path, enum file_kind kind)
{
    char *whole = text_format("%s/out/%s", root, path), why[FILE_WHY_SIZE], *name = strrchr(whole, '/') + 1;
    struct text content = { 0 };
    size_t at[2];

    (void)context;
    if (kind == FILE_IS_FILE && sscanf(name, "%zu-%zu.log", &at[0], &at[1]) == 2) {
        assert_int_equal(file_read(whole, 16 << 20, &content, why), FILE_READ);
        files++;
        for (size_t i = 0; i < planted_count; i++) {
            const char *how =
                strcmp(planted[i].name, planted_kind_name(at[0])) == 0 ? planted_leak(&planted[i], text_of(&content), content.size) : NULL;

            if (how != NULL)
                print_message("LEAK %s in %s, seen as %s, in %s\n", planted[i].name, planted_encoding_name(at[1]), how, path);
            leaks += how != NULL;
        }
        text_free(&content);
    }
    free(whole);
}

static void assert_nothing_leaks(size_t least)
{
    char *out = text_format("%s/out", root);
    struct error error = { "" };
    struct folder *opened = folder_open(out, &error);

    leaks = files = 0;
    assert_non_null(opened);
    assert_true(folder_walk(opened, 100000, look_into, NULL));
    folder_close(opened);
    free(out);
    print_message("%zu files, %zu leaks\n", files, leaks);
    assert_int_equal(leaks, 0);
    assert_true(files >= least);
}

static void a_log_whose_coding_changes_keeps_its_secrets(void **state)
{
    (void)state;
    plant_all(LOGS);
    write_and_unpack();
    /* Each of them is there, whatever its coding. */
    assert_nothing_leaks(planted_count);
}

static void a_fact_whose_coding_changes_keeps_its_secrets(void **state)
{
    (void)state;
    plant_all("etc/facts");
    for (size_t kind = 0; kind < planted_kind_count(); kind++)
        for (size_t encoding = 0; encoding < planted_encoding_count(); encoding++)
            if (planted_encoding_is_of_file(encoding) && (encoding + kind) % 4 == 0)
                assert_int_equal(host_ask_for(host, "file/etc/facts/%zu-%zu.log", kind, encoding)->state, FACT_PRESENT);
    write_and_unpack();
    assert_nothing_leaks(planted_count / 10);
}

static void it_is_told_where_the_coding_of_a_fact_changes(void **state)
{
    static const char first[] = "\xff\xfeL\0a\0n\0g\0=\0C\0\r\0\n\0", second[] = "http_proxy=http://bob:Hunter2Secret@proxy:1\r\n";
    struct text fact = { 0 }, list = { 0 };
    char *path = text_format("%s/out/facts/unreadable.txt", root), why[FILE_WHY_SIZE];

    (void)state;
    text_append_bytes(&fact, first, sizeof first - 1);
    text_append(&fact, second);
    write_file(root, "etc/environment", text_of(&fact), fact.size);
    assert_int_equal(host_ask(host, "file/etc/environment")->state, FACT_PRESENT);
    write_and_unpack();
    assert_int_equal(file_read(path, 1 << 20, &list, why), FILE_READ);
    assert_non_null(strstr(text_of(&list), "file/etc/environment\tits coding changes at byte 16, so it cannot be redacted\n"));
    text_free(&fact);
    text_free(&list);
    free(path);
}

#define NAMED_CASE(name) cmocka_unit_test_setup_teardown(name, set_up_named, tear_down_named)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NAMED_CASE(a_log_whose_coding_changes_keeps_its_secrets),
        NAMED_CASE(a_fact_whose_coding_changes_keeps_its_secrets),
        NAMED_CASE(it_is_told_where_the_coding_of_a_fact_changes),
    };

    return cmocka_run_group_tests(tests, begin, NULL);
}
