/* Rows of the lists that Windows' own tools print. */
#include "healthcheck/host/windows_csv.h"

#include <stdbool.h>

/* Takes the quoted cell at the beginning of `line` off it; false where there is none. */
static bool take_cell(struct span *line, struct span *cell)
{
    size_t end = 1;

    if (line->size == 0 || *line->data != '"')
        return false;
    while (end < line->size && (line->data[end] != '"' || (end + 1 < line->size && line->data[end + 1] == '"')))
        end += line->data[end] == '"' ? 2 : 1;
    if (end >= line->size)
        return false;
    *cell = (struct span){ line->data + 1, end - 1 };
    end += end + 1 < line->size && line->data[end + 1] == ',' ? 2 : 1;
    *line = (struct span){ line->data + end, line->size - end };
    return true;
}

size_t windows_csv_next(struct span *rest, struct span *cells, size_t most)
{
    struct span line;

    while (span_next_line(rest, &line)) {
        size_t count = 0;

        while (count < most && take_cell(&line, &cells[count]))
            count++;
        if (count > 0)
            return count;
    }
    return 0;
}
