/* Redaction of any bytes, in all their codings. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "bundle/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const users[] = { "alice", NULL };
    static struct redactor *redactor;
    struct redact_options options = { .level = REDACT_IDENTITY, .key = "a key of the fuzzer, 32 bytes..", .users = users };
    struct text out = { 0 };

    if (redactor == NULL)
        redactor = redactor_new(&options);
    assert(redact(redactor, (const char *)data, size, &out, NULL));
    assert(out.size <= 64 * size + 64);
    text_free(&out);
    return 0;
}
