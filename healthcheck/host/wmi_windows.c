/* Windows' management interface (WMI), asked for one object as JSON: what Defender's status is made of. */
#define COBJMACROS
#include <initguid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <wbemcli.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/host/wmi_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* One question, in a thread of its own: the service may be stuck. */
struct question {
    const wchar_t *name_space, *query; /* of our own code */
    cJSON *object;
    HRESULT failure;
    const char *step; /* that failed */
};

static void free_question(void *task)
{
    struct question *question = task;

    cJSON_Delete(question->object);
    free(question);
}

/* "20261121074100.000000+000", minutes east of UTC at the end, as RFC 3339; others stay. */
static char *date_text(char *dmtf)
{
    char *text = dmtf;

    if (strlen(dmtf) == 25 && dmtf[14] == '.' && strspn(dmtf, "0123456789") == 14 && (dmtf[21] == '+' || dmtf[21] == '-')) {
        char *rfc3339 = text_format("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", dmtf, dmtf + 4, dmtf + 6, dmtf + 8, dmtf + 10, dmtf + 12);
        moment when;

        if (moment_read(rfc3339, &when)) {
            char written[MOMENT_TEXT_SIZE];

            moment_write(when - strtol(dmtf + 21, NULL, 10) * MOMENT_MINUTE, written);
            text = memory_copy_text(written);
            free(dmtf);
        }
        free(rfc3339);
    }
    return text;
}

static void add_property(cJSON *object, const wchar_t *wide_name, const VARIANT *value, CIMTYPE type)
{
    char *name = wide_to(wide_name), *text;

    switch (V_VT(value)) {
    case VT_BOOL:
        cJSON_AddBoolToObject(object, name, V_BOOL(value) != VARIANT_FALSE);
        break;
    case VT_UI1:
        cJSON_AddNumberToObject(object, name, V_UI1(value));
        break;
    case VT_I2:
        cJSON_AddNumberToObject(object, name, V_I2(value));
        break;
    case VT_I4:
        /* An unsigned one comes as a signed one ("Numbers", Microsoft Learn). */
        cJSON_AddNumberToObject(object, name, type == CIM_UINT32 ? (double)(DWORD)V_I4(value) : (double)V_I4(value));
        break;
    case VT_BSTR:
        text = wide_to(V_BSTR(value) != NULL ? V_BSTR(value) : L"");
        text = type == CIM_DATETIME ? date_text(text) : text;
        cJSON_AddStringToObject(object, name, text);
        free(text);
        break;
    case VT_NULL:
        cJSON_AddNullToObject(object, name);
        break;
    default:
        break;
    }
    free(name);
}

static HRESULT read_properties(IWbemClassObject *row, cJSON *object)
{
    HRESULT result = IWbemClassObject_BeginEnumeration(row, WBEM_FLAG_NONSYSTEM_ONLY);

    while (SUCCEEDED(result)) {
        BSTR name = NULL;
        VARIANT value;
        CIMTYPE type = 0;

        VariantInit(&value);
        result = IWbemClassObject_Next(row, 0, &name, &value, &type, NULL);
        if (result != WBEM_S_NO_ERROR || name == NULL)
            break;
        add_property(object, name, &value, type);
        SysFreeString(name);
        VariantClear(&value);
    }
    return FAILED(result) ? result : S_OK;
}

static void failed(struct question *question, HRESULT result, const char *step)
{
    question->failure = result;
    question->step = step;
}

static void ask_row(struct question *question, IEnumWbemClassObject *rows)
{
    IWbemClassObject *row = NULL;
    ULONG count = 0;
    HRESULT result = IEnumWbemClassObject_Next(rows, (LONG)WBEM_INFINITE, 1, &row, &count);

    if (FAILED(result)) {
        failed(question, result, "the query");
    } else if (count == 1 && row != NULL) {
        question->object = cJSON_CreateObject();
        result = read_properties(row, question->object);
        if (FAILED(result))
            failed(question, result, "reading the object");
    }
    if (row != NULL)
        IWbemClassObject_Release(row);
}

