/* What `mdatp connectivity test` prints: lines `Testing connection with <address> ... [OK]`; bytes in, plain data out.
 *
 * What stands in the brackets on failure is not documented ("curl error 60" and "CERTIFICATE_VERIFY_FAILED" were seen in
 * public); anything but OK is a failure. Source: Learn, linux-support-connectivity (2026-04-27). */
#ifndef HEALTHCHECK_HOST_CONNECTIVITY_TEXT_H
#define HEALTHCHECK_HOST_CONNECTIVITY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* What an address is for; the groups of the connectivity.* findings. */
enum service_group {
    GROUP_COMMAND_AND_CONTROL,
    GROUP_CYBER_DATA,
    GROUP_CLOUD_PROTECTION,
    GROUP_SAMPLE_STORAGE,
    GROUP_PACKAGES,
    GROUP_CERTIFICATES,
    SERVICE_GROUPS
};

/* "command and control", … for sentences. */
const char *service_group_name(enum service_group group);

/* By the address alone: host name and path. */
enum service_group service_group_of(const char *address);

struct connectivity_line {
    char *address;
    char *result; /* what stood in the brackets, or behind the address where there were none; "" where nothing did */
    bool is_ok;
    enum service_group group;
};

struct connectivity_text {
    struct connectivity_line *lines; /* 0 of them: it was no such output */
    size_t count, capacity;
    size_t failed;
    char *message; /* the first line of another kind, cut to 256 bytes, or NULL */
};

/* Never fails. Free with connectivity_text_free(). */
struct connectivity_text connectivity_text_read(const char *bytes, size_t size);
void connectivity_text_free(struct connectivity_text *text);

#endif
