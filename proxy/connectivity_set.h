/* Sets of attempts as the findings count them: which fail with which word, and how that is said. Used by connectivity_*.c only. */
#ifndef PROXY_CONNECTIVITY_SET_H
#define PROXY_CONNECTIVITY_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "proxy/connectivity.h"

/* The last try of one URL. Everything is borrowed of the connectivity. */
struct tried {
    const struct attempt *attempt;
    const struct attempt *earlier; /* the first try, where there was a second; NULL */
    const struct fact *fact;
    const struct planned *planned;
};

/* Begin with { 0 }; `items` is owned, in the order of the plan. */
struct tried_set {
    struct tried *items;
    size_t count, failed;
};

/* One word of failure and how many failed with it. */
struct tried_word {
    enum failure failure;
    size_t count;
    const struct tried *first; /* borrowed of the set */
};

struct tried_set tried_set_of(const struct connectivity *connectivity);
void tried_set_add(struct tried_set *set, const struct tried *tried);

/* Those of `set` that are wanted; `context` is handed on. */
struct tried_set tried_set_filter(const struct tried_set *set, bool (*is_wanted)(const struct tried *tried, const void *context),
                                  const void *context);
void tried_set_free(struct tried_set *set);

bool tried_is_failed(const struct tried *tried);
bool tried_is_direct(const struct tried *tried);

/* The words with which some fail, the most frequent first. Returns their number. */
size_t tried_words(const struct tried_set *set, struct tried_word words[FAILURES]);

/* "proxy_auth, the proxy asks for a user (http://10.0.0.6:8080 offers Basic, NTLM)". Yours to free, as all texts here. */
char *tried_word_told(const struct tried_word *word);

/* "3 of 14 URLs fail", "1 of 3 URLs fails", "the only URL fails". */
char *tried_count_told(const struct tried_set *set);

/* "12 proxy_auth, the proxy …: a.example, b.example; 2 dns, …": every word with its hosts, without the number where there is one word
   alone. */
char *tried_failures_told(const struct tried_set *set);

/* The host names of those that fail with that word (FAILURES: with any), each once: "a.example, b.example and 3 more". */
char *tried_hosts_told(const struct tried_set *set, enum failure failure);

/* How many different hosts the set has. */
size_t tried_hosts(const struct tried_set *set);

/* How many different hosts those are that fail with that word (FAILURES: with any). */
size_t tried_hosts_count(const struct tried_set *set, enum failure failure);

/* "through http://proxy:8080", "directly", "57 through http://proxy:8080, 6 directly". */
char *tried_ways_told(const struct tried_set *set);

/* Of those that were reached; NULL where none was. */
const struct tried *tried_slowest(const struct tried_set *set);

/* "x.example 812 ms", "x.example 6.2 s" */
char *tried_time_told(const struct tried *tried);

/* The host of a URL, a view into it. */
struct span url_host(const char *url);

#endif
