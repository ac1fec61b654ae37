/* Which line of a script our engine cannot read because it is newer than ECMAScript 5.1: an explanation for a syntax error, no parser. */
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/pac.h"

/* Where a look at a script stands. */
struct look {
    const char *at, *end;
    size_t line;
    char before;        /* the last byte that is no blank, 0 at the beginning */
    struct span word;   /* the last word, where `before` is its last byte */
    bool is_signature;  /* within the brackets behind `function` */
    bool is_after_word; /* … and before them */
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static char byte_at(const struct look *look, size_t distance)
{
    return distance < (size_t)(look->end - look->at) ? look->at[distance] : '\0';
}

/* The first byte that is no blank from `distance` on. */
static char next_byte(const struct look *look, size_t distance)
{
    const char *at = look->at + distance;

    while (at < look->end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at < look->end ? *at : '\0';
}

/* Goes behind the byte `quote` that ends a text, a regular expression's too; a line feed ends them all. */
static void skip_quoted(struct look *look, char quote)
{
    bool is_class = false;

    for (look->at++; look->at < look->end && *look->at != '\n'; look->at++) {
        if (*look->at == '\\' && look->at + 1 < look->end && look->at[1] != '\n')
            look->at++;
        else if (quote == '/' && (*look->at == '[' || *look->at == ']'))
            is_class = *look->at == '[';
        else if (*look->at == quote && !is_class) {
            look->at++;
            break;
        }
    }
    look->before = quote == '/' ? ')' : quote;
    look->word = (struct span){ NULL, 0 };
}

static void skip_comment(struct look *look)
{
    bool is_line = look->at[1] == '/';

    for (look->at += 2; look->at < look->end; look->at++) {
        if (*look->at == '\n' && is_line)
            return;
        if (*look->at == '\n')
            look->line++;
        if (!is_line && *look->at == '*' && byte_at(look, 1) == '/') {
            look->at += 2;
            return;
        }
    }
}

/* A slash behind a value divides; elsewhere it begins a regular expression. */
static bool begins_expression(const struct look *look)
{
    if (look->word.size > 0)
        return span_is(look->word, "return") || span_is(look->word, "typeof") || span_is(look->word, "case");
    return look->before == '\0' || strchr("(,=:[!&|?{};+-*%<>~^", look->before) != NULL;
}

static const char *modern_word(const struct look *look, struct span word)
{
    char next = next_byte(look, word.size);
    bool is_name_next = is_word(next) && (next < '0' || next > '9');
    bool is_after_value = is_word(look->before) || look->before == ']' || look->before == '}';
    bool is_after_var = span_is(look->word, "var") || span_is(look->word, "const");

    if (look->before == '.')
        return NULL;
    if (span_is(word, "let") && (is_name_next || next == '[' || next == '{'))
        return "`let`";
    if (span_is(word, "class") && (is_name_next || next == '{'))
        return "a class";
    if (span_is(word, "of") && is_after_value && !is_after_var && next != '\0' && strchr(")];,=.:", next) == NULL)
        return "`for … of`";
    if (span_is(word, "async") && is_name_next)
        return "`async`";
    if ((span_is(word, "var") || span_is(word, "const")) && (next == '[' || next == '{'))
        return "destructuring";
    if (span_is(word, "function") && next == '*')
        return "a generator";
    return NULL;
}

static const char *modern_sign(const struct look *look)
{
    char c = *look->at, next = byte_at(look, 1), third = byte_at(look, 2);

    if (c == '`')
        return "a template string";
    if (c == '=' && next == '>')
        return "an arrow function";
    if (c == '.' && next == '.' && third == '.')
        return "`...`";
    if (c == '*' && next == '*')
        return "`**`";
    if (c == '?' && next == '?')
        return "`??`";
    if (c == '?' && next == '.' && (third < '0' || third > '9'))
        return "`?.`";
    if (c == '=' && look->is_signature)
        return "a default argument";
    return NULL;
}

static const char *look_at_word(struct look *look)
{
    struct span word = { look->at, 0 };
    const char *what;

    while (word.size < (size_t)(look->end - look->at) && is_word(look->at[word.size]))
        word.size++;
    what = modern_word(look, word);
    look->is_after_word = span_is(word, "function") || (look->is_after_word && span_is(look->word, "function"));
    look->word = word;
    look->at += word.size;
    look->before = look->at[-1];
    return what;
}

static const char *look_at_sign(struct look *look)
{
    const char *what = modern_sign(look);
    char c = *look->at++;

    if (c == '(' && look->is_after_word)
        look->is_signature = true;
    if (c == ')' || c == '{')
        look->is_signature = false;
    look->is_after_word = false;
    look->before = c;
    look->word = (struct span){ NULL, 0 };
    return what;
}

size_t pac_modern_line(const char *script, size_t size, const char **what)
{
    struct look look = { .at = script, .end = script + size, .line = 1 };

    *what = NULL;
    while (look.at < look.end && *what == NULL) {
        char c = *look.at;

        if (c == '\n')
            look.line++;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            look.at++;
        else if (c == '/' && (byte_at(&look, 1) == '/' || byte_at(&look, 1) == '*'))
            skip_comment(&look);
        else if (c == '"' || c == '\'' || (c == '/' && begins_expression(&look)))
            skip_quoted(&look, c);
        else if (is_word(c))
            *what = look_at_word(&look);
        else
            *what = look_at_sign(&look);
    }
    return *what != NULL ? look.line : 0;
}

const char *pac_modern_name(const char *message)
{
    static const char *const names[] = { "Map",        "Set",      "WeakMap",     "WeakSet",   "Promise",        "Symbol",    "Intl",    "BigInt",
                                         "globalThis", "includes", "find",        "findIndex", "fill",           "from",      "of",      "padStart",
                                         "padEnd",     "entries",  "values",      "flat",      "flatMap",        "trimStart", "trimEnd", "matchAll",
                                         "replaceAll", "at",       "fromEntries", "URL",       "URLSearchParams" };
    const char *quote = strchr(message, '\''), *end = quote != NULL ? strchr(quote + 1, '\'') : NULL;

    for (size_t i = 0; end != NULL && i < sizeof names / sizeof names[0]; i++)
        if (span_is((struct span){ quote + 1, (size_t)(end - quote) - 1 }, names[i]))
            return names[i];
    return NULL;
}
