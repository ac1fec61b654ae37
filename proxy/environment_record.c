/* A record out of an environment. */
#include "proxy/environment_record.h"

#include <string.h>

enum { DEFAULT_PORT = 1080 /* CURL_DEFAULT_PROXY_PORT, lib/urldata.h */ };

static void set_default_port(struct proxy_record *record)
{
    struct proxy_list_entry *entry = record->proxies.count > 0 ? &record->proxies.entries[0] : NULL;

    if (entry == NULL || entry->address.port != 0 || strcmp(entry->address.scheme, "http") != 0)
        return;
    entry->address.port = DEFAULT_PORT;
    proxy_problem_add(&record->problems, "default-port", "no port is written, and curl takes %d", DEFAULT_PORT);
}

const struct environment_variable *environment_record(struct proxy_record *record, const struct environment_variable *variables, size_t count)
{
    struct environment_choice choice = environment_choose(variables, count, "https");

    environment_judge(variables, count, &record->problems);
    if (choice.proxy == NULL)
        return NULL;
    proxy_record_set_address(record, "", choice.proxy->value);
    set_default_port(record);
    if (choice.no_proxy != NULL)
        bypass_read(&record->bypass, BYPASS_CURL, choice.no_proxy->value, strlen(choice.no_proxy->value), &record->problems);
    return choice.proxy;
}
