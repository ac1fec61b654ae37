/* What stands behind a host: something that answers each key once. Used by what opens a host only. */
#ifndef HEALTHCHECK_HOST_MACHINE_H
#define HEALTHCHECK_HOST_MACHINE_H

#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"

/* An answer under way. Begin with { 0 }: present and empty. The host takes text and why over. */
struct answer {
    enum fact_state state;
    enum fact_type type; /* looked at where `is_typed` */
    bool is_typed;       /* a registry value; of everything else the host finds out text or bytes itself */
    struct text text;
    char *why; /* NULL: "" */
};

void answer_absent(struct answer *answer);
LIKE_PRINTF(2, 3) void answer_unreadable(struct answer *answer, const char *format, ...);

struct machine {
    const char *source; /* "live" or "captured" */

    /* Answers `key`, which is well formed. May call host_ask() for other keys, and may be called from several threads. */
    void (*look)(struct machine *machine, struct host *host, const char *key, struct answer *answer);

    /* NULL where there is nothing to start. */
    void (*start_commands)(struct machine *machine, struct host *host, const char *const *names);

    /* connect/ facts, together; NULL: each is looked up by look(). */
    void (*connect)(struct machine *machine, const char *const *keys, size_t count, host_tried *tried, void *context);

    /* host_holds(); NULL: it holds nothing. */
    bool (*holds)(const struct machine *machine, const char *kind);

    /* Frees the machine. */
    void (*close)(struct machine *machine);
};

/* Takes the machine over. */
struct host *host_new(struct machine *machine);

/* A captured host whose facts/ is this tree, taken over; `path` is what messages call it. */
struct file_tree;
struct host *host_of_file_tree(struct file_tree *facts, const char *path);

/* Adds a sentence to the host's notes. */
LIKE_PRINTF(2, 3) void host_add_note(struct host *host, const char *format, ...);

/* No empty, `.` or `..` component (a registry list ends in '/'; "disk/" is the root), a known kind, no NUL: else why not. */
const char *host_key_fault(const char *key);

#endif
