/* Any bytes through the redactor: it never crashes, comes to an end, and a key planted in the middle is never left. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "bundle/redact.h"

static const char *const users[] = { "alice", NULL }, *const hosts[] = { "ws-017", NULL }, *const domains[] = { "corp.example.net", NULL };

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_ends((const char *)data, size);
    check_planted((const char *)data, size);
    return 0;
}
