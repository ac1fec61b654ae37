/* The readers of what wsl.exe prints, on any bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/wsl_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct wsl_versions versions = wsl_versions_read(bytes, size);
    struct wsl_list list = wsl_list_read(bytes, size);
    struct wsl_status status = wsl_status_read(bytes, size);
    size_t decoded_size;
    char *decoded = wsl_text_decode(bytes, size, &decoded_size);

    assert(text_is_utf8(decoded, decoded_size) && memchr(decoded, '\0', decoded_size) == NULL);
    assert((versions.wsl == NULL) == (versions.kernel == NULL));
    assert((list.kind == WSL_LIST_ROWS) == (list.count > 0));
    assert(status.default_version >= 0 && status.default_version <= 2);
    for (size_t i = 0; i < list.count; i++)
        assert(list.distributions[i].name[0] != '\0' && list.distributions[i].state_text[0] != '\0');
    wsl_versions_free(&versions);
    wsl_list_free(&list);
    wsl_status_free(&status);
    free(decoded);
    return 0;
}
