/* --keep-map: the owner can translate back, and nobody else. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle/keep_map.h"
#include "bundle/redact.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/thread.h"

static const unsigned char first_key[REDACT_KEY_SIZE] = { 1, 2, 3, 0xAB };

static char *content_of(const char *path)
{
    char why[FILE_WHY_SIZE] = "";
    struct text content = { 0 };

    assert_int_equal(file_read(path, 64 << 20, &content, why), FILE_READ);
    return text_take(&content);
}

static struct keep_map *open_map(const char *path, unsigned char key[REDACT_KEY_SIZE])
{
    struct error error = { "" };
    struct keep_map *map = keep_map_open(path, key, &error);

    assert_string_equal(error.text, "");
    assert_non_null(map);
    return map;
}

static void write_and_free(struct keep_map *map)
{
    struct error error = { "" };

    assert_true(keep_map_write(map, &error));
    keep_map_free(map);
}

/* `text` redacted with the map at `path`, which is written. */
static char *redact_with(const char *path, const char *text)
{
    static const char *const hosts[] = { "srv-build-07", NULL };
    struct redact_options options = { .level = REDACT_IDENTITY, .hosts = hosts };
    struct text out = { 0 };
    struct redactor *redactor;

    memcpy(options.key, first_key, sizeof first_key);
    options.map = open_map(path, options.key);
    redactor = redactor_new(&options);
    assert_true(redact(redactor, text, strlen(text), &out, NULL));
    redactor_free(redactor);
    write_and_free(options.map);
    return text_take(&out);
}

static void each_pseudonym_stands_once_beside_its_value(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/map", folder);
    char *out = redact_with(path, "srv-build-07 up\nSRV-BUILD-07 mail jane.roe@contoso.com\npassword=Tr0ub4dor&3xyz srv-build-07\n"),
         *map = content_of(path);
    char *name = memchr(out, ' ', 40) != NULL ? text_format("%.*s\t", (int)strcspn(out, " "), out) : NULL, *line;
    struct stat found;

    (void)state;
    assert_int_equal(strncmp(map, "# healthcheck keep-map 1 secret_key=010203ab", 44), 0);
    assert_non_null(line = strstr(map, name));
    assert_int_equal(strncmp(line + strlen(name), "SRV-BUILD-07\n", 13), 0);
    assert_null(strstr(line + 1, name));
    assert_non_null(strstr(map, "\tjane.roe@contoso.com\n"));
    assert_null(strstr(map, "Tr0ub4dor"));
    assert_null(strstr(map, "secret-"));
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    free(name);
    free(map);
    free(out);
    free(path);
    remove_folder(folder);
}

static void a_second_bundle_has_the_same_names_and_the_map_grows(void **state)
{
    unsigned char other[REDACT_KEY_SIZE] = { 9 };
    char *folder = make_folder(), *path = text_format("%s/map", folder), *first, *second, *map;

    (void)state;
    first = redact_with(path, "srv-build-07");
    keep_map_free(open_map(path, other));
    assert_memory_equal(other, first_key, sizeof other);
    second = redact_with(path, "srv-build-07 jane.roe@contoso.com");
    assert_int_equal(strncmp(first, second, strlen(first)), 0);
    map = content_of(path);
    assert_non_null(strstr(map, "\tsrv-build-07\n"));
    assert_non_null(strstr(map, "\tjane.roe@contoso.com\n"));
    free(map);
    free(first);
    free(second);
    free(path);
    remove_folder(folder);
}

static void assert_refused(const char *path, const char *part)
{
    unsigned char key[REDACT_KEY_SIZE] = { 0 };
    struct error error = { "" };

    assert_null(keep_map_open(path, key, &error));
    assert_non_null(strstr(error.text, part));
}

