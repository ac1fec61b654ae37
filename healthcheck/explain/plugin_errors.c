/* The error codes with which WSL says that a plug-in kept it from starting. */
#include "healthcheck/explain/plugin_errors.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/wrap.h"

#define REPAIR      "Control Panel > Programs and Features > Microsoft Defender for Endpoint plug-in for WSL > Repair, then start `wsl` again."
#define PLUGINS_KEY "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss\\Plugins"
#define HAND_IN                                                                                                              \
    "update both (`wsl --update`; the plug-in's new MSI), restart WSL with `wsl --shutdown` and `wsl`; where it stays hand " \
    "in the networking log: `healthcheck --explain networking-logs`."

/* Numbers: winerror.h, WslPluginApi.h. */
static const struct plugin_error errors[] = {
    { "ERROR_FILE_NOT_FOUND", 0x80070002, "The library that a value below " PLUGINS_KEY " names is not there, so WSL 2 does not start at all.",
      REPAIR },
    { "ERROR_PATH_NOT_FOUND", 0x80070003,
      "The folder of the library that a value below " PLUGINS_KEY " names is not there, so WSL 2 does not start at all.", REPAIR },
    { "ERROR_MOD_NOT_FOUND", 0x8007007e,
      "The plug-in's library, or one that it needs, could not be found: the path in the value below " PLUGINS_KEY
      " is wrong, or the installation is not whole.",
      "Compare that path with the file below `%ProgramFiles%\\Microsoft Defender for Endpoint plug-in for WSL\\plug-in`, then restart the service: "
      "`Restart-Service WslService` in an elevated PowerShell. Else: " REPAIR },
    { "ERROR_PROC_NOT_FOUND", 0x8007007f,
      "The library was loaded, but has not the function by which WSL begins a plug-in (WSLPluginAPIV1_EntryPoint): it is no plug-in for WSL, or it "
      "is "
      "damaged.",
      "Look at which file the value below " PLUGINS_KEY " names. Where it is the plug-in's: " REPAIR },
    { "ERROR_BAD_EXE_FORMAT", 0x800700c1, "The library is damaged, or made for another processor: the plug-in is for x64 only, not for ARM64.",
      REPAIR },
    { "ERROR_DLL_INIT_FAILED", 0x8007045a, "The library was found, but its own start failed.", REPAIR },
    { "ERROR_TIMEOUT", 0x800705b4, "The plug-in took longer than WSL waits.",
      "Restart WSL with `wsl --shutdown` and `wsl`. Where it comes again, " HAND_IN },
    { "TRUST_E_NOSIGNATURE", 0x800b0100,
      "The library that a value below " PLUGINS_KEY " names is not signed, or was altered after it was: WSL loads signed plug-ins only.",
      "Where the file is the plug-in's: " REPAIR " Where it is another one, remove its value with `reg delete`: nothing unsigned belongs there." },
    { "TRUST_E_BAD_DIGEST", 0x80096010, "The library was altered after it was signed.",
      "Treat it as an incident until you know who altered it. Then: " REPAIR },
    { "CERT_E_UNTRUSTEDROOT", 0x800b0109,
      "The library is signed, but this machine does not trust the signer's root: a foreign file, or Microsoft's root certificates are missing here.",
      "Look at the signature with `Get-AuthenticodeSignature` in PowerShell; update the roots through Settings > Windows Update." },
    { "E_ABORT", 0x80004004,
      "The plug-in itself stopped the start. Public reports name this code with this plug-in; its causes are documented nowhere.",
      "Make sure that the Windows host is onboarded and its service Sense runs (`healthcheck --only host.onboarded`); " HAND_IN },
    { "E_FAIL", 0x80004005, "The plug-in stopped the start without saying why in the code; where it has a reason it stands behind `Error message:`.",
      "Where an error message stands beside the code, give that to `healthcheck --explain`. Else " HAND_IN },
    { "E_UNEXPECTED", 0x8000ffff, "The plug-in met something it does not expect.",
      "Restart WSL with `wsl --shutdown` and `wsl`. Where it comes again, " HAND_IN },
    { "E_ACCESSDENIED", 0x80070005, "The plug-in or its library may not be read, by WSL's service or by a security product's rule.",
      "Look for the file in the AppLocker log (Event Viewer > Applications and Services Logs > Microsoft > Windows > AppLocker). Else: " REPAIR },
    { "E_OUTOFMEMORY", 0x8007000e, "Windows had no memory left for the plug-in.",
      "Close programs, then restart WSL with `wsl --shutdown` and `wsl`." },
    { "WSL_E_PLUGIN_REQUIRES_UPDATE", 0x8004032a, "The plug-in needs a newer WSL than this one (2.0.7.0 at least).",
      "Run `wsl --update`; where that finds nothing newer, `wsl --update --pre-release`." },
};

enum { ERRORS = sizeof errors / sizeof errors[0] };

const struct plugin_error *plugin_error_at(size_t index)
{
    return index < ERRORS ? &errors[index] : NULL;
}

/* Longer codes are not known to anyone. */
enum { LONGEST_CODE = 63 };

/* "0x8007007f", and as some tools write it "-2147024769": failures only; false for anything else. */
static bool read_number(const char *text, uint32_t *number)
{
    long long value;
    char *end;

    if (text[0] == '0' && text_lower(text[1]) == 'x' && isxdigit((unsigned char)text[2]))
        value = strtoll(text, &end, 16);
    else if (text[0] == '-' && isdigit((unsigned char)text[1]))
        value = strtoll(text, &end, 10) + 0x100000000LL;
    else
        return false;
    if (*end != '\0' || value < 0x80000000LL || value > 0xffffffffLL)
        return false;
    *number = (uint32_t)value;
    return true;
}

