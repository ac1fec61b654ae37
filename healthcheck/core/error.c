/* What stopped our own program, as one sentence. */
#include "healthcheck/core/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

bool error_set(struct error *error, const char *format, ...)
{
    va_list arguments;

    if (error == NULL)
        return false;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}
