/* What distribution this is: /etc/os-release, bytes in, plain data out (os-release(5), systemd 252).
 *
 * Lines of NAME=value as a shell reads them: quotes of either kind, backslashes, comments; of a name that stands twice the last
 * counts. A quote that is not closed ends with its line. */
#ifndef HEALTHCHECK_HOST_OS_RELEASE_H
#define HEALTHCHECK_HOST_OS_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

/* Every text is "" where the file does not say it, never NULL, and owned by the structure. */
struct os_release {
    char *id;         /* ID: "debian" */
    char *id_like;    /* ID_LIKE: "rhel centos fedora" */
    char *version_id; /* VERSION_ID: "8.10"; rolling distributions have none */
    char *name;       /* NAME: "Debian GNU/Linux" */
    char *pretty_name;
};

/* Never fails: what is not understood is left out. Free with os_release_free(). */
struct os_release os_release_read(const char *bytes, size_t size);
void os_release_free(struct os_release *release);

/* PRETTY_NAME, else NAME, else ID, else "this distribution". Borrowed. */
const char *os_release_title(const struct os_release *release);

#endif
