/* A library that is loaded where it is needed and not before. */
#ifndef HEALTHCHECK_HOST_LIBRARY_LINUX_H
#define HEALTHCHECK_HOST_LIBRARY_LINUX_H

#include <stdbool.h>
#include <stddef.h>

/* A function of it, and the pointer in our struct that takes its address. */
struct library_function {
    const char *name;
    void *pointer; /* to a pointer to a function */
};

/* By its soname; stays loaded. False, and nothing is to be called, where the system has no such library or it lacks one of them. */
bool library_load(const char *soname, const struct library_function *functions, size_t count);

#endif
