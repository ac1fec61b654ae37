/* Which known name did somebody mean? */
#include "healthcheck/core/nearest.h"

#include <string.h>

#include "healthcheck/core/text.h"

static size_t length_of(const char *text)
{
    size_t length = 0;

    while (length < NEAREST_LONGEST && text[length] != '\0')
        length++;
    return length;
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t row[NEAREST_LONGEST + 1], a_length = length_of(a), b_length = length_of(b);

    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 0; i < a_length; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < b_length; j++) {
            size_t best = diagonal + (text_lower(a[i]) != text_lower(b[j]) ? 1 : 0);

            diagonal = row[j + 1];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j + 1] = row[j + 1] + 1 < best ? row[j + 1] + 1 : best;
        }
    }
    return row[b_length];
}

size_t nearest_to_typed(const char *name, const char *typed)
{
    size_t size = strlen(typed);

    if (size >= 3 && size < NEAREST_LONGEST && text_contains_ignoring_case(name, typed))
        return 0;
    return 1 + nearest_distance(name, typed);
}
