/* p11-kit's files of certificates: objects, a line an attribute, each begun by its own headline. */
#include "proxy/p11_kit.h"

#include <stdbool.h>

/* An object's lines up to the next one's; its block stands at its end. */
static void take_object(struct span object, struct text *pem)
{
    struct span rest = object, line;
    bool is_trusted = false;

    while (span_next_line(&rest, &line) && !span_starts(line, "-----BEGIN "))
        is_trusted = is_trusted || span_is(span_trim(line), "trusted: true");
    if (is_trusted)
        text_append_bytes(pem, object.data, object.size);
}

void p11_kit_read(struct span file, struct text *pem)
{
    struct span rest = file, line, object = { file.data, 0 };

    while (span_next_line(&rest, &line)) {
        if (span_is(span_trim(line), "[p11-kit-object-v1]")) {
            object.size = (size_t)(line.data - object.data);
            take_object(object, pem);
            object.data = line.data;
        }
    }
    object.size = (size_t)(file.data + file.size - object.data);
    take_object(object, pem);
}
