/* What is said where the program crashes. */
#include "healthcheck/platform/console_crash.h"

#include <stdatomic.h>
#include <stddef.h>

#include "healthcheck/platform/console.h"

static const char *_Atomic working_on;
static atomic_bool is_unknown;

void console_working_on(const char *what)
{
    atomic_store(&working_on, what);
}

const char *console_work(void)
{
    return atomic_load(&working_on);
}

void console_crash_as_unknown(void)
{
    atomic_store(&is_unknown, true);
}

bool console_crashes_as_unknown(void)
{
    return atomic_load(&is_unknown);
}

int console_tell_crash(const char *kind, void (*put)(const char *piece))
{
    const char *what = atomic_load(&working_on);

    put(atomic_load(&is_unknown) ? "unknown: healthcheck crashed (" : "healthcheck: crashed (");
    put(kind);
    put(what != NULL ? ") in check " : ")");
    put(what != NULL ? what : "");
    put("; this is a bug: please report it with this line and the output of `healthcheck --version`\n");
    return atomic_load(&is_unknown) ? 0 : 4;
}
