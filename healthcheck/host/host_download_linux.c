/* download/<URL>: a proxy auto-config script, fetched without a proxy, or read where it is a file. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/curl_linux.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/version.h"

enum { LARGEST_DOWNLOAD = 1024 * 1024, MOST_MILLISECONDS = 5000, MOST_REDIRECTS = 3 };

struct download {
    struct text *body;
    bool is_too_large;
};

/* %XX undone; yours to free. */
static char *decode(const char *text)
{
    struct text decoded = { 0 };

    for (size_t i = 0; text[i] != '\0'; i++) {
        bool is_escape = text[i] == '%' && text_hex_value(text[i + 1]) >= 0 && text_hex_value(text[i + 2]) >= 0;

        text_append_char(&decoded, is_escape ? (char)(text_hex_value(text[i + 1]) * 16 + text_hex_value(text[i + 2])) : text[i]);
        i += is_escape ? 2 : 0;
    }
    return text_take(&decoded);
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    struct download *download = context;

    download->is_too_large = download->body->size + size * count > LARGEST_DOWNLOAD;
    if (download->is_too_large)
        return 0;
    text_append_bytes(download->body, bytes, size * count);
    return size * count;
}

static void set_up(const struct curl_library *curl, CURL *handle, const char *url, struct download *download)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    curl->set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->set(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl->set(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl->set(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl->set(handle, CURLOPT_URL, url);
    /* Else libcurl takes the variables of the environment. */
    curl->set(handle, CURLOPT_PROXY, "");
    curl->set(handle, CURLOPT_NOPROXY, "*");
    curl->set(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl->set(handle, CURLOPT_NOSIGNAL, 1L);
    curl->set(handle, CURLOPT_TIMEOUT_MS, (long)MOST_MILLISECONDS);
    curl->set(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl->set(handle, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
    curl->set(handle, CURLOPT_USERAGENT, "healthcheck/" HEALTHCHECK_VERSION);
    curl->set(handle, CURLOPT_MAXFILESIZE, (long)LARGEST_DOWNLOAD);
    curl->set(handle, CURLOPT_WRITEFUNCTION, receive);
    curl->set(handle, CURLOPT_WRITEDATA, download);
}

static void fetch(const struct curl_library *curl, const char *url, struct answer *answer)
{
    struct download download = { &answer->text, false };
    CURL *handle = curl->begin();
    CURLcode code = CURLE_FAILED_INIT;
    long status = 0;

    if (handle != NULL) {
        set_up(curl, handle, url, &download);
        code = curl->perform(handle);
        curl->get(handle, CURLINFO_RESPONSE_CODE, &status);
    }
    if (download.is_too_large || code == CURLE_FILESIZE_EXCEEDED)
        answer_unreadable(answer, "it is larger than %d MiB", LARGEST_DOWNLOAD / 1024 / 1024);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        answer_unreadable(answer, "it did not come within %d s", MOST_MILLISECONDS / 1000);
    else if (code == CURLE_TOO_MANY_REDIRECTS)
        answer_unreadable(answer, "it redirects more than %d times", MOST_REDIRECTS);
    else if (code == CURLE_UNSUPPORTED_PROTOCOL && status != 0)
        answer_unreadable(answer, "it redirects to what is neither http nor https");
    else if (code == CURLE_UNSUPPORTED_PROTOCOL) /* an answer without a head, HTTP/0.9 */
        answer_unreadable(answer, "the server does not answer in HTTP");
    else if (code != CURLE_OK)
        answer_unreadable(answer, "it cannot be fetched: %s", curl->explain(code));
    else if (status != 200)
        answer_unreadable(answer, "the server answered with status %ld", status);
    if (handle != NULL)
        curl->end(handle);
}

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
    decoded = decode(path);
    /* "/C:/x" is a drive's file, and lies below a mount point of the distribution. */
    if (live->is_wsl && decoded[1] != '\0' && decoded[2] == ':')
        memmove(decoded + 2, decoded + 3, strlen(decoded + 3) + 1);
    whole = live->is_wsl && decoded[1] != '\0' && decoded[2] == '/' ? windows_path(live, decoded + 1, answer) : live_path(live, decoded);
    if (whole != NULL)
        result = file_read(whole, LARGEST_DOWNLOAD, &answer->text, why);
    if (whole != NULL && result == FILE_MISSING)
        answer_absent(answer);
    else if (whole != NULL && result != FILE_READ)
        answer_unreadable(answer, "%s", why);
    free(whole);
    free(decoded);
}

void live_download(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct curl_library *curl;
    char *url;

    (void)host;
    if (!live->may_fetch) {
        answer_unreadable(answer, "not fetched by the health report: run `healthcheck --extendedProxy`");
        return;
    }
    url = decode(rest);
    if (text_starts_any_case(url, "file:"))
        read_file(live, url + 5, answer);
    else if (!text_starts_any_case(url, "http:") && !text_starts_any_case(url, "https:"))
        answer_unreadable(answer, "only http, https and file are fetched");
    else if ((curl = curl_library()) != NULL)
        fetch(curl, url, answer);
    else
        answer_unreadable(answer, "libcurl.so.4 is not installed");
    free(url);
}
