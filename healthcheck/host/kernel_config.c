/* How a kernel was built, and how far it is locked down. */
#include "healthcheck/host/kernel_config.h"

#include <string.h>

/* A line's option and what is said of it: "CONFIG_X=…" or "# CONFIG_X is not set". */
static bool read_line(struct span line, struct span *name, enum kernel_option *option)
{
    static const char unset[] = " is not set";
    const char *sign;
    struct span value;

    line = span_trim(line);
    if (span_starts(line, "# CONFIG_") && line.size > sizeof unset + 1) {
        *name = (struct span){ line.data + 2, line.size - 2 - (sizeof unset - 1) };
        *option = KERNEL_OPTION_OFF;
        return memcmp(name->data + name->size, unset, sizeof unset - 1) == 0;
    }
    sign = span_starts(line, "CONFIG_") ? memchr(line.data, '=', line.size) : NULL;
    if (sign == NULL)
        return false;
    *name = (struct span){ line.data, (size_t)(sign - line.data) };
    value = (struct span){ sign + 1, line.size - name->size - 1 };
    *option = span_is(value, "y")   ? KERNEL_OPTION_ON
              : span_is(value, "m") ? KERNEL_OPTION_MODULE
              : span_is(value, "n") ? KERNEL_OPTION_OFF
                                    : KERNEL_OPTION_VALUE;
    return true;
}

bool kernel_config_is_one(const char *bytes, size_t size)
{
    struct span rest = { bytes, size }, line, name;
    enum kernel_option option;

    while (span_next_line(&rest, &line))
        if (read_line(line, &name, &option) && option != KERNEL_OPTION_OFF)
            return true;
    return false;
}

enum kernel_option kernel_config_option(const char *bytes, size_t size, const char *name)
{
    struct span rest = { bytes, size }, line, found;
    enum kernel_option option, result = KERNEL_OPTION_UNSAID;

    while (span_next_line(&rest, &line))
        if (read_line(line, &found, &option) && span_is(found, name))
            result = option;
    return result;
}

struct span kernel_lockdown(const char *bytes, size_t size)
{
    const char *open = size > 0 ? memchr(bytes, '[', size) : NULL;
    const char *close = open != NULL ? memchr(open, ']', size - (size_t)(open - bytes)) : NULL;

    if (close == NULL)
        return (struct span){ NULL, 0 };
    return (struct span){ open + 1, (size_t)(close - open - 1) };
}
