/* Before every unit test that is built for Windows: what its file takes for granted of Linux and is a few lines here. */
#ifndef TESTS_WINDOWS_UNIT_TEST_H
#define TESTS_WINDOWS_UNIT_TEST_H

#include <stdlib.h>

static inline int setenv(const char *name, const char *value, int overwrite)
{
    (void)overwrite;
    return _putenv_s(name, value);
}

static inline int unsetenv(const char *name)
{
    return _putenv_s(name, "");
}

/* tests/support_windows.c; 0 where it is done. */
int symlink(const char *target, const char *path);

#endif
