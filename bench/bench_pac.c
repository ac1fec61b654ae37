/* One script for forty URLs, as --extendedProxy evaluates it: bench_pac FILE. Says how it ended. */
#include <stdio.h>

#include "healthcheck/host/host.h"
#include "proxy/pac.h"

int main(int count, char **arguments)
{
    static char script[PAC_LARGEST_SCRIPT];
    const char *urls[40];
    struct host *host = host_open_literal((const char *const[][2]){ { NULL } });
    FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
    size_t size = file != NULL ? fread(script, 1, sizeof script, file) : 0;
    struct pac_result result;

    if (file != NULL)
        fclose(file);
    for (size_t i = 0; i < 40; i++)
        urls[i] = "https://winatp-gw-eus.microsoft.com/";
    result = pac_evaluate(host, script, size, urls, 40, 3);
    printf("%s\n", result.answers[39].first != NULL ? result.answers[39].first : result.answers[39].why);
    pac_result_free(&result);
    host_free(host);
    return size == 0 ? 4 : 0;
}
