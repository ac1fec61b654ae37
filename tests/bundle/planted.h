/* Makes what the leak test plants: random values in the shape of planted_kinds.h, written in many encodings, and a search that knows
 * them all. Everything comes from one seed. */
#ifndef TESTS_BUNDLE_PLANTED_H
#define TESTS_BUNDLE_PLANTED_H

#include <stdbool.h>
#include <stdint.h>

#include "healthcheck/core/text.h"

struct planted_names {
    char user[32], host[32], domain[64];
};

/* A kind with its value: `text` has it once or twice. */
struct planted {
    const char *name;
    bool is_identity;
    struct text value, text;
};

void planted_seed(uint64_t seed);
uint64_t planted_random(uint64_t below);

/* Names as people give them to machines, of this seed. */
struct planted_names planted_names_make(void);

size_t planted_kind_count(void);
const char *planted_kind_name(size_t kind);

/* A fresh value in one of the texts of this kind. Free with planted_free(). */
struct planted planted_make(size_t kind, const struct planted_names *names);
void planted_free(struct planted *planted);

/* The ways to write a text. */
size_t planted_encoding_count(void);
const char *planted_encoding_name(size_t encoding);

/* Is it a coding of a whole file, and not of a text in a line? */
bool planted_encoding_is_of_file(size_t encoding);

/* Appends `planted`'s text in this encoding, with ordinary lines around. */
void planted_write(const struct planted *planted, size_t encoding, struct text *out);

/* How the value can still be seen in `bytes`: "base64", …; NULL: in no way that we know. */
const char *planted_leak(const struct planted *planted, const char *bytes, size_t size);

#endif
