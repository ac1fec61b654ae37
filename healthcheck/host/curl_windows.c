/* libcurl, linked in; of its two TLS libraries OpenSSL, which hands over chains and reasons. */
#include "healthcheck/host/curl_library.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <openssl/crypto.h>

#define CURL_FUNCTION(member, name) .member = name,
static const struct curl_library library = { CURL_FUNCTIONS(CURL_FUNCTION) };

static bool is_ready;

static BOOL CALLBACK prepare(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once;
    (void)parameter;
    (void)context;
    /* libcurl asks OpenSSL to read a configuration, from a folder that need not be there, and could be made by anybody. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    is_ready = curl_global_sslset(CURLSSLBACKEND_OPENSSL, NULL, NULL) == CURLSSLSET_OK && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return TRUE;
}

const struct curl_library *curl_library(void)
{
    static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

    InitOnceExecuteOnce(&once, prepare, NULL, NULL);
    return is_ready ? &library : NULL;
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
    return WSASocketW(address->family, address->socktype, address->protocol, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}
