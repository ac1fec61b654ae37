/* From what was measured to one word: an ordered table, the first row that fits decides. */
#ifndef PROXY_CLASSIFY_H
#define PROXY_CLASSIFY_H

#include "proxy/failure.h"
#include "proxy/measurement.h"

/* Which statuses are good of a URL; all 0: any below 400, and what the service itself refuses (400 to 499, not 407 or 451). */
enum { GOOD_STATUSES = 3 };

enum failure classify(const struct measurement *measured, const int good[GOOD_STATUSES]);

/* A row of the table: what decides it, in words for the page of all failures. */
struct classify_row {
    enum failure failure;
    const char *when;
    bool (*fits)(const struct measurement *measured, const int good[GOOD_STATUSES]);
};

/* In their order; NULL at the end. The last ones fit whatever failed. */
const struct classify_row *classify_row_at(size_t index);

/* "Basic, NTLM" of CURLINFO_PROXYAUTH_AVAIL; NULL where there is none. Yours to free. */
char *classify_methods(unsigned proxy_auth);

/* One line of what the library, the proxy or the server said, for `detail`, at most CLASSIFY_DETAIL_SIZE bytes; NULL where there
   is nothing to say. Yours to free. Control characters are blanks; nothing else of it is escaped. */
enum { CLASSIFY_DETAIL_SIZE = 300 };

char *classify_detail(const struct measurement *measured, enum failure failure);

#endif
