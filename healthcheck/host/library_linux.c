/* Functions of a library, found at run time. */
#include "healthcheck/host/library_linux.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const char *soname, const struct library_function *functions, size_t count)
{
    void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

    for (size_t i = 0; library != NULL && i < count; i++) {
        void *address = dlsym(library, functions[i].name);

        /* C has no way from an object's address to a function's; POSIX says that their bytes are the same (dlsym). */
        memcpy(functions[i].pointer, &address, sizeof address);
        if (address == NULL)
            return false;
    }
    return library != NULL;
}
