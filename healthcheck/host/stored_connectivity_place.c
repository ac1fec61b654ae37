/* Where the last stored run of --connectivityTest lies, and what to do where it cannot be read. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/stored_connectivity.h"
#include "healthcheck/host/windows_paths.h"

static bool is_on_windows(struct host *host)
{
    return fact_is(host_ask(host, "system/platform"), "windows");
}

/* "C/ProgramData/healthcheck"; NULL but on Windows. */
static char *windows_place(struct host *host, const char *below)
{
    return is_on_windows(host) ? windows_folder(host, "ProgramData", below) : NULL;
}

char *stored_connectivity_folder(struct host *host)
{
    char *part = windows_place(host, "healthcheck"), *path;

    if (part == NULL)
        return memory_copy_text(STORED_CONNECTIVITY_FOLDER);
    path = text_format("%c:%s", part[0], part + 1);
    for (char *c = path; *c != '\0'; c++)
        if (*c == '/')
            *c = '\\';
    free(part);
    return path;
}

const struct fact *stored_connectivity_fact(struct host *host)
{
    char *part = windows_place(host, "healthcheck/connectivity.json");
    const struct fact *fact = part != NULL ? host_ask_for(host, "file/%s", part) : host_ask(host, "file" STORED_CONNECTIVITY_FILE);

    free(part);
    return fact;
}

bool stored_connectivity_is(const char *path)
{
    static const char end[] = "/healthcheck/connectivity.json";
    size_t size = strlen(path);
    bool is_on_drive = path[0] != '\0' && path[1] == '/';

    return strcmp(path, &STORED_CONNECTIVITY_FILE[1]) == 0 || (is_on_drive && size > sizeof end && text_same(path + size - (sizeof end - 1), end));
}

const char *stored_connectivity_again(bool is_windows)
{
    return is_windows ? "Test again: `healthcheck --connectivityTest` from an elevated prompt replaces it."
                      : "Test again: `sudo healthcheck --connectivityTest` replaces it.";
}

const char *stored_connectivity_remedy(const struct fact *fact, bool is_windows)
{
    /* Whoever planted it may have planted the folder: then no new run is stored either. */
    if (text_contains_ignoring_case(fact->why, "belongs to another user"))
        return is_windows ? "At an elevated command prompt delete it with its folder, `rmdir /s /q \"%ProgramData%\\healthcheck\"`, then test again: "
                            "`healthcheck --connectivityTest`."
                          : "Delete it with its folder, `sudo rm -r /var/lib/healthcheck`, then test again: `sudo healthcheck --connectivityTest`.";
    if (text_contains_ignoring_case(fact->why, "no regular file") || text_contains_ignoring_case(fact->why, "larger than") ||
        text_contains_ignoring_case(fact->why, "is a link"))
        return stored_connectivity_again(is_windows);
    return NULL;
}
