/* A fact: what a machine answered to one question (docs/contract.md section 4 lists the questions). */
#ifndef HEALTHCHECK_CORE_FACT_H
#define HEALTHCHECK_CORE_FACT_H

#include <stdbool.h>
#include <stddef.h>

enum fact_state {
    FACT_PRESENT,
    FACT_ABSENT,     /* we looked; it is not there */
    FACT_UNREADABLE, /* we could not look; `why` says what stopped us */
};

/* The registry types keep their numbers (winnt.h, REG_*): 0 none, 1 sz, 2 expand_sz, 3 binary, 4 dword, 7 multi_sz, 11 qword. */
enum fact_type {
    FACT_NONE = 0,
    FACT_SZ = 1,
    FACT_EXPAND_SZ = 2,
    FACT_BINARY = 3,
    FACT_DWORD = 4,
    FACT_MULTI_SZ = 7,
    FACT_QWORD = 11,
    /* Not in the registry; -1 and its neighbours are numbers that exports do hold (hex(ffffffff)). */
    FACT_TEXT = -2147483647,  /* UTF-8 */
    FACT_BYTES = -2147483646, /* anything else */
    /* any other number: a registry type without a name, its data as lower-case hex */
};

struct fact {
    enum fact_state state;
    enum fact_type type;
    const char *key;
    const char *text; /* NUL-terminated, "" unless present */
    size_t size;      /* bytes of `text`, the NUL not counted */
    const char *why;  /* what stopped us, or where a present fact was cut; "" otherwise */
};

/* Is it there, and exactly this text? Case counts. */
bool fact_is(const struct fact *fact, const char *text);

/* Its text, NULL where it is not present. */
const char *fact_text_or_null(const struct fact *fact);

/* Is it there, and a whole decimal number (blanks around it allowed)? Then it is in `number`. */
bool fact_number(const struct fact *fact, long long *number);

/* Is its text the hexadecimal digits of a registry value's bytes? Of every type but texts and numbers. */
bool fact_is_hex(const struct fact *fact);

/* "sz", "dword", …; "text" or "bytes" for what is no registry value; a number in `unnamed` (at least 12 bytes) for other types. */
const char *fact_type_name(enum fact_type type, char *unnamed);

/* "present", "absent", "unreadable" */
const char *fact_state_name(enum fact_state state);

#endif
