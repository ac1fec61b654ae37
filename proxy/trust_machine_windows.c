/* Windows' verdict on a chain, as Schannel takes it for a service: its stores of the machine, its lists of trust. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <wincrypt.h>
#include <winhttp.h>

#include "healthcheck/core/memory.h"
#include "proxy/trust_machine.h"

/* X509_V_ERR_… (openssl/x509_vfy.h): what OpenSSL would have said of the same. */
enum {
    VERIFY_OK = 0,
    VERIFY_UNSPECIFIED = 1,
    VERIFY_BAD_SIGNATURE = 7,
    VERIFY_NOT_YET_VALID = 9,
    VERIFY_EXPIRED = 10,
    VERIFY_SELF_SIGNED_LEAF = 18,
    VERIFY_SELF_SIGNED_ROOT = 19,
    VERIFY_NO_ISSUER = 20,
    VERIFY_REVOKED = 23,
    VERIFY_NO_AUTHORITY = 79,
    VERIFY_PURPOSE = 26,
    VERIFY_REJECTED = 28
};

#define SHA1_SIZE 20

/* The newest list of public roots that Windows has fetched; "Configure trusted roots and disallowed certificates", Microsoft Learn. */
#define AUTO_UPDATE L"SOFTWARE\\Microsoft\\SystemCertificates\\AuthRoot\\AutoUpdate"

bool trust_machine_judges(void)
{
    return true;
}

/* A store in memory with what was presented; `own` is the first of it, to be freed. NULL where there is no memory, or the first is none. */
static HCERTSTORE store_of(const struct span *presented, size_t count, const CERT_CONTEXT **own)
{
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);

    *own = NULL;
    for (size_t i = 0; store != NULL && i < count; i++)
        CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, (const BYTE *)presented[i].data, (DWORD)presented[i].size, CERT_STORE_ADD_ALWAYS,
                                         i == 0 ? own : NULL);
    if (store != NULL && *own == NULL) {
        CertCloseStore(store, 0);
        store = NULL;
    }
    return store;
}

/* NULL where Windows builds none. */
static const CERT_CHAIN_CONTEXT *chain_of(const CERT_CONTEXT *own, HCERTSTORE others)
{
    char server[] = szOID_PKIX_KP_SERVER_AUTH, *usages[] = { server };
    CERT_CHAIN_PARA wanted = { .cbSize = sizeof wanted };
    const CERT_CHAIN_CONTEXT *chain = NULL;
    /* Neither certificates of issuers nor roots nor lists are fetched, nor is it asked who was revoked. */
    DWORD flags = CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL | CERT_CHAIN_DISABLE_AUTH_ROOT_AUTO_UPDATE;

    wanted.RequestedUsage.dwType = USAGE_MATCH_TYPE_OR;
    wanted.RequestedUsage.Usage.cUsageIdentifier = 1;
    wanted.RequestedUsage.Usage.rgpszUsageIdentifier = usages;
    /* The machine's stores, as a service sees them: what one user trusts does not count. */
    return CertGetCertificateChain(HCCE_LOCAL_MACHINE, own, NULL, others, &wanted, flags, NULL, &chain) ? chain : NULL;
}

/* Wine 8.0's policy lets pass what its chain says of itself. */
static DWORD chain_error(const CERT_CHAIN_CONTEXT *chain)
{
    static const struct {
        DWORD bit;
        HRESULT error;
    } faults[] = { { CERT_TRUST_IS_EXPLICIT_DISTRUST, TRUST_E_EXPLICIT_DISTRUST },
                   { CERT_TRUST_IS_REVOKED, CERT_E_REVOKED },
                   { CERT_TRUST_IS_NOT_SIGNATURE_VALID, TRUST_E_CERT_SIGNATURE },
                   { CERT_TRUST_IS_PARTIAL_CHAIN, CERT_E_CHAINING },
                   { CERT_TRUST_IS_UNTRUSTED_ROOT, CERT_E_UNTRUSTEDROOT } };

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (chain->TrustStatus.dwErrorStatus & faults[i].bit)
            return (DWORD)faults[i].error;
    return ERROR_SUCCESS;
}

/* ERROR_SUCCESS where Windows accepts it for a server of TLS. */
static DWORD policy_error(const CERT_CHAIN_CONTEXT *chain, bool with_dates)
{
    SSL_EXTRA_CERT_CHAIN_POLICY_PARA server = { .dwAuthType = AUTHTYPE_SERVER, .fdwChecks = SECURITY_FLAG_IGNORE_CERT_CN_INVALID };
    CERT_CHAIN_POLICY_PARA how = { .cbSize = sizeof how, .dwFlags = with_dates ? 0 : CERT_CHAIN_POLICY_IGNORE_ALL_NOT_TIME_VALID_FLAGS };
    CERT_CHAIN_POLICY_STATUS status = { .cbSize = sizeof status, .dwError = (DWORD)TRUST_E_FAIL };

    server.cbSize = sizeof server;
    how.pvExtraPolicyPara = &server;
    if (!CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &how, &status))
        return (DWORD)TRUST_E_FAIL;
    return status.dwError != ERROR_SUCCESS ? status.dwError : chain_error(chain);
}

