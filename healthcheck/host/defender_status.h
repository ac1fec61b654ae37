/* What Windows' own antivirus says of itself: Get-MpComputerStatus as JSON (the fact command/defender-status). Bytes in, plain data
   out. Names of fields: Learn, MSFT_MpComputerStatus. */
#ifndef HEALTHCHECK_HOST_DEFENDER_STATUS_H
#define HEALTHCHECK_HOST_DEFENDER_STATUS_H

#include <stdbool.h>
#include <stddef.h>

struct defender_status {
    bool is_status;     /* it was a JSON object, or a list that begins with one */
    char *running_mode; /* AMRunningMode: "Normal", "Passive Mode", …; NULL where it is not reported; owned */
};

/* Never fails. UTF-8 or UTF-16LE, with or without mark; what a console prints before the first brace is passed over. */
struct defender_status defender_status_read(const char *bytes, size_t size);
void defender_status_free(struct defender_status *status);

#endif
