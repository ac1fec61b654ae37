/* Text as it reads once its escapes are undone. */
#include "bundle/unescape.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/anchors.h"
#include "bundle/letters.h"
#include "bundle/marks.h"
#include "healthcheck/core/memory.h"

enum { LONGEST_COLOUR = 64, LONGEST_TITLE = 512, LONGEST_MEANT = 4, AT_ONCE = 16, ESC = 0x1B };

/* Where the `=` of a soft line end stands in its line: RFC 2045 allows 76 bytes with it. Writers fill their lines, the one of .NET 70 bytes;
   a line that has an escape need not be full. */
enum { SHORTEST_SOFT_LINE = 40, SHORTEST_FULL_LINE = 66, LONGEST_SOFT_LINE = 75 };

/* What an escape stands for, and how many bytes it has itself: 0 where there is none. */
struct escape {
    char bytes[LONGEST_MEANT];
    size_t size, raw_size;
};

static struct escape of_byte(unsigned byte, size_t raw_size)
{
    return (struct escape){ .bytes = { (char)byte }, .size = 1, .raw_size = raw_size };
}

static struct escape of_code(unsigned long code, size_t raw_size)
{
    struct escape escape = { .raw_size = raw_size };

    if (code < 0x80)
        return of_byte((unsigned)code, raw_size);
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        code = 0xFFFD;
    escape.size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = escape.size; i-- > 1; code >>= 6)
        escape.bytes[i] = (char)(0x80 | (code & 0x3F));
    escape.bytes[0] = (char)((escape.size == 2 ? 0xC0 : escape.size == 3 ? 0xE0 : 0xF0) | code);
    return escape;
}

