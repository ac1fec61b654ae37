/* The last stored run of --connectivityTest, a document healthcheck.connectivity/1 (docs/contract.md section 5): bytes in, plain data out.
 *
 * An elevated full run stores it; whoever reads it later takes nothing in it for granted. */
#ifndef HEALTHCHECK_HOST_STORED_CONNECTIVITY_H
#define HEALTHCHECK_HOST_STORED_CONNECTIVITY_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"

#define STORED_CONNECTIVITY_FOLDER "/var/lib/healthcheck"
#define STORED_CONNECTIVITY_FILE   STORED_CONNECTIVITY_FOLDER "/connectivity.json"

/* The folder of this machine, as its system writes paths: STORED_CONNECTIVITY_FOLDER, on Windows "C:\\ProgramData\\healthcheck". Yours to free. */
char *stored_connectivity_folder(struct host *host);

/* The fact that holds the stored run: file/var/lib/healthcheck/…, on Windows file/C/ProgramData/healthcheck/…. Never NULL. */
const struct fact *stored_connectivity_fact(struct host *host);

/* Is `path`, as a key has it behind "file/", the stored run's? A live machine reads that file only where nobody but root, the administrators,
   the system or our own user can have written it. */
bool stored_connectivity_is(const char *path);

/* What gets rid of a file that is there and was not taken (it is a link, too large, somebody else's): whole sentences for the user. NULL where
   the reason is another one, which a new test would not help. */
const char *stored_connectivity_remedy(const struct fact *fact, bool is_on_windows);

/* … and of one that is no such document. */
const char *stored_connectivity_again(bool is_on_windows);

/* 1,000 URLs at most (proxy/endpoints.h), each with a second try and its group with a control attempt. */
enum { STORED_CONNECTIVITY_MOST_TESTS = 2100, STORED_CONNECTIVITY_LARGEST = 8 * 1024 * 1024 };

/* A row of `tests`; texts that are missing are "". Owned. */
struct stored_test {
    char *text; /* the row as JSON without blanks */
    char *url, *group, *via, *failure;
    bool is_ok;
    bool is_control; /* beside those through the proxy, judged for nothing */
    bool is_retried; /* the next row is its second try, which counts */
};

struct stored_connectivity {
    char *started_at;           /* RFC 3339, or "" */
    char *geography;            /* or "": not known */
    char *kind;                 /* "standard", "streamlined", or "": not known */
    char *path;                 /* of the list that was tested, or "": the built-in one */
    char *proxy_source, *proxy; /* what counted then: the id of the source, its proxy; "" */
    bool is_proxy_usable;
    enum finding_status status; /* the worst of its findings connectivity.*; FINDING_SKIPPED where it has none */
    struct stored_test *tests;
    size_t count;
    size_t not_recorded; /* planned, and without a result */
    size_t without_way;  /* URLs for which the proxy setting or its script named no way */
    size_t left_out;     /* beyond STORED_CONNECTIVITY_MOST_TESTS, or no objects */
};

/* False, and one sentence, where it is no such document. Free with stored_connectivity_free() either way. */
bool stored_connectivity_read(struct stored_connectivity *stored, const char *bytes, size_t size, struct error *error);
void stored_connectivity_free(struct stored_connectivity *stored);

#endif
