/* Random bytes of the system's generator. */
#include "healthcheck/platform/random.h"

#include <windows.h>

#include <bcrypt.h>

bool random_bytes(void *bytes, size_t size)
{
    return size <= 256 && BCryptGenRandom(NULL, bytes, (ULONG)size, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
}
