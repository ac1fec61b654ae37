/* Any bytes as a zip: what is accepted lies within the file, one entry behind the other, under names that are safe. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "bundle/zip_layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t size;
};

static bool read_input(void *context, unsigned long long at, void *bytes, size_t size)
{
    const struct input *input = context;

    if (at > input->size || size > input->size - at)
        return false;
    memcpy(bytes, input->data + at, size);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = { data, size };
    struct zip_layout layout;
    struct error error = { "" };
    unsigned long long end = 0;

    if (zip_layout_read(&layout, &(struct zip_bytes){ read_input, &input, size }, &error))
        for (size_t i = 0; i < layout.count; i++) {
            assert(zip_layout_name_is_safe(layout.members[i].name));
            assert(layout.members[i].at > end);
            end = layout.members[i].at + layout.members[i].packed_size;
            assert(end <= size);
        }
    else
        assert(error.text[0] != '\0');
    zip_layout_free(&layout);
    return 0;
}
