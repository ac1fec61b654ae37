/* Any text as a path that some registry value holds: it becomes a well-formed key or nothing. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/host/windows_paths.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_key(char *part)
{
    if (part != NULL) {
        char *key = text_format("file/%s", part);

        assert(host_key_fault(key) == NULL);
        free(key);
        free(part);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *path = memory_copy((const char *)data, size);
    const char *const facts[][2] = { { "env/ProgramFiles", "D:\\Programs" }, { "user/profile", path }, { "env/USERPROFILE", path }, { NULL, NULL } };
    struct host *host = host_open_literal(facts);

    assert_key(windows_path_to_key(host, path));
    assert_key(windows_folder(host, "ProgramFiles", "x"));
    assert_key(windows_folder(host, path, "x"));
    assert_key(windows_plugin_path(host, "tools/healthcheck.exe"));
    assert(windows_user_file(host, ".wslconfig") != NULL);
    host_free(host);
    free(path);
    return 0;
}
