/* file-signature/: whether Windows trusts who signed a program, and who that is. Nothing is fetched for it. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <softpub.h>
#include <wincrypt.h>
#include <wintrust.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/wide_windows.h"

static CRYPT_PROVIDER_SGNR *signer_in(HANDLE state)
{
    CRYPT_PROVIDER_DATA *data = state != NULL ? WTHelperProvDataFromStateData(state) : NULL;

    return data != NULL ? WTHelperGetProvSignerFromChain(data, 0, FALSE, 0) : NULL;
}

/* "CN=Microsoft Corporation, O=Microsoft Corporation, …"; NULL where the state holds no signer. Yours to free. */
static char *signer_name(CRYPT_PROVIDER_SGNR *signer)
{
    CRYPT_PROVIDER_CERT *certificate = signer != NULL && signer->csCertChain > 0 ? WTHelperGetProvCertFromChain(signer, 0) : NULL;
    wchar_t name[1024] = L"";
    DWORD count = 0;

    if (certificate != NULL && certificate->pCert != NULL && certificate->pCert->pCertInfo != NULL)
        count = CertNameToStrW(X509_ASN_ENCODING, &certificate->pCert->pCertInfo->Subject, CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG, name,
                               sizeof name / sizeof name[0]);
    return count > 1 ? wide_to(name) : NULL;
}

/* Does the chain end in a root of this machine? Wine 8.0's verdict is a yes also where it does not, or where there is no chain. */
static bool ends_in_a_root(const CRYPT_PROVIDER_SGNR *signer)
{
    const DWORD faults = CERT_TRUST_IS_UNTRUSTED_ROOT | CERT_TRUST_IS_PARTIAL_CHAIN | CERT_TRUST_IS_NOT_SIGNATURE_VALID |
                         CERT_TRUST_IS_EXPLICIT_DISTRUST | CERT_TRUST_IS_REVOKED;

    return signer != NULL && signer->pChainContext != NULL && (signer->pChainContext->TrustStatus.dwErrorStatus & faults) == 0;
}

static bool is_unsigned(LONG verdict, DWORD number)
{
    /* No signature, or a file of a kind that can have none. "No signature" is also what comes of a file that could not be read: then the last
       error tells it from these ("Example C Program: Verifying the Signature of a PE File", Microsoft Learn). */
    if (verdict == (LONG)TRUST_E_SUBJECT_FORM_UNKNOWN || verdict == (LONG)TRUST_E_PROVIDER_UNKNOWN)
        return true;
    return verdict == (LONG)TRUST_E_NOSIGNATURE && (number == (DWORD)TRUST_E_NOSIGNATURE || number == (DWORD)TRUST_E_SUBJECT_FORM_UNKNOWN ||
                                                    number == (DWORD)TRUST_E_PROVIDER_UNKNOWN || number == ERROR_SUCCESS);
}

static void answer_verdict(LONG verdict, DWORD number, HANDLE state, struct answer *answer)
{
    CRYPT_PROVIDER_SGNR *signer = signer_in(state);
    char *name = signer_name(signer);

    if (is_unsigned(verdict, number))
        text_append(&answer->text, "unsigned");
    else if (name == NULL && verdict == (LONG)TRUST_E_BAD_DIGEST) /* changed after it was signed */
        text_append(&answer->text, "untrusted signer=?");
    else if (name == NULL && verdict == ERROR_SUCCESS)
        answer_unreadable(answer, "Windows trusts it, and does not say whose signature it is");
    else if (name == NULL)
        answer_unreadable(answer, "Windows could not judge its signature (0x%08lx)", (unsigned long)verdict);
    else
        text_append_format(&answer->text, "%s signer=%s", verdict == ERROR_SUCCESS && ends_in_a_root(signer) ? "valid" : "untrusted", name);
    free(name);
}

static void verify(const wchar_t *path, HANDLE file, struct answer *answer)
{
    GUID action = WINTRUST_ACTION_GENERIC_VERIFY_V2;
    WINTRUST_FILE_INFO subject = { .cbStruct = sizeof subject, .pcwszFilePath = path, .hFile = file };
    WINTRUST_DATA data = { .cbStruct = sizeof data,
                           .dwUIChoice = WTD_UI_NONE,
                           .fdwRevocationChecks = WTD_REVOKE_NONE,
                           .dwUnionChoice = WTD_CHOICE_FILE,
                           .dwStateAction = WTD_STATEACTION_VERIFY,
                           .dwProvFlags = WTD_CACHE_ONLY_URL_RETRIEVAL };
    DWORD number;
    LONG verdict;

    data.pFile = &subject;
    SetLastError(ERROR_SUCCESS);
    verdict = WinVerifyTrust(INVALID_HANDLE_VALUE, &action, &data);
    number = GetLastError();
    answer_verdict(verdict, number, data.hWVTStateData, answer);
    data.dwStateAction = WTD_STATEACTION_CLOSE;
    WinVerifyTrust(INVALID_HANDLE_VALUE, &action, &data);
}

void live_file_signature(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char *path = live_path(live, rest);
    wchar_t *wide = path != NULL ? wide_path(path) : NULL;
    HANDLE file;

    (void)host;
    if (wide == NULL) {
        answer_absent(answer);
        free(path);
        return;
    }
    file = CreateFileW(wide, GENERIC_READ, SHARE_WITH_ALL, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        live_refused(answer, GetLastError());
    } else {
        verify(wide, file, answer);
        CloseHandle(file);
    }
    free(wide);
    free(path);
}
