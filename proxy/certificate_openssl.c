/* OpenSSL's certificates as plain data. */
#include "proxy/certificate_openssl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/openssl_library.h"

/* Bytes that are no UTF-8, controls of either half, and the marks that turn the writing direction or break a line. */
static bool is_unsafe(const unsigned char *bytes, size_t length)
{
    unsigned code;

    if (length <= 1)
        return length == 0 || bytes[0] < 0x20 || bytes[0] == 0x7f;
    if (length == 2)
        return bytes[0] == 0xc2 && bytes[1] < 0xa0;
    if (length != 3)
        return false;
    code = (bytes[0] & 0x0fU) << 12 | (bytes[1] & 0x3fU) << 6 | (bytes[2] & 0x3fU);
    return code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* OpenSSL writes a UTF8String's bytes as they are, valid or not. */
static char *safe_text(const char *bytes, size_t size)
{
    struct text text = { 0 };
    size_t length, step, needed;

    for (size_t at = 0; at < size; at += step) {
        length = text_utf8_length(bytes + at, size - at);
        step = length > 0 ? length : 1;
        needed = is_unsafe((const unsigned char *)bytes + at, length) ? 3 * step : step;
        if (text.size + needed > CERTIFICATE_LONGEST_NAME)
            break;
        if (needed == step)
            text_append_bytes(&text, bytes + at, step);
        for (size_t i = 0; needed != step && i < step; i++)
            text_append_format(&text, "\\%02X", (unsigned)(unsigned char)bytes[at + i]);
    }
    return text_take(&text);
}

/* What was written into `memory`, which is freed. */
static char *take_memory(const struct openssl_library *openssl, BIO *memory)
{
    char *bytes = NULL, *text;
    long size = openssl->BIO_ctrl(memory, BIO_CTRL_INFO, 0, (char *)&bytes);

    text = safe_text(bytes, bytes != NULL && size > 0 ? (size_t)size : 0);
    openssl->BIO_free(memory);
    return text;
}

static char *name_of(const struct openssl_library *openssl, const X509_NAME *name)
{
    BIO *memory = openssl->BIO_new(openssl->BIO_s_mem());

    if (memory == NULL)
        return memory_copy_text("");
    openssl->X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
    return take_memory(openssl, memory);
}

/* The last value of this kind, which is the most specific one; "" where there is none. */
static char *part_of(const struct openssl_library *openssl, const X509_NAME *name, int kind)
{
    BIO *memory = openssl->BIO_new(openssl->BIO_s_mem());
    int at = -1, last = -1;

    while ((at = openssl->X509_NAME_get_index_by_NID(name, kind, at)) >= 0)
        last = at;
    if (memory == NULL)
        return memory_copy_text("");
    if (last >= 0)
        openssl->ASN1_STRING_print_ex(memory, openssl->X509_NAME_ENTRY_get_data(openssl->X509_NAME_get_entry(name, last)),
                                      ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT);
    return take_memory(openssl, memory);
}

static char *issuer_name_of(const struct openssl_library *openssl, const X509_NAME *issuer)
{
    char *name = part_of(openssl, issuer, NID_commonName);

    if (name[0] != '\0')
        return name;
    free(name);
    return part_of(openssl, issuer, NID_organizationName);
}

static unsigned digits(int number, unsigned limit)
{
    return (unsigned)number % limit;
}

static void write_date(const struct openssl_library *openssl, const ASN1_TIME *time, char *text, size_t size)
{
    struct tm parts = { 0 };

    text[0] = '\0';
    if (time == NULL || openssl->ASN1_TIME_to_tm(time, &parts) != 1)
        return;
    /* All of them are in their limits; so the compiler knows, too, that there is room. */
    snprintf(text, size, "%04u-%02u-%02uT%02u:%02u:%02uZ", digits(parts.tm_year + 1900, 10000), digits(parts.tm_mon + 1, 100),
             digits(parts.tm_mday, 100), digits(parts.tm_hour, 100), digits(parts.tm_min, 100), digits(parts.tm_sec, 100));
}

static void write_digest(const struct openssl_library *openssl, const X509 *x509, char *text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    text[0] = '\0';
    if (openssl->X509_digest(x509, openssl->EVP_sha256(), digest, &size) == 1)
        for (unsigned i = 0; i < size && i < 32; i++)
            snprintf(text + 2 * (size_t)i, 3, "%02x", (unsigned)digest[i]);
}

/* Of an algorithm that OpenSSL does not know the name or the number is told. */
static void write_unknown_key(const struct openssl_library *openssl, const X509 *x509, char *text, size_t size)
{
    ASN1_OBJECT *algorithm = NULL;

    text[0] = '\0';
    if (openssl->X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, openssl->X509_get_X509_PUBKEY(x509)) == 1 && algorithm != NULL)
        openssl->OBJ_obj2txt(text, (int)size, algorithm, 0);
}

/* Bits tell something of keys that come in sizes; others have it in their name ("ED25519"). */
static bool has_sizes(const char *type)
{
    return strcmp(type, "EC") == 0 || text_starts(type, "RSA") || strcmp(type, "DSA") == 0;
}

static void write_key(const struct openssl_library *openssl, const X509 *x509, char *text, size_t size)
{
    const EVP_PKEY *key = openssl->X509_get0_pubkey(x509);
    const char *type = key != NULL ? openssl->EVP_PKEY_get0_type_name(key) : NULL;

    if (type == NULL)
        write_unknown_key(openssl, x509, text, size);
    else if (has_sizes(type))
        snprintf(text, size, "%.16s %d", type, openssl->EVP_PKEY_get_bits(key));
    else
        snprintf(text, size, "%.31s", type);
}

struct certificate certificate_of(const struct openssl_library *openssl, struct x509_st *x509)
{
    const X509_NAME *issuer = openssl->X509_get_issuer_name(x509);
    struct certificate certificate = { .subject = name_of(openssl, openssl->X509_get_subject_name(x509)),
                                       .issuer = name_of(openssl, issuer),
                                       .issuer_name = issuer_name_of(openssl, issuer),
                                       .is_self_signed = openssl->X509_self_signed(x509, 0) == 1 };

    write_date(openssl, openssl->X509_get0_notBefore(x509), certificate.not_before, sizeof certificate.not_before);
    write_date(openssl, openssl->X509_get0_notAfter(x509), certificate.not_after, sizeof certificate.not_after);
    write_digest(openssl, x509, certificate.sha256);
    write_key(openssl, x509, certificate.key, sizeof certificate.key);
    /* The thread's queue of errors is libcurl's, too: nothing of ours may be found there. */
    openssl->ERR_clear_error();
    return certificate;
}

struct certificate_chain certificate_chain_of(const struct openssl_library *openssl, const struct stack_st_X509 *stack)
{
    const OPENSSL_STACK *items = (const OPENSSL_STACK *)stack;
    int count = stack != NULL ? openssl->OPENSSL_sk_num(items) : 0;
    struct certificate_chain chain = { 0 };

    if (count <= 0)
        return chain;
    chain.count = count < CERTIFICATE_CHAIN_MOST ? (size_t)count : CERTIFICATE_CHAIN_MOST;
    chain.left_out = (size_t)count - chain.count;
    chain.items = memory_get(chain.count * sizeof chain.items[0]);
    for (size_t i = 0; i < chain.count; i++)
        chain.items[i] = certificate_of(openssl, openssl->OPENSSL_sk_value(items, (int)i));
    return chain;
}
