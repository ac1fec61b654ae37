/* download/<URL>: a proxy auto-config script, fetched without a proxy, or read where it is a file. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/download_curl.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/file.h"

/* A file of this machine; `path` is what stands behind "file:". Another machine's is not asked for. */
static void read_file(const struct live *live, const char *path, struct answer *answer)
{
    char *decoded = text_without_percents(path), *whole = NULL, why[FILE_WHY_SIZE] = "";
    const char *at = decoded;
    enum file_result result;

    for (char *c = decoded; *c != '\0'; c++)
        if (*c == '\\')
            *c = '/';
    if (strncmp(at, "//localhost/", 12) == 0)
        at += 12;
    else if (strncmp(at, "///", 3) == 0)
        at += 3;
    /* "C:/x" and the older "C|/x" are the part "C/x" of a key. */
    if (at[0] != '\0' && (at[1] == ':' || at[1] == '|') && at[2] == '/') {
        char *rest = text_format("%c%s", at[0], at + 2);

        whole = strstr(rest, "/../") == NULL ? live_path(live, rest) : NULL;
        free(rest);
    }
    free(decoded);
    if (whole == NULL) {
        answer_unreadable(answer, "only files on a drive of this machine are read");
        return;
    }
    result = file_read(whole, DOWNLOAD_LARGEST, &answer->text, why);
    if (result == FILE_MISSING)
        answer_absent(answer);
    else if (result != FILE_READ)
        answer_unreadable(answer, "%s", why);
    free(whole);
}

void live_download(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const char *path;
    char *url;

    (void)host;
    if (!live->may_fetch) {
        answer_unreadable(answer, "not fetched by the health report: run `healthcheck --extendedProxy`");
        return;
    }
    url = text_without_percents(rest);
    path = download_file_path(url);
    if (path != NULL)
        read_file(live, path, answer);
    else
        download_fetch(url, answer);
    free(url);
}
