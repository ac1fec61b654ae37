/* libcurl, loaded at run time. */
#include "healthcheck/host/curl_linux.h"

#include <pthread.h>

#include "healthcheck/host/library_linux.h"

static struct curl_library library;
static bool is_loaded;

static void load(void)
{
    __typeof__(curl_global_init) *prepare;
#define CURL_FUNCTION(member, name) { #name, &library.member },
    const struct library_function functions[] = { { "curl_global_init", &prepare }, CURL_FUNCTIONS(CURL_FUNCTION) };

    is_loaded = library_load("libcurl.so.4", functions, sizeof functions / sizeof functions[0]) && prepare(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const struct curl_library *curl_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
