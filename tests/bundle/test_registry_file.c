/* Registry facts that leave as one export read back as the same facts. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bundle/registry_blob.h"
#include "bundle/registry_file.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/host/registry_export.h"
#include "proxy/connection_settings.h"

static struct redactor *redactor;
static struct text missed;

static int set_up(void **state)
{
    static const struct redact_options options = { .level = REDACT_SECRETS, .key = "a key that only this test has" };

    (void)state;
    redactor = redactor_new(&options);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    redactor_free(redactor);
    text_free(&missed);
    return 0;
}

static void miss(void *context, const char *key, const char *why)
{
    (void)context;
    text_append_format(&missed, "%s: %s\n", key, why);
}

static void no_problem(void *context, size_t line, const char *problem)
{
    fail_msg("line %zu: %s: %s", line, problem, (const char *)context);
}

/* The facts, { key, text } with a type each, as a registry read back from the export. Free it. */
static struct registry *through_export(const struct fact *facts, size_t count)
{
    struct redactions counts = { { 0 } };
    struct registry_file *file = registry_file_new(redactor, &counts);
    struct registry *registry = registry_new();
    struct text export = { 0 };
    struct error error = { "" };

    text_free(&missed);
    for (size_t i = 0; i < count; i++)
        registry_file_add(file, &facts[i]);
    registry_file_write(file, &export, miss, NULL);
    if (!registry_export_read(registry, text_of(&export), export.size, no_problem, export.data, &error))
        fail_msg("%s", error.text);
    text_free(&export);
    registry_file_free(file);
    return registry;
}

static struct fact present(const char *key, enum fact_type type, const char *text)
{
    return (struct fact){ .state = FACT_PRESENT, .type = type, .key = key, .text = text, .size = strlen(text), .why = "" };
}

static void assert_answer(const struct registry *registry, const char *path, enum fact_type type, const char *text)
{
    struct answer answer = { 0 };

    registry_answer(registry, path, &answer);
    assert_int_equal(answer.state, FACT_PRESENT);
    if (path[strlen(path) - 1] != '/')
        assert_int_equal(answer.type, type);
    assert_string_equal(text_of(&answer.text), text);
    text_free(&answer.text);
}

static void every_type_reads_back_as_it_was(void **state)
{
    const struct fact facts[] = {
        present("registry/HKLM/SOFTWARE/X/Sz", FACT_SZ, "C:\\Program Files\\\"x\""),
        present("registry/HKLM/SOFTWARE/X/Empty", FACT_SZ, ""),
        present("registry/HKLM/SOFTWARE/X/Lines", FACT_SZ, "one\r\ntwo\ttabs"),
        present("registry/HKLM/SOFTWARE/X/Letters", FACT_SZ, "\xc3\xa4\xf0\x9f\x98\x80"),
        present("registry/HKLM/SOFTWARE/X/Expand", FACT_EXPAND_SZ, "%ProgramFiles%\\x"),
        present("registry/HKLM/SOFTWARE/X/Multi", FACT_MULTI_SZ, "one\ntwo\nthree"),
        present("registry/HKLM/SOFTWARE/X/NoLines", FACT_MULTI_SZ, ""),
        present("registry/HKLM/SOFTWARE/X/Dword", FACT_DWORD, "4294967295"),
        present("registry/HKLM/SOFTWARE/X/Qword", FACT_QWORD, "18446744073709551615"),
        present("registry/HKLM/SOFTWARE/X/None", FACT_NONE, ""),
        present("registry/HKLM/SOFTWARE/X/(Default)", FACT_SZ, "the default"),
        present("registry/HKLM/SOFTWARE/X/a%2Fb%25c", FACT_SZ, "a name with a slash"),
        present("registry/HKLM/SOFTWARE/A%2FB/n", FACT_SZ, "a key with a slash"),
    };
    struct registry *registry = through_export(facts, sizeof facts / sizeof facts[0]);

    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        assert_answer(registry, facts[i].key + strlen("registry/"), facts[i].type, facts[i].text);
    registry_free(registry);
}

