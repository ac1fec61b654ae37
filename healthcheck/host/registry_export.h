/* Registry exports (.reg): bytes in, a registry filled.
 *
 * Both versions ("Windows Registry Editor Version 5.00", "REGEDIT4"), UTF-16LE with and without mark, UTF-16BE, UTF-8 with and
 * without mark, one byte a character (Windows-1252). The grammar is what Wine 8.0's reg.exe, whose tests also run on Windows, was
 * measured to do (November 2026). Where it refuses what Windows users nevertheless have (UTF-16 without mark or big endian, UTF-8
 * with mark, a REG_SZ with a line break as regedit writes it), that is read, and told as a problem. */
#ifndef HEALTHCHECK_HOST_REGISTRY_EXPORT_H
#define HEALTHCHECK_HOST_REGISTRY_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/host/registry.h"

/* Told of each line that is not as an exporter writes it, where a value or a section was dropped or had to be guessed; lines count
   from 1, and `problem` has no full stop. */
typedef void registry_problem(void *context, size_t line, const char *problem);

/* Adds what the export holds; every key with a section of its own is mentioned. False where it is no export (nothing is added then) or
   where the registry is full. `problem` may be NULL. A header that begins with REGEDIT and goes on otherwise is an export without
   content, as Windows has it. */
bool registry_export_read(struct registry *registry, const char *bytes, size_t size, registry_problem *problem, void *context, struct error *error);

#endif
