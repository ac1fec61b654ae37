/* libcurl, loaded at run time. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "healthcheck/host/curl_library.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

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

curl_socket_t curl_open_socket(const struct curl_sockaddr *address, char text[CURL_ADDRESS_SIZE])
{
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;

    text[0] = '\0';
    if (address->family == AF_INET && address->addrlen >= sizeof ipv4) {
        memcpy(&ipv4, &address->addr, sizeof ipv4);
        inet_ntop(AF_INET, &ipv4.sin_addr, text, CURL_ADDRESS_SIZE);
    } else if (address->family == AF_INET6 && address->addrlen >= sizeof ipv6) {
        memcpy(&ipv6, (const char *)address + offsetof(struct curl_sockaddr, addr), sizeof ipv6);
        inet_ntop(AF_INET6, &ipv6.sin6_addr, text, CURL_ADDRESS_SIZE);
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
