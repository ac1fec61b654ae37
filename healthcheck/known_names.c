/* The names this machine and its people have. */
#include "healthcheck/known_names.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/mdatp_health.h"
#include "healthcheck/host/plugin_report.h"
#include "healthcheck/platform/file.h"
#include "proxy/chain.h"
#include "proxy/ip_address.h"

/* No name of a host or domain has more than 253 bytes (RFC 1035), no account's or folder's more than 255 (NAME_MAX). What is longer, in a registry
   that everybody may write, is made to be compared with everything for hours. */
enum { LARGEST_FILE = 4 * 1024 * 1024, FIRST_PERSON = 1000, NOBODY = 65534, SHORTEST_ID = 16, LONGEST_NAME = 255 };

/* Distributions, products and roles: hidden everywhere they would take the sense out of versions and paths, and they tell nobody. */
static const char *const common[] = { "admin",  "administrator", "alma",   "alpine", "arch",    "centos", "debian",     "default",     "defender",
                                      "docker", "fedora",        "home",   "host",   "kali",    "linux",  "lost+found", "mdatp",       "microsoft",
                                      "oracle", "public",        "redhat", "rhel",   "rocky",   "root",   "server",     "suse",        "system",
                                      "test",   "ubuntu",        "user",   "users",  "windows", "wsl",    "all users",  "default user" };

static bool is_common(const char *name)
{
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (text_same(common[i], name))
            return true;
    return name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void add(struct known_names *names, struct words *words, struct span name)
{
    char *copy;

    if (name.size > LONGEST_NAME)
        return;
    copy = memory_copy(name.data, name.size);
    if (is_common(copy) || words_have(words, copy)) {
        free(copy);
        return;
    }
    names->owned = memory_resize(names->owned, names->count + 1, sizeof *names->owned);
    names->owned[names->count++] = copy;
    words->items = memory_resize(words->items, words->count + 2, sizeof *words->items);
    words->items[words->count++] = copy;
    words->items[words->count] = NULL;
}

/* Of the services themselves: support must see which of them a line speaks of. And of examples, which are nobody's. */
static bool is_service_domain(const char *domain)
{
    static const char *const services[] = { "microsoft.com",       "windows.com",   "windows.net", "azure.com",      "azure.net",
                                            "microsoftonline.com", "office.com",    "live.com",    "msidentity.com", "windowsupdate.com",
                                            "digicert.com",        "azureedge.net", "akadns.net",  "localhost",      "in-addr.arpa",
                                            "cloudapp.net",        "azure.us",      "microsoft.us" };

    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        size_t size = strlen(domain), own = strlen(services[i]);

        if (size >= own && text_same(domain + size - own, services[i]) && (size == own || domain[size - own - 1] == '.'))
            return true;
    }
    return false;
}

/* `co.uk` and the like, below which everybody has a name. */
static bool is_for_everybody(const char *domain)
{
    static const char *const second[] = { "co.", "com.", "net.", "org.", "gov.", "ac.", "edu.", "or.", "ne.", "go.", "gob.", "gouv." };
    const char *dot = strchr(domain, '.');

    if (dot == NULL)
        return true;
    for (size_t i = 0; i < sizeof second / sizeof second[0]; i++)
        if (text_starts(domain, second[i]) && strchr(dot + 1, '.') == NULL)
            return true;
    return false;
}

/* A domain and those above it: `corp.contoso.com` and `contoso.com`. */
static void add_domain(struct known_names *names, struct span name)
{
    char *domain;

    while (name.size > 0 && (*name.data == '.' || *name.data == '*')) {
        name.data++;
        name.size--;
    }
    while (name.size > 0 && name.data[name.size - 1] == '.')
        name.size--;
    if (name.size > LONGEST_NAME)
        return;
    domain = memory_copy(name.data, name.size);
    for (const char *at = domain; at != NULL && !is_for_everybody(at) && !is_service_domain(at); at = strchr(at, '.'), at += at != NULL ? 1 : 0)
        add(names, &names->domains, span_of(at));
    free(domain);
}

/* `proxy.corp.contoso.com`: its domain; of `contoso.com` that name itself. */
static void add_domain_of_host(struct known_names *names, const char *host)
{
    const char *dot = strchr(host, '.');
    struct ip_address address;

    if (dot == NULL || ip_address_read_v4(&address, host, strlen(host)) || strchr(host, ':') != NULL)
        return;
    add_domain(names, span_of(is_for_everybody(dot + 1) ? host : dot + 1));
}

/* Of every proxy that is configured, and of the address of the script that chooses one. */
static void add_proxy_domains(struct known_names *names, struct host *host)
{
    struct proxy_chain chain = proxy_chain_of(host);

    for (size_t i = 0; i < chain.count; i++) {
        const struct proxy_record *record = &chain.records[i];
        const char *script = record->auto_config_url != NULL ? strstr(record->auto_config_url, "://") : NULL;

        for (size_t p = 0; p < record->proxies.count; p++)
            if (record->proxies.entries[p].address.host != NULL)
                add_domain_of_host(names, record->proxies.entries[p].address.host);
        if (script != NULL) {
            char *server = memory_copy(script + 3, strcspn(script + 3, ":/?#"));

            add_domain_of_host(names, server);
            free(server);
        }
    }
    proxy_chain_free(&chain);
}

/* The name of an account; of `alice@corp.contoso.com` both halves. */
static void add_user(struct known_names *names, struct span name)
{
    const char *at = name.size > 0 ? memchr(name.data, '@', name.size) : NULL;

    if (at != NULL)
        add_domain(names, (struct span){ at + 1, name.size - (size_t)(at + 1 - name.data) });
    add(names, &names->users, at != NULL ? (struct span){ name.data, (size_t)(at - name.data) } : name);
}