/* `digits` hexadecimal ones, or -1. */
static long hex_at(const char *at, size_t left, size_t digits)
{
    long value = 0;

    if (left < digits)
        return -1;
    for (size_t i = 0; i < digits; i++) {
        int digit = text_hex_value(at[i]);

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static struct escape percent_at(const char *at, size_t left)
{
    bool is_wide = left > 1 && (at[1] == 'u' || at[1] == 'U');
    long value = is_wide ? hex_at(at + 2, left - 2, 4) : hex_at(at + 1, left - 1, 2);

    if (value < 0)
        return (struct escape){ .raw_size = 0 };
    return is_wide ? of_code((unsigned long)value, 6) : of_byte((unsigned)value, 3);
}

static struct escape unicode_at(const char *at, size_t left)
{
    long high = hex_at(at + 2, left - 2, 4), low;

    if (high < 0)
        return (struct escape){ .raw_size = 0 };
    if (high >= 0xD800 && high < 0xDC00 && left >= 12 && at[6] == '\\' && at[7] == 'u') {
        low = hex_at(at + 8, left - 8, 4);
        if (low >= 0xDC00 && low < 0xE000)
            return of_code(0x10000 + ((unsigned long)(high - 0xD800) << 10) + (unsigned long)(low - 0xDC00), 12);
    }
    return of_code((unsigned long)high, 6);
}

/* Behind a backslash. */
static const char meant[256] = {
    ['n'] = '\n', ['r'] = '\r', ['t'] = '\t', ['b'] = '\b', ['f'] = '\f', ['e'] = ESC, ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['\''] = '\''
};

/* Most signs are backslashes of paths or stand between the settings of a query, and begin nothing. */
static inline bool may_be_escape(const char *at, size_t left)
{
    char next = left > 1 ? at[1] : '\0';

    if (*at == '&')
        return next == '#' || (next >= 'a' && next <= 's');
    return *at != '\\' || meant[(unsigned char)next] != '\0' || next == 'u' || next == 'x' || (next >= '0' && next <= '3');
}

static struct escape backslash_at(const char *at, size_t left)
{
    if (left < 2)
        return (struct escape){ .raw_size = 0 };
    if (at[1] == 'u')
        return unicode_at(at, left);
    if (at[1] == 'x')
        return hex_at(at + 2, left - 2, 2) >= 0 ? of_byte((unsigned)hex_at(at + 2, left - 2, 2), 4) : (struct escape){ .raw_size = 0 };
    if (left >= 4 && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' && at[2] <= '7' && at[3] >= '0' && at[3] <= '7')
        return of_byte((unsigned)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0')), 4);
    return meant[(unsigned char)at[1]] != '\0' ? of_byte((unsigned char)meant[(unsigned char)at[1]], 2) : (struct escape){ .raw_size = 0 };
}

static struct escape numbered_at(const char *at, size_t left)
{
    bool is_hex = left > 2 && (at[2] == 'x' || at[2] == 'X');
    size_t begin = is_hex ? 3 : 2, end = begin;
    unsigned long code = 0;

    for (; end < left && end - begin < 7; end++) {
        int digit = text_hex_value(at[end]);

        if (digit < 0 || (!is_hex && digit > 9))
            break;
        code = code * (is_hex ? 16 : 10) + (unsigned long)digit;
    }
    return end > begin && end < left && at[end] == ';' ? of_code(code, end + 1) : (struct escape){ .raw_size = 0 };
}

static struct escape entity_at(const char *at, size_t left)
{
    static const struct {
        const char *name;
        size_t size;
        unsigned code;
    } entities[] = { { "&amp;", 5, '&' },   { "&lt;", 4, '<' },     { "&gt;", 4, '>' },    { "&quot;", 6, '"' },
                     { "&apos;", 6, '\'' }, { "&nbsp;", 6, ' ' },   { "&sol;", 5, '/' },   { "&plus;", 6, '+' },
                     { "&colon;", 7, ':' }, { "&commat;", 8, '@' }, { "&equals;", 8, '=' } };

    if (left > 2 && at[1] == '#')
        return numbered_at(at, left);
    /* Between the settings of a query it is no entity. */
    if (left < 4 || at[1] < 'a' || at[1] > 's')
        return (struct escape){ .raw_size = 0 };
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (left >= entities[i].size && at[1] == entities[i].name[1] && at[2] == entities[i].name[2] &&
            memcmp(at, entities[i].name, entities[i].size) == 0)
            return of_byte(entities[i].code, entities[i].size);
    return (struct escape){ .raw_size = 0 };
}

/* A sequence of a terminal: nothing is left of it. */
static struct escape colour_at(const char *at, size_t left)
{
    size_t end = 2;

    if (left < 2)
        return (struct escape){ .raw_size = 0 };
    if (at[1] == '[') {
        while (end < left && end < LONGEST_COLOUR && at[end] >= ' ' && at[end] < '@')
            end++;
        return (struct escape){ .raw_size = end < left && at[end] >= '@' ? end + 1 : end };
    }
    if (at[1] == ']') {
        while (end < left && end < LONGEST_TITLE && at[end] != '\a' && at[end] != ESC && at[end] != '\n')
            end++;
        if (end < left && at[end] == '\a')
            return (struct escape){ .raw_size = end + 1 };
        return (struct escape){ .raw_size = end + 1 < left && at[end] == ESC && at[end + 1] == '\\' ? end + 2 : 1 };
    }
    return (struct escape){ .raw_size = left > 2 && strchr("()*+#", at[1]) != NULL ? 3 : 1 };
}

static size_t soft_end(const char *at, size_t left)
{
    if (left >= 2 && at[1] == '\n')
        return 2;
    return left >= 3 && at[1] == '\r' && at[2] == '\n' ? 3 : 0;
}

/* A line of quoted-printable is told by an escape that is no number: `=3D`, `=2F`, by an @ in front of a letter, or by a letter of UTF-8 in two. */
static bool is_sure_quoted(const char *at, size_t left)
{
    if (left >= 6 && at[1] >= 'C' && at[1] <= 'F' && hex_at(at + 1, 2, 2) >= 0 && at[3] == '=' && memchr("89AB", at[4], 4) != NULL)
        return hex_at(at + 4, 2, 2) >= 0;
    if (left < 4 || at[1] < '0' || (at[1] > '7' && at[1] < 'A') || at[1] > 'F')
        return false;
    if (at[1] == '4' && at[2] == '0')
        return letter_is(at[3], LETTER_ALPHA);
    return (at[2] >= 'A' && at[2] <= 'F') && (at[1] <= '9' || at[1] >= 'C');
}

static struct escape quoted_at(const char *at, size_t left)
{
    size_t soft = soft_end(at, left);

    if (soft > 0)
        return (struct escape){ .raw_size = soft };
    if (left < 3 || (at[1] >= 'a' && at[1] <= 'f') || (at[2] >= 'a' && at[2] <= 'f') || hex_at(at + 1, left - 1, 2) < 0)
        return (struct escape){ .raw_size = 0 };
    return of_byte((unsigned)hex_at(at + 1, left - 1, 2), 3);
}

/* What is undone in a line. Its colours come first, and alone: they were put around what was written, and a backslash behind one may be that of
   DOMAIN\user; the next view undoes the rest. */
struct codings {
    bool is_coloured, is_quoted;
};

static struct escape escape_at(const char *at, size_t left, struct codings codings)
{
    if (codings.is_coloured)
        return *at == ESC ? colour_at(at, left) : (struct escape){ .raw_size = 0 };
    switch (*at) {
    case '%':
        return percent_at(at, left);
    case '\\':
        return backslash_at(at, left);
    case '&':
        return entity_at(at, left);
    case ESC:
        return colour_at(at, left);
    case '=':
        return codings.is_quoted ? quoted_at(at, left) : (struct escape){ .raw_size = 0 };
    default:
        return (struct escape){ .raw_size = 0 };
    }
}

/* `2026-11-21 …`, `[2026-…`, `Nov 21 …`, `{"…`: a new line of a log, and not what is left of a word. */
static bool begins_log_line(const char *at, size_t left)
{
    static const char form[] = "0000-00-00", month[] = "Aaa 00 00:";
    bool is_date = true, is_month = true;

    if (left >= 2 && (memcmp(at, "{\"", 2) == 0 || (*at == '[' && letter_is(at[1], LETTER_WORD))))
        return true;
    for (size_t i = 0; i < sizeof form - 1; i++) {
        char byte = i < left ? at[i] : '\0';

        is_date = is_date && (form[i] == '0' ? letter_is(byte, LETTER_DIGIT) : byte == form[i]);
        is_month = is_month && (month[i] == '0'   ? letter_is(byte, LETTER_DIGIT) || (i == 4 && byte == ' ')
                                : month[i] == 'A' ? byte >= 'A' && byte <= 'Z'
                                : month[i] == 'a' ? byte >= 'a' && byte <= 'z'
                                                  : byte == month[i]);
    }
    return is_date || is_month;
}

/* No longer than a line of quoted-printable, and no `=` but of escapes and at the end? */
static bool may_be_quoted(const char *at, size_t left)
{
    for (size_t i = 0; i < left && i <= LONGEST_SOFT_LINE; i++) {
        if (at[i] == '\n' || (at[i] == '=' && soft_end(at + i, left - i) > 0))
            return true;
        if (at[i] == '=' && i + 1 < left && quoted_at(at + i, left - i).raw_size == 0)
            return false;
    }
    return left <= LONGEST_SOFT_LINE + 1 || (at[LONGEST_SOFT_LINE + 1] == '\n' || at[LONGEST_SOFT_LINE + 1] == '\r');
}

static bool has_sure_escape(const char *bytes, size_t size, size_t begin, size_t end)
{
    for (size_t at = begin; at < end; at++)
        if (bytes[at] == '=' && is_sure_quoted(bytes + at, size - at))
            return true;
    return false;
}

/* Does a soft line end stand here? Values of base64 end so, too: but such lines are full, unless an escape tells what they are, two `=` are
   none, and what follows must be able to be the rest of the line. */
static bool is_soft_end(const char *bytes, size_t size, size_t at)
{
    size_t soft = soft_end(bytes + at, size - at), begin = at, next = at + soft;

    if (soft == 0 || at < SHORTEST_SOFT_LINE || bytes[at - 1] == '=')
        return false;
    while (begin > 0 && at - begin <= LONGEST_SOFT_LINE && bytes[begin - 1] != '\n')
        begin--;
    if (at - begin < SHORTEST_SOFT_LINE || at - begin > LONGEST_SOFT_LINE || !may_be_quoted(bytes + begin, size - begin) ||
        !may_be_quoted(bytes + next, size - next) || begins_log_line(bytes + next, size - next))
        return false;
    return at - begin >= SHORTEST_FULL_LINE || has_sure_escape(bytes, size, begin, at);
}

/* Does an escape stand at `at` for which the line is worth a look? */
static bool is_mark(const char *bytes, size_t size, size_t at)
{
    if (bytes[at] == '=')
        return is_sure_quoted(bytes + at, size - at) || is_soft_end(bytes, size, at);
    return escape_at(bytes + at, size - at, (struct codings){ false, false }).raw_size > 0;
}

static void more_steps(struct unescaped *view)
{
    view->capacity = view->capacity == 0 ? 256 : 2 * view->capacity;
    view->steps = memory_resize(view->steps, view->capacity, sizeof *view->steps);
}

static inline void add_step(struct unescaped *view, size_t raw, size_t raw_size)
{
    if (view->count == view->capacity)
        more_steps(view);
    /* Two steps at one place: the later one counts. */
    view->count -= view->count > 0 && view->steps[view->count - 1].view == view->text.size;
    view->steps[view->count++] = (struct unescape_step){ (uint32_t)view->text.size, (uint32_t)raw, (uint32_t)raw_size };
}

/* No escape is shorter than what it stands for: there is room for all that can follow `left` bytes, and for the end. */
static void make_room(struct unescaped *view, size_t left)
{
    view->text.capacity = left + LONGEST_MEANT + 1;
    view->text.data = memory_resize(NULL, view->text.capacity, 1);
}

/* Whatever of the text is still to come has room: `left` bytes from these on. */
static inline void append(struct text *text, const char *bytes, size_t size, size_t left)
{
    if (size <= AT_ONCE && left >= AT_ONCE)
        memcpy(text->data + text->size, bytes, AT_ONCE); /* no call */
    else
        memcpy(text->data + text->size, bytes, size);
    text->size += size;
}

static bool is_quoted_line(const char *bytes, size_t size, size_t mark, size_t end)
{
    for (size_t at = mark; at < end; at++) {
        const char *sign = memchr(bytes + at, '=', end - at);

        if (sign == NULL)
            return false;
        at = (size_t)(sign - bytes);
        if (is_mark(bytes, size, at))
            return true;
    }
    return false;
}

static bool is_coloured_line(const char *bytes, size_t size, size_t mark, size_t end)
{
    const char *sign = memchr(bytes + mark, ESC, end - mark);

    return sign != NULL && colour_at(sign, size - (size_t)(sign - bytes)).raw_size > 0;
}

/* In a line of quoted-printable every `=` counts. */
static size_t next_of_line(struct marks *signs, size_t end, size_t at, bool is_quoted)
{
    const char *equals = is_quoted ? memchr(signs->bytes + at, '=', end - at) : NULL;

    return marks_next(signs, at, equals != NULL ? (size_t)(equals - signs->bytes) : end);
}

/* A sign behind a backslash, which is what most escapes are. Returns behind it. */
static inline size_t add_pair(struct unescaped *view, size_t at, char byte)
{
    size_t place = view->text.size, count;
    struct unescape_step *step;

    if (view->capacity - view->count < 2)
        more_steps(view);
    count = view->count;
    step = view->steps + count - (count > 0 && view->steps[count - 1].view == place);
    step[0] = (struct unescape_step){ (uint32_t)place, (uint32_t)at, 2 };
    step[1] = (struct unescape_step){ (uint32_t)place + 1, (uint32_t)at + 2, 0 };
    view->count = (size_t)(step - view->steps) + 2;
    view->text.data[place] = byte;
    view->text.size = place + 1;
    return at + 2;
}

/* What was not written yet, up to an escape at `at`, and what this stands for; returns behind it. */
static inline size_t add_escape(struct unescaped *view, const struct marks *signs, size_t literal, size_t at, const char *stands_for, size_t size,
                                size_t raw_size)
{
    append(&view->text, signs->bytes + literal, at - literal, signs->size - literal);
    if (size > 0)
        add_step(view, at, raw_size);
    memcpy(view->text.data + view->text.size, stands_for, LONGEST_MEANT);
    view->text.size += size;
    add_step(view, at + raw_size, 0);
    return at + raw_size;
}

/* The line from `begin` on, and those that soft line ends join to it; returns behind it. */
static size_t add_line(struct unescaped *view, struct marks *signs, size_t begin, size_t mark)
{
    const char *bytes = signs->bytes, *feed = memchr(bytes + mark, '\n', signs->size - mark);
    size_t size = signs->size, end = feed != NULL ? (size_t)(feed - bytes) + 1 : size, literal = begin;
    bool is_coloured = is_coloured_line(bytes, size, mark, end), is_quoted = !is_coloured && is_quoted_line(bytes, size, mark, end);

    if (view->text.data == NULL)
        make_room(view, size - begin);
    add_step(view, begin, 0);
    for (size_t at = next_of_line(signs, end, begin, is_quoted); at < end;) {
        struct escape escape;

        if (!may_be_escape(bytes + at, size - at) || (bytes[at] == '=' && soft_end(bytes + at, size - at) > 0 && !is_soft_end(bytes, size, at))) {
            at++;
        } else if (bytes[at] == '\\' && !is_coloured && meant[(unsigned char)bytes[at + 1]] != '\0') {
            append(&view->text, bytes + literal, at - literal, size - literal);
            literal = at = add_pair(view, at, meant[(unsigned char)bytes[at + 1]]);
        } else if ((escape = escape_at(bytes + at, size - at, (struct codings){ is_coloured, is_quoted })).raw_size > 0) {
            literal = at = add_escape(view, signs, literal, at, escape.bytes, escape.size, escape.raw_size);
            if (at > end || (at == end && end < size && is_quoted && escape.size == 0)) {
                feed = memchr(bytes + at, '\n', size - at);
                end = feed != NULL ? (size_t)(feed - bytes) + 1 : size;
            }
        } else {
            at++;
        }
        at = next_of_line(signs, end, at < end ? at : end, is_quoted);
    }
    append(&view->text, bytes + literal, end - literal, size - literal);
    return end;
}

bool unescape(const char *bytes, size_t size, struct unescaped *view)
{
    struct marks signs = { .question = anchor_finder_best()->escapes, .bytes = bytes, .size = size };
    size_t line = 0;

    for (size_t at = marks_next(&signs, 0, size); at < size; at = marks_next(&signs, at, size)) {
        size_t begin = at;

        if (!may_be_escape(bytes + at, size - at) || !is_mark(bytes, size, at)) {
            at++;
            continue;
        }
        while (begin > line && bytes[begin - 1] != '\n')
            begin--;
        at = line = add_line(view, &signs, begin, at);
    }
    if (view->count > 0)
        view->text.data[view->text.size] = '\0';
    return view->count > 0;
}

void unescaped_free(struct unescaped *view)
{
    text_free(&view->text);
    free(view->steps);
    memset(view, 0, sizeof *view);
}

/* The step in which the byte `at` of the view stands. */
static size_t step_of(const struct unescaped *view, size_t at)
{
    size_t low = 0, high = view->count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (view->steps[middle].view <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

bool unescaped_place(const struct unescaped *view, size_t from, size_t to, size_t *raw_from, size_t *raw_to)
{
    size_t first_index = step_of(view, from), last_index = step_of(view, to - 1);
    const struct unescape_step *first = &view->steps[first_index], *last = &view->steps[last_index];

    *raw_from = first->raw + (first->raw_size == 0 ? from - first->view : 0);
    *raw_to = last->raw + (last->raw_size == 0 ? to - last->view : last->raw_size);
    return first_index != last_index || first->raw_size != 0;
}
