/* The machine being examined: live or captured, a probe cannot tell.
 *
 * All knowledge of a machine comes through host_ask(); docs/contract.md section 4 lists the keys. */
#ifndef HEALTHCHECK_HOST_HOST_H
#define HEALTHCHECK_HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/fact.h"

struct host;

/* The largest fact, in bytes (contract section 4). */
enum { HOST_LARGEST_FACT = 16 * 1024 * 1024 };

/* Never NULL. The host owns the fact and keeps it, unchanged, until host_free(). The same key gives the same fact; from
   several threads at once, too. */
const struct fact *host_ask(struct host *host, const char *key);

/* The same with a key composed as by printf. */
LIKE_PRINTF(2, 3) const struct fact *host_ask_for(struct host *host, const char *key_format, ...);

/* Starts commands of the table in host/commands.h together; host_ask("command/…") then waits for them. Names end with NULL. A
   captured host has nothing to start. */
void host_start_commands(struct host *host, const char *const *names);

/* Hears of connect/ facts as they come, in the caller's thread; `index` is the key's. */
typedef void host_connected(void *context, size_t index, const struct fact *fact);

/* Tries the keys "connect/…" together (a captured host: looks them up) and keeps each as a fact. A key that was asked for already is
   not tried again. */
void host_connect(struct host *host, const char *const *keys, size_t count, host_connected *done, void *context);

/* Does a captured host hold any fact of this kind ("connect")? False of a live one. Cheap. */
bool host_holds(const struct host *host, const char *kind);

/* "live" or "captured". */
const char *host_source(const struct host *host);

/* What the user should know about the host itself, one sentence each ("two facts differ only in case: …"); NULL at the end. */
const char *host_note(const struct host *host, size_t index);

/* Every fact asked for so far, in the order of asking; NULL at the end. */
const struct fact *host_asked(const struct host *host, size_t index);

void host_free(struct host *host);

/* Takes the text of the fact with the key at `index`; NULL: `why` it could not be tried. */
typedef void host_tried(void *context, size_t index, const char *text, const char *why);

/* Tries keys "connect/…" together and hands over each once, as it ends, in the caller's thread. */
typedef void host_try(void *options, const char *const *keys, size_t count, host_tried *tried, void *context);

/* Settings of a live host. Zero means the default. */
struct host_options {
    const char *root;        /* test root: paths, commands and /proc lie below it; "" or NULL for the real one */
    double timeout_seconds;  /* of each outside thing waited for; 10 */
    const char *user_sid;    /* --user */
    unsigned purposes;       /* whose commands may be run: COMMAND_FOR_… of host/commands.h; COMMAND_FOR_REPORT */
    long long since_seconds; /* how far back the journals are read; 7 days */
    bool may_fetch;          /* download/ and dns/ facts: --extendedProxy only, for the plain report contacts nobody */
    host_try *try;           /* connect/ facts: --connectivityTest only; NULL: nobody is contacted, they are unreadable */
    void *try_options;       /* of `try`; borrowed until host_free() */
};

/* This machine. */
struct host *host_open_live(const struct host_options *options);

/* A captured host (contract section 3): a folder with facts/ in it. NULL and one sentence where it is none. */
struct host *host_open_captured(const char *path, struct error *error);

/* A list of facts written inside a test, { key, text } pairs that end with { NULL }. The text may begin with one of the marks
   below; registry values are REG_SZ without one. What is not listed is absent. */
struct host *host_open_literal(const char *const facts[][2]);

#define LITERAL_UNREADABLE "\001"           /* the rest is the reason */
#define LITERAL_DWORD      "\002dword\002"  /* the rest is the number, decimal */
#define LITERAL_BINARY     "\002binary\002" /* the rest is lower-case hex */
#define LITERAL_EXPAND_SZ  "\002expand_sz\002"
#define LITERAL_MULTI_SZ   "\002multi_sz\002"

#endif