static const struct plugin_error *error_of(const char *code)
{
    uint32_t number = 0;
    bool is_number = read_number(code, &number);

    for (size_t i = 0; i < ERRORS; i++)
        if (is_number ? errors[i].number == number : text_same(errors[i].name, code))
            return &errors[i];
    return NULL;
}

/* What a word of a text is, the better the higher. */
enum place { NO_PLACE, WSL_OWN, BARE_CODE, IN_PLUGIN, AT_DISTRIBUTION_START, AT_MACHINE_START };

struct code {
    enum place place;
    char text[LONGEST_CODE + 1];
};

/* Does `span` end with this path, at its beginning or behind a '/'? */
static bool ends_with_path(struct span span, const char *path)
{
    size_t size = strlen(path);

    if (span.size < size || (span.size > size && span.data[span.size - size - 1] != '/'))
        return false;
    for (size_t i = 0; i < size; i++)
        if (text_lower(span.data[span.size - size + i]) != text_lower(path[i]))
            return false;
    return true;
}

static struct code code_of_word(struct span word)
{
    struct code code = { NO_PLACE, "" };
    size_t begin = word.size;
    struct span path;

    while (begin > 0 && word.data[begin - 1] != '/')
        begin--;
    if (word.size - begin <= LONGEST_CODE)
        memcpy(code.text, word.data + begin, word.size - begin);
    path = (struct span){ word.data, begin > 0 ? begin - 1 : 0 };
    if (ends_with_path(path, "CreateVm/Plugin"))
        code.place = AT_MACHINE_START;
    else if (ends_with_path(path, "CreateInstance/Plugin"))
        code.place = AT_DISTRIBUTION_START;
    else if (ends_with_path(path, "Plugin"))
        code.place = IN_PLUGIN;
    else if (word.size > 4 && ends_with_path((struct span){ word.data, 3 }, "Wsl") && word.data[3] == '/')
        code.place = WSL_OWN;
    else if (begin == 0 && error_of(code.text) != NULL)
        code.place = BARE_CODE;
    return code;
}

static bool is_part_of_code(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '/';
}

/* The best code among the words of a text, or the text itself where it is a number. */
static struct code find_code(struct span text)
{
    struct code best = { NO_PLACE, "" };
    uint32_t number;

    if (text.size <= LONGEST_CODE) {
        memcpy(best.text, text.data, text.size);
        if (read_number(best.text, &number))
            best.place = BARE_CODE;
    }
    for (size_t i = 0; i < text.size;) {
        struct span word = { text.data + i, 0 };
        struct code code;

        while (i + word.size < text.size && is_part_of_code(word.data[word.size]))
            word.size++;
        code = code_of_word(word);
        if (code.place > best.place)
            best = code;
        i += word.size + 1;
    }
    return best;
}

static const char *place_told(enum place place)
{
    switch (place) {
    case AT_MACHINE_START:
        return "While WSL's virtual machine started: a plug-in was not loaded, or refused the start. No distribution of WSL 2 starts until this is "
               "repaired.";
    case AT_DISTRIBUTION_START:
        return "While a distribution started: a plug-in refused this distribution. WSL's virtual machine itself runs.";
    case IN_PLUGIN:
        return "From a plug-in of WSL.";
    case WSL_OWN:
        return "From WSL itself: the path of the code has no `Plugin` in it, so no plug-in has to do with it.";
    default:
        return "The code alone does not say when it came. In the whole code `…/CreateVm/Plugin/…` is the start of the virtual machine, "
               "`…/CreateInstance/Plugin/…` that of a distribution.";
    }
}

static void explain_unknown(struct text *out, const struct code *code)
{
    uint32_t number = 0;
    bool is_number = read_number(code->text, &number);

    wrap_labelled(out, "Meaning", "A code that this table does not hold; the place it came from says what to look at.");
    if (is_number && number >> 16 == 0x8007) {
        char *remedy = text_format("`net helpmsg %u` names this error of Windows. Then " HAND_IN, (unsigned)(number & 0xffff));

        wrap_labelled(out, "Remedy", remedy);
        free(remedy);
    } else {
        wrap_labelled(out, "Remedy", "For the plug-in and WSL, " HAND_IN);
    }
}

bool plugin_error_explain(struct text *out, struct span text)
{
    struct code code = find_code(text);
    const struct plugin_error *error = error_of(code.text);

    if (code.place == NO_PLACE)
        return false;
    if (error != NULL)
        text_append_format(out, "%s (0x%08x)\n\n", error->name, (unsigned)error->number);
    else
        text_append_format(out, "%s\n\n", *code.text != '\0' ? code.text : "An error of a plug-in, without a code");
    wrap_labelled(out, "When", place_told(code.place));
    if (code.place == WSL_OWN) {
        wrap_labelled(out, "Remedy", "See https://learn.microsoft.com/windows/wsl/troubleshooting; start with `wsl --update` and `wsl --status`.");
    } else if (error != NULL) {
        wrap_labelled(out, "Meaning", error->meaning);
        wrap_labelled(out, "Remedy", error->remedy);
    } else {
        explain_unknown(out, &code);
    }
    wrap_labelled(out, "Source", "microsoft/WSL, PluginManager.cpp (2026-08-08); Learn, mde-plugin-wsl (2024-11-11)");
    return true;
}