/* "name:x:1000:1000:...": passwd(5). */
static void add_accounts(struct known_names *names, const char *root)
{
    char *path = text_format("%s/etc/passwd", root), why[FILE_WHY_SIZE];
    struct text content = { 0 };
    struct span rest, line;

    (void)file_read(path, LARGEST_FILE, &content, why);
    rest = (struct span){ text_of(&content), content.size };
    while (span_next_line(&rest, &line)) {
        const char *name_end = memchr(line.data, ':', line.size), *id;
        long number;

        if (name_end == NULL)
            continue;
        id = memchr(name_end + 1, ':', line.size - (size_t)(name_end + 1 - line.data));
        number = id != NULL ? strtol(id + 1, NULL, 10) : 0;
        if (number >= FIRST_PERSON && number != NOBODY)
            add_user(names, (struct span){ line.data, (size_t)(name_end - line.data) });
    }
    text_free(&content);
    free(path);
}

static void add_homes(struct known_names *names, const char *root, const char *folder)
{
    char *path = text_format("%s%s", root, folder), why[FILE_WHY_SIZE];
    struct text list = { 0 };
    struct span rest, line;

    (void)file_list(path, &list, why);
    rest = (struct span){ text_of(&list), list.size };
    while (span_next_line(&rest, &line))
        if (line.size > 1 && line.data[line.size - 1] == '/')
            add_user(names, (struct span){ line.data, line.size - 1 });
    text_free(&list);
    free(path);
}

static void add_examined_user(struct known_names *names, struct host *host)
{
    const struct fact *profile = host_ask(host, "user/profile");
    struct span path = span_trim((struct span){ profile->text, profile->size });
    size_t begin = path.size;

    while (begin > 0 && path.data[begin - 1] != '\\' && path.data[begin - 1] != '/')
        begin--;
    if (profile->state == FACT_PRESENT)
        add_user(names, (struct span){ path.data + begin, path.size - begin });
}

static void add_host(struct known_names *names, struct host *host)
{
    const struct fact *hostname = host_ask(host, "system/hostname");
    struct span name = span_trim((struct span){ hostname->text, hostname->size });
    const char *dot = name.size > 0 ? memchr(name.data, '.', name.size) : NULL;

    if (hostname->state != FACT_PRESENT)
        return;
    add(names, &names->hosts, name);
    if (dot == NULL)
        return;
    add(names, &names->hosts, (struct span){ name.data, (size_t)(dot - name.data) });
    if (memchr(dot + 1, '.', name.size - (size_t)(dot + 1 - name.data)) != NULL)
        add_domain(names, (struct span){ dot + 1, name.size - (size_t)(dot + 1 - name.data) });
}

/* A top-level name such as "local" or "lan" is a word. */
static void add_domains(struct known_names *names, struct host *host)
{
    const struct fact *configuration = host_ask(host, "file/etc/resolv.conf");
    struct span rest = { configuration->text, configuration->size }, line;

    while (span_next_line(&rest, &line)) {
        size_t at = span_starts(line, "search") ? 6 : span_starts(line, "domain") ? 6 : line.size;

        while (at < line.size) {
            size_t begin = at;

            while (at < line.size && line.data[at] != ' ' && line.data[at] != '\t')
                at++;
            if (at > begin && memchr(line.data + begin, '.', at - begin) != NULL)
                add_domain(names, (struct span){ line.data + begin, at - begin });
            at++;
        }
    }
}

static void add_device(struct known_names *names, const char *id)
{
    if (id != NULL && strlen(id) >= SHORTEST_ID)
        add(names, &names->devices, span_of(id));
}

/* A line of the report says the id without its name, which no rule could tell from a check sum. */
static void add_devices_of_plugin(struct known_names *names, struct host *host)
{
    const struct fact *printed = host_ask(host, "command/plugin-healthcheck");
    struct plugin_report report = plugin_report_read(printed->text, printed->size);

    add_device(names, report.windows_device_id);
    add_device(names, report.wsl_device_id);
    plugin_report_free(&report);
}

static void add_device_of_agent(struct known_names *names, struct host *host, const char *key)
{
    const struct fact *printed = host_ask(host, key);
    struct mdatp_health health = mdatp_health_read(printed->text, printed->size);

    add_device(names, mdatp_health_get(&health, "edr_machine_id"));
    mdatp_health_free(&health);
}

struct known_names known_names_of(struct host *host, const char *root)
{
    struct known_names names = { .count = 0 };
    const char *sudo = getenv("SUDO_USER"), *platform = host_ask(host, "system/platform")->text;

    if (strcmp(host_source(host), "live") == 0) {
        add_accounts(&names, root);
        add_homes(&names, root, "/home");
        if (sudo != NULL)
            add_user(&names, span_of(sudo));
    }
    if (strcmp(platform, "linux") != 0)
        add_examined_user(&names, host);
    if (strcmp(platform, "wsl") == 0 && strcmp(host_source(host), "live") == 0)
        add_homes(&names, root, "/mnt/c/Users");
    add_host(&names, host);
    add_proxy_domains(&names, host);
    if (strcmp(platform, "windows") != 0)
        add_domains(&names, host);
    if (strcmp(platform, "linux") != 0)
        add_devices_of_plugin(&names, host);
    if (strcmp(platform, "windows") != 0) {
        add_device_of_agent(&names, host, "command/mdatp-health");
        add_device_of_agent(&names, host, "command/mdatp-health-edr");
    }
    return names;
}

void known_names_free(struct known_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->owned[i]);
    free(names->owned);
    free(names->users.items);
    free(names->hosts.items);
    free(names->domains.items);
    free(names->devices.items);
    *names = (struct known_names){ .count = 0 };
}
