/* Cuts a stream of text into pieces that can be redacted apart. */
#include "bundle/blocks.h"

#include <string.h>

/* How far back a better place for a cut is looked for; no PEM block and no key is longer (an RSA key of 16,384 bits has 13 KiB). */
enum { LOOK_BACK = 65536 };

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
static bool announces(const char *from, const char *end)
{
    while (end > from && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return end > from && strchr(":=\\|>", end[-1]) != NULL;
}

/* Before the PEM block that is open at `cut`, if one is. */
static const char *before_pem(const char *from, const char *cut)
{
    const char *begin = last_of(from, cut, "-----BEGIN "), *line;

    if (begin == NULL || last_of(begin, cut, "-----END ") != NULL)
        return cut;
    line = line_end(from, begin);
    return line != NULL ? line : cut;
}

static const char *cut_at_line(const char *from, const char *to)
{
    const char *last = line_end(from, to), *cut = last;

    while (cut != NULL && announces(from, cut))
        cut = line_end(from, cut - 1);
    return cut != NULL ? before_pem(from, cut) : last;
}

/* Within a line without end. A separator behind `=` or `:` may be the beginning of a value. */
static const char *cut_in_line(const char *from, const char *to)
{
    for (const char *at = to; at > from + 1; at--)
        if (at[-1] != '\0' && strchr(" \t,;&\"'<>{}[]()|", at[-1]) != NULL && at[-2] != ':' && at[-2] != '=' && at[-2] != '\\' && at[-2] != ' ')
            return at;
    return NULL;
}

size_t block_cut(const char *bytes, size_t size, bool is_end, bool *is_opaque)
{
    const char *to = bytes + size, *from = size > LOOK_BACK ? to - LOOK_BACK : bytes, *cut;

    *is_opaque = false;
    if (is_end)
        return size;
    cut = cut_at_line(from, to);
    if (cut == NULL)
        cut = cut_in_line(from, to);
    *is_opaque = cut == NULL || cut == bytes;
    return *is_opaque ? size : (size_t)(cut - bytes);
}
