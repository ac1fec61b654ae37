/* What stands for the bytes of a fact in a bundle. */
#include "bundle/fact_text.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/text_decode.h"
#include "healthcheck/host/gzip.h"
#include "healthcheck/host/host.h"

/* A piece that is judged by itself, and how many of its bytes no text has: one in twenty. */
enum { PIECE = 8192, TEXT_FOR_ONE = 20 };

/* How often gzip may stand within gzip, as in feed_plain(): there is gzip that unpacks to itself. */
enum { MOST_NESTED = 2 };

static bool refuse(struct error *error)
{
    return error_set(error, "it is binary, which cannot be redacted");
}

static bool is_gzip(const char *bytes, size_t size)
{
    return size >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0;
}

/* Does the redactor find more in the second text? */
static bool hides_more(const struct redactor *redactor, const struct text *one, const struct text *other)
{
    struct redactions first = { { 0 } }, second = { { 0 } };
    struct text out = { 0 };
    bool is_more = !redact(redactor, text_of(one), one->size, &out, &first) || !redact(redactor, text_of(other), other->size, &out, &second);

    for (size_t i = 0; i < REDACT_MOST_RULES; i++)
        is_more = is_more || second.by_rule[i] > first.by_rule[i];
    text_free(&out);
    return is_more;
}

/* Controls stay in a fact. Where they stand within the name of a secret, or where bytes may be letters of one byte or of two, the other
   reading must hide nothing that the first one does not. */
static bool is_read_alike(const struct redactor *redactor, const struct text *text, const char *bytes, size_t size, enum text_look coding)
{
    struct text_decoder decoder = { .coding = coding, .trusts_plain = true };
    struct text other = { 0 };
    bool is_alike;

    text_decode(&decoder, bytes, size, true, &other);
    is_alike = !hides_more(redactor, text, &other);
    text_free(&other);
    return is_alike;
}

static bool is_mostly_text(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size; at += PIECE) {
        size_t piece = size - at < PIECE ? size - at : PIECE, odd = 0;

        for (size_t i = at; i < at + piece; i++)
            odd += bytes[i] == '\0' || ((unsigned char)bytes[i] < 0x20 && strchr("\t\n\v\f\r\033\b", bytes[i]) == NULL);
        if (TEXT_FOR_ONE * odd > piece)
            return false;
    }
    return true;
}

/* Reads all of it; false where its coding changes. */
static bool is_of_one_coding(const char *bytes, size_t size, enum text_look coding, unsigned seen, struct error *error)
{
    struct text_decoder decoder = { .coding = coding };
    struct text text = { 0 };

    text_decode(&decoder, bytes, size, true, &text);
    text_free(&text);
    if ((decoder.seen & ~seen) == 0)
        return true;
    return error_set(error, "its coding changes at byte %llu, so it cannot be redacted", decoder.changed_at);
}

/* The same of each line: in all of the text a secret that only one reading has could stand for one that only the other has. */
static bool are_lines_read_alike(const struct redactor *redactor, const char *bytes, size_t size)
{
    struct span rest = { bytes, size }, line;
    bool is_alike = true;

    while (is_alike && span_next_line(&rest, &line)) {
        struct text same = { 0 };

        if (text_controls(line.data, line.size) == 0)
            continue;
        text_append_bytes(&same, line.data, line.size);
        is_alike = is_read_alike(redactor, &same, line.data, line.size, TEXT_IS_PLAIN);
        text_free(&same);
    }
    return is_alike;
}

static bool of_plain(const struct redactor *redactor, const char *bytes, size_t size, struct error *error)
{
    struct text same = { 0 };
    bool is_alike;

    if (text_controls(bytes, size) == 0)
        return true;
    if (!is_mostly_text(bytes, size < PIECE ? size : PIECE))
        return refuse(error);
    if (!is_of_one_coding(bytes, size, TEXT_IS_PLAIN, SEEN_PLAIN, error))
        return false;
    if (!is_mostly_text(bytes, size))
        return refuse(error);
    text_append_bytes(&same, bytes, size);
    is_alike = is_read_alike(redactor, &same, bytes, size, TEXT_IS_PLAIN) && are_lines_read_alike(redactor, bytes, size);
    text_free(&same);
    return is_alike || refuse(error);
}

static bool of_utf16(struct fact_text *text, const struct redactor *redactor, const char *bytes, size_t size, struct redactions *counts,
                     struct error *error)
{
    size_t mark = size >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0 ? 2 : 0, utf8_size;
    struct text utf8 = { 0 }, redacted = { 0 };
    bool is_good;

    if (!is_of_one_coding(bytes + mark, size - mark, TEXT_IS_UTF16_LE, SEEN_UTF16_LE, error))
        return false;
    utf8.data = text_from_utf16le(bytes + mark, size - mark, &utf8_size);
    utf8.size = utf8_size;
    is_good = memchr(utf8.data, '\0', utf8.size) == NULL && is_read_alike(redactor, &utf8, bytes + mark, size - mark, TEXT_IS_UTF16_LE) &&
              redact(redactor, utf8.data, utf8.size, &redacted, counts);
    if (is_good) {
        text_append_bytes(&text->text, "\xff\xfe", mark);
        text_append_utf16le(&text->text, text_of(&redacted), redacted.size);
        text->is_redacted = true;
    }
    free(utf8.data);
    text_free(&redacted);
    return is_good || refuse(error);
}

/* What is packed is stored as plain text. */
static bool unpack(struct text *unpacked, const char *bytes, size_t size, struct error *error)
{
    struct error why;

    for (int nested = 0; nested < MOST_NESTED; nested++) {
        struct text inner = { 0 };
        bool is_good = gzip_unpack(bytes, size, HOST_LARGEST_FACT, &inner, &why);

        text_free(unpacked);
        *unpacked = inner;
        bytes = text_of(unpacked);
        size = unpacked->size;
        if (!is_good)
            return refuse(error);
        if (!is_gzip(bytes, size))
            return true;
    }
    return error_set(error, "it is gzip in gzip in gzip");
}

static bool of_unpacked(struct fact_text *text, const struct redactor *redactor, const char *bytes, size_t size, struct redactions *counts,
                        struct error *error)
{
    return text_looks_utf16le(bytes, size) ? of_utf16(text, redactor, bytes, size, counts, error) : of_plain(redactor, bytes, size, error);
}

bool fact_text_of(struct fact_text *text, const struct redactor *redactor, const char *bytes, size_t size, struct redactions *counts,
                  struct error *error)
{
    struct text unpacked = { 0 };
    bool is_good;

    if (!is_gzip(bytes, size))
        return of_unpacked(text, redactor, bytes, size, counts, error);
    is_good = unpack(&unpacked, bytes, size, error) && of_unpacked(text, redactor, text_of(&unpacked), unpacked.size, counts, error);
    if (is_good && text->text.size == 0)
        text_append_bytes(&text->text, text_of(&unpacked), unpacked.size);
    text_free(&unpacked);
    return is_good;
}
