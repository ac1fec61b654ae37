/* libcurl, loaded at run time. */
#include "healthcheck/host/curl_linux.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

static struct curl_library library;
static bool is_loaded;

/* C has no way from an object's address to a function's; POSIX says that their bytes are the same (dlsym). */
static bool find(void *handle, const char *name, void *function)
{
    void *address = dlsym(handle, name);

    memcpy(function, &address, sizeof address);
    return address != NULL;
}

static void load(void)
{
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    CURLcode (*prepare)(long);

    if (handle == NULL || !find(handle, "curl_global_init", &prepare) || !find(handle, "curl_easy_init", &library.begin) ||
        !find(handle, "curl_easy_setopt", &library.set) || !find(handle, "curl_easy_perform", &library.perform) ||
        !find(handle, "curl_easy_getinfo", &library.get) || !find(handle, "curl_easy_strerror", &library.explain) ||
        !find(handle, "curl_easy_cleanup", &library.end))
        return;
    is_loaded = prepare(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const struct curl_library *curl_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return is_loaded ? &library : NULL;
}
