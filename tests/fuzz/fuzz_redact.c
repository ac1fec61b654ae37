/* Any bytes through the redactor: it never crashes, comes to an end, and neither a key planted in the middle nor a word of the user's own
   rules is ever left. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/redact.h"
#include "bundle/user_rules.h"
#include "healthcheck/core/memory.h"

static const char *const users[] = { "alice", NULL }, *const hosts[] = { "ws-017", NULL }, *const domains[] = { "corp.example.net", NULL };
/* One is known by its place alone, one never. */
static const char *const more_hosts[] = { "ws-017", "vm", "localhost", NULL };

static const char own_rules[] = "word Project Falcon\n"
                                "regex \\bCASE-[0-9]{6}\\b\n"
                                "key customerId\n"
                                "keep 10.99.0.0/16\n"
                                "keep ws-017\n";
static const char own_word[] = "project falcon";

enum { MOST_PASSES = 16 };

/* Letters enough that no text has it by chance. */
static const char key[] = "ghp_Zq8XvT3mKp9LwR2nYc7HdJ4sBf6GtA1eUx05";

static struct redactor *redactor(enum redaction level)
{
    static struct redactor *of_level[2];

    if (of_level[level] == NULL) {
        struct redact_options options = {
            .level = level, .key = "a key of the tests, 32 bytes...", .users = users, .hosts = hosts, .domains = domains
        };

        of_level[level] = redactor_new(&options);
    }
    return of_level[level];
}

/* What a pseudonym leaves beside itself may only now look like a secret, in text like this; in a log the first pass is the last. IPv4
   addresses would have another pseudonym with each, so the later ones hide secrets alone. */
static void check_ends(const char *bytes, size_t size)
{
    struct text text = { 0 };
    bool is_done = false;

    text_append_bytes(&text, bytes, size);
    for (int pass = 0; pass < MOST_PASSES && !is_done; pass++) {
        struct text next = { 0 };

        assert(redact(redactor(pass == 0 ? REDACT_IDENTITY : REDACT_SECRETS), text_of(&text), text.size, &next, NULL));
        is_done = pass > 0 && next.size == text.size && memcmp(text_of(&next), text_of(&text), text.size) == 0;
        text_free(&text);
        text = next;
    }
    assert(is_done);
    text_free(&text);
}

static void check_planted(const char *bytes, size_t size)
{
    struct text text = { 0 }, left = { 0 };

    /* A fuzzer that has learnt the key plants it inside of other words. */
    for (size_t at = 0; at + 12 <= size; at++)
        if (memcmp(bytes + at, key + 4, 12) == 0)
            return;
    text_append_bytes(&text, bytes, size / 2);
    text_append(&text, "\n");
    text_append(&text, key);
    text_append(&text, "\n");
    text_append_bytes(&text, bytes + size / 2, size - size / 2);
    assert(redact(redactor(REDACT_IDENTITY), text.data, text.size, &left, NULL));
    for (size_t at = 0; at + sizeof key - 1 <= left.size; at++)
        assert(memcmp(left.data + at, key, sizeof key - 1) != 0);
    text_free(&left);
    text_free(&text);
}

static const struct redactor *redactor_with_rules(void)
{
    static struct redactor *kept;
    struct error error = { "" };
    struct redact_options options = {
        .level = REDACT_IDENTITY, .key = "a key of the tests, 32 bytes...", .users = users, .hosts = more_hosts, .domains = domains
    };

    if (kept == NULL) {
        options.rules = user_rules_read(own_rules, sizeof own_rules - 1, &error);
        assert(options.rules != NULL);
        redactor_free(redactor_new(&options));
        kept = redactor_new(&options);
    }
    return kept;
}

static bool holds_own_word(const char *bytes, size_t size)
{
    for (size_t at = 0, same; at + sizeof own_word - 1 <= size; at++) {
        for (same = 0; own_word[same] != '\0' && text_lower(bytes[at + same]) == own_word[same];)
            same++;
        if (own_word[same] == '\0')
            return true;
    }
    return false;
}

static void check_own_rules(const char *bytes, size_t size)
{
    const struct redactor *redactor = redactor_with_rules();
    struct redactions counts = { { 0 } };
    struct text text = { 0 }, left = { 0 }, host = { 0 };
    char *typed = memory_copy(bytes, size), *name = redact_name(redactor, typed, &counts);

    assert(name != NULL);
    assert(redact_host(redactor, bytes, size, &host));
    text_append_bytes(&text, bytes, size / 2);
    text_append(&text, "\nPROJECT Falcon\n");
    text_append_bytes(&text, bytes + size / 2, size - size / 2);
    assert(redact(redactor, text.data, text.size, &left, &counts));
    assert(!holds_own_word(left.data, left.size));
    for (size_t i = 0; i < REDACT_MOST_RULES; i++)
        assert(counts.by_rule[i] == 0 || redact_rule_name(redactor, i) != NULL);
    text_free(&host);
    text_free(&left);
    text_free(&text);
    free(name);
    free(typed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_ends((const char *)data, size);
    check_planted((const char *)data, size);
    check_own_rules((const char *)data, size);
    return 0;
}
