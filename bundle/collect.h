/* What goes into a bundle: the rows of collectors.h, run beside each other, each failing alone. */
#ifndef BUNDLE_COLLECT_H
#define BUNDLE_COLLECT_H

#include "bundle/bundle.h"
#include "healthcheck/host/host.h"

struct collect_options {
    const char *const *only, *const *skip, *const *with; /* names of collectors; NULL at the end, or NULL */
    long long since_seconds;                             /* --since; 7 days */
    unsigned long long most_a_file, most_in_all;         /* --max-size; 256 MiB, 2 GiB */
    double timeout_seconds;                              /* of each collector */
    const char *root;                                    /* test root */
};

/* A row of collectors.h. */
struct collector {
    const char *name;            /* "agent-logs": --collect, --skip */
    const char *title;           /* what it is, for --help and the manifest */
    unsigned platforms;          /* ON_… */
    bool is_on_request;          /* only by --with NAME */
    const char *const *folders;  /* whole folders of logs, with patterns; NULL at the end, or NULL */
    const char *const *files;    /* single files, or patterns */
    const char *const *commands; /* names of host/commands.h */
};

const struct collector *collector_at(size_t index);

struct collection {
    struct entry *entries; /* in the order of the bundle; owned */
    size_t count;
};

/* Looks and lists; contents are read when the bundle is written. Facts are all that the host was asked for (host_asked()), so run the
   checks first. Free with collection_free(), before the host. */
struct collection collect(struct host *host, const struct redactor *redactor, const struct collect_options *options);
void collection_free(struct collection *collection);

#endif
