/* download/<URL>: a proxy auto-config script, fetched without a proxy, or read where it is a file. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/download_curl.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/platform/file.h"

/* A file of this machine; `path` is what stands behind "file:". Another machine's is not asked for. */
static void read_file(struct live *live, const char *path, struct answer *answer)
{
    char *decoded, *whole, why[FILE_WHY_SIZE] = "";
    enum file_result result = FILE_MISSING;

    if (strncmp(path, "//localhost/", 12) == 0)
        path += 11;
    else if (strncmp(path, "///", 3) == 0)
        path += 2;
    if (path[0] != '/' || path[1] == '/') {
        answer_unreadable(answer, "a file of another machine is not read");
        return;
    }
    decoded = text_without_percents(path);
    /* "/C:/x" is a drive's file, and lies below a mount point of the distribution. */
    if (live->is_wsl && decoded[1] != '\0' && decoded[2] == ':')
        memmove(decoded + 2, decoded + 3, strlen(decoded + 3) + 1);
    whole = live->is_wsl && decoded[1] != '\0' && decoded[2] == '/' ? windows_path(live, decoded + 1, answer) : live_path(live, decoded);
    if (whole != NULL)
        result = file_read(whole, DOWNLOAD_LARGEST, &answer->text, why);
    if (whole != NULL && result == FILE_MISSING)
        answer_absent(answer);
    else if (whole != NULL && result != FILE_READ)
        answer_unreadable(answer, "%s", why);
    free(whole);
    free(decoded);
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
