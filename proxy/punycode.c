/* International host names in the form that DNS has. */
#include "proxy/punycode.h"

#include <stdbool.h>
#include <string.h>

#include "healthcheck/core/text.h"

/* RFC 3492 section 5. */
enum { BASE = 36, LEAST = 1, MOST = 26, SKEW = 38, DAMP = 700, INITIAL_BIAS = 72, INITIAL_CODE = 128, LONGEST_LABEL = 63 };

/* Case of the alphabets in which host names are written; no locale is asked. */
static unsigned long lower_of(unsigned long code)
{
    if ((code >= 'A' && code <= 'Z') || (code >= 0xc0 && code <= 0xde && code != 0xd7) || (code >= 0x391 && code <= 0x3a9) ||
        (code >= 0x410 && code <= 0x42f))
        return code + 0x20;
    if (code >= 0x400 && code <= 0x40f)
        return code + 0x50;
    if ((code >= 0x100 && code <= 0x137 && code != 0x130) || (code >= 0x14a && code <= 0x177))
        return code | 1;
    return code;
}

static unsigned long code_at(const char *bytes, size_t length)
{
    static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    unsigned long code = (unsigned char)bytes[0] & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)bytes[i] & 0x3f);
    return code;
}

/* The label's characters in lower case; false where it is not UTF-8 or too long. */
static bool read_codes(struct span label, unsigned long codes[LONGEST_LABEL], size_t *count)
{
    *count = 0;
    for (size_t at = 0; at < label.size;) {
        size_t length = text_utf8_length(label.data + at, label.size - at);

        if (length == 0 || *count == LONGEST_LABEL)
            return false;
        codes[(*count)++] = lower_of(code_at(label.data + at, length));
        at += length;
    }
    return true;
}

static char digit_for(unsigned long number)
{
    return (char)(number < 26 ? 'a' + number : '0' + (number - 26));
}

static unsigned long adapt(unsigned long delta, unsigned long points, bool is_first)
{
    unsigned long steps = 0;

    delta /= is_first ? DAMP : 2;
    delta += delta / points;
    for (; delta > (BASE - LEAST) * MOST / 2; steps += BASE)
        delta /= BASE - LEAST;
    return steps + (BASE - LEAST + 1) * delta / (delta + SKEW);
}

static void append_number(struct text *ascii, unsigned long number, unsigned long bias)
{
    for (unsigned long step = BASE;; step += BASE) {
        unsigned long threshold = step <= bias ? LEAST : (step >= bias + MOST ? MOST : step - bias);

        if (number < threshold) {
            text_append_char(ascii, digit_for(number));
            return;
        }
        text_append_char(ascii, digit_for(threshold + (number - threshold) % (BASE - threshold)));
        number = (number - threshold) / (BASE - threshold);
    }
}

static unsigned long next_code(const unsigned long *codes, size_t count, unsigned long least)
{
    unsigned long next = 0x110000;

    for (size_t i = 0; i < count; i++)
        if (codes[i] >= least && codes[i] < next)
            next = codes[i];
    return next;
}

/* 63 characters below 2^21 keep every number below 2^28. */
static void append_encoded(struct text *ascii, const unsigned long *codes, size_t count)
{
    unsigned long code = INITIAL_CODE, delta = 0, bias = INITIAL_BIAS;
    unsigned long basic = 0, done;

    for (size_t i = 0; i < count; i++)
        if (codes[i] < INITIAL_CODE) {
            text_append_char(ascii, (char)codes[i]);
            basic++;
        }
    if (basic > 0)
        text_append_char(ascii, '-');
    for (done = basic; done < count; delta++, code++) {
        unsigned long next = next_code(codes, count, code);

        delta += (next - code) * (done + 1);
        code = next;
        for (size_t i = 0; i < count; i++) {
            if (codes[i] < code)
                delta++;
            if (codes[i] != code)
                continue;
            append_number(ascii, delta, bias);
            bias = adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
    }
}

static void append_label(struct text *ascii, struct span label)
{
    unsigned long codes[LONGEST_LABEL];
    size_t count, high = 0;

    for (size_t i = 0; i < label.size; i++)
        high += (unsigned char)label.data[i] >= 0x80 ? 1 : 0;
    if (high == 0 || !read_codes(label, codes, &count)) {
        text_append_bytes(ascii, label.data, label.size);
        return;
    }
    text_append(ascii, "xn--");
    append_encoded(ascii, codes, count);
}

char *punycode_host(const char *host)
{
    struct text ascii = { 0 };

    for (;;) {
        size_t size = strcspn(host, ".");

        append_label(&ascii, (struct span){ host, size });
        if (host[size] == '\0')
            return text_take(&ascii);
        text_append_char(&ascii, '.');
        host += size + 1;
    }
}
