/* What goes into a bundle: the rows of collectors.h, run beside each other, each failing alone. */
#ifndef BUNDLE_COLLECT_H
#define BUNDLE_COLLECT_H

#include <stdbool.h>

#include "bundle/bundle.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/host.h"

struct collect_options {
    const char *const *only, *const *skip, *const *with; /* names of collectors; NULL at the end, or NULL */
    long long since_seconds;                             /* --since; 7 days */
    unsigned long long most_a_file, most_in_all;         /* --max-size; 256 MiB, 2 GiB */
    double timeout_seconds;                              /* of each collector's listing, and of each read from a file system elsewhere; 10 */
    moment now;                                          /* --since counts back from here */
    const char *output;                                  /* the bundle's own file, which does not go in; or NULL */
    const char *root;                                    /* test root */
};

/* A row of collectors.h. */
struct collector {
    const char *name;            /* "agent-logs": --collect, --skip */
    const char *title;           /* what it is, for --help and the manifest */
    unsigned platforms;          /* ON_… */
    bool is_on_request;          /* only by --with NAME */
    const char *const *folders;  /* whole folders of logs: absolute paths, * and ? in their components; NULL at the end, or NULL */
    const char *const *files;    /* single files, likewise; of the system's own, so that nobody else can make one of them a link */
    const char *const *facts;    /* keys of facts to ask for; `*` in the last component of a file/ key stands for each name in its folder */
    const char *const *commands; /* names of host/commands.h: facts, too */
    bool is_binary;              /* its files are none that can be redacted: they are told, and stay where they are */
};

/* NULL at the end. */
const struct collector *collector_at(size_t index);

/* Is this collector wanted: by --collect, --skip and --with? */
bool collector_is_selected(const struct collector *collector, const struct collect_options *options);

struct collection {
    struct entry *entries; /* in the order of the bundle; owned, made with memory_resize() */
    size_t count;
};

/* Looks and lists; contents are read when the bundle is written, so an entry's original_size is what it was when it was listed, or 0, until
   then. Facts are all that the host was asked for (host_asked()), so run the checks first; the collectors ask for more. Folders are read of
   a live host only. A collector that is not on this platform, or that nobody asked for, gives no row. Free with collection_free(), before
   the host. */
struct collection collect(struct host *host, const struct redactor *redactor, const struct collect_options *options);
void collection_free(struct collection *collection);

#endif
