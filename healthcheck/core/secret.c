/* The masker of everything printed: one walk over the bytes, that looks closer where a word, a `://`, an `@` or a `-----` ends or begins. */
#include "healthcheck/core/secret.h"

#include <stdbool.h>
#include <string.h>

#include "healthcheck/core/secret_name.h"

/* How far a password with a slash in it is followed, so that many broken addresses in one word cost no square time. */
enum { LONGEST_ADDRESS = 256 };

/* Two are the rule where there is a secret. */
enum { MOST_PASSES = 8 };

#define MASK "***"

struct walk {
    struct text *out;
    const char *bytes;
    size_t size;
    size_t at;                /* the next byte to look at */
    size_t word_begin;        /* of letters, digits, `_` and `-`; equal to `at` outside a word */
    size_t credentials_begin; /* where a `user:password@` without scheme may begin */
    size_t colon;             /* its first colon, 0 where there is none: never the first byte */
    size_t out_size_at_colon; /* of `out`, the colon included */
};

static bool is_space(char c)
{
    return (unsigned char)c <= ' ';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_of_word(char c)
{
    return is_letter_or_digit(c) || c == '_' || c == '-';
}

/* Base64 in both alphabets, and what parts a JWT. */
static bool is_of_token(char c)
{
    return is_letter_or_digit(c) || (c != '\0' && strchr("+/=_-.~", c) != NULL);
}

static bool has(const struct walk *walk, size_t at, const char *text)
{
    size_t size = strlen(text);

    return walk->size - at >= size && memcmp(walk->bytes + at, text, size) == 0;
}

static size_t skip_blanks(const struct walk *walk, size_t at)
{
    while (at < walk->size && (walk->bytes[at] == ' ' || walk->bytes[at] == '\t'))
        at++;
    return at;
}

/* Takes the bytes up to `end` over as they are. */
static void copy_to(struct walk *walk, size_t end)
{
    text_append_bytes(walk->out, walk->bytes + walk->at, end - walk->at);
    walk->at = end;
}

/* Leaves out the bytes up to `end`, the mask in their place; nothing in the place of nothing. */
static void mask_to(struct walk *walk, size_t end)
{
    if (end > walk->at)
        text_append(walk->out, MASK);
    walk->at = walk->word_begin = walk->credentials_begin = end;
    walk->colon = 0;
}

/* Where an address ends at the latest. */
static bool ends_address(char c)
{
    return is_space(c) || is_quote(c) || c == '<' || c == '>';
}

static bool ends_authority(char c)
{
    return ends_address(c) || c == '/' || c == '?' || c == '#';
}

/* The end of the authority, and the last @ in it (0 where there is none). */
static size_t authority_end(const struct walk *walk, size_t at, size_t *last_at)
{
    for (*last_at = 0; at < walk->size && !ends_authority(walk->bytes[at]); at++)
        if (walk->bytes[at] == '@')
            *last_at = at;
    return at;
}

/* A number and no more: then what comes behind the slash is a path. */
static bool is_port(const struct walk *walk, size_t at, size_t end)
{
    size_t begin = at;

    while (at < end && walk->bytes[at] >= '0' && walk->bytes[at] <= '9')
        at++;
    return at > begin && (at == end || (!is_letter_or_digit(walk->bytes[at]) && (unsigned char)walk->bytes[at] < 0x80));
}

/* `user:pa/ss@host`: the @ that ends a password with a slash in it, 0 where there is none. */
static size_t late_border(const struct walk *walk, size_t at)
{
    size_t limit = walk->size - at > LONGEST_ADDRESS ? at + LONGEST_ADDRESS : walk->size, last_at;

    while (at < limit && !ends_address(walk->bytes[at]) && walk->bytes[at] != '@')
        at++;
    if (at == limit || walk->bytes[at] != '@')
        return 0;
    authority_end(walk, at, &last_at);
    return last_at;
}

/* At "://". The user stays, the password goes. */
static void walk_url(struct walk *walk)
{
    size_t begin = walk->at + 3, border, end = authority_end(walk, begin, &border), colon = begin;
    size_t host_end = begin < end && walk->bytes[begin] == '[' ? end : begin;

    copy_to(walk, begin);
    walk->word_begin = begin;
    /* What comes in front of the path is no `user:password@` without scheme. */
    walk->credentials_begin = end;
    walk->colon = 0;
    if (border == 0 && host_end == end)
        return;
    while (colon < end && walk->bytes[colon] != ':')
        colon++;
    if (border == 0 && colon < end && !is_port(walk, colon + 1, end))
        border = late_border(walk, end);
    if (border <= colon || colon == end)
        return;
    copy_to(walk, colon + 1);
    mask_to(walk, border);
    copy_to(walk, border + 1);
    walk->word_begin = walk->at;
    walk->credentials_begin = authority_end(walk, walk->at, &border);
}

/* `user:password@host` without scheme, as http_proxy and ProxyServer have it: at its first @. A user has no slash in its name, and a
   password that begins with one is a path. */
static bool is_credentials(const struct walk *walk)
{
    static const char *const schemes[] = { "mailto", "sip", "sips", "xmpp", "acct" };
    size_t begin = walk->credentials_begin, size = walk->colon - begin, password = walk->colon + 1;

    if (walk->colon == 0 || size == 0 || (walk->at - password == strlen(MASK) && has(walk, password, MASK)) || walk->bytes[password] == '/' ||
        walk->bytes[password] == '\\')
        return false;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (size == strlen(schemes[i]) && memcmp(walk->bytes + begin, schemes[i], size) == 0)
            return false;
    return memchr(walk->bytes + begin, '/', size) == NULL;
}

static void walk_at_sign(struct walk *walk)
{
    size_t border = walk->at;

    if (is_credentials(walk)) {
        for (size_t i = border; i < walk->size && i - walk->at < LONGEST_ADDRESS && !ends_address(walk->bytes[i]); i++)
            if (walk->bytes[i] == '@')
                border = i;
        /* The name of a container's image: repository:tag@sha256:digest. */
        if (border != walk->at || !has(walk, border, "@sha256:")) {
            walk->out->size = walk->out_size_at_colon;
            walk->at = walk->colon + 1;
            mask_to(walk, border);
        }
    }
    copy_to(walk, walk->at + 1);
    walk->word_begin = walk->at;
    if (walk->credentials_begin < walk->at)
        walk->credentials_begin = walk->at;
    walk->colon = 0;
}

/* "-----END … PRIVATE KEY-----" of a key whose beginning was cut off: the base64 before it goes. */
static void drop_key_before(struct walk *walk)
{
    size_t size = walk->out->size;

    while (size > 0 && (is_letter_or_digit(walk->out->data[size - 1]) || strchr("+/=\\\r\n", walk->out->data[size - 1]) != NULL))
        size--;
    if (size == walk->out->size)
        return;
    walk->out->size = size;
    text_append(walk->out, MASK);
}

/* "-----BEGIN … PRIVATE KEY-----": the header stays, what follows goes, to the next footer or, where the text was cut, to its end. */
static bool walk_private_key(struct walk *walk)
{
    bool is_begin = has(walk, walk->at, "-----BEGIN ");
    size_t end = walk->at + 5, body;

    if (!is_begin && !has(walk, walk->at, "-----END "))
        return false;
    while (end < walk->size && end - walk->at < 80 && (is_letter_or_digit(walk->bytes[end]) || walk->bytes[end] == ' '))
        end++;
    if (!has(walk, end, "-----") || end - walk->at < 20 || memcmp(walk->bytes + end - 11, "PRIVATE KEY", 11) != 0)
        return false;
    if (!is_begin)
        drop_key_before(walk);
    copy_to(walk, end + 5);
    body = walk->at;
    while (is_begin && body < walk->size && !(walk->bytes[body] == '-' && has(walk, body, "-----END ")))
        body++;
    mask_to(walk, body);
    return true;
}

/* A JSON Web Token, or other base64 of a JSON object, whole or cut: `eyJ` is `{"`. */
static bool walk_json_token(struct walk *walk)
{
    size_t end = walk->at;

    if (!has(walk, walk->at, "eyJ") || (walk->at > 0 && is_letter_or_digit(walk->bytes[walk->at - 1])))
        return false;
    while (end < walk->size && is_of_token(walk->bytes[end]))
        end++;
    if (end - walk->at < 20)
        return false;
    mask_to(walk, end);
    return true;
}

static bool is_word(const struct walk *walk, const char *lower)
{
    size_t size = strlen(lower);

    if (walk->at - walk->word_begin != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text_lower(walk->bytes[walk->word_begin + i]) != lower[i])
            return false;
    return true;
}

/* Behind `Bearer` or `Basic`: a token, and not the next word of a sentence ("basic authentication"). */
static bool walk_credentials_scheme(struct walk *walk)
{
    size_t begin = skip_blanks(walk, walk->at), end = begin;
    bool has_digit = false, has_upper = false, has_lower = false;

    if (begin == walk->at || (!is_word(walk, "bearer") && !is_word(walk, "basic")))
        return false;
    for (; end < walk->size && is_of_token(walk->bytes[end]); end++) {
        char c = walk->bytes[end];

        has_digit = has_digit || (c >= '0' && c <= '9') || c == '=';
        has_upper = has_upper || (c >= 'A' && c <= 'Z' && end > begin);
        has_lower = has_lower || (c >= 'a' && c <= 'z');
    }
    if (end - begin < 8 || !(has_digit || (has_upper && has_lower)))
        return false;
    copy_to(walk, begin);
    mask_to(walk, end);
    return true;
}

/* Where the value of a name begins, by the syntax between them: `=`, `:`, `=>`, `:=`, `"name": `, `--name `, `<name>`, `"name" value=`;
   0 where none follows. */
static size_t value_begin(const struct walk *walk, enum secret_name kind)
{
    bool is_option = walk->bytes[walk->word_begin] == '-', is_element = walk->word_begin > 0 && walk->bytes[walk->word_begin - 1] == '<';
    size_t closed = walk->at, at;

    for (int i = 0; i < 3 && closed < walk->size && (is_quote(walk->bytes[closed]) || walk->bytes[closed] == '\\' || walk->bytes[closed] == ']'); i++)
        closed++;
    at = skip_blanks(walk, closed);
    if (at == walk->size)
        return 0;
    if (walk->bytes[at] == '=')
        at += has(walk, at, "==") || has(walk, at, "=>") ? 2 : 1;
    else if (walk->bytes[at] == ':' && kind != SECRET_ASSIGNED && !has(walk, at, "://"))
        at += has(walk, at, ":=") ? 2 : 1;
    else if (has(walk, at, "value="))
        at += strlen("value=");
    else if (is_element && walk->bytes[at] == '>')
        at++;
    else if (!is_option || at == closed || walk->bytes[at] == '-')
        return 0;
    return skip_blanks(walk, at);
}

/* Where a value ends that begins with a quote, behind that quote: the same quote, the end of the line or of the text. */
static size_t quoted_end(const struct walk *walk, size_t at, char quote, bool is_escaped)
{
    for (; at < walk->size && walk->bytes[at] != '\n' && walk->bytes[at] != '\r'; at++) {
        if (walk->bytes[at] == quote && !is_escaped)
            return at;
        if (walk->bytes[at] == '\\' && at + 1 < walk->size) {
            if (is_escaped && walk->bytes[at + 1] == quote)
                return at;
            at++;
        }
    }
    return at < walk->size ? at : walk->size;
}

/* Where a value without quotes ends. In a query (`?name=`, `&name=`) an `&` parts it from the next; everywhere `;` does, as in
   connection strings. */
static size_t plain_end(const struct walk *walk, size_t at, char before)
{
    bool is_query = before == '?' || before == '&', is_element = before == '<';

    if (walk->bytes[at] == '{') {
        at = quoted_end(walk, at, '}', false);
        return at < walk->size && walk->bytes[at] == '}' ? at + 1 : at;
    }
    for (; at < walk->size; at++) {
        char c = walk->bytes[at];

        if (is_space(c) || is_quote(c) || c == ';' || (is_query && (c == '&' || c == '#')) || (is_element && c == '<') || has(walk, at, "</"))
            break;
        if (c == '\\' && at + 1 < walk->size && is_quote(walk->bytes[at + 1]))
            break;
    }
    return at;
}

/* The rest of the line, or to the quote in which the whole header stands. */
static size_t line_end(const struct walk *walk, size_t at, char before)
{
    while (at < walk->size && walk->bytes[at] != '\n' && walk->bytes[at] != '\r' && !(is_quote(before) && walk->bytes[at] == before))
        at++;
    return at;
}

static size_t skip_scheme(const struct walk *walk, size_t at, size_t end)
{
    static const char *const schemes[] = { "Basic ", "Bearer ", "Digest ", "Negotiate ", "NTLM " };

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (has(walk, at, schemes[i]) && at + strlen(schemes[i]) < end)
            return at + strlen(schemes[i]);
    return at;
}

/* Behind a word: is it a name, and what follows its secret? */
static bool walk_named(struct walk *walk)
{
    char before = walk->word_begin > 0 ? walk->bytes[walk->word_begin - 1] : '\0';
    enum secret_name kind = secret_name_of(walk->bytes + walk->word_begin, walk->at - walk->word_begin, before);
    size_t begin = kind != SECRET_NOT ? value_begin(walk, kind) : 0, end;

    /* PWD is the directory of a shell, too. Said before the end of the value is looked for: there may be millions of them in one word. */
    if (begin == 0 || begin >= walk->size || ((is_word(walk, "pwd") || is_word(walk, "oldpwd")) && walk->bytes[begin] == '/'))
        return false;
    if (is_quote(walk->bytes[begin])) {
        end = quoted_end(walk, begin + 1, walk->bytes[begin], false);
        begin++;
    } else if (walk->bytes[begin] == '\\' && begin + 1 < walk->size && is_quote(walk->bytes[begin + 1])) {
        end = quoted_end(walk, begin + 2, walk->bytes[begin + 1], true);
        begin += 2;
    } else if (kind == SECRET_LINE) {
        end = line_end(walk, begin, before);
    } else if (walk->bytes[begin] == '[' || (walk->bytes[begin] == '{' && walk->bytes[begin - 1] != '=')) {
        return false; /* JSON: what is inside has names of its own */
    } else {
        end = plain_end(walk, begin, before);
    }
    if (kind == SECRET_LINE)
        begin = skip_scheme(walk, begin, end);
    if (end <= begin || secret_is_harmless(walk->bytes + begin, end - begin))
        return false;
    copy_to(walk, begin);
    mask_to(walk, end);
    return true;
}

/* Where `user:password@` may begin, and its colon. What parts a list begins anew only where no colon was seen: a password may hold it. */
static void note_credentials(struct walk *walk, char c)
{
    if (ends_address(c) || (walk->colon == 0 && walk->at >= walk->credentials_begin && strchr("=,;&()[]{}|", c) != NULL)) {
        walk->credentials_begin = walk->at + 1;
        walk->colon = 0;
    } else if (c == ':' && walk->colon == 0 && walk->at > walk->credentials_begin) {
        walk->colon = walk->at;
        walk->out_size_at_colon = walk->out->size + 1;
    }
}

static void walk_byte(struct walk *walk)
{
    char c = walk->bytes[walk->at];

    if ((c == '-' && walk_private_key(walk)) || (c == 'e' && walk_json_token(walk)))
        return;
    if (is_of_word(c)) {
        size_t end = walk->at + 1;

        /* As far as nothing can begin. */
        while (end < walk->size && is_of_word(walk->bytes[end]) && walk->bytes[end] != '-' &&
               (walk->bytes[end] != 'e' || is_letter_or_digit(walk->bytes[end - 1])))
            end++;
        copy_to(walk, end);
        return;
    }
    if (walk->at > walk->word_begin && (walk_named(walk) || walk_credentials_scheme(walk)))
        return;
    if (c == ':' && has(walk, walk->at, "://")) {
        walk_url(walk);
    } else if (c == '@') {
        walk_at_sign(walk);
    } else {
        note_credentials(walk, c);
        text_append_char(walk->out, c);
        walk->word_begin = ++walk->at;
    }
}

static void mask_once(struct text *masked, const char *bytes, size_t size)
{
    struct walk walk = { .out = masked, .bytes = bytes, .size = size };

    text_append(masked, "");
    while (walk.at < size)
        walk_byte(&walk);
}

void secret_mask(struct text *masked, const char *bytes, size_t size)
{
    struct text once = { 0 };

    mask_once(&once, bytes, size);
    /* What a mask leaves beside itself may only now look like a secret. */
    for (int again = 0; again < MOST_PASSES && (once.size != size || memcmp(once.data, bytes, size) != 0); again++) {
        struct text more = { 0 };
        bool is_stable;

        mask_once(&more, once.data, once.size);
        is_stable = more.size == once.size && memcmp(more.data, once.data, once.size) == 0;
        text_free(&once);
        once = more;
        if (is_stable)
            break;
    }
    text_append_bytes(masked, once.data, once.size);
    text_free(&once);
}

int secret_shown(const char *bytes, size_t size, size_t most)
{
    size_t shown = 0, after, step;

    if (size <= most)
        return (int)size;
    while ((step = text_utf8_length(bytes + shown, size - shown)) > 0 ? shown + step <= most : shown + 1 <= most)
        shown += step > 0 ? step : 1;
    after = shown;
    while (after < size && bytes[after] != '@' && !ends_authority(bytes[after]))
        after++;
    if (after < size && bytes[after] == '@')
        while (shown > 0 && !ends_authority(bytes[shown - 1]))
            shown--;
    return (int)shown;
}
