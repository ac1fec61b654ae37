/* Files as plain text: Windows' logs, rotated ones, and what is no text at all. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "bundle/feed.h"

enum { MIB = 1 << 20 };

/* Gives a text in pieces of `step` bytes. */
struct feed_in_steps {
    struct feed feed;
    struct text text;
    size_t at, step;
};

static long long read_step(struct feed *feed, char *buffer, size_t size)
{
    struct feed_in_steps *own = (struct feed_in_steps *)feed;
    size_t left = own->text.size - own->at;

    size = size < own->step ? size : own->step;
    size = size < left ? size : left;
    memcpy(buffer, text_of(&own->text) + own->at, size);
    own->at += size;
    return (long long)size;
}

static void close_steps(struct feed *feed)
{
    text_free(&((struct feed_in_steps *)feed)->text);
    free(feed);
}

/* What comes out when `bytes` go in, `step` at a time; `why` is told unless NULL. */
static struct text plain_in_steps(const char *bytes, size_t size, size_t step, unsigned long long most, char why[256])
{
    struct feed_in_steps *own = calloc(1, sizeof *own);
    struct text out = { 0 };
    struct feed *plain;
    static char buffer[65536];
    size_t room = step < sizeof buffer ? step : sizeof buffer;
    long long got;

    own->feed = (struct feed){ .read = read_step, .close = close_steps, .most = size };
    own->step = step;
    text_append_bytes(&own->text, bytes, size);
    plain = feed_plain(&own->feed, most);
    while ((got = plain->read(plain, buffer, room)) > 0)
        text_append_bytes(&out, buffer, (size_t)got);
    assert_true(out.size <= plain->most || plain->why[0] != '\0');
    assert_true((got < 0) == (plain->why[0] != '\0'));
    if (why != NULL)
        memcpy(why, plain->why, 256);
    else
        assert_string_equal(plain->why, "");
    feed_close(plain);
    return out;
}

static void assert_plain(const char *bytes, size_t size, const char *expected)
{
    static const size_t steps[] = { 1, 2, 3, 5, 16384, 1 << 20 };

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct text out = plain_in_steps(bytes, size, steps[i], 1u << 30, NULL);

        assert_string_equal(text_of(&out), expected);
        assert_int_equal(out.size, strlen(expected));
        text_free(&out);
    }
}

static void assert_left_out(const char *bytes, size_t size, const char *expected_why)
{
    char why[256];
    struct text out = plain_in_steps(bytes, size, MIB, 1u << 30, why);

    assert_int_equal(out.size, 0);
    assert_string_equal(why, expected_why);
    text_free(&out);
}

static struct text wide(const char *utf8, bool is_big)
{
    struct text out = { 0 };

    text_append_utf16le(&out, utf8, strlen(utf8));
    for (size_t i = 0; is_big && i + 1 < out.size; i += 2) {
        char low = out.data[i];

        out.data[i] = out.data[i + 1];
        out.data[i + 1] = low;
    }
    return out;
}

static struct text packed(const char *bytes, size_t size)
{
    z_stream stream = { 0 };
    struct text out = { 0 };
    size_t room = compressBound(size) + 100;
    char *buffer = malloc(room);

    deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = (unsigned char *)bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = (unsigned char *)buffer;
    stream.avail_out = (unsigned)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    text_append_bytes(&out, buffer, stream.total_out);
    deflateEnd(&stream);
    free(buffer);
    return out;
}

static void text_stays_as_it_is(void **state)
{
    static const char log[] = "2026-11-02 one line\twith a tab\r\n\033[31mred\033[0m caf\xC3\xA9, and caf\xE9 of a code page\n";

    (void)state;
    assert_plain(log, strlen(log), log);
    assert_plain("", 0, "");
    assert_plain("x", 1, "x");
    assert_plain("\xEF\xBB\xBFmarked", 9, "marked");
}

