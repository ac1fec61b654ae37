/* Cutting a text: redacted in pieces it reads as redacted whole, wherever the cuts fall. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/blocks.h"
#include "bundle/redact.h"

static struct redactor *make_redactor(void)
{
    static const char *const users[] = { "jane.roe", NULL }, *const hosts[] = { "srv-build-07", NULL };

    return redactor_new(&(struct redact_options){ .level = REDACT_IDENTITY, .key = { 7 }, .users = users, .hosts = hosts });
}

/* As the pipeline reads: blocks are filled up to `block` bytes, and what does not belong to one begins the next. */
static void redact_in_blocks(const struct redactor *redactor, const struct text *whole, size_t block, struct text *out)
{
    for (size_t at = 0; at < whole->size;) {
        size_t left = whole->size - at, size = left < block ? left : block;
        bool is_opaque;

        size = block_cut(whole->data + at, size, size == left, &is_opaque);
        assert_true(size > 0);
        assert_false(is_opaque);
        assert_true(redact(redactor, whole->data + at, size, out, NULL));
        at += size;
    }
}

static void assert_same_in_blocks(const struct text *whole, size_t least, size_t most)
{
    struct redactor *redactor = make_redactor();
    struct text expected = { 0 };

    assert_true(redact(redactor, whole->data, whole->size, &expected, NULL));
    assert_null(strstr(expected.data, "jane.roe"));
    assert_null(strstr(expected.data, "Tr0ub4dor"));
    assert_null(strstr(expected.data, "srv-build-07"));
    assert_null(strstr(expected.data, "MIIEvQIBADANBgkqhkiG9w0BAQEF"));
    assert_null(strstr(expected.data, "dXNlciBqYW5lLnJvZSBsb2dnZWQ"));
    for (size_t block = least; block < most; block++) {
        struct text out = { 0 };

        redact_in_blocks(redactor, whole, block, &out);
        if (out.size != expected.size || memcmp(out.data, expected.data, out.size) != 0) {
            size_t at = 0;

            while (at < out.size && out.data[at] == expected.data[at])
                at++;
            fail_msg("blocks of %zu: %.80s\ninstead of\n%.80s", block, out.data + (at > 20 ? at - 20 : 0), expected.data + (at > 20 ? at - 20 : 0));
        }
        text_free(&out);
    }
    text_free(&expected);
    redactor_free(redactor);
}

static void add_log(struct text *text, int lines, const char *end)
{
    for (int i = 0; i < lines; i++)
        text_append_format(text, "2026-11-21T07:%02d:%02dZ srv-build-07 mdatp[%d]: user jane.roe from 10.20.%d.%d opened /home/jane.roe/a b%s",
                           i % 60, i * 7 % 60, 100 + i, i % 250, i * 13 % 250, end);
}

static void add_base64(struct text *text, int lines, const char *end)
{
    for (int i = 0; i < lines; i++)
        text_append_format(text, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9U%03d%s", i, end);
}

static void blocks_of_a_log(void **state)
{
    struct text text = { 0 };

    (void)state;
    add_log(&text, 40, "\n");
    assert_same_in_blocks(&text, 300, 1500);
    text_free(&text);
}

static void secrets_of_several_lines(void **state)
{
    struct text text = { 0 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        add_log(&text, 6, "\n");
        text_append(&text, "-----BEGIN PRIVATE KEY-----\n");
        add_base64(&text, 6, "\n");
        text_append(&text, "-----END PRIVATE KEY-----\n");
        add_log(&text, 5, "\n");
        text_append(&text, "db:\n  password: |\n    Tr0ub4dor3xyzzy\n  host: srv-build-07\n");
        add_log(&text, 5, "\n");
        text_append(&text, "client_secret:\n  Q2xpZW50U2VjcmV0MTIz\nuser jane.roe\n");
    }
    assert_same_in_blocks(&text, 1700, 3000);
    text_free(&text);
}

static void json_that_is_written_prettily(void **state)
{
    struct text text = { 0 };

    (void)state;
    text_append(&text, "[\n");
    for (int i = 0; i < 30; i++)
        text_append_format(
            &text,
            "  {\n    \"machine\": \"srv-build-07\",\n    \"password\":\n      \"Tr0ub4dor%dxyz\",\n    \"path\": \"C:\\\\Users\\\\jane.roe\\\\a\",\n"
            "    \"ip\": \"10.20.30.%d\"\n  },\n",
            i, i);
    text_append(&text, "  {}\n]\n");
    assert_same_in_blocks(&text, 900, 2200);
    text_free(&text);
}

static void line_ends_of_windows_and_letters_of_two_bytes(void **state)
{
    struct text text = { 0 };

    (void)state;
    for (int i = 0; i < 4; i++) {
        add_log(&text, 5, "\r\n");
        text_append(&text, "M\xC3\xBCller hei\xC3\x9Ft jane.roe \xE2\x82\xAC 10.1.2.3\r\npassword=\xC3\xA4Tr0ub4dor3xyz\r\n");
        text_append(&text, "-----BEGIN RSA PRIVATE KEY-----\r\n");
        add_base64(&text, 3, "\r\n");
        text_append(&text, "-----END RSA PRIVATE KEY-----\r\n");
    }
    assert_same_in_blocks(&text, 1200, 2200);
    text_free(&text);
}

static void base64_of_text_in_lines(void **state)
{
    /* "user jane.roe logged in from 10.20.30.40 at srv-build-07, password=Tr0ub4dor3xyz", 80 bytes, wrapped. */
    static const char wrapped[] = "dXNlciBqYW5lLnJvZSBsb2dnZWQgaW4gZnJvbSAxMC4yMC4zMC40MCBhdCBzcnYt\n"
                                  "YnVpbGQtMDcsIHBhc3N3b3JkPVRyMHViNGRvcjN4eXo=\n";
    struct text text = { 0 };

    (void)state;
    for (int i = 0; i < 12; i++) {
        add_log(&text, 3, "\n");
        text_append(&text, wrapped);
    }
    assert_same_in_blocks(&text, 700, 1800);
    text_free(&text);
}

static void one_line_without_end(void **state)
{
    struct text text = { 0 };

    (void)state;
    for (int i = 0; i < 120; i++)
        text_append_format(&text, "{\"host\":\"srv-build-07\",\"password\":\"Tr0ub4dor%dxyz\",\"ip\":\"10.20.30.%d\",\"who\":\"jane.roe\"},", i, i);
    assert_same_in_blocks(&text, 400, 1400);
    text_free(&text);
}

static void a_run_without_signs_is_left_out_to_its_end(void **state)
{
    char run[4096];
    bool is_opaque;

    (void)state;
    memset(run, 'x', sizeof run);
    assert_int_equal(block_cut(run, sizeof run, false, &is_opaque), sizeof run);
    assert_true(is_opaque);
    assert_int_equal(block_opaque_rest(run, sizeof run), sizeof run);
    run[100] = ' ';
    assert_int_equal(block_opaque_rest(run, sizeof run), 100);
    run[50] = '\n';
    assert_int_equal(block_opaque_rest(run, sizeof run), 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_a_log),
        cmocka_unit_test(secrets_of_several_lines),
        cmocka_unit_test(json_that_is_written_prettily),
        cmocka_unit_test(line_ends_of_windows_and_letters_of_two_bytes),
        cmocka_unit_test(base64_of_text_in_lines),
        cmocka_unit_test(one_line_without_end),
        cmocka_unit_test(a_run_without_signs_is_left_out_to_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
