/* The error codes with which WSL says that a plug-in kept it from starting.
 *
 * The sentence around a code is localised, the code's path is not:
 *   Wsl/Service/CreateInstance/CreateVm/Plugin/<code>   while the virtual machine starts: the plug-in was not loaded, or refused
 *   Wsl/Service/CreateInstance/Plugin/<code>            while a distribution starts: the plug-in refused it
 * Source: microsoft/WSL, src/windows/service/exe/PluginManager.cpp and src/windows/inc/WslPluginApi.h (2026-08-08). */
#ifndef HEALTHCHECK_EXPLAIN_PLUGIN_ERRORS_H
#define HEALTHCHECK_EXPLAIN_PLUGIN_ERRORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/core/text.h"

struct plugin_error {
    const char *name;
    uint32_t number; /* the HRESULT that WSL prints where it has no name for it */
    const char *meaning;
    const char *remedy;
};

/* NULL at the end. */
const struct plugin_error *plugin_error_at(size_t index);

/* Explains the code that stands in `text`, or is `text`: false, and nothing appended, where there is none. Codes of WSL's
   own, without `Plugin` in their path, are told to be that. */
bool plugin_error_explain(struct text *out, struct span text);

#endif
