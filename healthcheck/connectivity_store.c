/* Keeps the result of a full test. */
#include "healthcheck/connectivity_store.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/platform/file.h"

/* What was stored judges the machine as the agent meets it: no part of the list, no other roots, no other addresses. */
const char *connectivity_why_not_stored(const struct options *options, struct host *host)
{
    const char *elevated;

    if (strcmp(host_source(host), "live") != 0)
        return "a captured host was replayed";
    if (options->arguments.count > 0)
        return "it was no test of the whole list";
    if (options->only.count > 0)
        return "--only leaves some of its findings out";
    if (options->resolve.count > 0 || options->ca_file != NULL)
        return "--resolve and --ca-file show another machine than the agent's";
    elevated = fact_text_or_null(host_ask(host, "system/elevated"));
    return elevated != NULL && strcmp(elevated, "true") == 0 ? NULL : "only an elevated run stores it";
}

bool connectivity_store(const char *folder, const char *document, size_t size, struct error *error)
{
    char *path = text_format("%s/connectivity.json", folder);
    bool is_stored = folder_make(folder, error) && file_replace_readable(path, document, size, error);

    free(path);
    return is_stored;
}
