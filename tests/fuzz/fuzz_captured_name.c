/* Any bytes as a key: its file name holds nothing a file system minds, and leads back to the key. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/captured_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *key = memory_get(size + 1);
    char *name, *back, *again;

    memcpy(key, data, size);
    key[size] = '\0';
    name = captured_name_from_key(key);
    assert(strpbrk(name, "<>:\"\\|?*") == NULL && text_is_utf8(name, strlen(name)));
    for (const char *at = name; *at != '\0'; at++)
        assert((unsigned char)*at >= 0x20);
    back = captured_name_to_key(name);
    if (strstr(name, "%~") == NULL)
        assert(strcmp(back, key) == 0);
    again = captured_name_canonical_key(key);
    assert(strcmp(again, back) == 0);
    free(again);
    /* As a name, as somebody else's bundle may hold it. */
    again = captured_name_to_key(key);
    assert(strlen(again) <= strlen(key));
    captured_name_ignores_case(key, true);
    free(again);
    free(back);
    free(name);
    free(key);
    return 0;
}
