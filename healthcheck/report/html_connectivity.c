/* The connectivity of a page. */
#include "healthcheck/report/html.h"

void html_connectivity(const struct sheet *sheet)
{
    (void)sheet;
}
