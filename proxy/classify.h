/* From what was measured to one word: an ordered table, the first row that fits decides. */
#ifndef PROXY_CLASSIFY_H
#define PROXY_CLASSIFY_H

#include "proxy/failure.h"
#include "proxy/measurement.h"

/* Which statuses are good of a URL; all 0: any below 400, and what the service itself refuses (400 to 499, not 407 or 451). */
enum { GOOD_STATUSES = 3 };

enum failure classify(const struct measurement *measured, const int good[GOOD_STATUSES]);

/* One line of what the library, the proxy or the server said, for `detail`; yours to free. Nothing of it is escaped. */
char *classify_detail(const struct measurement *measured, enum failure failure);

#endif
