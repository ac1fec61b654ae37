/* Any bytes on their way into the page: they begin no markup, end no attribute, and are what XML 1.0 allows. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/report/html.h"

/* How many bytes of `text` are one of these; 0: none. */
static size_t begins_with(const char *text, const char *const *those)
{
    for (; *those != NULL; those++)
        if (text_starts(text, *those))
            return strlen(*those);
    return 0;
}

static void check_character(const char *at, bool has_lines)
{
    unsigned char byte = (unsigned char)*at;

    assert(strchr("<>&\"'", *at) == NULL);
    assert((byte >= 0x20 || (has_lines && byte == '\n')) && byte != 0x7f);
    /* U+FFFE and U+FFFF are no characters of XML (section 2.2). */
    assert(!text_starts(at, "\xef\xbf\xbe") && !text_starts(at, "\xef\xbf\xbf"));
}

static void check_text(struct text *out, bool has_lines)
{
    static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", NULL };
    const char *at = text_of(out);

    assert(text_is_utf8(at, out->size) && strlen(at) == out->size);
    while (*at != '\0') {
        size_t entity = begins_with(at, entities);

        if (entity == 0)
            check_character(at, has_lines);
        at += entity > 0 ? entity : 1;
    }
    text_free(out);
}

/* Without its <code>, of which none stands in another, it is a text. */
static void check_prose(struct text *out)
{
    static const char *const begin[] = { "<code>", NULL }, *const end[] = { "</code>", NULL };
    struct text rest = { 0 };
    bool is_code = false;

    for (const char *at = text_of(out); *at != '\0';) {
        size_t tag = begins_with(at, is_code ? end : begin);

        if (tag == 0)
            text_append_char(&rest, *at);
        is_code = tag > 0 ? !is_code : is_code;
        at += tag > 0 ? tag : 1;
    }
    assert(!is_code);
    check_text(&rest, false);
    text_free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text sentence = { 0 }, prose = { 0 }, evidence = { 0 }, heading = { 0 };
    struct sheet sheet = { .out = &heading, .host = size % 2, .level = 2 };
    char *words = memory_copy((const char *)data, size);

    html_text(&sentence, words);
    check_text(&sentence, false);
    html_prose(&prose, words);
    check_prose(&prose);
    html_evidence(&evidence, (const char *)data, size);
    check_text(&evidence, true);
    html_heading(&sheet, 0, words, words);
    assert(text_starts(text_of(&heading), size % 2 == 1 ? "<h2 id=\"host-1-" : "<h2 id=\""));
    text_free(&heading);
    free(words);
    return 0;
}
