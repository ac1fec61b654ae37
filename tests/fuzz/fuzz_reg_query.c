/* What reg.exe prints: nothing may crash, and each value set is found again. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/machine.h"
#include "healthcheck/host/reg_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct registry *registry = registry_new();
    struct answer answer = { 0 };
    bool has_key = reg_query_read(registry, (const char *)data, size);

    registry_answer(registry, "HKLM/", &answer);
    assert(has_key || answer.state == FACT_ABSENT);
    text_free(&answer.text);
    registry_free(registry);
    return 0;
}
