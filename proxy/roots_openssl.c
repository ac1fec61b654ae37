/* Certificates that are trusted, made OpenSSL's objects when they are needed. */
#include "proxy/roots_openssl.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/openssl_library.h"

enum { MOST_ROOTS = 4096 };

struct root {
    unsigned char *der; /* of OpenSSL's memory, as PEM_read_bio() gave it */
    long size;
    bool has_extras; /* "TRUSTED CERTIFICATE": what it is trusted for stands behind it */
    X509_NAME *subject;
    X509 *x509;      /* NULL until it is needed */
    unsigned sets;   /* a bit for each it belongs to … */
    unsigned stores; /* … and for each store that it is in */
};

struct roots {
    const struct openssl_library *openssl;
    X509_STORE *stores[ROOTS_SETS];
    struct root *items;
    size_t count;
};

/* ASN.1 as far as the subject's name needs it: takes the next element off `rest`. */
static bool next_element(struct span *rest, unsigned char *tag, struct span *whole, struct span *content)
{
    const unsigned char *bytes = (const unsigned char *)rest->data;
    size_t head = 2, size;

    if (rest->size < 2)
        return false;
    *tag = bytes[0];
    size = bytes[1];
    if (size & 0x80) {
        size_t digits = size & 0x7f;

        if (digits == 0 || digits > 4 || rest->size < 2 + digits)
            return false;
        size = 0;
        for (size_t i = 0; i < digits; i++)
            size = size << 8 | bytes[2 + i];
        head += digits;
    }
    if (size > rest->size - head)
        return false;
    *whole = (struct span){ rest->data, head + size };
    *content = (struct span){ rest->data + head, size };
    rest->data += head + size;
    rest->size -= head + size;
    return true;
}

/* RFC 5280 section 4.1: version (optional), serial number, signature's algorithm, issuer, validity, subject. */
static bool find_subject(const unsigned char *der, long size, struct span *subject)
{
    struct span rest = { (const char *)der, (size_t)size }, whole, content;
    unsigned char tag;

    if (!next_element(&rest, &tag, &whole, &content) || tag != 0x30 || !next_element(&content, &tag, &whole, &rest) || tag != 0x30)
        return false;
    if (!next_element(&rest, &tag, &whole, &content))
        return false;
    for (int i = tag == 0xa0 ? 0 : 1; i < 5; i++)
        if (!next_element(&rest, &tag, &whole, &content))
            return false;
    *subject = whole; /* whether it is a name is OpenSSL's to say */
    return true;
}

struct roots *roots_open(const struct openssl_library *openssl)
{
    struct roots *roots = memory_get(sizeof *roots);

