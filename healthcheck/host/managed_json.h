/* mdatp_managed.json, by which an administrator sets the agent's preferences: bytes in, settings and problems out.
 *
 * Known keys and their types: Learn, linux-preferences (2026-07-02; keys of older editions are still known). */
#ifndef HEALTHCHECK_HOST_MANAGED_JSON_H
#define HEALTHCHECK_HOST_MANAGED_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;

enum managed_problem_kind {
    MANAGED_NOT_JSON,
    MANAGED_UNKNOWN_KEY,
    MANAGED_WRONG_TYPE,
};

struct managed_problem {
    enum managed_problem_kind kind;
    size_t line;      /* from 1; of a key the line on which its name stands */
    char *key;        /* "antivirusEngine.scanArchives", "edr.tags[].key"; NULL where it is no JSON */
    const char *hint; /* of a wrong type what is expected ("true or false"), of an unknown key the known one that was probably meant, or NULL */
};

enum { MANAGED_MOST_PROBLEMS = 100 };

struct managed_json {
    struct cJSON *json;               /* NULL where it is no JSON */
    struct managed_problem *problems; /* in the order of the file, at most MANAGED_MOST_PROBLEMS */
    size_t count;
};

/* Never fails. Free with managed_json_free(). */
struct managed_json managed_json_read(const char *bytes, size_t size);
void managed_json_free(struct managed_json *managed);

/* The setting at a path such as "features.ebpfSupplementaryEventProvider": a text as it is, a boolean as "true" or "false".
   NULL where it is not set or is neither. */
const char *managed_json_get(const struct managed_json *managed, const char *path);

#endif
