/* The lists of certificates that a Linux distribution trusts, as PEM text: the system's own, which holds what its administrator
 * added, and the public roots as the distribution ships them. Which files: trust_lists.c. */
#ifndef PROXY_TRUST_LISTS_H
#define PROXY_TRUST_LISTS_H

#include <stdbool.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"

/* Begin with { 0 }. */
struct trust_list {
    struct text pem;
    char *path; /* the file or folder it was read from, as it is called below the test root; NULL: none was found; owned */
    bool has_date;
    moment date; /* when its newest file was changed */
};

/* `root` is a test root, "" or NULL. False where there is no such list. */
bool trust_list_of_system(const char *root, struct trust_list *list);

/* Never what was added on this machine. */
bool trust_list_of_public_roots(const char *root, struct trust_list *list);

/* --ca-file; false and one sentence where it cannot be read. */
bool trust_list_of_file(const char *path, struct trust_list *list, struct error *error);

void trust_list_free(struct trust_list *list);

#endif
