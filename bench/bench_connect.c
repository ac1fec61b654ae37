/* The attempts of a connectivity test and nothing else: bench_connect VIA TIMEOUT CA_FILE RESOLVE URL... ("-" for no file, no entry).
 * Prints the rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/attempt.h"
#include "proxy/attempts.h"

static void tell(void *context, size_t index, const char *text, const char *why)
{
    (void)context;
    printf("%zu %s\n", index, text != NULL ? text : why);
}

int main(int count, char **arguments)
{
    static char *keys[1000];
    struct attempts_options options = { 0 };
    const char *resolve[2] = { NULL };
    size_t urls = 0;

    if (count < 6)
        return 4;
    resolve[0] = strcmp(arguments[4], "-") != 0 ? arguments[4] : NULL;
    options.timeout_seconds = atof(arguments[2]);
    options.ca_file = strcmp(arguments[3], "-") != 0 ? arguments[3] : NULL;
    options.resolve = resolve;
    for (int i = 5; i < count && urls < 1000; i++)
        keys[urls++] = attempt_key("GET", arguments[i], arguments[1]);
    attempts_try(&options, (const char *const *)keys, urls, tell, NULL);
    for (size_t i = 0; i < urls; i++)
        free(keys[i]);
    return 0;
}
