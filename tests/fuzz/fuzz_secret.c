/* Masking: what is masked stays as it is, and a password in an address never survives, whatever stands around it. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/secret.h"

static void assert_idempotent(const char *bytes, size_t size)
{
    struct text once = { 0 }, twice = { 0 };

    secret_mask(&once, bytes, size);
    secret_mask(&twice, text_of(&once), once.size);
    assert(once.size == twice.size && memcmp(text_of(&once), text_of(&twice), once.size) == 0);
    text_free(&once);
    text_free(&twice);
}

static bool holds(const char *bytes, size_t size, const char *text)
{
    for (size_t i = 0; i + strlen(text) <= size; i++)
        if (memcmp(bytes + i, text, strlen(text)) == 0)
            return true;
    return false;
}

/* The first byte says where. The fuzzer learns the password from this file: an input that holds it already shows nothing. */
static void assert_planted_goes(const char *bytes, size_t size)
{
    static const char *const plants[] = { "http://user:hunter2secret@", " user:hunter2secret@proxy" };
    size_t at = size > 0 ? (unsigned char)bytes[0] * size / 256 : 0;
    struct text whole = { 0 }, masked = { 0 };

    text_append_bytes(&whole, bytes, at);
    text_append(&whole, plants[size > 0 ? bytes[0] & 1 : 0]);
    text_append_bytes(&whole, bytes + at, size - at);
    secret_mask(&masked, whole.data, whole.size);
    assert(holds(bytes, size, "secret") || !holds(masked.data, masked.size, "hunter2secret"));
    text_free(&whole);
    text_free(&masked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assert_idempotent((const char *)data, size);
    assert_planted_goes((const char *)data, size);
    return 0;
}
