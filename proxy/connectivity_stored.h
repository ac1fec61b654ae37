/* A stored run of --connectivityTest judged again: its rows as attempts, its URLs as a plan. */
#ifndef PROXY_CONNECTIVITY_STORED_H
#define PROXY_CONNECTIVITY_STORED_H

#include "healthcheck/host/stored_connectivity.h"
#include "proxy/connectivity.h"

struct connectivity_stored {
    struct connectivity connectivity; /* its facts are all the stored document */
    struct connectivity_plan plan;
    struct endpoint *endpoints; /* one an item of the plan; they borrow of the attempts */
};

/* False, and one sentence, where a row is none of ours. `stored` and `fact` outlive it. Free with connectivity_stored_free() either way. */
bool connectivity_of_stored(struct connectivity_stored *again, const struct stored_connectivity *stored, const struct fact *fact,
                            struct error *error);
void connectivity_stored_free(struct connectivity_stored *again);

#endif
