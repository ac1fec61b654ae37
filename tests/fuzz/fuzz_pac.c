/* Any bytes as what a script answered, and as a URL. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/pac.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_copy((const char *)data, size), *told, *host, *setting;
    struct pac_result result = { .answers = memory_get(2 * sizeof *result.answers), .count = 2 };

    for (size_t i = 0; i < 2; i++) {
        result.answers[i].answer = memory_copy_text(text);
        pac_answer_read(&result.answers[i]);
    }
    setting = pac_static_equivalent(&result);
    assert(setting == NULL || strcmp(setting, result.answers[0].first + strlen("http://")) == 0);
    assert(result.answers[0].first == NULL || strchr(result.answers[0].first, ';') == NULL);
    free(setting);
    pac_result_free(&result);
    if (pac_arguments(text, &told, &host)) {
        assert(*host != '\0' && strstr(told, "://") != NULL && strchr(told, '#') == NULL);
        free(told);
        free(host);
    }
    pac_url_is_file(text);
    free(text);
    return 0;
}
