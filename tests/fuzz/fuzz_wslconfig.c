/* The reader of .wslconfig, on any bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/wslconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wslconfig config = wslconfig_read((const char *)data, size);
    size_t lines = 1, last = 0;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' ? 1 : 0;
    assert(config.is_text == (config.why == NULL));
    assert(config.problem_count <= WSLCONFIG_MOST_PROBLEMS);
    for (size_t i = 0; i < config.problem_count; i++) {
        assert(config.problems[i].line >= 1 && config.problems[i].line <= lines && config.problems[i].line >= last);
        assert(text_is_utf8(config.problems[i].text, strlen(config.problems[i].text)));
        last = config.problems[i].line;
    }
    for (size_t i = 0; i < config.setting_count; i++) {
        long number;

        assert((config.settings[i].line == 0) == (config.settings[i].value == NULL));
        assert(config.is_text || config.settings[i].line == 0);
        if (config.settings[i].value != NULL)
            wslconfig_number(&config.settings[i], &number);
    }
    wslconfig_get(&config, "wsl2", "networkingMode");
    wslconfig_is(&config, "wsl2", "dnsTunneling", "true");
    wslconfig_free(&config);
    return 0;
}
