/* A host's name that is a word as well ("vm", "mail"): told by its place only, never in running text. */
#include "bundle/rules.h"

#include <string.h>

enum { LONGEST_PLACE = 64 };

static size_t line_begin(const struct scan *scan, size_t at)
{
    size_t begin = at;

    while (begin > 0 && at - begin < LONGEST_PLACE && scan->bytes[begin - 1] != '\n')
        begin--;
    return begin;
}

static bool is_clock(const struct scan *scan, size_t at)
{
    static const char form[] = "00:00:00";

    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == ':' ? scan_at(scan, at + i) != ':' : !letter_is(scan_at(scan, at + i), LETTER_DIGIT))
            return false;
    return true;
}

/* `Nov 21 07:12:01 vm sshd[812]:`, `2026-11-21T07:12:01.123+0000 vm kernel:`: syslog's and the journal's column. */
static bool is_log_column(const struct scan *scan, size_t at, size_t end)
{
    size_t begin = line_begin(scan, at), time = at, program;

    while (time > begin && scan->bytes[time - 1] != ' ')
        time--;
    while (time < at && !is_clock(scan, time))
        time++;
    if (time >= at || scan_at(scan, end) != ' ')
        return false;
    for (program = end + 1; program - end < LONGEST_PLACE && !letter_is(scan_at(scan, program), LETTER_BLANK); program++)
        if (scan_at(scan, program) == ':' || scan_at(scan, program) == '[')
            return true;
    return false;
}

/* uname's line, and those of /etc/hosts. */
static bool is_system_line(const struct scan *scan, size_t at, size_t end)
{
    static const char *const addresses[] = { "127.", "::1", "fe80:", "10.", "172.", "192.168." };
    size_t begin = line_begin(scan, at);

    if (at - begin == 5 && scan_has(scan, begin, "Linux"))
        return scan_at(scan, end) == ' ' && letter_is(scan_at(scan, end + 1), LETTER_DIGIT);
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        if (scan_has(scan, begin, addresses[i]))
            return scan_skip(scan, begin, LETTER_HOST | LETTER_BLANK, LONGEST_PLACE) >= at ||
                   (scan_has(scan, begin, "::1") && scan_skip(scan, begin + 2, LETTER_HOST | LETTER_BLANK, LONGEST_PLACE) >= at);
    return false;
}

/* `hostname=vm`, `"name": "vm"`, `Static hostname: vm`. In JSON the name of a host is a `name`, too. */
static bool is_named(const struct scan *scan, size_t at)
{
    static const char *const names[] = { "hostname", "host_name",    "host",        "computername", "computer_name", "computer",
                                         "machine",  "machine_name", "machinename", "nodename",     "node",          "host name" };
    size_t begin = at + 1;
    bool is_quoted = scan->bytes[at] == '"';

    while (begin > 0 && at - begin + 1 < 8 && strchr(" \t=:\"'\\", scan->bytes[begin - 1]) != NULL)
        begin--;
    if (memchr(scan->bytes + begin, '=', at + 1 - begin) == NULL && memchr(scan->bytes + begin, ':', at + 1 - begin) == NULL)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (scan_follows(scan, begin, names[i]))
            return true;
    return is_quoted && scan_follows(scan, begin, "\"name");
}

bool is_place_of_host(const struct scan *scan, size_t at, size_t end)
{
    return is_log_column(scan, at, end) || is_system_line(scan, at, end) || is_named(scan, at);
}
