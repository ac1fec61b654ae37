/* Cuts a stream of text into pieces that can be redacted apart. */
#include "bundle/blocks.h"

#include <string.h>

#include "bundle/letters.h"
#include "healthcheck/core/text.h"

/* How far back a better place for a cut is looked for; no PEM block and no key is longer (an RSA key of 16,384 bits has 13 KiB). */
enum { LOOK_BACK = 65536, LONGEST_LOOK = 200, WRAPPED_LINE = 60, LONGEST_WORD = 32 };

static const char *last_of(const char *from, const char *to, const char *word)
{
    size_t size = strlen(word);
    const char *last = NULL;

    for (const char *at = from; to - at >= (ptrdiff_t)size; at++) {
        at = memchr(at, word[0], (size_t)(to - at));
        if (at == NULL || to - at < (ptrdiff_t)size)
            break;
        if (memcmp(at, word, size) == 0)
            last = at;
    }
    return last;
}

/* Behind the last line feed before `to`, or NULL. */
static const char *line_end(const char *from, const char *to)
{
    while (to > from)
        if (*--to == '\n')
            return to + 1;
    return NULL;
}

/* Does the line that ends here announce what stands in the next one: `password:`, `key = \`, `value: |`, `<password>`? */
static bool announces(const char *from, const char *end, const char *signs)
{
    while (end > from && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return end > from && end[-1] != '\0' && strchr(signs, end[-1]) != NULL;
}

/* Is the line that ends here one of a text that goes on: base64 without a blank? */
static bool is_wrapped(const char *from, const char *end)
{
    const char *at = end;

    while (at > from && (at[-1] == '\n' || at[-1] == '\r'))
        at--;
    for (end = at; at > from && end - at < LONGEST_LOOK; at--)
        if (at[-1] == '\n' || !(letter_is(at[-1], LETTER_TOKEN) || at[-1] == '='))
            break;
    return end - at >= WRAPPED_LINE && (at == from || at[-1] == '\n');
}

/* Before the PEM block that is open at `cut`, if one is. */
static const char *before_pem(const char *from, const char *cut)
{
    const char *begin = last_of(from, cut, "-----BEGIN "), *line;

    if (begin == NULL || last_of(begin, cut, "-----END ") != NULL)
        return cut;
    line = line_end(from, begin);
    return line != NULL ? line : begin > from ? begin : cut;
}

/* The last line's end that is good enough; NULL where there is none. */
static const char *cut_at_line(const char *from, const char *to, bool is_strict)
{
    const char *cut = line_end(from, to);

    while (cut != NULL && (announces(from, cut, is_strict ? ":=\\|>," : ":=\\|") || is_wrapped(from, cut) ||
                           (is_strict && (cut == to || *cut == ' ' || *cut == '\t'))))
        cut = line_end(from, cut - 1);
    return cut != NULL && cut > from ? before_pem(from, cut) : NULL;
}

/* Between two objects of JSON, else between two of their members. */
static const char *cut_at_member(const char *from, const char *to, bool is_object)
{
    for (const char *at = to; at > from + 2; at--)
        if (at[-1] == ',' && (is_object ? at[-2] == '}' : strchr("\"]}0123456789el", at[-2]) != NULL && at[-2] != '\0' && at < to && *at == '"'))
            return at;
    return NULL;
}

/* Is the word that ends here of those behind which a secret stands: `--password`, `Bearer`? */
static bool expects_value(const char *from, const char *end)
{
    static const char *const words[] = { "bearer", "basic", "digest", "negotiate", "ntlm", "token", "login", "by", "as" };
    const char *at = end;
    size_t size;

    while (at > from && end - at < LONGEST_WORD && strchr(" \t,;&\"'<>{}[]()|:=\n", at[-1]) == NULL)
        at--;
    size = (size_t)(end - at);
    if (size == 0 || *at == '-' || *at == '/' || end[-1] == ':' || end[-1] == '=' || end[-1] == '\\')
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t same = 0;

        while (same < size && text_lower(at[same]) == words[i][same])
            same++;
        if (same == size && words[i][same] == '\0')
            return true;
    }
    for (size_t i = 0; i + 2 <= size; i++)
        if (text_lower(at[i]) == 'p' && (text_lower(at[i + 1]) == 'a' || text_lower(at[i + 1]) == 'w'))
            return true;
    return false;
}

/* Within a line without end. */
static const char *cut_in_line(const char *from, const char *to)
{
    const char *cut = cut_at_member(from, to, true);

    if (cut == NULL)
        cut = cut_at_member(from, to, false);
    for (const char *at = to; cut == NULL && at > from + 1; at--)
        if (at[-1] != '\0' && strchr(" \t,;&|", at[-1]) != NULL && at[-2] != ' ' && !expects_value(from, at - 1))
            cut = at;
    return cut != NULL && cut > from ? before_pem(from, cut) : NULL;
}

size_t block_cut(const char *bytes, size_t size, bool is_end, bool *is_opaque)
{
    const char *to = bytes + size, *from = size > LOOK_BACK ? to - LOOK_BACK : bytes, *cut;

    *is_opaque = false;
    if (is_end)
        return size;
    cut = cut_at_line(from, to, true);
    if (cut == NULL)
        cut = cut_at_line(from, to, false);
    if (cut == NULL || cut == bytes)
        cut = cut_in_line(from, to);
    /* A run without any sign: what stands before it goes on its own. */
    if ((cut == NULL || cut == bytes) && from > bytes)
        cut = line_end(bytes, from);
    *is_opaque = cut == NULL || cut == bytes;
    return *is_opaque ? size : (size_t)(cut - bytes);
}

size_t block_opaque_rest(const char *bytes, size_t size)
{
    size_t at = 0;

    while (at < size && (bytes[at] == '\0' || strchr(" \t\n,;&|", bytes[at]) == NULL))
        at++;
    return at;
}
