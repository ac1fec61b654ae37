/* Will WSL load the plug-in when it starts? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/windows_paths.h"
#include "probes/plugin.h"

static const char library[] = "DefenderforEndpointPlug-in";

/* "…\DefenderforEndpointPlug-in.dll", "DefenderforEndpointPlug-in": is that the last component, its extension aside? */
static bool is_library(const char *text)
{
    const char *name = text + strlen(text);
    char *stem;
    bool is;

    while (name > text && name[-1] != '\\' && name[-1] != '/')
        name--;
    stem = memory_copy_text(name);
    if (text_ends(stem, "\"")) /* a quoted path */
        stem[strlen(stem) - 1] = '\0';
    if (strlen(stem) > 4 && text_same(stem + strlen(stem) - 4, ".dll"))
        stem[strlen(stem) - 4] = '\0';
    is = text_same(stem, library);
    free(stem);
    return is;
}

static bool is_text(const struct fact *value)
{
    return value->type == FACT_SZ || value->type == FACT_EXPAND_SZ || value->type == FACT_MULTI_SZ;
}

/* WSL opens the text as it stands: variables and quotes make it another file. */
static char *path_as_wsl_sees_it(struct host *host, const struct fact *value)
{
    return value->text[0] == '%' || value->text[0] == '"' ? NULL : windows_path_to_key(host, value->text);
}

/* The file a value names; NULL where the text is no path WSL could open. */
static const struct fact *file_of(struct host *host, const struct fact *value)
{
    char *path = path_as_wsl_sees_it(host, value);
    const struct fact *file = path != NULL ? host_ask_for(host, "file-info/%s", path) : NULL;

    free(path);
    return file;
}

/* Of a file that is there. */
static const struct fact *signature_of(struct host *host, const struct fact *value)
{
    char *path = path_as_wsl_sees_it(host, value);
    const struct fact *signature = host_ask_for(host, "file-signature/%s", path);

    free(path);
    return signature;
}

/* "valid signer=Microsoft Corporation", or the whole name of the certificate's subject. */
static bool is_signed_by_microsoft(const char *signature)
{
    const char *signer = strstr(signature, "signer=");
    const char *organisation;

    if (signer == NULL)
        return false;
    signer += strlen("signer=");
    organisation = strncmp(signer, "O=", 2) == 0 ? signer : strstr(signer, ", O=");
    if (organisation != NULL)
        signer = strchr(organisation, '=') + 1;
    else if (text_starts(signer, "CN="))
        signer += strlen("CN=");
    signer += *signer == '"';
    for (const char *name = "microsoft "; *name != '\0'; name++, signer++)
        if (text_lower(*signer) != *name)
            return false;
    return true;
}

static void judge_signature(struct finding *finding, const struct fact *signature)
{
    finding_saw(finding, signature);
    if (signature->state != FACT_PRESENT) {
        finding_ok(finding, "its signature was not judged (%s)", signature->why[0] != '\0' ? signature->why : "not known");
    } else if (!text_starts(signature->text, "valid") || !is_signed_by_microsoft(signature->text)) {
        finding_fail(finding, "the plug-in's library is not signed by Microsoft (%s): WSL will not start (TRUST_E_NOSIGNATURE)", signature->text);
        finding_advise(finding, PLUGIN_REPAIR);
    }
}

static void judge_ours(struct host *host, struct finding *finding, const struct fact *value)
{
    const struct fact *file = file_of(host, value);

    finding_saw(finding, value);
    finding_value(finding, "%s", value->text);
    if (file != NULL && !finding_could_read(finding, file))
        return;
    if (file == NULL || file->state == FACT_ABSENT) {
        finding_fail(finding, "the registered file \"%s\" is missing: WSL will not start (ERROR_FILE_NOT_FOUND)", value->text);
        finding_advise(finding, PLUGIN_REPAIR);
        return;
    }
    finding_ok(finding, "WSL loads %s", value->text);
    judge_signature(finding, signature_of(host, value));
}

