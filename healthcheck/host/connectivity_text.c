/* What `mdatp connectivity test` prints. */
#include "healthcheck/host/connectivity_text.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

const char *service_group_name(enum service_group group)
{
    static const char *const names[SERVICE_GROUPS] = {
        [GROUP_COMMAND_AND_CONTROL] = "command and control", [GROUP_CYBER_DATA] = "cyber data", [GROUP_CLOUD_PROTECTION] = "cloud protection",
        [GROUP_SAMPLE_STORAGE] = "sample storage",           [GROUP_PACKAGES] = "packages",     [GROUP_CERTIFICATES] = "certificates",
    };

    return names[group];
}

enum service_group service_group_of(const char *address)
{
    /* The first that matches: storage lies below the same hosts as commands and cloud protection (Learn,
       standard-device-connectivity-urls-commercial and configure-device-connectivity, 2025-10-16). */
    static const struct {
        const char *part;
        enum service_group group;
    } table[] = {
        { "/storage", GROUP_SAMPLE_STORAGE },    { ".blob.core.", GROUP_SAMPLE_STORAGE }, { "//winatp-gw-", GROUP_COMMAND_AND_CONTROL },
        { "//edr-", GROUP_COMMAND_AND_CONTROL }, { "/edr/", GROUP_COMMAND_AND_CONTROL },  { ".events.", GROUP_CYBER_DATA },
        { "//events.", GROUP_CYBER_DATA },       { "/packages", GROUP_PACKAGES },         { "//packages.", GROUP_PACKAGES },
        { "//crl.", GROUP_CERTIFICATES },        { "//ctldl.", GROUP_CERTIFICATES },      { "/pki", GROUP_CERTIFICATES },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (text_contains_ignoring_case(address, table[i].part))
            return table[i].group;
    return GROUP_CLOUD_PROTECTION;
}

static struct connectivity_line *add_line(struct connectivity_text *text)
{
    if (text->count == text->capacity) {
        text->capacity = text->capacity != 0 ? 2 * text->capacity : 32;
        text->lines = memory_resize(text->lines, text->capacity, sizeof *text->lines);
    }
    return &text->lines[text->count++];
}

/* `rest` is what stands behind "Testing connection with ". */
static void read_test(struct connectivity_text *text, struct span rest)
{
    struct connectivity_line *line = add_line(text);
    size_t size = 0;
    struct span result;

    while (size < rest.size && rest.data[size] != ' ' && rest.data[size] != '\t')
        size++;
    result = span_trim((struct span){ rest.data + size, rest.size - size });
    while (result.size > 0 && result.data[0] == '.')
        result = (struct span){ result.data + 1, result.size - 1 };
    result = span_trim(result);
    if (result.size > 1 && result.data[0] == '[' && result.data[result.size - 1] == ']')
        result = span_trim((struct span){ result.data + 1, result.size - 2 });
    line->address = memory_copy(rest.data, size);
    line->result = memory_copy(result.data, result.size);
    line->is_ok = text_same(line->result, "OK");
    line->group = service_group_of(line->address);
    text->failed += line->is_ok ? 0 : 1;
}

/* Cut between characters where it is longer than a sentence. */
static char *copy_message(struct span line)
{
    enum { LONGEST = 256 };

    if (line.size > LONGEST)
        for (line.size = LONGEST; line.size > 0 && (line.data[line.size] & 0xc0) == 0x80;)
            line.size--;
    return memory_copy(line.data, line.size);
}

struct connectivity_text connectivity_text_read(const char *bytes, size_t size)
{
    static const char beginning[] = "Testing connection with ";
    struct connectivity_text text = { 0 };
    struct span rest = { bytes, size }, line;

    while (span_next_line(&rest, &line)) {
        line = span_trim(line);
        if (span_starts(line, beginning))
            read_test(&text, span_trim((struct span){ line.data + strlen(beginning), line.size - strlen(beginning) }));
        else if (line.size > 0 && text.message == NULL)
            text.message = copy_message(line);
    }
    return text;
}

void connectivity_text_free(struct connectivity_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        free(text->lines[i].address);
        free(text->lines[i].result);
    }
    free(text->lines);
    free(text->message);
    *text = (struct connectivity_text){ 0 };
}
