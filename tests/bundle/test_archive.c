/* Opening what somebody sent: our bundles, and everything that is none (archives that nobody here wrote are read in place). */
#include "tests/support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "bundle/archive.h"
#include "healthcheck/core/memory.h"
#include "tests/bundle/made_bundle.h"

static char *folder, *path;

static int begin(void **state)
{
    (void)state;
    folder = make_folder();
    path = text_format("%s/bundle.zip", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(path);
    remove_folder(folder);
    return 0;
}

static const char *text_of_fact(struct host *host, const char *key)
{
    const struct fact *fact = host_ask(host, key);

    assert_int_equal(fact->state, FACT_PRESENT);
    return fact->text;
}

static void a_bundle_answers_as_the_machine_it_came_from(void **state)
{
    struct error error = { "" };
    struct host *host;

    (void)state;
    make_bundle(path, &(struct made_bundle){ 0 });
    host = host_open_bundle(path, &error);
    assert_string_equal(error.text, "");
    assert_non_null(host);
    assert_string_equal(host_source(host), "captured");
    assert_string_equal(text_of_fact(host, "system/platform"), "linux");
    assert_string_equal(text_of_fact(host, "file/etc/os-release"), "ID=debian\nVERSION_ID=\"12\"\n");
    assert_int_equal(host_ask(host, "file/etc/passwd")->state, FACT_ABSENT);
    assert_true(host_holds(host, "file"));
    host_free(host);
}

static void more_than_65535_entries_are_a_bundle_too(void **state)
{
    struct error error = { "" };
    struct host *host;

    (void)state;
    make_bundle(path, &(struct made_bundle){ .facts = 66000 });
    host = host_open_bundle(path, &error);
    assert_string_equal(error.text, "");
    assert_string_equal(text_of_fact(host, "file/etc/many/65999"), "x\n");
    host_free(host);
}

static void exactly_65535_entries_have_no_long_end_record(void **state)
{
    struct error error = { "" };
    struct host *host;

    (void)state;
    make_bundle(path, &(struct made_bundle){ .facts = 65535 - 5 });
    host = host_open_bundle(path, &error);
    assert_string_equal(error.text, "");
    host_free(host);
}

/* A zip of one entry of its own, and what its two headers say of it; then it is spoilt. */
static void put(struct text *out, unsigned long long number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        text_append_char(out, (char)(number >> 8 * i & 255));
}

/* What differs from a good zip of one stored entry; zero: nothing. */
struct lie {
    const char *name, *local_name; /* manifest.json; the same */
    unsigned long method, flags, size, packed, attributes, at;
    int more; /* entries, says the end record */
    const char *before, *between, *behind, *comment;
    const char *expected;
    bool is_twice;
};

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static const char *name_of(const struct lie *lie)
{
    return lie->name != NULL ? lie->name : "manifest.json";
}

static void put_local(struct text *out, const struct lie *lie)
{
    const char *name = lie->local_name != NULL ? lie->local_name : name_of(lie);

    text_append(out, "PK\3\4");
    put(out, lie->method == 8 ? 20 : 10, 2);
    put(out, lie->flags, 2);
    put(out, lie->method, 2);
    put(out, 0x21 << 16, 4);
    put(out, 0, 4);
    put(out, lie->packed > 0 ? lie->packed : 2, 4);
    put(out, lie->size > 0 ? lie->size : 2, 4);
    put(out, strlen(name), 2);
    put(out, 0, 2);
    text_append(out, name);
    text_append(out, "{}");
}

static void put_central(struct text *out, const struct lie *lie, unsigned long at)
{
    text_append(out, "PK\1\2");
    put(out, 0x033f, 2);
    put(out, lie->method == 8 ? 20 : 10, 2);
    put(out, lie->flags, 2);
    put(out, lie->method, 2);
    put(out, 0x21 << 16, 4);
    put(out, 0, 4);
    put(out, lie->packed > 0 ? lie->packed : 2, 4);
    put(out, lie->size > 0 ? lie->size : 2, 4);
    put(out, strlen(name_of(lie)), 2);
    put(out, 0, 8);
    put(out, lie->attributes > 0 ? lie->attributes : 0100600u << 16, 4);
    put(out, at, 4);
    text_append(out, name_of(lie));
}

static void write_lie(const struct lie *lie)
{
    struct text out = { 0 };
    size_t begin, directory, second = 0;

    text_append(&out, or_empty(lie->before));
    begin = out.size + lie->at;
    put_local(&out, lie);
    if (lie->is_twice) {
        second = out.size;
        put_local(&out, lie);
    }
    text_append(&out, or_empty(lie->between));
    directory = out.size;
    put_central(&out, lie, begin);
    if (lie->is_twice)
        put_central(&out, lie, second);
    begin = out.size;
    text_append(&out, "PK\5\6");
    put(&out, 0, 4);
    put(&out, (unsigned long long)(1 + lie->more), 2);
    put(&out, (unsigned long long)(1 + lie->more), 2);
    put(&out, begin - directory, 4);
    put(&out, directory, 4);
    put(&out, strlen(or_empty(lie->comment)), 2);
    text_append(&out, or_empty(lie->comment));
    text_append(&out, or_empty(lie->behind));
    write_file(folder, "bundle.zip", text_of(&out), out.size);
    text_free(&out);
}

static bool take_all(void *context, const char *name, const char *bytes, size_t size)
{
    (void)context;
    (void)name;
    (void)bytes;
    (void)size;
    return true;
}

static void every_lie_of_a_zip_is_refused_in_one_sentence(void **state)
{
    static const struct lie lies[] = {
        { .expected = "damaged" }, /* the layout is right: its CRC is not */
        { .name = "../a", .expected = "not safe" },
        { .name = "..\\a", .expected = "not safe" },
        { .name = "a/../../b", .expected = "not safe" },
        { .name = "/etc/passwd", .expected = "not safe" },
        { .name = "//host/share", .expected = "not safe" },
        { .name = "C:a", .expected = "not safe" },
        { .name = ".", .expected = "not safe" },
        { .name = "", .expected = "name is empty" },
        { .name = "a/", .expected = "not safe" },
        { .name = "a//b", .expected = "not safe" },
        { .name = "file.txt:stream", .expected = "not safe" },
        { .name = "logs/CON", .expected = "not safe" },
        { .name = "logs/com1.txt", .expected = "not safe" },
        { .name = "a.", .expected = "not safe" },
        { .name = "a ", .expected = "not safe" },
        { .name = "a\x1b[2J", .expected = "not safe" },
        { .name = "a\xe2\x80\xaez", .expected = "not safe" },
        { .name = "a\xff", .expected = "not safe" },
        { .local_name = "manifest.jsoN", .expected = "not the same" },
        { .flags = 1, .expected = "encrypted" },
        { .method = 14, .expected = "that we do not write" },
        { .method = 12, .expected = "that we do not write" },
        { .attributes = 0120777u << 16, .expected = "a link" },
        { .size = 3, .expected = "cannot have" },
        { .method = 8, .size = 0x7fffffff, .expected = "cannot have" },
        { .size = 2000000, .packed = 2000000, .expected = "not the same" },
        { .at = 4, .expected = "does not begin where" },
        { .before = "MZ", .expected = "Windows program" },
        { .before = "PK..", .expected = "does not begin where" },
        { .between = "x", .expected = "between" },
        { .behind = "x", .expected = "does not end" },
        { .comment = "PK", .expected = "does not end" },
        { .more = -1, .expected = "between" },
        { .more = 1, .expected = "more entries" },
        { .more = 60000, .expected = "more entries" },
        { .is_twice = true, .more = 1, .expected = "twice" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct error error = { "" };

        write_lie(&lies[i]);
        assert_false(archive_read(path, NULL, take_all, NULL, &error));
        if (strstr(error.text, lies[i].expected) == NULL)
            fail_msg("lie %zu (%s): said: %s", i, lies[i].expected, error.text);
        assert_null(strchr(error.text, '\x1b'));
    }
}

static void names_that_differ_only_in_case_are_twins(void **state)
{
    static const char *const files[][2] = { { "facts/file/a", "1" }, { "facts/file/A", "2" }, { NULL, NULL } };
    struct error error = { "" };

    (void)state;
    make_bundle(path, &(struct made_bundle){ .files = files });
    assert_null(host_open_bundle(path, &error));
    assert_non_null(strstr(error.text, "is there twice"));
}

static void what_is_no_bundle_is_refused_by_its_kind(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *said;
    } kinds[] = {
        { "\x1f\x8b\x08\0\0\0\0\0", 8, "is a gzip file" },
        { "7z\xbc\xaf\x27\x1c\0\4", 8, "is a 7-Zip archive" },
        { "\xfd"
          "7zXZ\0",
          6, "is an xz file" },
        { "BZh91AY", 7, "is a bzip2 file" },
        { "", 0, "is an empty file" },
        { "hello, this is a text", 21, "is no archive" },
        { "PK\3\4 cut off", 12, "is a zip, but no support bundle" },
        { "-----BEGIN CMS-----\n", 20, "openssl cms -decrypt" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct error error = { "" };

        write_file(folder, "bundle.zip", kinds[i].bytes, kinds[i].size);
        assert_null(host_open_bundle(path, &error));
        if (strstr(error.text, kinds[i].said) == NULL)
            fail_msg("%s: said: %s", kinds[i].said, error.text);
    }
}

static void a_zip_with_another_manifest_is_no_bundle(void **state)
{
    struct error error = { "" };

    (void)state;
    make_bundle(path, &(struct made_bundle){ .manifest = "{\"schema\":\"other/1\"}" });
    assert_null(host_open_bundle(path, &error));
    assert_non_null(strstr(error.text, "not of the schema healthcheck.bundle/1"));
}

static void a_bundle_cut_anywhere_is_refused(void **state)
{
    size_t size;
    unsigned char *bytes;

    (void)state;
    make_bundle(path, &(struct made_bundle){ 0 });
    bytes = bytes_of_file(path, &size);
    for (size_t cut = 0; cut < size; cut += cut + 200 < size ? 97 : 1) {
        struct error error = { "" };

        write_file(folder, "bundle.zip", (const char *)bytes, cut);
        assert_null(host_open_bundle(path, &error));
        assert_string_not_equal(error.text, "");
    }
    free(bytes);
}

static void a_pipe_or_a_device_does_not_hold_us(void **state)
{
    struct error error = { "" };
    char *pipe = text_format("%s/pipe", folder);

    (void)state;
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_null(host_open_bundle(pipe, &error));
    assert_non_null(strstr(error.text, "no regular file"));
    assert_null(host_open_bundle("/dev/zero", &error));
    assert_non_null(strstr(error.text, "no regular file"));
    free(pipe);
}

static void a_sparse_terabyte_is_refused_at_once(void **state)
{
    struct error error = { "" };
    FILE *file = fopen(path, "wb");

    (void)state;
    assert_non_null(file);
    assert_int_equal(fseeko(file, 1ll << 40, SEEK_SET), 0);
    fputs("PK\5\6", file);
    fclose(file);
    assert_null(host_open_bundle(path, &error));
    assert_string_not_equal(error.text, "");
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Where $HEALTHCHECK_CORPORA names a folder of archives that others made to break readers, those of libzip and yauzl. */
static void no_hostile_archive_of_others_is_taken_for_a_bundle(void **state)
{
    static const char *const corpora[] = { "libzip", "yauzl" };
    const char *given = getenv("HEALTHCHECK_CORPORA");
    size_t opened = 0;

    (void)state;
    for (size_t i = 0; given != NULL && i < sizeof corpora / sizeof corpora[0]; i++) {
        char *name = text_format("%s/%s", given, corpora[i]);
        DIR *directory = opendir(name);
        struct dirent *entry;

        while (directory != NULL && (entry = readdir(directory)) != NULL) {
            char *file = text_format("%s/%s", name, entry->d_name);
            struct error error = { "" };
            double begun = seconds();

            if (text_ends(file, ".zip")) {
                opened++;
                if (archive_read(file, NULL, take_all, NULL, &error))
                    fail_msg("%s was taken for a bundle", file);
                assert_string_not_equal(error.text, "");
                assert_true(seconds() - begun < 2);
            }
            free(file);
        }
        if (directory != NULL)
            closedir(directory);
        free(name);
    }
    if (opened == 0)
        SKIP_BECAUSE("hostile_archives", "no archives of others here (HEALTHCHECK_CORPORA names their folder)");
    print_message("%zu archives of others refused\n", opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_bundle_answers_as_the_machine_it_came_from, begin, end),
        cmocka_unit_test_setup_teardown(more_than_65535_entries_are_a_bundle_too, begin, end),
        cmocka_unit_test_setup_teardown(exactly_65535_entries_have_no_long_end_record, begin, end),
        cmocka_unit_test_setup_teardown(every_lie_of_a_zip_is_refused_in_one_sentence, begin, end),
        cmocka_unit_test_setup_teardown(names_that_differ_only_in_case_are_twins, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_bundle_is_refused_by_its_kind, begin, end),
        cmocka_unit_test_setup_teardown(a_zip_with_another_manifest_is_no_bundle, begin, end),
        cmocka_unit_test_setup_teardown(a_bundle_cut_anywhere_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_pipe_or_a_device_does_not_hold_us, begin, end),
        cmocka_unit_test_setup_teardown(a_sparse_terabyte_is_refused_at_once, begin, end),
        cmocka_unit_test(no_hostile_archive_of_others_is_taken_for_a_bundle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