    roots->openssl = openssl;
    for (int set = 0; set < ROOTS_SETS; set++) {
        roots->stores[set] = openssl->X509_STORE_new();
        if (roots->stores[set] == NULL) {
            roots_free(roots);
            return NULL;
        }
        /* As libcurl has it for its own: a trusted certificate ends a chain even where it is not a root. */
        openssl->X509_STORE_set_flags(roots->stores[set], X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
    }
    return roots;
}

static void release(const struct openssl_library *openssl, void *memory)
{
    openssl->CRYPTO_free(memory, __FILE__, __LINE__);
}

void roots_free(struct roots *roots)
{
    const struct openssl_library *openssl;

    if (roots == NULL)
        return;
    openssl = roots->openssl;
    for (size_t i = 0; i < roots->count; i++) {
        release(openssl, roots->items[i].der);
        openssl->X509_NAME_free(roots->items[i].subject);
        openssl->X509_free(roots->items[i].x509);
    }
    for (int set = 0; set < ROOTS_SETS; set++)
        openssl->X509_STORE_free(roots->stores[set]);
    free(roots->items);
    free(roots);
}

/* The public roots are in the system's list, too. */
static struct root *find_same(struct roots *roots, const unsigned char *der, long size)
{
    for (size_t i = 0; i < roots->count; i++)
        if (roots->items[i].size == size && memcmp(roots->items[i].der, der, (size_t)size) == 0)
            return &roots->items[i];
    return NULL;
}

/* Takes `der` over. */
static void add_one(struct roots *roots, enum roots_set set, unsigned char *der, long size, bool has_extras)
{
    struct root *root = find_same(roots, der, size);
    X509_NAME *name = NULL;
    struct span subject;

    if (root != NULL) {
        root->sets |= 1U << set;
    } else if (roots->count < MOST_ROOTS && find_subject(der, size, &subject)) {
        const unsigned char *at = (const unsigned char *)subject.data;

        name = roots->openssl->d2i_X509_NAME(NULL, &at, (long)subject.size);
    }
    if (name == NULL) {
        release(roots->openssl, der);
        return;
    }
    if ((roots->count & (roots->count - 1)) == 0)
        roots->items = memory_resize(roots->items, roots->count > 0 ? 2 * roots->count : 1, sizeof *roots->items);
    roots->items[roots->count++] = (struct root){ .der = der, .size = size, .has_extras = has_extras, .subject = name, .sets = 1U << set };
}

/* A block that is none is passed over: one bad certificate must not hide those behind it. */
static bool next_block(const struct openssl_library *openssl, BIO *memory, char **name, char **header, unsigned char **der, long *size)
{
    for (int bad = 0; bad < MOST_ROOTS; bad++) {
        if (openssl->PEM_read_bio(memory, name, header, der, size) == 1)
            return true;
        if (ERR_GET_REASON(openssl->ERR_peek_last_error()) == PEM_R_NO_START_LINE)
            return false;
    }
    return false;
}

void roots_add(struct roots *roots, enum roots_set set, struct span pem)
{
    const struct openssl_library *openssl = roots->openssl;
    BIO *memory = pem.size > 0 && pem.size <= INT_MAX ? openssl->BIO_new_mem_buf(pem.data, (int)pem.size) : NULL;
    char *name, *header;
    unsigned char *der;
    long size;

    while (memory != NULL && next_block(openssl, memory, &name, &header, &der, &size)) {
        bool has_extras = strcmp(name, PEM_STRING_X509_TRUSTED) == 0;

        if (has_extras || strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0)
            add_one(roots, set, der, size, has_extras);
        else
            release(openssl, der);
        release(openssl, name);
        release(openssl, header);
    }
    openssl->BIO_free(memory);
    openssl->ERR_clear_error(); /* its end is an error to OpenSSL */
}

int roots_count(const struct roots *roots, enum roots_set set)
{
    int count = 0;

    for (size_t i = 0; i < roots->count; i++)
        count += (roots->items[i].sets & 1U << set) != 0;
    return count;
}

struct x509_store_st *roots_store(const struct roots *roots, enum roots_set set)
{
    return roots->stores[set];
}

/* False where it is malformed behind its name. */
static bool make(struct roots *roots, struct root *root)
{
    const unsigned char *at = root->der;

    if (root->x509 == NULL)
        root->x509 = root->has_extras ? roots->openssl->d2i_X509_AUX(NULL, &at, root->size) : roots->openssl->d2i_X509(NULL, &at, root->size);
    return root->x509 != NULL;
}

/* A certificate of the set that is no root itself leads on to its issuer; the depth ends where every one was put in. */
static void put_named(struct roots *roots, enum roots_set set, const X509_NAME *name)
{
    for (size_t i = 0; i < roots->count; i++) {
        struct root *root = &roots->items[i];

        if ((root->sets & 1U << set) == 0 || (root->stores & 1U << set) != 0 || roots->openssl->X509_NAME_cmp(root->subject, name) != 0)
            continue;
        root->stores |= 1U << set; /* also where it is malformed: once is enough */
        if (make(roots, root) && roots->openssl->X509_STORE_add_cert(roots->stores[set], root->x509) == 1)
            put_named(roots, set, roots->openssl->X509_get_issuer_name(root->x509));
    }
}

struct x509_store_st *roots_prepare(struct roots *roots, enum roots_set set, const struct stack_st_X509 *chain)
{
    const struct openssl_library *openssl = roots->openssl;
    const OPENSSL_STACK *stack = (const OPENSSL_STACK *)chain;

    for (int i = 0; stack != NULL && i < openssl->OPENSSL_sk_num(stack); i++) {
        const X509 *x509 = openssl->OPENSSL_sk_value(stack, i);

        put_named(roots, set, openssl->X509_get_subject_name(x509));
        put_named(roots, set, openssl->X509_get_issuer_name(x509));
    }
    openssl->ERR_clear_error();
    return roots->stores[set];
}
