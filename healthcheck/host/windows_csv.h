/* Rows of the lists that Windows' own tools print with `/fo csv` (tasklist, whoami): bytes in, plain data out.
 *
 * Every cell stands in quotes; a quote within one is doubled and stays so here. Borrowed from the bytes. */
#ifndef HEALTHCHECK_HOST_WINDOWS_CSV_H
#define HEALTHCHECK_HOST_WINDOWS_CSV_H

#include <stddef.h>

#include "healthcheck/core/text.h"

/* Takes the next row off `rest` and fills at most `most` cells; how many there are, 0 at the end. Lines that begin with no quote are
   passed over. */
size_t windows_csv_next(struct span *rest, struct span *cells, size_t most);

#endif
