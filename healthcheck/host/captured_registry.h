/* The registry of a captured host: the .reg files in facts/, read when it is first asked for. */
#ifndef HEALTHCHECK_HOST_CAPTURED_REGISTRY_H
#define HEALTHCHECK_HOST_CAPTURED_REGISTRY_H

#include "healthcheck/host/captured_index.h"
#include "healthcheck/host/registry.h"
#include "healthcheck/platform/thread.h"

struct captured_registry {
    const struct captured_index *index; /* borrowed */
    struct registry *registry;          /* NULL: nobody has asked yet */
    bool has_bad_export;                /* one could not be read: what no other one mentions is unknown */
    struct mutex *mutex;
};

void captured_registry_begin(struct captured_registry *captured, const struct captured_index *index);
void captured_registry_free(struct captured_registry *captured);

/* Answers a key "registry/…"; `canonical` is the same as captured_name.h writes it. May be called from several threads. Lines that no exporter
   writes become notes of the host. */
void captured_registry_look(struct captured_registry *captured, struct host *host, const char *key, const char *canonical, struct answer *answer);

#endif
