/* Which proxy curl takes from an environment. */
#include "proxy/environment.h"

#include <stdio.h>
#include <string.h>

#include "healthcheck/core/text.h"

const char *environment_proxy_name(size_t index)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "http_proxy", "HTTP_PROXY" };

    return index < sizeof names / sizeof *names ? names[index] : NULL;
}

/* NULL where it is not set, or empty. */
static const struct environment_variable *find(const struct environment_variable *variables, size_t count, const char *name)
{
    for (size_t i = count; i > 0; i--)
        if (strcmp(variables[i - 1].name, name) == 0)
            return variables[i - 1].value[0] != '\0' ? &variables[i - 1] : NULL;
    return NULL;
}

static const struct environment_variable *find_either(const struct environment_variable *variables, size_t count, const char *lower,
                                                      const char *upper)
{
    const struct environment_variable *variable = find(variables, count, lower);

    return variable != NULL ? variable : find(variables, count, upper);
}

struct environment_choice environment_choose(const struct environment_variable *variables, size_t count, const char *scheme)
{
    static const char *const own[][3] = { { "https", "https_proxy", "HTTPS_PROXY" },
                                          { "http", "http_proxy", "http_proxy" },
                                          { "ftp", "ftp_proxy", "FTP_PROXY" } };
    struct environment_choice choice = { NULL, find_either(variables, count, "no_proxy", "NO_PROXY") };

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i][0], scheme) == 0)
            choice.proxy = find_either(variables, count, own[i][1], own[i][2]);
    if (choice.proxy == NULL)
        choice.proxy = find_either(variables, count, "all_proxy", "ALL_PROXY");
    return choice;
}

void environment_judge(const struct environment_variable *variables, size_t count, struct proxy_problems *problems)
{
    bool serves_https = environment_choose(variables, count, "https").proxy != NULL;

    if (find(variables, count, "HTTP_PROXY") != NULL)
        proxy_problem_add(problems, "capitals", "curl ignores HTTP_PROXY in capitals%s",
                          serves_https ? "" : ", and nothing else serves the service URLs");
    if (!serves_https && find(variables, count, "http_proxy") != NULL)
        proxy_problem_add(problems, "https-missing", "http_proxy serves http URLs only; the service URLs are https, and https_proxy is not set");
}