static void the_list_of_a_key_reads_back_as_it_was(void **state)
{
    static const char list[] = "Empty/\nOther/\n(Default)\nBlob\nValue\n";
    const struct fact facts[] = {
        present("registry/HKLM/SOFTWARE/X/", FACT_TEXT, list),          present("registry/HKLM/SOFTWARE/X/Value", FACT_SZ, "text"),
        present("registry/HKLM/SOFTWARE/X/(Default)", FACT_SZ, "text"), present("registry/HKLM/SOFTWARE/X/Blob", FACT_BINARY, "00ff00ff"),
        present("registry/HKLM/SOFTWARE/X/Empty/", FACT_TEXT, ""),
    };
    struct registry *registry = through_export(facts, sizeof facts / sizeof facts[0]);

    (void)state;
    assert_answer(registry, "HKLM/SOFTWARE/X/", FACT_TEXT, list);
    assert_answer(registry, "HKLM/SOFTWARE/X/Empty/", FACT_TEXT, "");
    /* What nobody looked into is not empty, and a blob that nobody can read is not nothing. */
    assert_non_null(strstr(text_of(&missed), "registry/HKLM/SOFTWARE/X/Other/: not captured\n"));
    assert_non_null(strstr(text_of(&missed), "registry/HKLM/SOFTWARE/X/Blob: binary data"));
    assert_null(strstr(text_of(&missed), "Empty"));
    registry_free(registry);
}

static void a_secret_beside_its_name_goes_and_a_version_stays(void **state)
{
    const struct fact facts[] = {
        present("registry/HKLM/SOFTWARE/X/Password", FACT_SZ, "hunter2-and-more"),
        present("registry/HKLM/SOFTWARE/X/Version", FACT_SZ, "2.7.3.0"),
        present("registry/HKLM/SOFTWARE/X/ProxyServer", FACT_SZ, "http://user:topsecret@proxy.example:8080"),
    };
    struct registry *registry = through_export(facts, 3);
    struct answer answer = { 0 };

    (void)state;
    registry_answer(registry, "HKLM/SOFTWARE/X/Password", &answer);
    assert_int_equal(answer.state, FACT_PRESENT);
    assert_null(strstr(text_of(&answer.text), "hunter2"));
    text_free(&answer.text);
    registry_answer(registry, "HKLM/SOFTWARE/X/ProxyServer", &answer);
    assert_null(strstr(text_of(&answer.text), "topsecret"));
    assert_non_null(strstr(text_of(&answer.text), "@proxy.example:8080"));
    text_free(&answer.text);
    assert_answer(registry, "HKLM/SOFTWARE/X/Version", FACT_SZ, "2.7.3.0");
    registry_free(registry);
}

static void a_secret_goes_whatever_its_value_holds_besides(void **state)
{
    static const char *const values[] = { "hunter2\t",   "hunter2\r\n", "hunter2\nhunter2", "\x01hunter2", "first\r\nhunter2\r\n",
                                          "hun\x7fter2", "hunter2\xff" };
    static const enum fact_type types[] = { FACT_SZ, FACT_EXPAND_SZ, FACT_MULTI_SZ };
    static const char *const names[] = { "DB_PASSWORD", "Environment/DB_PASSWORD", "DB_PASSWORD/(Default)" };

    (void)state;
    for (size_t i = 0; i < 7 * 3 * 3; i++) {
        char *key = text_format("registry/HKLM/SYSTEM/Session Manager/%s", names[i % 3]);
        struct fact fact = present(key, types[i / 3 % 3], values[i / 9]);
        struct registry *registry = through_export(&fact, 1);
        struct answer answer = { 0 };

        registry_answer(registry, key + strlen("registry/"), &answer);
        assert_int_equal(answer.state, FACT_PRESENT);
        assert_null(strstr(text_of(&answer.text), "hun"));
        assert_null(strstr(text_of(&answer.text), "ter2"));
        text_free(&answer.text);
        registry_free(registry);
        free(key);
    }
}

