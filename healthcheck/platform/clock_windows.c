/* The time on Windows. */
#include "healthcheck/platform/clock.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static bool is_held(moment *when)
{
    const char *held = getenv("SOURCE_DATE_EPOCH");

    /* Digits only, and at most the year 9999. */
    if (held == NULL || *held == '\0' || strspn(held, "0123456789") != strlen(held) || strlen(held) > 12)
        return false;
    *when = strtoll(held, NULL, 10);
    return *when <= 253402300799;
}

/* A FILETIME counts 100 ns since 1601. */
moment clock_now(void)
{
    FILETIME now;
    moment held;

    if (is_held(&held))
        return held;
    GetSystemTimePreciseAsFileTime(&now);
    return (moment)((((unsigned long long)now.dwHighDateTime << 32) | now.dwLowDateTime) / 10000000) - 11644473600;
}

double clock_monotonic(void)
{
    LARGE_INTEGER count, frequency;
    moment held;

    if (is_held(&held))
        return 0;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart / (double)frequency.QuadPart;
}

void clock_sleep(double seconds)
{
    for (; seconds > 3600; seconds -= 3600)
        Sleep(3600000);
    Sleep(seconds > 0 ? (DWORD)(seconds * 1000 + 0.5) : 0);
}
