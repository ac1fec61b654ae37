/* The certificates a server presented, and who trusts them: plain data. certificate_openssl.h makes it. */
#ifndef PROXY_CERTIFICATE_H
#define PROXY_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

struct certificate {
    char *subject, *issuer; /* RFC 2253 with UTF-8, as openssl's -nameopt RFC2253,utf8; at most 512 bytes; owned */
    char *issuer_name;      /* the issuer's common name, else its organisation, else ""; owned */
    char not_before[32];    /* RFC 3339 */
    char not_after[32];
    char sha256[65]; /* of the whole certificate, lower-case hex */
    char key[32];    /* "RSA 2048", "EC 256" */
    bool is_self_signed;
};

/* What was presented, the server's own first; at most 10 of them, the rest is counted. */
struct certificate_chain {
    struct certificate *items; /* owned */
    size_t count;
    size_t left_out;
};

void certificate_chain_free(struct certificate_chain *chain);

/* {subject, issuer, not_before, not_after, sha256, key, chain: [{…}, …]} of docs/contract.md section 5; NULL for an empty chain. */
cJSON *certificate_chain_to_json(const struct certificate_chain *chain);

/* The same read back; what is missing or of another type is "". */
struct certificate_chain certificate_chain_from_json(const cJSON *object);

/* The rule: what the system's store accepts and the public roots do not was issued by a locally trusted CA. */
enum trust_verdict {
    TRUST_UNKNOWN,   /* no chain, or no current list of public roots to compare with */
    TRUST_PUBLIC,    /* the public roots accept */
    TRUST_INSPECTED, /* only the system's store accepts */
    TRUST_NOBODY,    /* neither accepts */
};

struct trust {
    enum trust_verdict verdict;
    int system_error, public_error; /* X509_V_ERR_…, 0: accepted; -1: not asked */
    char public_roots_date[11];     /* "2025-03-11": of the list compared with; "" where there is none */
};

/* The product whose CA has this name ("Zscaler", "Fortinet FortiGate"), or NULL. Information, never a verdict. */
const char *certificate_inspection_product(const char *issuer_or_subject);

#endif
