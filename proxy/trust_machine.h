/* The verdict of the machine itself on a server's chain, where it gives one: Windows, whose list of roots is only a part of what it goes by
 * (distrusted certificates, what a root is good for, roots of the enterprise and of group policies). Elsewhere OpenSSL judges by the system's
 * list (trust_lists.h). Nothing is fetched for it. */
#ifndef PROXY_TRUST_MACHINE_H
#define PROXY_TRUST_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"
#include "proxy/trust_lists.h"

/* Does this machine give a verdict of its own? */
bool trust_machine_judges(void);

/* X509_V_ERR_APPLICATION_VERIFICATION, which OpenSSL never gives itself: the machine can read the server's certificate not at all, or builds no chain
 * of it. */
enum { TRUST_MACHINE_NO_CHAIN = 50 };

struct trust_machine_answer {
    int error; /* X509_V_ERR_… of OpenSSL, 0: trusted; TRUST_MACHINE_NO_CHAIN: there is no verdict */
    /* No root of the chain is here, and Windows' list of public roots has one with the key that it asks for: Windows would fetch it when it is
       first needed, so that nobody can say yet whether the chain is good. */
    bool is_root_to_be_fetched;
};

/* `presented`: the certificates as DER, the server's own first. The name of the host is not looked at. The chain that was found is appended to
   `found`, DER behind DER, the server's own first. */
struct trust_machine_answer trust_machine_judge(const struct span *presented, size_t count, bool with_dates, struct text *found);

/* The roots of the public program of whoever made the system, with the date of their list. False where the machine has no such list: then
   those of trust_lists.h. */
bool trust_machine_public_roots(struct trust_list *list);

#endif