/* A proxy of COM's asks as us. Refused where there is none, the service being one of our own process, as in Wine: then it is not needed. */
static void let_be_us(void *proxy)
{
    (void)CoSetProxyBlanket(proxy, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE, NULL, RPC_C_AUTHN_LEVEL_CALL, RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE);
}

static void ask_services(struct question *question, IWbemServices *services)
{
    BSTR language = SysAllocString(L"WQL"), query = SysAllocString(question->query);
    IEnumWbemClassObject *rows = NULL;
    HRESULT result;

    let_be_us(services);
    result = IWbemServices_ExecQuery(services, language, query, WBEM_FLAG_FORWARD_ONLY | WBEM_FLAG_RETURN_IMMEDIATELY, NULL, &rows);
    if (FAILED(result) || rows == NULL) {
        failed(question, result, "the query");
    } else {
        let_be_us(rows); /* it has a proxy of its own */
        ask_row(question, rows);
    }
    if (rows != NULL)
        IEnumWbemClassObject_Release(rows);
    SysFreeString(query);
    SysFreeString(language);
}

static void ask_locator(struct question *question, IWbemLocator *locator)
{
    BSTR name_space = SysAllocString(question->name_space);
    IWbemServices *services = NULL;
    HRESULT result = IWbemLocator_ConnectServer(locator, name_space, NULL, NULL, NULL, WBEM_FLAG_CONNECT_USE_MAX_WAIT, NULL, NULL, &services);

    if (FAILED(result) || services == NULL)
        failed(question, result, "the namespace");
    else
        ask_services(question, services);
    if (services != NULL)
        IWbemServices_Release(services);
    SysFreeString(name_space);
}

static void ask(void *task)
{
    struct question *question = task;
    IWbemLocator *locator = NULL;
    HRESULT result = CoInitializeEx(NULL, COINIT_MULTITHREADED);

    if (FAILED(result)) {
        failed(question, result, "COM");
        return;
    }
    result = CoCreateInstance(&CLSID_WbemLocator, NULL, CLSCTX_INPROC_SERVER, &IID_IWbemLocator, (void **)&locator);
    if (FAILED(result) || locator == NULL)
        failed(question, result, "the locator");
    else
        ask_locator(question, locator);
    if (locator != NULL)
        IWbemLocator_Release(locator);
    CoUninitialize();
}

void wmi_ask(const wchar_t *name_space, const wchar_t *query, double seconds, struct answer *answer)
{
    struct question *question = memory_get(sizeof *question);

    *question = (struct question){ .name_space = name_space, .query = query };
    if (!live_patiently("WMI", seconds, ask, free_question, question, answer))
        return;
    if (question->step != NULL) {
        answer_unreadable(answer, "WMI refused %s with 0x%08lx", question->step, (unsigned long)question->failure);
    } else if (question->object == NULL) {
        answer_unreadable(answer, "WMI has no such object");
    } else {
        char *json = cJSON_PrintUnformatted(question->object);

        text_append(&answer->text, json != NULL ? json : "");
        cJSON_free(json);
    }
    free_question(question);
}

/* Defender's own key, which its provider comes with. To ask COM for one that is not there costs more than the rest of a report. */
static bool has_defender(void)
{
    HKEY key;
    LSTATUS status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows Defender", 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key);

    if (status == ERROR_SUCCESS)
        RegCloseKey(key);
    return status != ERROR_FILE_NOT_FOUND;
}

void live_defender_status(const struct live *live, struct answer *answer)
{
    if (!has_defender()) {
        answer_unreadable(answer, "Windows' antivirus is not installed: there is no key HKLM\\SOFTWARE\\Microsoft\\Windows Defender");
        return;
    }
    wmi_ask(L"ROOT\\Microsoft\\Windows\\Defender", L"SELECT * FROM MSFT_MpComputerStatus", live->timeout_seconds, answer);
}
