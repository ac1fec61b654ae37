/* The one conclusion of a whole test. Used by connectivity_findings.c only. */
#ifndef PROXY_CONNECTIVITY_CONCLUSION_H
#define PROXY_CONNECTIVITY_CONCLUSION_H

#include "healthcheck/core/finding.h"
#include "proxy/connectivity_pattern.h"

/* A group, and those of its URLs by which it is judged. Begin with { 0 }. */
struct judged_group {
    const struct endpoint_group *group; /* NULL: the user's own URLs */
    struct tried_set set;
    struct tried_set other; /* of the kind of connectivity that does worse, where the host's is not known */
    size_t planned;
};

struct judged {
    struct judged_group *groups; /* the table's in its order, the user's own last */
    size_t count;
    struct tried_set services; /* all by which groups are judged */
    struct tried_set controls;
    struct pattern pattern;
};

/* Says at least one thing where `services` is not empty. */
void conclusion_say(const struct judged *judged, struct finding *finding);

/* Slower than that is a warning (milliseconds). */
enum { CONNECTIVITY_SLOW_MS = 5000 };

/* "2 of 14 URLs take longer than 5 s (…)", "1 of 14 URLs was reached only at the second try (…)", where there are some; and evidence. */
void say_slow(const struct tried_set *set, struct finding *finding);
void say_retried(const struct tried_set *set, struct finding *finding);

/* connectivity_controls.c: what the direct attempts of failing groups say of the proxy, where there are some. */
void say_controls(const struct judged *judged, struct finding *finding);

/* connectivity_ipv6.c: do exactly those fail whose names lead to IPv6 addresses alone, while none is reached over IPv6? */
bool only_ipv6_fails(const struct tried_set *services);

/* A warning where several were reached only after an IPv6 address was tried in vain. */
void say_ipv6_in_vain(const struct tried_set *services, struct finding *finding);
void advise_ipv6(struct finding *finding);

/* The remedy of that word, and whose job it is; names the topic that says more. */
void advise_word(struct finding *finding, enum failure failure);

/* The first fact of each word with which some fail. */
void saw_failures(struct finding *finding, const struct tried_set *set);

/* Redundant, and some of it answer. */
bool group_stands(const struct judged_group *group);

#endif
