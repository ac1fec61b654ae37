/* Files and folders of a live machine, and what it downloads. */
#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/download_curl.h"
#include "healthcheck/host/live.h"
#include "healthcheck/host/pe_version.h"
#include "healthcheck/host/stored_connectivity.h"
#include "healthcheck/platform/file.h"

enum { TAIL_SIZE = 64 * 1024, LARGEST_PROGRAM = 128 * 1024 * 1024 };

typedef enum file_result reader(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);

/* Takes the path over, which is NULL where the answer says already why there is none. */
static bool read_with(reader *read, char *path, size_t limit, struct text *content, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "";
    enum file_result result = path != NULL ? read(path, limit, content, why) : FILE_READ;

    if (result == FILE_MISSING)
        answer_absent(answer);
    else if (result == FILE_REFUSED)
        answer_unreadable(answer, "%s", why);
    free(path);
    return result == FILE_READ && answer->state == FACT_PRESENT;
}

static enum file_result list(const char *path, size_t limit, struct text *names, char why[FILE_WHY_SIZE])
{
    (void)limit;
    return file_list(path, names, why);
}

void live_file(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    read_with(stored_connectivity_is(rest) ? file_read_own : file_read, live_place(live, rest, answer), HOST_LARGEST_FACT, &answer->text, answer);
}

void live_folder(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    read_with(list, live_place(live, rest, answer), 0, &answer->text, answer);
}

void live_file_tail(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    read_with(file_read_tail, live_place(live, rest, answer), TAIL_SIZE, &answer->text, answer);
}

void live_file_version(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char fault[PE_VERSION_WHY_SIZE] = "", version[PE_VERSION_SIZE];
    struct text program = { 0 };

    (void)host;
    if (!live_is_on_drive(live, rest))
        answer_absent(answer);
    else if (read_with(file_read, live_place(live, rest, answer), LARGEST_PROGRAM, &program, answer))
        switch (pe_version_read(text_of(&program), program.size, version, fault)) {
        case PE_VERSION_FOUND:
            text_append(&answer->text, version);
            break;
        case PE_VERSION_NONE:
            answer_absent(answer);
            break;
        case PE_VERSION_BROKEN:
            answer_unreadable(answer, "%s", fault);
            break;
        }
    text_free(&program);
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
        read_with(file_read, live_place_of_url(live, path, answer), DOWNLOAD_LARGEST, &answer->text, answer);
    else
        download_fetch(url, answer);
    free(url);
}