static void windows_logs_become_utf8(void **state)
{
    const char *log = "MpCmdRun: Command Line: \"MpCmdRun.exe\" -SignatureUpdate \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 end\r\nStart Time: Mon\r\n";

    (void)state;
    for (int is_big = 0; is_big <= 1; is_big++) {
        struct text bare = wide(log, is_big != 0), marked = { 0 };

        assert_plain(bare.data, bare.size, log);
        text_append_bytes(&marked, is_big != 0 ? "\xFE\xFF" : "\xFF\xFE", 2);
        text_append_bytes(&marked, bare.data, bare.size);
        assert_plain(marked.data, marked.size, log);
        text_free(&bare);
        text_free(&marked);
    }
}

static void half_a_character_is_told_as_one_that_is_not_known(void **state)
{
    (void)state;
    assert_plain("\xFF\xFE"
                 "a\0b\0c\0\x3D\xD8",
                 10, "abc\xEF\xBF\xBD");
    assert_plain("\xFF\xFE"
                 "a\0b\0\x00\xDC"
                 "c\0",
                 10,
                 "ab\xEF\xBF\xBD"
                 "c");
    assert_plain("\xFF\xFE"
                 "a\0b\0c\0d",
                 9, "abc");
}

static void nuls_and_controls_are_dropped(void **state)
{
    struct text log = { 0 };

    (void)state;
    for (int i = 0; i < 50; i++)
        text_append(&log, "an ordinary line of a log\n");
    text_append_bytes(&log, "pass\0word\x01=x\b\n", 15);
    /* What a power cut leaves. */
    for (int i = 0; i < 5000; i++)
        text_append_char(&log, '\0');
    text_append(&log, "and on it goes\n");
    {
        struct text out = plain_in_steps(log.data, log.size, 4096, MIB, NULL);

        assert_non_null(strstr(text_of(&out), "password=x\nand on it goes\n"));
        text_free(&out);
    }
    text_free(&log);
}

static void what_is_no_text_is_left_out(void **state)
{
    struct text noise = { 0 };
    unsigned random = 12345;
    size_t size;
    char *program;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        random = random * 1103515245 + 12345;
        text_append_char(&noise, (char)(random >> 16));
    }
    assert_left_out(noise.data, noise.size, "binary; left out");
    assert_left_out("PK\3\4 and so on", 14, "binary; left out");
    assert_left_out("SQLite format 3\0 CREATE TABLE", 29, "binary; left out");
    assert_left_out("LPKSHHRH", 8, "binary; left out");
    program = read_project_file("tests/data/pe_version/SOURCE", &size);
    assert_plain(program, size, program);
    free(program);
    text_free(&noise);
}

static void a_log_that_becomes_noise_ends_there(void **state)
{
    struct text log = { 0 }, out;
    unsigned random = 99;
    char why[256];

    (void)state;
    while (log.size < 40960)
        text_append(&log, "an ordinary line of a log 00000\n");
    for (int i = 0; i < 20000; i++) {
        random = random * 1103515245 + 12345;
        text_append_char(&log, (char)(random >> 16));
    }
    out = plain_in_steps(log.data, log.size, 8192, MIB, why);
    assert_non_null(strstr(why, "binary from byte 4"));
    assert_true(out.size < 40960 + 1024);
    text_free(&out);
    text_free(&log);
}

/* A log of `good` bytes, `noise` bytes that are none, and a log again. */
static struct text broken_log(size_t good, size_t noise)
{
    struct text log = { 0 };
    unsigned random = 99;

    while (log.size < good)
        text_append_format(&log, "an ordinary line of a log %05zu\n", log.size / 32);
    log.size = good;
    for (size_t i = 0; i < noise; i++) {
        random = random * 1103515245 + 12345;
        text_append_char(&log, (char)(random >> 16));
    }
    for (int i = 0; i < 300; i++)
        text_append(&log, "and on it goes, as if nothing were\n");
    return log;
}

