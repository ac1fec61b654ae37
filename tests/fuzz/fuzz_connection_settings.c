/* Binary proxy settings, as bytes and as hexadecimal digits: the same is read, and what is not read says why. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/connection_settings.h"

static void check(enum connection_kind kind, const uint8_t *data, size_t size)
{
    struct proxy_problems problems = { 0 }, same = { 0 };
    struct connection_settings settings, again;
    struct text hex = { 0 };
    bool is_read = connection_settings_read(&settings, kind, data, size, &problems);

    assert(is_read ? settings.proxy != NULL : problems.count > 0);
    assert(settings.tail <= size && settings.interface_count <= size);
    for (size_t i = 0; i < problems.count; i++)
        assert(strcmp(problems.items[i].kind->word, "blob") == 0);
    for (size_t i = 0; i < size; i++)
        text_append_format(&hex, "%02x", data[i]);
    assert(connection_settings_read_hex(&again, kind, text_of(&hex), hex.size, &same) == is_read);
    assert(again.flags == settings.flags && again.tail == settings.tail && same.count == problems.count);
    assert(connection_settings_use(&again, CONNECTION_PROXY) == connection_settings_use(&settings, CONNECTION_PROXY));
    text_free(&hex);
    connection_settings_free(&settings);
    connection_settings_free(&again);
    proxy_problems_free(&problems);
    proxy_problems_free(&same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proxy_problems problems = { 0 };
    struct connection_settings settings;

    check(CONNECTION_WINHTTP, data, size);
    check(CONNECTION_WININET, data, size);
    connection_settings_read_hex(&settings, CONNECTION_WININET, (const char *)data, size, &problems);
    connection_settings_free(&settings);
    proxy_problems_free(&problems);
    return 0;
}
