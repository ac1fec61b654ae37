/* file-signature/: whether Windows trusts who signed a program, and who that is. Nothing is fetched for it. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <softpub.h>
#include <wincrypt.h>
#include <wintrust.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* "CN=Microsoft Corporation, O=Microsoft Corporation, …"; NULL where the state holds no signer. Yours to free. */
static char *signer_of(HANDLE state)
{
    CRYPT_PROVIDER_DATA *data = state != NULL ? WTHelperProvDataFromStateData(state) : NULL;
    CRYPT_PROVIDER_SGNR *signer = data != NULL ? WTHelperGetProvSignerFromChain(data, 0, FALSE, 0) : NULL;
    CRYPT_PROVIDER_CERT *certificate = signer != NULL && signer->csCertChain > 0 ? WTHelperGetProvCertFromChain(signer, 0) : NULL;
    wchar_t name[1024] = L"";
    DWORD count = 0;

    if (certificate != NULL && certificate->pCert != NULL && certificate->pCert->pCertInfo != NULL)
        count = CertNameToStrW(X509_ASN_ENCODING, &certificate->pCert->pCertInfo->Subject, CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG, name,
                               sizeof name / sizeof name[0]);
    return count > 1 ? wide_to(name) : NULL;
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
    char *signer = signer_of(state);

    if (verdict == ERROR_SUCCESS && signer == NULL)
        answer_unreadable(answer, "Windows trusts it, and does not say whose signature it is");
    else if (verdict == ERROR_SUCCESS)
        text_append_format(&answer->text, "valid signer=%s", signer);
    else if (is_unsigned(verdict, number))
        text_append(&answer->text, "unsigned");
    else if (signer != NULL)
        text_append_format(&answer->text, "untrusted signer=%s", signer);
    else
        answer_unreadable(answer, "Windows could not judge its signature (0x%08lx)", (unsigned long)verdict);
    free(signer);
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
    file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        live_refused(answer, GetLastError());
    } else {
        verify(wide, file, answer);
        CloseHandle(file);
    }
    free(wide);
    free(path);
}
