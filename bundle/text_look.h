/* What bytes are by the look of them: text, and in which coding, or none. */
#ifndef BUNDLE_TEXT_LOOK_H
#define BUNDLE_TEXT_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_look {
    TEXT_IS_PLAIN, /* UTF-8, or a code page: bytes that are read as they are; lines of UTF-16 may be among them */
    TEXT_IS_UTF16_LE,
    TEXT_IS_UTF16_BE,
    TEXT_IS_GZIP,
    TEXT_IS_BINARY,
};

/* By a mark, a signature, or how often which bytes come: 4 KiB and more give a sure answer. A long run of NULs counts once: it is what
   a power cut leaves in a log. */
enum text_look text_look_at(const char *bytes, size_t size);

/* Which says nothing in a text: all but tab, LF, CR and ESC (of colours). */
static inline bool text_is_control(char byte);

/* A long run of NULs counts as one strange byte, and of a hundred characters of a text so many may be strange. */
enum { NULS_OF_A_HOLE = 64, STRANGE_IN_A_HUNDRED = 4 };

static inline unsigned long long text_strange_nuls(unsigned long long nuls)
{
    return nuls >= NULS_OF_A_HOLE ? 1 : nuls;
}

/* How many there are. Fast. */
size_t text_controls(const char *bytes, size_t size);

static inline bool text_is_control(char byte)
{
    const uint32_t said = 1u << '\t' | 1u << '\n' | 1u << '\r' | 1u << 0x1B;
    unsigned char c = (unsigned char)byte;

    return c < 0x20 ? (said >> c & 1) == 0 : c == 0x7F;
}

#endif
