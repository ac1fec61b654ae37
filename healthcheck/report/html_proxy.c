/* The proxy of a page. */
#include "healthcheck/report/html.h"

void html_proxy(const struct sheet *sheet)
{
    (void)sheet;
}
