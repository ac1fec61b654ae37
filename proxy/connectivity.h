/* Does the agent get through? Which URLs to try, what came of it, and what that says of the machine. */
#ifndef PROXY_CONNECTIVITY_H
#define PROXY_CONNECTIVITY_H

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "proxy/attempt.h"
#include "proxy/endpoints.h"

/* One URL to try. */
struct planned {
    const struct endpoint *endpoint; /* borrowed of the list */
    char *via;                       /* "direct", or the proxy's URI without credentials; owned */
    char *key;                       /* of the fact; owned */
    bool is_control;
};

struct connectivity_plan {
    struct planned *items; /* in the order of the list, then the control attempts */
    size_t count;
    bool is_users_list;                /* --endpoints or URLs: every row is tried, whatever the host's geography and kind */
    char *geography;                   /* NULL: not known, every one is tried; owned */
    bool has_geography_urls;           /* are there URLs of that geography? Else only those of no geography are tried */
    const struct fact *geography_fact; /* what that was judged by; of the host; NULL for the user's list */
    bool has_kind;                     /* is it known whether the host is standard or streamlined? Else both are tried */
    enum endpoint_connectivity kind;
    const struct fact *kind_fact; /* what that was judged by, or could not be; of the host; NULL for the user's list */
    size_t without_way;           /* endpoints that would be tried, and whose way is not known */
};

/* Of `endpoints` those of the host's geography and kind, each by its way: `vias` has one an endpoint of the list, NULL where there
   is no way (a script that gave no answer): those are only counted. With a proxy also one direct control attempt a group, of its first URL
   that goes through one. No key is there twice. Free with plan_free(), before the list. */
struct connectivity_plan plan_of(struct host *host, const struct endpoint_list *endpoints, const char *const *vias);
void plan_free(struct connectivity_plan *plan);

/* Whose addresses these are, and which are left out: one line for the report, lower case, no full stop; yours to free. "addresses of
   geography eu, streamlined connectivity". */
char *plan_told(const struct connectivity_plan *plan);

/* What came of it, in the order of the plan, a first try before its retry; those that a capture does not hold are left out. */
struct connectivity {
    struct attempt **attempts;      /* owned; each with its group, its URL and its way as planned, none with an `earlier` */
    const struct fact **facts;      /* one an attempt: borrowed of the host */
    const struct planned **planned; /* one an attempt: borrowed of the plan */
    size_t count;
    size_t not_recorded;           /* planned, and not in the capture */
    size_t unread;                 /* planned, and could not be tried, or is no result */
    const struct fact *unread_one; /* the first of them; borrowed of the host, or NULL */
    char *unread_why;              /* what is wrong with that one; owned */
    bool is_captured;
    const struct connectivity_plan *plan;
};

/* Tries, or replays. `tell` (or NULL) hears of each as it ends. Free it before the host. */
struct connectivity connectivity_try(struct host *host, const struct connectivity_plan *plan,
                                     void (*tell)(void *context, const struct attempt *attempt), void *context);
void connectivity_free(struct connectivity *connectivity);

enum { CONNECTIVITY_MOST_FINDINGS = 8 };

/* connectivity.<group> for each group of the plan, then connectivity.conclusion; finished. Returns their number. */
size_t connectivity_findings(const struct connectivity *connectivity, struct finding findings[CONNECTIVITY_MOST_FINDINGS]);

#endif
