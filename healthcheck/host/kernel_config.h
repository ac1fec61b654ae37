/* How a kernel was built, and how far it is locked down. Bytes in, plain data out.
 *
 * The configuration is the text of /boot/config-<release> (Kconfig's .config, Documentation/kbuild), or, unpacked by gzip.h, of
 * /proc/config.gz. The lockdown state is /sys/kernel/security/lockdown (Linux 5.4): "none [integrity] confidentiality". */
#ifndef HEALTHCHECK_HOST_KERNEL_CONFIG_H
#define HEALTHCHECK_HOST_KERNEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

enum kernel_option {
    KERNEL_OPTION_UNSAID, /* the text has no such line, which also means "off" in a text that is a configuration */
    KERNEL_OPTION_OFF,    /* "# CONFIG_X is not set", or =n */
    KERNEL_OPTION_ON,     /* =y */
    KERNEL_OPTION_MODULE, /* =m */
    KERNEL_OPTION_VALUE,  /* a number or a text */
};

/* Is it a configuration at all: does any line set an option? */
bool kernel_config_is_one(const char *bytes, size_t size);

/* `name` with its "CONFIG_". Of a name that stands twice the last counts. */
enum kernel_option kernel_config_option(const char *bytes, size_t size, const char *name);

/* The word in brackets, borrowed from the bytes; `data` NULL where there is none. */
struct span kernel_lockdown(const char *bytes, size_t size);

#endif
