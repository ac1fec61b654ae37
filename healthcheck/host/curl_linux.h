/* libcurl, loaded where something is fetched and not before: with all it needs it costs 4 ms and 6 MiB, and the plain report fetches
 * nothing. */
#ifndef HEALTHCHECK_HOST_CURL_LINUX_H
#define HEALTHCHECK_HOST_CURL_LINUX_H

#include <curl/curl.h>

struct curl_library {
    CURL *(*begin)(void);
    CURLcode (*set)(CURL *handle, CURLoption option, ...);
    CURLcode (*perform)(CURL *handle);
    CURLcode (*get)(CURL *handle, CURLINFO info, ...);
    const char *(*explain)(CURLcode code);
    void (*end)(CURL *handle);
};

/* Loaded once, and never unloaded; NULL where the system has none. From any thread. */
const struct curl_library *curl_library(void);

#endif