static void a_map_that_others_could_have_touched_is_refused(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/map", folder), *link = text_format("%s/link", folder);
    static const char no_map[] = "host-02c1d4\tsrv\n",
                      bad[] = "# healthcheck keep-map 1 secret_key=0000000000000000000000000000000000000000000000000000000000000000\nno tab\n";

    (void)state;
    free(redact_with(path, "srv-build-07"));
    assert_int_equal(symlink(path, link), 0);
    assert_refused(link, "link");
    assert_int_equal(chmod(path, 0640), 0);
    assert_refused(path, "by others");
    assert_int_equal(chmod(path, 0600), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown(path, 1, 1), 0);
        assert_refused(path, "another user");
        assert_int_equal(chown(path, 0, 0), 0);
    }
    assert_refused(folder, "no regular file");
    write_file(folder, "map", no_map, sizeof no_map - 1);
    assert_refused(path, "first line");
    write_file(folder, "map", bad, sizeof bad - 1);
    assert_refused(path, "line 2");
    free(link);
    free(path);
    remove_folder(folder);
}

static void what_a_line_cannot_hold_is_escaped(void **state)
{
    unsigned char key[REDACT_KEY_SIZE] = { 1 };
    char *folder = make_folder(), *path = text_format("%s/map", folder), *map;
    struct keep_map *made = open_map(path, key);

    (void)state;
    keep_map_tell(made, "hidden-1", 8, "a\tb\nc\\\x01", 7);
    write_and_free(made);
    write_and_free(open_map(path, key));
    map = content_of(path);
    assert_non_null(strstr(map, "\nhidden-1\ta\\tb\\nc\\\\\\x01\n"));
    free(map);
    free(path);
    remove_folder(folder);
}

static void too_many_names_are_told(void **state)
{
    unsigned char key[REDACT_KEY_SIZE] = { 1 };
    char *folder = make_folder(), *path = text_format("%s/map", folder), *map;
    struct keep_map *made = open_map(path, key);

    (void)state;
    for (int i = 0; i < 100000; i++) {
        char name[32];
        int size = snprintf(name, sizeof name, "host-%d", i);

        keep_map_tell(made, name, (size_t)size, name, (size_t)size);
    }
    assert_false(keep_map_is_full(made));
    keep_map_tell(made, "more", 4, "more", 4);
    assert_true(keep_map_is_full(made));
    write_and_free(made);
    map = content_of(path);
    assert_non_null(strstr(map, "\n# full: "));
    free(map);
    free(path);
    remove_folder(folder);
}

static void tell_many(void *map)
{
    for (int i = 0; i < 5000; i++) {
        char name[32];
        int size = snprintf(name, sizeof name, "host-%d", i % 500);

        keep_map_tell(map, name, (size_t)size, i % 2 == 0 ? "HOST" : "host", 4);
    }
}

static void threads_tell_at_once_and_the_file_is_the_same(void **state)
{
    char *folder = make_folder(), *maps[2];

    (void)state;
    for (int round = 0; round < 2; round++) {
        unsigned char key[REDACT_KEY_SIZE] = { 1 };
        char *path = text_format("%s/map%d", folder, round);
        struct keep_map *made = open_map(path, key);
        struct thread *threads[4];

        for (int i = 0; i < 4; i++)
            threads[i] = thread_start(tell_many, made);
        for (int i = 0; i < 4; i++)
            thread_join(threads[i]);
        write_and_free(made);
        maps[round] = content_of(path);
        free(path);
    }
    assert_string_equal(maps[0], maps[1]);
    free(maps[0]);
    free(maps[1]);
    remove_folder(folder);
}

/* The folder it lies in may be collected. */
static void its_key_never_goes_into_a_bundle(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/map", folder), *map, *out;

    (void)state;
    free(redact_with(path, "srv-build-07"));
    map = content_of(path);
    out = redact_with(path, map);
    assert_null(strstr(out, "010203ab"));
    free(out);
    free(map);
    free(path);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pseudonym_stands_once_beside_its_value),
        cmocka_unit_test(a_second_bundle_has_the_same_names_and_the_map_grows),
        cmocka_unit_test(a_map_that_others_could_have_touched_is_refused),
        cmocka_unit_test(what_a_line_cannot_hold_is_escaped),
        cmocka_unit_test(too_many_names_are_told),
        cmocka_unit_test(threads_tell_at_once_and_the_file_is_the_same),
        cmocka_unit_test(its_key_never_goes_into_a_bundle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