/* A pipe or a slow disk gives as little as it likes, and what is left of a block may be a byte. */
static void it_is_noise_however_little_comes_at_once(void **state)
{
    static const size_t steps[] = { 1, 7, 511, 512, 4096, 5000, 65536, MIB }, places[] = { 16384, 20000, 40959 }, sizes[] = { 0, 3000, 20000 };

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0] * 3; i++) {
        struct text log = broken_log(places[i / 3], sizes[i % 3]), expected = { 0 };
        char expected_why[256] = "";

        for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++) {
            char why[256];
            struct text out = plain_in_steps(log.data, log.size, steps[j], MIB, why);

            if (j == 0) {
                assert_true((strstr(why, "binary from byte") != NULL) == (i % 3 > 0));
                assert_true(out.size >= places[i / 3] - 4096);
                expected = out;
                memcpy(expected_why, why, sizeof why);
                continue;
            }
            assert_string_equal(why, expected_why);
            assert_int_equal(out.size, expected.size);
            assert_memory_equal(out.data, expected.data, out.size);
            text_free(&out);
        }
        text_free(&expected);
        text_free(&log);
    }
}

static void rotated_logs_are_opened(void **state)
{
    struct text log = packed("one line\n", 9), second = packed("another\n", 8), nested = packed(log.data, log.size);
    struct text empty = packed("", 0);

    (void)state;
    assert_plain(log.data, log.size, "one line\n");
    assert_plain(empty.data, empty.size, "");
    assert_plain(nested.data, nested.size, "one line\n");
    text_append_bytes(&log, second.data, second.size);
    text_append_bytes(&log, "\0\0\0\0", 4);
    assert_plain(log.data, log.size, "one line\nanother\n");
    text_free(&log);
    text_free(&second);
    text_free(&nested);
    text_free(&empty);
}

static void a_rotated_log_in_utf16_is_both(void **state)
{
    struct text bare = wide("Start Time: Mon\r\n", false), both = packed(bare.data, bare.size);

    (void)state;
    assert_plain(both.data, both.size, "Start Time: Mon\r\n");
    text_free(&bare);
    text_free(&both);
}

static void half_a_gzip_file_gives_its_half(void **state)
{
    struct text log = { 0 }, half, out;
    char why[256];

    (void)state;
    for (int i = 0; i < 20000; i++)
        text_append_format(&log, "line %d of a log\n", i * 7919 % 10007);
    half = packed(log.data, log.size);
    out = plain_in_steps(half.data, half.size / 2, 4096, MIB * 64, why);
    assert_string_equal(why, "the gzip file ends in its middle");
    assert_true(out.size > log.size / 4);
    assert_memory_equal(out.data, log.data, out.size);
    text_free(&out);
    half.data[half.size / 2] ^= 0x55;
    half.data[half.size / 2 + 1] ^= 0x55;
    out = plain_in_steps(half.data, half.size, 4096, MIB * 64, why);
    assert_string_equal(why, "the gzip file is damaged");
    text_free(&out);
    text_free(&half);
    text_free(&log);
}

static void a_bomb_does_not_go_off(void **state)
{
    char *blanks = malloc(64 * MIB), why[256];
    struct text bomb, out;

    (void)state;
    memset(blanks, ' ', 64 * MIB);
    bomb = packed(blanks, 64 * MIB);
    out = plain_in_steps(bomb.data, bomb.size, 512, 1u << 30, why);
    assert_string_equal(why, "cut: a hundred times of what the gzip file holds came out of it");
    assert_true(out.size <= 8 * MIB);
    text_free(&out);
    out = plain_in_steps(bomb.data, bomb.size, 4096, 12345, why);
    assert_string_equal(why, "cut: more comes out of the gzip file than is kept");
    assert_int_equal(out.size, 12345);
    text_free(&out);
    text_free(&bomb);
    free(blanks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_as_it_is),
        cmocka_unit_test(windows_logs_become_utf8),
        cmocka_unit_test(half_a_character_is_told_as_one_that_is_not_known),
        cmocka_unit_test(nuls_and_controls_are_dropped),
        cmocka_unit_test(what_is_no_text_is_left_out),
        cmocka_unit_test(a_log_that_becomes_noise_ends_there),
        cmocka_unit_test(it_is_noise_however_little_comes_at_once),
        cmocka_unit_test(rotated_logs_are_opened),
        cmocka_unit_test(a_rotated_log_in_utf16_is_both),
        cmocka_unit_test(half_a_gzip_file_gives_its_half),
        cmocka_unit_test(a_bomb_does_not_go_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
