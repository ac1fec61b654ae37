/* Small files fetched without a proxy. */
#include "healthcheck/host/download_curl.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/curl_library.h"
#include "healthcheck/version.h"

enum { MOST_MILLISECONDS = 5000, MOST_REDIRECTS = 3 };

struct download {
    struct text *body;
    bool is_too_large;
};

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    struct download *download = context;

    download->is_too_large = download->body->size + size * count > DOWNLOAD_LARGEST;
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
    /* Without it the end waits for the thread that waits for the name server (curl, issue 2975). */
    curl->set(handle, CURLOPT_QUICK_EXIT, 1L);
    curl->set(handle, CURLOPT_TIMEOUT_MS, (long)MOST_MILLISECONDS);
    curl->set(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl->set(handle, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
    curl->set(handle, CURLOPT_USERAGENT, "healthcheck/" HEALTHCHECK_VERSION);
    curl->set(handle, CURLOPT_MAXFILESIZE, (long)DOWNLOAD_LARGEST);
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
        answer_unreadable(answer, "it is larger than %d MiB", DOWNLOAD_LARGEST / 1024 / 1024);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        answer_unreadable(answer, "it did not come within %d s", MOST_MILLISECONDS / 1000);
    else if (code == CURLE_TOO_MANY_REDIRECTS)
        answer_unreadable(answer, "it redirects more than %d times", MOST_REDIRECTS);
    else if (code == CURLE_UNSUPPORTED_PROTOCOL && status != 0)
        answer_unreadable(answer, "it redirects to what is neither http nor https");
    else if (code == CURLE_UNSUPPORTED_PROTOCOL) /* an answer without a head, HTTP/0.9 */
        answer_unreadable(answer, "the server does not answer in HTTP");
    else if (code != CURLE_OK)
        answer_unreadable(answer, "%s", curl->explain(code));
    else if (status != 200)
        answer_unreadable(answer, "the server answered with status %ld", status);
    if (handle != NULL)
        curl->end(handle);
}

const char *download_file_path(const char *url)
{
    return text_starts_any_case(url, "file:") ? url + strlen("file:") : NULL;
}

void download_fetch(const char *url, struct answer *answer)
{
    const struct curl_library *curl;

    if (!text_starts_any_case(url, "http:") && !text_starts_any_case(url, "https:"))
        answer_unreadable(answer, "only http, https and file are fetched");
    else if ((curl = curl_library()) != NULL)
        fetch(curl, url, answer);
    else
        answer_unreadable(answer, "libcurl.so.4 is not installed");
}
