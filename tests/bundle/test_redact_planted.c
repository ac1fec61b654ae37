/* Nothing that was planted leaves: every kind of secret and identity in every encoding, as content, as a name, and across cuts. */
#include "tests/support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bundle/blocks.h"
#include "bundle/feed.h"
#include "bundle/pseudonym.h"
#include "bundle/redact.h"
#include "tests/bundle/planted.h"

static struct planted_names names;
static struct redactor *redactor;

/* PLANTED_SEED repeats a run. */
static int begin(void **state)
{
    const char *given = getenv("PLANTED_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    static const char *users[2], *hosts[2], *domains[2];
    struct redact_options options = { .level = REDACT_IDENTITY, .users = users, .hosts = hosts, .domains = domains };

    (void)state;
    print_message("PLANTED_SEED=%" PRIu64 "\n", seed);
    planted_seed(seed);
    names = planted_names_make();
    users[0] = names.user;
    hosts[0] = names.host;
    domains[0] = names.domain;
    for (size_t i = 0; i < sizeof options.key; i++)
        options.key[i] = (unsigned char)planted_random(256);
    redactor = redactor_new(&options);
    return 0;
}

static int end(void **state)
{
    (void)state;
    redactor_free(redactor);
    return 0;
}

/* What a bundle does with a file: plain text, cut into blocks of this size, redacted. */
static void through(struct text *file, size_t block, struct text *out)
{
    struct feed *feed = feed_plain(feed_text(file), 1u << 30);
    struct text held = { 0 };
    char *buffer = malloc(block);
    bool is_end = false;

    while (!is_end || held.size > 0) {
        long long got = is_end ? 0 : feed->read(feed, buffer, block);
        bool is_opaque;
        size_t cut;

        is_end = got <= 0;
        text_append_bytes(&held, buffer, got > 0 ? (size_t)got : 0);
        if (held.size == 0 || (!is_end && held.size < block))
            continue;
        cut = block_cut(held.data, held.size, is_end, &is_opaque);
        if (!is_opaque)
            assert_true(redact(redactor, held.data, cut, out, NULL));
        memmove(held.data, held.data + cut, held.size - cut);
        held.size -= cut;
    }
    free(buffer);
    text_free(&held);
    feed_close(feed);
}

static void show_leak(const struct planted *planted, const char *encoding, const char *how, const struct text *out)
{
    print_message("LEAK %s in %s, seen as %s\n  value %s\n", planted->name, encoding, how, text_of(&planted->value));
    if (getenv("PLANTED_SHOW") != NULL)
        print_message("  text  %s\n  out   %s\n", text_of(&planted->text), text_of(out));
}

static const char *leak_of(const struct planted *planted, const struct text *out)
{
    return planted_leak(planted, text_of(out), out->size);
}

static void nothing_planted_is_in_what_leaves(void **state)
{
    size_t leaks = 0, cases = 0;

    (void)state;
    for (size_t kind = 0; kind < planted_kind_count(); kind++)
        for (size_t encoding = 0; encoding < planted_encoding_count(); encoding++) {
            struct planted planted = planted_make(kind, &names);
            struct text file = { 0 }, out = { 0 };
            const char *how;

            planted_write(&planted, encoding, &file);
            through(&file, 1u << 20, &out);
            how = leak_of(&planted, &out);
            if (how != NULL)
                show_leak(&planted, planted_encoding_name(encoding), how, &out);
            if (strstr(text_of(&out), "activities") == NULL)
                fail_msg("the lines around it are gone: %s", text_of(&out));
            leaks += how != NULL;
            cases++;
            text_free(&out);
            planted_free(&planted);
        }
    print_message("%zu kinds in %zu encodings: %zu cases, %zu leaks\n", planted_kind_count(), planted_encoding_count(), cases, leaks);
    assert_int_equal(leaks, 0);
}

/* A cache file named after its address, a path with a user in it. */
static void nothing_planted_is_in_a_name(void **state)
{
    size_t leaks = 0;

    (void)state;
    for (size_t kind = 0; kind < planted_kind_count(); kind++)
        for (size_t encoding = 0; encoding < planted_encoding_count(); encoding++) {
            struct planted planted = planted_make(kind, &names);
            struct text name = { 0 }, out = { 0 };
            const char *word = planted_encoding_name(encoding), *how;
            char *left;

            if (!planted_encoding_is_of_file(encoding)) {
                planted_write(&planted, encoding, &name);
                left = redact_name(redactor, text_of(&name), NULL);
                text_append(&out, left != NULL ? left : "");
                how = leak_of(&planted, &out);
                if (how != NULL)
                    show_leak(&planted, word, how, &out);
                leaks += how != NULL;
                free(left);
            }
            text_free(&name);
            text_free(&out);
            planted_free(&planted);
        }
    assert_int_equal(leaks, 0);
}

/* Small blocks put the cut everywhere. */
static void a_cut_lets_nothing_out(void **state)
{
    size_t leaks = 0;

    (void)state;
    for (size_t kind = 0; kind < planted_kind_count(); kind++)
        for (size_t block = 1100; block < 1400; block += 7) {
            struct planted planted = planted_make(kind, &names);
            struct text file = { 0 }, out = { 0 };
            const char *how;

            for (int line = 0; line < 15; line++)
                text_append(&file, "Nov  2 10:00:00 systemd[1]: Starting Daily apt upgrade and clean activities...\n");
            planted_write(&planted, 0, &file);
            through(&file, block, &out);
            how = leak_of(&planted, &out);
            if (how != NULL)
                show_leak(&planted, "a cut block", how, &out);
            leaks += how != NULL;
            text_free(&out);
            planted_free(&planted);
        }
    assert_int_equal(leaks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_planted_is_in_what_leaves),
        cmocka_unit_test(nothing_planted_is_in_a_name),
        cmocka_unit_test(a_cut_lets_nothing_out),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