static const CERT_SIMPLE_CHAIN *elements_of(const CERT_CHAIN_CONTEXT *chain)
{
    return chain->cChain > 0 ? chain->rgpChain[0] : NULL;
}

/* One of its certificates is not yet valid, or no longer; which, the clock says. */
static int date_error(const CERT_SIMPLE_CHAIN *elements)
{
    for (DWORD i = 0; elements != NULL && i < elements->cElement; i++)
        if (CertVerifyTimeValidity(NULL, elements->rgpElement[i]->pCertContext->pCertInfo) < 0)
            return VERIFY_NOT_YET_VALID;
    return VERIFY_EXPIRED;
}

static int verify_error(DWORD error, const CERT_CHAIN_CONTEXT *chain)
{
    const CERT_SIMPLE_CHAIN *elements = elements_of(chain);

    switch ((HRESULT)error) {
    case ERROR_SUCCESS:
        return VERIFY_OK;
    case CERT_E_UNTRUSTEDROOT:
        if (chain->TrustStatus.dwErrorStatus & CERT_TRUST_IS_PARTIAL_CHAIN)
            return VERIFY_NO_ISSUER;
        return elements != NULL && elements->cElement == 1 ? VERIFY_SELF_SIGNED_LEAF : VERIFY_SELF_SIGNED_ROOT;
    case CERT_E_CHAINING:
        return VERIFY_NO_ISSUER;
    case CERT_E_EXPIRED:
    case CERT_E_VALIDITYPERIODNESTING:
        return date_error(elements);
    case TRUST_E_CERT_SIGNATURE:
        return VERIFY_BAD_SIGNATURE;
    case CERT_E_REVOKED:
    case CRYPT_E_REVOKED:
        return VERIFY_REVOKED;
    case CERT_E_WRONG_USAGE:
    case CERT_E_PURPOSE:
        return VERIFY_PURPOSE;
    case CERT_E_ROLE:
    case TRUST_E_BASIC_CONSTRAINTS:
        return VERIFY_NO_AUTHORITY;
    case TRUST_E_EXPLICIT_DISTRUST:
        return VERIFY_REJECTED;
    default:
        return VERIFY_UNSPECIFIED;
    }
}

/* Windows' list of public roots; NULL where none was fetched. Free with CertFreeCTLContext(). */
static const CTL_CONTEXT *public_list(void)
{
    DWORD size = 0;
    const CTL_CONTEXT *list = NULL;
    BYTE *bytes;

    if (RegGetValueW(HKEY_LOCAL_MACHINE, AUTO_UPDATE, L"EncodedCtl", RRF_RT_REG_BINARY, NULL, NULL, &size) != ERROR_SUCCESS || size == 0)
        return NULL;
    bytes = memory_get(size);
    if (RegGetValueW(HKEY_LOCAL_MACHINE, AUTO_UPDATE, L"EncodedCtl", RRF_RT_REG_BINARY, NULL, bytes, &size) == ERROR_SUCCESS)
        list = CertCreateCTLContext(X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, bytes, size);
    free(bytes);
    return list;
}

/* Its rows are named by the SHA-1 of a whole certificate. */
static bool list_has(const CTL_CONTEXT *list, const CERT_CONTEXT *certificate)
{
    BYTE digest[SHA1_SIZE];
    DWORD size = sizeof digest;

    if (list == NULL || !CertGetCertificateContextProperty(certificate, CERT_SHA1_HASH_PROP_ID, digest, &size) || size != sizeof digest)
        return false;
    for (DWORD i = 0; i < list->pCtlInfo->cCTLEntry; i++) {
        const CRYPT_DATA_BLOB *name = &list->pCtlInfo->rgCTLEntry[i].SubjectIdentifier;

        if (name->cbData == size && memcmp(name->pbData, digest, size) == 0)
            return true;
    }
    return false;
}

/* Has a row of the list a root with this key? Attribute 1.3.6.1.4.1.311.10.11.20, CERT_KEY_IDENTIFIER_PROP_ID, an OCTET STRING. */
static bool list_has_key(const CTL_CONTEXT *list, const CRYPT_DATA_BLOB *key)
{
    for (DWORD i = 0; i < list->pCtlInfo->cCTLEntry; i++) {
        const CTL_ENTRY *row = &list->pCtlInfo->rgCTLEntry[i];

        for (DWORD a = 0; a < row->cAttribute; a++) {
            const CRYPT_ATTRIBUTE *attribute = &row->rgAttribute[a];
            const CRYPT_ATTR_BLOB *value = attribute->cValue > 0 ? &attribute->rgValue[0] : NULL;

            if (value != NULL && strcmp(attribute->pszObjId, "1.3.6.1.4.1.311.10.11.20") == 0 && key->cbData > 0 && key->cbData < 128 &&
                value->cbData == key->cbData + 2 && value->pbData[0] == 4 && value->pbData[1] == key->cbData &&
                memcmp(value->pbData + 2, key->pbData, key->cbData) == 0)
                return true;
        }
    }
    return false;
}

