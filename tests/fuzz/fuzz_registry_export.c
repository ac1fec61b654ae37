/* Registry exports: nothing may crash, a refusal has its sentence, and problems stand on lines that exist. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/machine.h"
#include "healthcheck/host/registry_export.h"

static void check_line(void *context, size_t line, const char *problem)
{
    assert(line >= 1 && line <= *(const size_t *)context + 1);
    assert(problem[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct registry *registry = registry_new();
    struct answer answer = { 0 };
    struct error error = { "" };

    if (!registry_export_read(registry, (const char *)data, size, check_line, &size, &error)) {
        assert(error.text[0] != '\0');
        registry_answer(registry, "HKLM/", &answer);
        assert(answer.state == FACT_ABSENT);
    } else {
        registry_answer(registry, "HKLM/SOFTWARE/", &answer);
    }
    text_free(&answer.text);
    registry_free(registry);
    return 0;
}
