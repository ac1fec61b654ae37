/* Reads any bytes as the answer of `mdatp health`. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/mdatp_health.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mdatp_health health = mdatp_health_read((const char *)data, size);

    for (size_t i = 0; i < health.count; i++) {
        const struct mdatp_field *field = &health.fields[i];

        assert(field->name != NULL && field->value != NULL);
        assert(field->is_list || field->item_count == 0);
        assert(i > 64 || mdatp_health_get(&health, field->name) != NULL);
        for (size_t k = 0; k < field->item_count; k++)
            assert(i > 64 || mdatp_health_find(&health, field->name) != field || mdatp_health_lists(&health, field->name, field->items[0]));
    }
    mdatp_health_free(&health);
    return 0;
}
