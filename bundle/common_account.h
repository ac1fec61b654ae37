/* Accounts that everybody has, and words that stand where a name is not known. */
#ifndef BUNDLE_COMMON_ACCOUNT_H
#define BUNDLE_COMMON_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

/* Is it the name of an account that everybody has, or no name at all ("root", "SYSTEM", "unknown")? */
bool is_common_account(const char *name, size_t size);

#endif
