/* libcurl, loaded where something is fetched and not before: with all it needs it costs 4 ms and 6 MiB, and the plain report fetches
 * nothing. */
#ifndef HEALTHCHECK_HOST_CURL_LIBRARY_H
#define HEALTHCHECK_HOST_CURL_LIBRARY_H

#include <curl/curl.h>

/* What we call, and how we call it; their types are those of curl's headers. */
/* clang-format off */
#define CURL_FUNCTIONS(function) \
    function(begin, curl_easy_init) \
    function(set, curl_easy_setopt) \
    function(perform, curl_easy_perform) \
    function(get, curl_easy_getinfo) \
    function(header, curl_easy_header) \
    function(explain, curl_easy_strerror) \
    function(end, curl_easy_cleanup) \
    function(append, curl_slist_append) \
    function(free_list, curl_slist_free_all) \
    function(read_date, curl_getdate) \
    function(multi_begin, curl_multi_init) \
    function(multi_set, curl_multi_setopt) \
    function(multi_add, curl_multi_add_handle) \
    function(multi_perform, curl_multi_perform) \
    function(multi_poll, curl_multi_poll) \
    function(multi_next, curl_multi_info_read) \
    function(multi_remove, curl_multi_remove_handle) \
    function(multi_end, curl_multi_cleanup) \
    function(version, curl_version_info)
/* clang-format on */

struct curl_library {
#define CURL_FUNCTION(member, name) __typeof__(name) *member;
    CURL_FUNCTIONS(CURL_FUNCTION)
#undef CURL_FUNCTION
};

/* Loaded once, and never unloaded; NULL where the system has none. From any thread. What variables would have a say in it is the matter
   of environment_forget(). */
const struct curl_library *curl_library(void);

enum { CURL_ADDRESS_SIZE = 64 };

/* A socket for CURLOPT_OPENSOCKETFUNCTION, as libcurl would open it, and its address as text: "127.0.0.1", "::1"; "" of another family. */
curl_socket_t curl_open_socket(const struct curl_sockaddr *address, char text[CURL_ADDRESS_SIZE]);

#endif