/* Is what stands at the upper end of a chain without a root issued by one of the public roots, by its key? */
static bool is_issued_by_listed(const CERT_CONTEXT *last)
{
    const CERT_EXTENSION *extension = CertFindExtension(szOID_AUTHORITY_KEY_IDENTIFIER2, last->pCertInfo->cExtension, last->pCertInfo->rgExtension);
    const CTL_CONTEXT *list = extension != NULL ? public_list() : NULL;
    CERT_AUTHORITY_KEY_ID2_INFO *issuer = NULL;
    bool is_listed = false;
    DWORD size = 0;

    if (list != NULL && CryptDecodeObjectEx(X509_ASN_ENCODING, X509_AUTHORITY_KEY_ID2, extension->Value.pbData, extension->Value.cbData,
                                            CRYPT_DECODE_ALLOC_FLAG, NULL, &issuer, &size)) {
        is_listed = list_has_key(list, &issuer->KeyId);
        LocalFree(issuer);
    }
    if (list != NULL)
        CertFreeCTLContext(list);
    return is_listed;
}

static void keep_chain(const CERT_SIMPLE_CHAIN *elements, struct text *found)
{
    for (DWORD i = 0; elements != NULL && i < elements->cElement; i++)
        text_append_bytes(found, (const char *)elements->rgpElement[i]->pCertContext->pbCertEncoded,
                          elements->rgpElement[i]->pCertContext->cbCertEncoded);
}

struct trust_machine_answer trust_machine_judge(const struct span *presented, size_t count, bool with_dates, struct text *found)
{
    struct trust_machine_answer answer = { .error = TRUST_MACHINE_NO_CHAIN };
    const CERT_CONTEXT *own;
    HCERTSTORE others = store_of(presented, count, &own);
    const CERT_CHAIN_CONTEXT *chain = others != NULL ? chain_of(own, others) : NULL;

    if (chain != NULL) {
        const CERT_SIMPLE_CHAIN *elements = elements_of(chain);

        answer.error = verify_error(policy_error(chain, with_dates), chain);
        answer.is_root_to_be_fetched = answer.error == VERIFY_NO_ISSUER && elements != NULL && elements->cElement > 0 &&
                                       is_issued_by_listed(elements->rgpElement[elements->cElement - 1]->pCertContext);
        keep_chain(elements, found);
        CertFreeCertificateChain(chain);
    }
    if (own != NULL)
        CertFreeCertificateContext(own);
    if (others != NULL)
        CertCloseStore(others, 0);
    return answer;
}

static void add_pem(const CERT_CONTEXT *certificate, struct trust_list *list)
{
    DWORD size = 0;
    char *pem;

    if (!CryptBinaryToStringA(certificate->pbCertEncoded, certificate->cbCertEncoded, CRYPT_STRING_BASE64HEADER, NULL, &size))
        return;
    pem = memory_get((size_t)size + 1);
    if (CryptBinaryToStringA(certificate->pbCertEncoded, certificate->cbCertEncoded, CRYPT_STRING_BASE64HEADER, pem, &size))
        text_append(&list->pem, pem);
    free(pem);
}

/* The certificates of a store of the machine; with a list only those that stand in it. */
static void add_store(const wchar_t *name, const CTL_CONTEXT *only, bool is_whole, struct trust_list *list)
{
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0,
                                     CERT_SYSTEM_STORE_LOCAL_MACHINE | CERT_STORE_READONLY_FLAG | CERT_STORE_OPEN_EXISTING_FLAG, name);
    const CERT_CONTEXT *at = NULL;

    if (store == NULL)
        return;
    while ((at = CertEnumCertificatesInStore(store, at)) != NULL)
        if (is_whole || list_has(only, at))
            add_pem(at, list);
    CertCloseStore(store, 0);
}

static void date_of(const FILETIME *when, struct trust_list *list)
{
    list->date = (moment)(((unsigned long long)when->dwHighDateTime << 32 | when->dwLowDateTime) / 10000000) - 11644473600;
    list->has_date = when->dwHighDateTime != 0;
}

/* AuthRoot holds what Windows has fetched of Microsoft's list so far; an image's maker may have put others of them into ROOT. */
bool trust_machine_public_roots(struct trust_list *list)
{
    const CTL_CONTEXT *listed = public_list();

    add_store(L"AuthRoot", NULL, true, list);
    add_store(L"ROOT", listed, false, list);
    list->path = memory_copy_text("AuthRoot");
    if (listed != NULL) {
        date_of(&listed->pCtlInfo->ThisUpdate, list);
        CertFreeCTLContext(listed);
    }
    return true;
}
