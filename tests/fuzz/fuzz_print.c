/* Any bytes on their way to a terminal: what is printed is UTF-8 without control characters. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
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

/* What goes into JSON: valid UTF-8 whatever the bytes were. */
static void assert_text(char *text)
{
    assert(text_is_utf8(text, strlen(text)));
    free(text);
}

/* A sentence ends at the first NUL; as a line of JSON it has no control characters either. */
static void check_sentence(const char *sentence)
{
    struct text printed = { 0 }, json = { 0 };
    char *masked = print_masked_sentence(sentence);

    print_sentence(&printed, sentence);
    assert_harmless(text_of(&printed), printed.size);
    for (char *c = masked; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == '"' || *c == '\\')
            *c = '.'; /* as the JSON writer would escape them */
    print_json_line(&json, masked);
    assert(json.size > 0 && json.data[json.size - 1] == '\n');
    assert_harmless(json.data, json.size - 1);
    assert_text(masked);
    text_free(&printed);
    text_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text escaped = { 0 }, evidence = { 0 }, bytes = { 0 };
    char *sentence = memory_copy((const char *)data, size);

    print_escaped(&escaped, (const char *)data, size);
    assert_harmless(text_of(&escaped), escaped.size);
    print_evidence(&evidence, (const char *)data, size);
    assert_harmless(text_of(&evidence), evidence.size);
    /* A byte is at most "\u0080", and the size of the whole stands behind what was cut. */
    assert(evidence.size <= 6 * PRINT_LONGEST_EVIDENCE + 40);
    print_masked_bytes(&bytes, (const char *)data, size);
    assert_text(print_masked((const char *)data, size));
    assert_text(print_masked_evidence((const char *)data, size));
    check_sentence(sentence);
    text_free(&escaped);
    text_free(&evidence);
    text_free(&bytes);
    free(sentence);
    return 0;
}
