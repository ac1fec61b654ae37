/* What a live Linux machine says about itself: system/, clock/, env/, user/, network/, and where its agent belongs. */
#define _DEFAULT_SOURCE /* tm_gmtoff, getifaddrs */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/proc_tables.h"
#include "healthcheck/platform/clock.h"

/* The only line of a file of the kernel's. */
static void answer_line(const struct live *live, const char *path, struct answer *answer)
{
    struct text content = { 0 };
    struct span line;

    if (!live_read(live, path, &content)) {
        answer_unreadable(answer, "cannot read %s", path);
        return;
    }
    line = span_trim((struct span){ text_of(&content), content.size });
    text_append_bytes(&answer->text, line.data, line.size);
    text_free(&content);
}

static void answer_architecture(struct answer *answer)
{
    struct utsname system;

    if (uname(&system) != 0)
        answer_unreadable(answer, "the kernel does not say");
    else if (strcmp(system.machine, "aarch64") == 0)
        text_append(&answer->text, "arm64");
    else
        text_append(&answer->text, system.machine);
}

static void answer_init(struct live *live, struct answer *answer)
{
    char *booted = live_path(live, "/run/systemd/system");
    struct stat status;

    /* sd_booted(3): this folder is there exactly where systemd is the init system. */
    if (stat(booted, &status) == 0 && S_ISDIR(status.st_mode))
        text_append(&answer->text, "systemd");
    else
        answer_line(live, "/proc/1/comm", answer);
    free(booted);
}

static void answer_processors(struct live *live, struct answer *answer)
{
    struct text stat = { 0 };
    long long count = live_read(live, "/proc/stat", &stat) ? proc_count((struct span){ stat.data, stat.size }, "cpu") : 0;

    if (count > 0)
        text_append_format(&answer->text, "%lld", count);
    else
        answer_unreadable(answer, "/proc/stat does not say");
    text_free(&stat);
}

static void answer_memory(struct live *live, struct answer *answer)
{
    struct text table = { 0 };
    long long kibibytes;

    if (live_read(live, "/proc/meminfo", &table) && proc_number((struct span){ table.data, table.size }, "MemTotal", &kibibytes))
        text_append_format(&answer->text, "%lld", kibibytes * 1024);
    else
        answer_unreadable(answer, "/proc/meminfo does not say");
    text_free(&table);
}

void live_system(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    if (strcmp(rest, "platform") == 0)
        text_append(&answer->text, live->has_windows ? "wsl" : "linux");
    else if (strcmp(rest, "architecture") == 0)
        answer_architecture(answer);
    else if (strcmp(rest, "hostname") == 0)
        answer_line(live, "/proc/sys/kernel/hostname", answer);
    else if (strcmp(rest, "kernel-release") == 0)
        answer_line(live, "/proc/sys/kernel/osrelease", answer);
    else if (strcmp(rest, "kernel-version") == 0)
        answer_line(live, "/proc/sys/kernel/version", answer);
    else if (strcmp(rest, "elevated") == 0)
        text_append(&answer->text, geteuid() == 0 ? "true" : "false");
    else if (strcmp(rest, "init") == 0)
        answer_init(live, answer);
    else if (strcmp(rest, "processors") == 0)
        answer_processors(live, answer);
    else if (strcmp(rest, "memory") == 0)
        answer_memory(live, answer);
    else if (strcmp(rest, "processes") == 0)
        live_processes(live, answer);
    else if (strcmp(rest, "fanotify") == 0)
        live_fanotify(live, answer);
    else
        answer_absent(answer);
}

static long offset_minutes(moment now)
{
    time_t when = (time_t)now;
    struct tm local;

    tzset();
    return localtime_r(&when, &local) != NULL ? local.tm_gmtoff / 60 : 0;
}

void live_clock(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char written[MOMENT_TEXT_SIZE];
    moment boot;

    (void)host;
    if (strcmp(rest, "utc") == 0) {
        moment_write(clock_now(), written);
        text_append(&answer->text, written);
    } else if (strcmp(rest, "utc-offset") == 0) {
        text_append_format(&answer->text, "%ld", offset_minutes(clock_now()));
    } else if (strcmp(rest, "boot") != 0) {
        answer_absent(answer);
    } else if (live_boot(live, &boot)) {
        moment_write(boot, written);
        text_append(&answer->text, written);
    } else {
        answer_unreadable(answer, "/proc/stat does not say");
    }
}

void live_environment(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const char *value = getenv(rest);

    (void)live;
    (void)host;
    if (value != NULL)
        text_append(&answer->text, value);
    else
        answer_absent(answer);
}

void live_user(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    if (live->has_windows)
        windows_user(live, host, rest, answer);
    else
        answer_absent(answer); /* a matter of Windows */
}

/* The interface of the default route: the first row of the table whose destination and mask are 0 (man 5 proc, /proc/net/route). */
static bool default_interface(const struct live *live, char name[IF_NAMESIZE])
{
    struct text table = { 0 };
    struct span rest, line;
    bool is_found = false;

    rest = live_read(live, "/proc/net/route", &table) ? (struct span){ table.data, table.size } : span_of("");
    while (!is_found && span_next_line(&rest, &line)) {
        const char *tab = line.size > 0 ? memchr(line.data, '\t', line.size) : NULL;
        size_t size = tab != NULL ? (size_t)(tab - line.data) : IF_NAMESIZE;

        if (size >= IF_NAMESIZE || !span_starts((struct span){ tab, line.size - size }, "\t00000000\t"))
            continue;
        memcpy(name, line.data, size);
        name[size] = '\0';
        is_found = true;
    }
    text_free(&table);
    return is_found;
}

/* The address as text; false for those that nobody else can reach: loopback, link-local. */
static bool write_address(const struct sockaddr *address, char *text, socklen_t size)
{
    if (address == NULL)
        return false;
    if (address->sa_family == AF_INET) {
        const struct in_addr *four = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
        const unsigned char *bytes = (const unsigned char *)&four->s_addr;

        return bytes[0] != 127 && !(bytes[0] == 169 && bytes[1] == 254) && inet_ntop(AF_INET, four, text, size) != NULL;
    }
    if (address->sa_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;

        return !IN6_IS_ADDR_LOOPBACK(six) && !IN6_IS_ADDR_LINKLOCAL(six) && inet_ntop(AF_INET6, six, text, size) != NULL;
    }
    return false;
}

void live_network(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    struct ifaddrs *all = NULL;
    char first[IF_NAMESIZE] = "", text[INET6_ADDRSTRLEN];
    bool has_first = default_interface(live, first);

    (void)host;
    if (strcmp(rest, "addresses") != 0) {
        answer_absent(answer);
    } else if (getifaddrs(&all) != 0) {
        answer_unreadable(answer, "the system does not list its addresses");
    } else {
        for (int round = 0; round < 2; round++)
            for (const struct ifaddrs *at = all; at != NULL; at = at->ifa_next) {
                bool is_first = has_first && strcmp(at->ifa_name, first) == 0;

                if (is_first == (round == 0) && (at->ifa_flags & IFF_UP) != 0 && write_address(at->ifa_addr, text, sizeof text))
                    text_append_format(&answer->text, "%s\n", text);
            }
    }
    if (all != NULL)
        freeifaddrs(all);
}