/* Everything else in the list concerns WSL as a whole. */
static void judge_other(struct host *host, struct finding *finding, const struct fact *value, const char *name)
{
    char unnamed[12];
    const struct fact *file;

    if (!finding_could_read(finding, value))
        return;
    if (value->type != FACT_SZ) {
        finding_warn(finding, "the plug-in value \"%s\" has the type %s instead of sz: WSL ignores it", name, fact_type_name(value->type, unnamed));
        finding_advise(finding,
                       "Remove the value \"%s\" below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss\\Plugins, or repair the product it "
                       "belongs to.",
                       name);
        return;
    }
    file = file_of(host, value);
    if (file != NULL && !finding_could_read(finding, file))
        return;
    if (file == NULL || file->state == FACT_ABSENT) {
        finding_warn(finding, "the plug-in \"%s\" names the file \"%s\", which is missing: WSL will not start because of it", name, value->text);
        finding_advise(finding,
                       "Repair or uninstall the product that the plug-in \"%s\" belongs to, or remove its value below "
                       "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss\\Plugins.",
                       name);
    }
}

static void judge_wrong_type(struct finding *finding, const struct fact *value, const char *name)
{
    char unnamed[12];

    finding_saw(finding, value);
    finding_fail(finding, "the plug-in's value \"%s\" has the type %s instead of sz: WSL ignores it", name, fact_type_name(value->type, unnamed));
    finding_advise(finding, PLUGIN_REPAIR);
}

/* The registered values, and which of them is ours. */
struct values {
    const struct fact **facts;
    char **names;
    size_t count;
    const struct fact *ours, *wrong_type; /* NULL where there is none */
    const char *wrong_name;
};

static struct values read_values(struct host *host, const struct fact *list)
{
    struct values values = { 0 };
    struct span rest = { list->text, list->size }, name;
    bool is_key;

    while (plugin_next_name(&rest, &name, &is_key)) {
        const struct fact *value;
        size_t i = values.count;

        if (is_key)
            continue;
        value = host_ask_for(host, PLUGIN_LIST "%.*s", (int)name.size, name.data);
        values.facts = memory_resize(values.facts, i + 1, sizeof *values.facts);
        values.names = memory_resize(values.names, i + 1, sizeof *values.names);
        values.facts[i] = value;
        values.names[i] = memory_copy(name.data, name.size);
        values.count++;
        if (value->state != FACT_PRESENT || (!is_library(values.names[i]) && !(is_text(value) && is_library(value->text))))
            continue;
        if (value->type == FACT_SZ && values.ours == NULL) {
            values.ours = value;
        } else if (value->type != FACT_SZ) {
            values.wrong_type = value;
            values.wrong_name = values.names[i];
        }
    }
    return values;
}

static void free_values(struct values *values)
{
    for (size_t i = 0; i < values->count; i++)
        free(values->names[i]);
    free(values->names);
    free(values->facts);
}

/* Windows looks at the whole file, and at every certificate up to a root. */
static void begin(struct host *host)
{
    struct values values = read_values(host, host_ask(host, PLUGIN_LIST));
    const struct fact *file = values.ours != NULL ? file_of(host, values.ours) : NULL;

    if (file != NULL && file->state == FACT_PRESENT)
        (void)signature_of(host, values.ours);
    free_values(&values);
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *list = host_ask(host, PLUGIN_LIST);
    struct values values;
    bool has_unreadable = false;

    if (!finding_could_read(finding, list))
        return;
    values = read_values(host, list);
    for (size_t i = 0; i < values.count; i++) {
        has_unreadable = has_unreadable || values.facts[i]->state == FACT_UNREADABLE;
        if (values.facts[i] == values.ours)
            judge_ours(host, finding, values.ours);
        else if (values.ours != NULL || values.facts[i] != values.wrong_type)
            judge_other(host, finding, values.facts[i], values.names[i]);
    }
    if (values.ours == NULL && values.wrong_type != NULL) {
        judge_wrong_type(finding, values.wrong_type, values.wrong_name);
    } else if (values.ours == NULL && !has_unreadable) {
        finding_fail(finding, "the plug-in is not registered with WSL: no value names %s", library);
        finding_advise(finding, PLUGIN_REPAIR);
    }
    free_values(&values);
}

const struct probe probe_plugin_registered = {
    .id = "plugin.registered",
    .title = "Plug-in registered",
    .why = "WSL loads what its list of plug-ins names when its service starts; what it cannot load keeps every WSL 2 distribution from starting.",
    .ok = "Lxss\\Plugins has a REG_SZ whose name or file name is DefenderforEndpointPlug-in, and the file exists",
    .warns = "the value of another plug-in names a file that is missing, or is no REG_SZ",
    .fails = "there is no such value, it has another type, its file is missing, or the file is not signed by Microsoft",
    .remedy = PLUGIN_REPAIR,
    .topic = "repair",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL, PluginManager.cpp (2026-08-08)",
    .needs = "plugin.installed",
    .platforms = ON_WINDOWS,
    .begin = begin,
    .look = look,
};
