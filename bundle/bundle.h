/* The bundle's container: entries through redaction, hash and compression on every core into one zip.
 *
 * A fixed ring of blocks, so that memory does not grow with what goes in; the order of the entries is the order in the file, and the
 * bytes are the same with 1 and with 16 threads. */
#ifndef BUNDLE_BUNDLE_H
#define BUNDLE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bundle/feed.h"
#include "bundle/redact.h"
#include "healthcheck/core/error.h"
#include "healthcheck/core/moment.h"

enum entry_status { ENTRY_COLLECTED, ENTRY_TRUNCATED, ENTRY_UNREADABLE, ENTRY_ABSENT, ENTRY_TIMED_OUT, ENTRY_REFUSED, ENTRY_STATUSES };

/* "collected", "timed-out": the word of the manifest. */
const char *entry_status_name(enum entry_status status);

/* How often a rule of the redactor struck in an entry. Most entries meet few of the rules, and there may be 200,000 entries. */
struct rule_count {
    uint32_t rule;  /* its index: redact_rule_name() */
    uint32_t times; /* 0 ends a list */
};

struct block;

/* A row of the manifest, and where it has content an entry of the zip. */
struct entry {
    char *path;            /* in the bundle: safe and redacted (entry_name.h); owned */
    const char *collector; /* the row of collectors.h, "facts" or "report" */
    enum entry_status status;
    char *why;                        /* what is missing and why, redacted; NULL; owned */
    unsigned long long original_size; /* bytes at open; 0 where that says nothing */
    unsigned long long kept_from;     /* the offset of the first byte that was read: a tail was kept */
    moment modified;                  /* 0: not known */

    /* Opens the content when its turn comes; NULL: a row without content, or it is not there any more (status and why say so). */
    struct feed *(*open)(struct entry *entry);
    void *context;     /* of open() */
    bool sees_earlier; /* opened only when everything before it is written: what was filled in there is in it */
    bool is_stored;    /* not compressed: DEFLATE can say one thing in two ways, so only the CRC of stored bytes notices every change */
    bool is_redacted;  /* made of what went through the redactor already: manifest, reports, the registry */

    /* What came up while its content was read: its reader's alone until the last block is handed over, then part of status and why. */
    char *end_why; /* owned */
    bool is_broken_off;

    /* Filled in when it was written. */
    bool is_hashed;
    uint32_t packed_crc;     /* CRC-32 of the bytes as they lie in the zip */
    unsigned long long size; /* as stored, before compression */
    unsigned char sha256[32];
    struct rule_count *redactions; /* owned, in no order; NULL: none */
};

enum compression { COMPRESS_DEFAULT, COMPRESS_FAST };

struct bundle_options {
    enum compression compression;
    int threads;                                                             /* 0: one a core, at most 8 */
    size_t block_size;                                                       /* 0: 1 MiB; less in tests only */
    moment now;                                                              /* the time of every entry */
    bool may_replace;                                                        /* --force */
    const char *(*next_path)(void *context);                                 /* output_file_begin_free(); NULL: `path` or nothing */
    const char *const *encrypt_to;                                           /* --encrypt-to: certificate files; NULL at the end, or NULL */
    void (*progress)(void *context, size_t files, unsigned long long bytes); /* or NULL */
    bool (*is_cancelled)(void *context);                                     /* or NULL */
    void *context;
};

/* Adds what the redactor did to what the entry says of it. */
void entry_count_redactions(struct entry *entry, const struct redactions *redactions);

/* Adds what a block of pipeline.h says of the entry that it belongs to: size, redactions, and what is missing and why. */
void entry_note_block(struct entry *entry, const struct block *block);

/* Writes the zip. Entries are written in their order; open() of a later one sees what was filled in of the earlier ones (so the manifest
   comes last). False, and one sentence, where there is no bundle: nothing is left then, and what stood at `path` is unharmed. */
bool bundle_write(const char *path, struct entry *entries, size_t count, const struct redactor *redactor, const struct bundle_options *options,
                  struct error *error);

#endif
