/* libcurl and the OpenSSL it brings: loaded, and of one piece. */
#define _GNU_SOURCE /* dladdr */
#include "tests/support.h"

#include <dlfcn.h>
#include <string.h>

#include "healthcheck/host/curl_library.h"
#include "healthcheck/host/openssl_library.h"

static void the_libraries_have_every_function_we_call(void **state)
{
    (void)state;
    assert_non_null(curl_library());
    assert_non_null(openssl_library());
    assert_ptr_equal(openssl_library(), openssl_library());
}

static void it_is_the_instance_that_libcurl_uses(void **state)
{
    Dl_info of_ours;
    const struct openssl_library *openssl = openssl_library();
    void *address;

    (void)state;
    memcpy(&address, &openssl->X509_free, sizeof address);
    assert_int_not_equal(dladdr(address, &of_ours), 0);
    assert_non_null(strstr(of_ours.dli_fname, "libcrypto.so.3"));
    assert_non_null(strstr(curl_library()->version(CURLVERSION_NOW)->ssl_version, "OpenSSL/3."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_libraries_have_every_function_we_call),
        cmocka_unit_test(it_is_the_instance_that_libcurl_uses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
