/* Registry exports (.reg): bytes in, a registry filled.
 *
 * Both versions ("Windows Registry Editor Version 5.00", "REGEDIT4"), UTF-16LE with and without mark, UTF-16BE, UTF-8 with and
 * without mark, one byte a character. The grammar is what Wine 8.0's reg.exe, whose tests also run on Windows, was measured to do
 * (November 2026); where it refuses what Windows users nevertheless have (UTF-16 without mark, UTF-8 with mark), it is read
 * with a problem. */
#ifndef HEALTHCHECK_HOST_REGISTRY_EXPORT_H
#define HEALTHCHECK_HOST_REGISTRY_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/host/registry.h"

/* Told of each line that is not as an exporter writes it, where a value or a section was dropped; lines count from 1. */
typedef void registry_problem(void *context, size_t line, const char *problem);

/* Adds what the export holds; false, and nothing added, where it is none (the header says which it is). `problem` may be NULL. */
bool registry_export_read(struct registry *registry, const char *bytes, size_t size, registry_problem *problem, void *context, struct error *error);

#endif
