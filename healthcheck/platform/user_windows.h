/* Users as Windows names them (SID), and which of them is us. The one place that asks. */
#ifndef HEALTHCHECK_PLATFORM_USER_WINDOWS_H
#define HEALTHCHECK_PLATFORM_USER_WINDOWS_H

#include <stdbool.h>
#include <windows.h>

/* "S-1-5-21-…"; NULL where it is none. Yours to free. */
char *user_sid_text(PSID sid);

/* The user of a token, and the user we run as; NULL where Windows does not say. Yours to free. */
char *user_of_token(HANDLE token);
char *user_own_sid(void);

/* Is it the administrators, the system, or the user we run as? What an elevated administrator makes belongs to the administrators; they and the
   system can read and write every file anyway. */
bool user_is_trusted(PSID sid);

#endif