static void a_key_over_several_lines_goes(void **state)
{
    const struct fact fact =
        present("registry/HKLM/SOFTWARE/X/Pem", FACT_MULTI_SZ,
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nhunter2hunter2hunter2hunter2hunt\n-----END PRIVATE KEY-----");
    struct registry *registry = through_export(&fact, 1);
    struct answer answer = { 0 };

    (void)state;
    registry_answer(registry, "HKLM/SOFTWARE/X/Pem", &answer);
    assert_int_equal(answer.state, FACT_PRESENT);
    assert_null(strstr(text_of(&answer.text), "hunter2"));
    text_free(&answer.text);
    registry_free(registry);
}

static void put_number(struct text *blob, unsigned long number)
{
    for (int shift = 0; shift < 32; shift += 8)
        text_append_char(blob, (char)(unsigned char)(number >> shift & 0xff));
}

static void put_string(struct text *blob, const char *string)
{
    put_number(blob, strlen(string));
    text_append(blob, string);
}

static char *to_hex(const struct text *bytes)
{
    struct text hex = { 0 };

    for (size_t i = 0; i < bytes->size; i++)
        text_append_format(&hex, "%02x", (unsigned)(unsigned char)bytes->data[i]);
    return text_take(&hex);
}

/* Redacted and read again by the reader that the program judges with. */
static void redact_and_read(const char *name, enum connection_kind kind, const struct text *blob, struct connection_settings *settings,
                            struct proxy_problems *problems)
{
    struct redactions counts = { { 0 } };
    struct text bytes = { 0 };
    char *hex = to_hex(blob);

    assert_true(registry_blob_is_known(name));
    assert_true(registry_blob_redact(redactor, name, hex, strlen(hex), &bytes, &counts));
    assert_true(connection_settings_read(settings, kind, (const unsigned char *)bytes.data, bytes.size, problems));
    text_free(&bytes);
    free(hex);
}

static void a_blob_of_proxy_settings_loses_its_password_and_keeps_its_form(void **state)
{
    struct proxy_problems problems = { 0 };
    struct connection_settings settings;
    struct text blob = { 0 };

    (void)state;
    put_number(&blob, 0x46);
    put_number(&blob, 7);
    put_number(&blob, 3);
    put_string(&blob, "http://user:topsecret@proxy.example:8080");
    put_string(&blob, "<local>;*.example");
    put_string(&blob, "http://wpad.example/proxy.pac");
    put_number(&blob, 1);
    put_string(&blob, "http://wpad.example/last.dat");
    for (int i = 0; i < 6; i++)
        put_number(&blob, 0);
    redact_and_read("DefaultConnectionSettings", CONNECTION_WININET, &blob, &settings, &problems);
    assert_int_equal(settings.version, 0x46);
    assert_int_equal(settings.counter, 7);
    assert_int_equal(settings.flags, 3);
    assert_null(strstr(settings.proxy, "topsecret"));
    assert_true(text_ends(settings.proxy, "@proxy.example:8080"));
    assert_string_equal(settings.bypass, "<local>;*.example");
    assert_string_equal(settings.auto_config_url, "http://wpad.example/proxy.pac");
    assert_string_equal(settings.last_known_good_url, "http://wpad.example/last.dat");
    assert_int_equal(problems.count, 0);
    connection_settings_free(&settings);
    proxy_problems_free(&problems);
    text_free(&blob);
}

static void a_length_beyond_the_end_still_is_one(void **state)
{
    struct proxy_problems problems = { 0 };
    struct connection_settings settings;
    struct text blob = { 0 };

    (void)state;
    put_number(&blob, 0x28);
    put_number(&blob, 0);
    put_number(&blob, 3);
    put_string(&blob, "proxy:8080");
    put_number(&blob, 1000);
    text_append(&blob, "<local>");
    redact_and_read("WinHttpSettings", CONNECTION_WINHTTP, &blob, &settings, &problems);
    assert_string_equal(settings.proxy, "proxy:8080");
    assert_int_equal(problems.count, 1);
    connection_settings_free(&settings);
    proxy_problems_free(&problems);
    text_free(&blob);
}

/* No reader says what it is, so that no name is known to be one. */
static void of_a_string_that_is_cut_only_its_lengths_go_in(void **state)
{
    struct redactions counts = { { 0 } };
    struct text blob = { 0 }, bytes = { 0 };
    char *hex;

    (void)state;
    put_number(&blob, 0x28);
    put_number(&blob, 0);
    put_number(&blob, 3);
    put_number(&blob, 1000);
    text_append(&blob, "proxy.fabrikam.example:8080");
    hex = to_hex(&blob);
    assert_true(registry_blob_redact(redactor, "WinHttpSettings", hex, strlen(hex), &bytes, &counts));
    assert_int_equal(bytes.size, blob.size);
    assert_memory_equal(bytes.data, blob.data, 16);
    assert_string_equal(bytes.data + 16, "xxxxxxxxxxxxxxxxxxxxxxxxxxx");
    text_free(&bytes);
    text_free(&blob);
    free(hex);
}

static void what_is_no_hex_is_no_blob(void **state)
{
    struct redactions counts = { { 0 } };
    struct text bytes = { 0 };

    (void)state;
    assert_false(registry_blob_redact(redactor, "WinHttpSettings", "18zz", 4, &bytes, &counts));
    assert_false(registry_blob_redact(redactor, "WinHttpSettings", "180", 3, &bytes, &counts));
    assert_int_equal(bytes.size, 0);
    assert_false(registry_blob_is_known("Password"));
    text_free(&bytes);
}

/* It is looked at with each line of its value: at its full length that took a minute for a megabyte. */
static void of_a_name_that_is_long_its_end_tells(void **state)
{
    enum { NAME = 16383 };
    static char key[NAME + 64] = "registry/HKLM/SOFTWARE/X/";
    size_t begin = strlen(key);
    struct fact fact = { .key = key, .state = FACT_PRESENT, .type = FACT_MULTI_SZ, .why = "" };
    struct redactions counts = { { 0 } };
    struct registry_file *file = registry_file_new(redactor, &counts);
    struct text lines = { 0 }, export = { 0 };
    clock_t before;

    (void)state;
    memset(key + begin, 'n', NAME);
    memcpy(key + begin + NAME - 8, "Password", 8);
    for (int i = 0; i < 20000; i++)
        text_append(&lines, "hunter22\n");
    fact.text = text_of(&lines);
    fact.size = lines.size;
    before = clock();
    registry_file_add(file, &fact);
    assert_true((clock() - before) / CLOCKS_PER_SEC < 10);
    registry_file_write(file, &export, miss, NULL);
    assert_null(strstr(text_of(&export), "68,00,75,00,6e,00,74,00,65,00,72,00"));
    registry_file_free(file);
    text_free(&lines);
    text_free(&export);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_reads_back_as_it_was),
        cmocka_unit_test(the_list_of_a_key_reads_back_as_it_was),
        cmocka_unit_test(a_secret_beside_its_name_goes_and_a_version_stays),
        cmocka_unit_test(a_secret_goes_whatever_its_value_holds_besides),
        cmocka_unit_test(a_key_over_several_lines_goes),
        cmocka_unit_test(a_blob_of_proxy_settings_loses_its_password_and_keeps_its_form),
        cmocka_unit_test(a_length_beyond_the_end_still_is_one),
        cmocka_unit_test(of_a_string_that_is_cut_only_its_lengths_go_in),
        cmocka_unit_test(what_is_no_hex_is_no_blob),
        cmocka_unit_test(of_a_name_that_is_long_its_end_tells),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
