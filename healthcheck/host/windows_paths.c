/* Windows paths as the keys of facts write them. */
#include "healthcheck/host/windows_paths.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { LONGEST_PATH = 32767 };

/* Where these folders are on nearly every machine: a capture need not hold the environment. */
static const struct {
    const char *variable, *path;
} usual_folders[] = {
    { "ProgramFiles", "C:\\Program Files" },
    { "ProgramData", "C:\\ProgramData" },
    { "SystemRoot", "C:\\Windows" },
    { "windir", "C:\\Windows" },
    { "SystemDrive", "C:" },
};

/* NULL where the variable is not known. Names do not differ by case on Windows, keys do: the usual spelling is asked for. */
static const char *variable_value(struct host *host, const char *name)
{
    const char *usual = NULL;
    const struct fact *value;

    for (size_t i = 0; i < sizeof usual_folders / sizeof *usual_folders; i++)
        if (text_same(usual_folders[i].variable, name)) {
            name = usual_folders[i].variable;
            usual = usual_folders[i].path;
        }
    if (text_same(name, "USERPROFILE"))
        name = "USERPROFILE";
    value = host_ask_for(host, "env/%s", name);
    return value->state == FACT_PRESENT && value->size > 0 ? value->text : usual;
}

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

static bool is_drive(const char *path)
{
    return ((path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z')) && path[1] == ':' && (path[2] == '\0' || is_separator(path[2]));
}

/* Appends the components of a path, each behind a slash; false where one leads upwards. */
static bool append_components(struct text *key, const char *path)
{
    while (*path != '\0') {
        size_t size = strcspn(path, "\\/");

        if (size == 2 && path[0] == '.' && path[1] == '.')
            return false;
        if (size > 0 && !(size == 1 && *path == '.')) {
            text_append_char(key, '/');
            text_append_bytes(key, path, size);
        }
        path += size;
        path += *path != '\0' ? 1 : 0;
    }
    return true;
}

static char *drive_path_to_key(const char *path)
{
    struct text key = { 0 };

    if (strncmp(path, "\\\\?\\", 4) == 0)
        path += 4;
    if (!is_drive(path))
        return NULL;
    text_append_char(&key, path[0] >= 'a' ? (char)(path[0] - 'a' + 'A') : path[0]);
    if (append_components(&key, path + 2))
        return text_take(&key);
    text_free(&key);
    return NULL;
}

/* A path that begins with a variable, with its value in place of it; NULL where that is not known. */
static char *expand(struct host *host, const char *path)
{
    const char *end = strchr(path + 1, '%');
    const char *value;
    char *name;

    if (end == NULL || end == path + 1 || memchr(path, '/', (size_t)(end - path)) != NULL)
        return NULL;
    name = memory_copy(path + 1, (size_t)(end - path - 1));
    value = variable_value(host, name);
    free(name);
    return value == NULL ? NULL : text_format("%s%s", value, end + 1);
}

char *windows_path_to_key(struct host *host, const char *path)
{
    size_t size = strlen(path);
    char *bare, *key = NULL;

    if (size > LONGEST_PATH)
        return NULL;
    if (size >= 2 && path[0] == '"' && path[size - 1] == '"')
        bare = memory_copy(path + 1, size - 2);
    else
        bare = memory_copy(path, size);
    if (*bare == '%') {
        char *expanded = expand(host, bare);

        free(bare);
        bare = expanded;
    }
    if (bare != NULL)
        key = drive_path_to_key(bare);
    free(bare);
    return key;
}

char *windows_folder(struct host *host, const char *variable, const char *below)
{
    char *path = text_format("%%%s%%\\%s", variable, below);
    char *key = windows_path_to_key(host, path);

    free(path);
    return key;
}

#define PLUGIN_FOLDER "Microsoft Defender for Endpoint plug-in for WSL/"

char *windows_plugin_path(struct host *host, const char *below)
{
    char *inside = text_format(PLUGIN_FOLDER "%s", below);
    char *key = windows_folder(host, "ProgramFiles", inside);

    if (key == NULL)
        key = text_format("C/Program Files/%s", inside);
    free(inside);
    return key;
}

const struct fact *windows_user_file(struct host *host, const char *below)
{
    const struct fact *profile = host_ask(host, "user/profile");
    const struct fact *file;
    char *folder;

    if (profile->state == FACT_ABSENT)
        profile = host_ask(host, "env/USERPROFILE");
    if (profile->state != FACT_PRESENT)
        return profile;
    folder = windows_path_to_key(host, profile->text);
    file = host_ask_for(host, "file/%s/%s", folder != NULL ? folder : profile->text, below);
    free(folder);
    return file;
}
