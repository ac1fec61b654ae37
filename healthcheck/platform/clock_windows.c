/* The time on Windows. */
#include "healthcheck/platform/clock.h"

#include <windows.h>

/* A FILETIME counts 100 ns since 1601. */
moment clock_system_now(void)
{
    FILETIME now;

    GetSystemTimePreciseAsFileTime(&now);
    return (moment)((((unsigned long long)now.dwHighDateTime << 32) | now.dwLowDateTime) / 10000000) - 11644473600;
}

double clock_system_monotonic(void)
{
    LARGE_INTEGER count, frequency;

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
