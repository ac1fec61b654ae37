/* A stored run of --connectivityTest judged again: its rows as attempts, its URLs as a plan. */
#ifndef PROXY_CONNECTIVITY_STORED_H
#define PROXY_CONNECTIVITY_STORED_H

#include "healthcheck/host/stored_connectivity.h"
#include "proxy/connectivity.h"

struct connectivity_stored {
    struct stored_connectivity stored;
    struct connectivity connectivity; /* its facts are all the stored document */
    struct connectivity_plan plan;
    struct endpoint *endpoints; /* one an item of the plan; they borrow of the attempts */
};

/* Reads the document of a present fact. False, and one sentence, where it is none of ours. `fact` outlives it. Stays where it is; free with
   connectivity_stored_free() either way. */
bool connectivity_stored_read(struct connectivity_stored *again, const struct fact *fact, struct error *error);
void connectivity_stored_free(struct connectivity_stored *again);

#endif
