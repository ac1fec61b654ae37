/* A small bundle, as --supportBundle writes one, for tests that open it. */
#ifndef TESTS_BUNDLE_MADE_BUNDLE_H
#define TESTS_BUNDLE_MADE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/bundle.h"

/* What it is made of; zero: a Linux host with three facts and a log of 2,000 lines, its manifest, unsigned. */
struct made_bundle {
    const char *const (*files)[2]; /* path and content, { NULL } at the end; else those above */
    const char *key_path;          /* signed with it */
    const char *const *encrypt_to;
    const char *foreign;  /* the path of an entry that the manifest does not list */
    const char *missing;  /* a path that it lists, with content, and that is not there */
    size_t facts;         /* so many small ones more */
    const char *manifest; /* in place of the true one */
};

/* Writes it; fails the test where it cannot. */
void make_bundle(const char *path, const struct made_bundle *made);

/* The same, and false where bundle_write() refused. */
bool try_to_make_bundle(const char *path, const struct made_bundle *made, struct error *error);

/* Bytes of a file; yours to free. */
unsigned char *bytes_of_file(const char *path, size_t *size);

#endif
