/* Any bytes on their way to a terminal: what is printed is UTF-8 without control characters. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/report/print.h"

static void assert_harmless(const char *text, size_t size)
{
    assert(text_is_utf8(text, size));
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];

        assert(byte >= 0x20 && byte != 0x7f);
        /* U+0080 to U+009F: some terminals obey them. */
        assert(byte != 0xc2 || (unsigned char)text[i + 1] >= 0xa0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text escaped = { 0 }, evidence = { 0 };
    char *masked;

    print_escaped(&escaped, (const char *)data, size);
    assert_harmless(text_of(&escaped), escaped.size);
    print_evidence(&evidence, (const char *)data, size);
    assert_harmless(text_of(&evidence), evidence.size);
    /* A byte is at most "\u0080", and the size of the whole stands behind what was cut. */
    assert(evidence.size <= 6 * PRINT_LONGEST_EVIDENCE + 40);
    masked = print_masked((const char *)data, size);
    assert(text_is_utf8(masked, strlen(masked)));
    text_free(&escaped);
    text_free(&evidence);
    free(masked);
    return 0;
}
