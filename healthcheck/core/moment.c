/* Moments and durations. */
#include "healthcheck/core/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days since 1970-01-01 of a civil date (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
static long long days_from_civil(long long year, int month, int day)
{
    long long era, year_of_era, day_of_year, day_of_era;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    year_of_era = year - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_date(int year, int month, int day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

static bool compose(int year, int month, int day, int hour, int minute, int second, moment *result)
{
    if (!is_date(year, month, day) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    *result = days_from_civil(year, month, day) * MOMENT_DAY + hour * MOMENT_HOUR + minute * MOMENT_MINUTE + second;
    return true;
}

/* Z, +02:00 or " UTC"; nothing counts as UTC. */
static bool read_offset(const char *text, long long *seconds)
{
    int hours, minutes;
    char sign;

    *seconds = 0;
    if (*text == '.') {
        text++;
        text += strspn(text, "0123456789");
    }
    if (*text == 'Z' || *text == 'z' || *text == ' ' || *text == '\0' || *text == '\r' || *text == '\n')
        return true;
    if (sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) != 3 || (sign != '+' && sign != '-') || hours < 0 || hours > 23 || minutes < 0 ||
        minutes > 59)
        return false;
    *seconds = (sign == '-' ? -1 : 1) * (hours * (long long)MOMENT_HOUR + minutes * MOMENT_MINUTE);
    return true;
}

static bool read_numeric(const char *text, moment *result)
{
    int year, month, day, hour, minute, second, used = 0;
    long long offset;

    if (sscanf(text, "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &used) != 6 || used == 0)
        return false;
    if (!compose(year, month, day, hour, minute, second, result) || !read_offset(text + used, &offset))
        return false;
    *result -= offset;
    return true;
}

static bool read_worded(const char *text, moment *result)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char name[4], half[3];
    int year, day, hour, minute, second;
    const char *found;

    if (sscanf(text, "%3[A-Za-z] %2d, %4d at %2d:%2d:%2d %2[AMP]", name, &day, &year, &hour, &minute, &second, half) != 7)
        return false;
    found = strstr(months, name);
    if (strlen(name) != 3 || found == NULL || (found - months) % 3 != 0 || hour < 1 || hour > 12)
        return false;
    hour = hour % 12 + (half[0] == 'P' ? 12 : 0);
    return compose(year, (int)((found - months) / 3) + 1, day, hour, minute, second, result);
}

static bool read_milliseconds(const char *text, moment *result)
{
    size_t digits = strspn(text, "0123456789");

    if (digits < 11 || digits > 15 || text[digits + strspn(text + digits, " \r\n")] != '\0')
        return false;
    *result = strtoll(text, NULL, 10) / 1000;
    return true;
}

/* The years 0 to 9999, which an offset or a count of milliseconds may leave. */
static const moment earliest = -62167219200, latest = 253402300799;

bool moment_read(const char *text, moment *result)
{
    moment read;

    if (!read_numeric(text, &read) && !read_worded(text, &read) && !read_milliseconds(text, &read))
        return false;
    if (read < earliest || read > latest)
        return false;
    *result = read;
    return true;
}

void moment_write(moment when, char *text)
{
    long long days = when / MOMENT_DAY, rest = when % MOMENT_DAY, era, day_of_era, year_of_era, day_of_year, before, month, year;

    if (rest < 0) {
        rest += MOMENT_DAY;
        days--;
    }
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    day_of_era = days - era * 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    before = month = (5 * day_of_year + 2) / 153;
    year = year_of_era + era * 400 + (month >= 10 ? 1 : 0);
    month += month < 10 ? 3 : -9;
    snprintf(text, MOMENT_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(year % 10000), (unsigned)(month % 100),
             (unsigned)((day_of_year - (153 * before + 2) / 5 + 1) % 100), (unsigned)(rest / MOMENT_HOUR % 100),
             (unsigned)(rest % MOMENT_HOUR / MOMENT_MINUTE), (unsigned)(rest % MOMENT_MINUTE));
}

void moment_write_duration(long long seconds, char *text)
{
    static const struct {
        long long seconds;
        const char *one, *many;
    } units[] = {
        { MOMENT_DAY, "day", "days" }, { MOMENT_HOUR, "hour", "hours" }, { MOMENT_MINUTE, "minute", "minutes" }, { 1, "second", "seconds" }
    };
    size_t unit = 0;

    if (seconds < 0)
        seconds = -seconds;
    while (unit < 3 && seconds < 2 * units[unit].seconds && seconds != units[unit].seconds)
        unit++;
    seconds /= units[unit].seconds;
    snprintf(text, MOMENT_TEXT_SIZE, "%lld %s", seconds, seconds == 1 ? units[unit].one : units[unit].many);
}

bool moment_read_duration(const char *text, long long *seconds)
{
    size_t digits = strspn(text, "0123456789");
    long long value = digits > 0 && digits < 10 ? strtoll(text, NULL, 10) : -1;
    const char *unit = text + digits;
    long long factor = strcmp(unit, "") == 0 || strcmp(unit, "s") == 0 ? 1
                       : strcmp(unit, "m") == 0                        ? MOMENT_MINUTE
                       : strcmp(unit, "h") == 0                        ? MOMENT_HOUR
                       : strcmp(unit, "d") == 0                        ? MOMENT_DAY
                                                                       : 0;

    if (value < 0 || factor == 0 || value * factor > 366LL * MOMENT_DAY)
        return false;
    *seconds = value * factor;
    return true;
}
