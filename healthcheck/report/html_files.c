/* The files of a page. */
#include "healthcheck/report/html.h"

void html_files(const struct sheet *sheet)
{
    (void)sheet;
}
