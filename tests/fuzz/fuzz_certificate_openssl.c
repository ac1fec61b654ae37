/* A certificate in DER as plain data: names of a bounded length, in UTF-8 and without controls; dates that are dates. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/openssl_library.h"
#include "proxy/certificate_openssl.h"

static void check_name(const char *name)
{
    size_t size = strlen(name);

    assert(size <= CERTIFICATE_LONGEST_NAME && text_is_utf8(name, size));
    for (size_t i = 0; i < size; i++) {
        assert((unsigned char)name[i] >= 0x20 && name[i] != 0x7f);
        assert((unsigned char)name[i] != 0xc2 || (unsigned char)name[i + 1] >= 0xa0);
    }
}

static void check_date(const char *date)
{
    moment when;

    assert(date[0] == '\0' || (strlen(date) == 20 && moment_read(date, &when)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct openssl_library *openssl = openssl_library();
    const unsigned char *at = data;
    struct stack_st_X509 *stack;
    struct certificate_chain chain;
    X509 *x509;

    assert(openssl != NULL);
    x509 = openssl->d2i_X509(NULL, &at, (long)size);
    /* Else they pile up, and libFuzzer takes its time to look for a leak after each. */
    openssl->ERR_clear_error();
    if (x509 == NULL)
        return 0;
    stack = (struct stack_st_X509 *)openssl->OPENSSL_sk_new_null();
    for (int i = 0; i < 12; i++)
        openssl->OPENSSL_sk_push((OPENSSL_STACK *)stack, x509);
    chain = certificate_chain_of(openssl, stack);
    assert(chain.count == CERTIFICATE_CHAIN_MOST && chain.left_out == 2);
    for (size_t i = 0; i < chain.count; i++) {
        check_name(chain.items[i].subject);
        check_name(chain.items[i].issuer);
        check_name(chain.items[i].issuer_name);
        check_date(chain.items[i].not_before);
        check_date(chain.items[i].not_after);
        assert(strlen(chain.items[i].sha256) == 64);
        check_name(chain.items[i].key);
    }
    certificate_chain_free(&chain);
    openssl->OPENSSL_sk_free((OPENSSL_STACK *)stack);
    openssl->X509_free(x509);
    return 0;
}
