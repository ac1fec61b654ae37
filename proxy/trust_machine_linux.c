/* No verdict of its own. */
#include "proxy/trust_machine.h"

bool trust_machine_judges(void)
{
    return false;
}

struct trust_machine_answer trust_machine_judge(const struct span *presented, size_t count, bool with_dates, struct text *found)
{
    (void)presented;
    (void)count;
    (void)with_dates;
    (void)found;
    return (struct trust_machine_answer){ .error = 1 }; /* X509_V_ERR_UNSPECIFIED */
}

bool trust_machine_public_roots(struct trust_list *list)
{
    (void)list;
    return false;
}
