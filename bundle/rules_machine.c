/* Numbers that name one machine, and the key that opens its disk. */
#include <string.h>

#include "bundle/rules.h"

/* `mdatp health` fills its names up with blanks. */
enum { MOST_SIGNS = 64, SHORTEST_ID = 16, LONGEST_ID = 130, GROUPS = 8 };

static size_t skip_signs(const struct scan *scan, size_t at)
{
    size_t end = at + MOST_SIGNS;

    while (at < end && scan_at(scan, at) != '\0' && strchr("\"'\\ \t", scan_at(scan, at)) != NULL)
        at++;
    return at;
}

/* Of BitLocker: eight groups of six digits behind "Numerical Password:". */
bool check_recovery_key(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = scan_skip(scan, at + strlen(rule->anchor), LETTER_BLANK, 64), end = begin;

    for (int group = 0; group < GROUPS; group++) {
        if (group > 0 && scan_at(scan, end++) != '-')
            return false;
        if (end >= scan->size || scan_skip(scan, end, LETTER_DIGIT, 7) != end + 6)
            return false;
        end += 6;
    }
    return scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* `"deviceId": "0123..."`, `WSL Device ID : 0123...`; GUIDs are found by themselves. */
bool check_device(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t sign = skip_signs(scan, at + strlen(rule->anchor)), begin, end;

    if (scan_at(scan, sign) != ':' && scan_at(scan, sign) != '=')
        return false;
    begin = skip_signs(scan, sign + 1);
    if (begin >= scan->size)
        return false;
    end = scan_skip(scan, begin, LETTER_HEX, LONGEST_ID);
    return end - begin >= SHORTEST_ID && !letter_is(scan_at(scan, end), LETTER_NAME) && scan_hide(scan, begin, end, rule->kind, rule);
}
