/* A pattern of the user's. */
#include "bundle/user_regex.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/libraries.h"
#include "healthcheck/core/memory.h"

/* Of one line: its work grows with its length and no faster. Heap in KiB. */
enum { MATCHES_A_LINE = 100000, MATCHES_A_BYTE = 64, HEAP = 16384, STACK_AT_FIRST = 32768, STACK_AT_MOST = 1 << 20, COST_OF_A_LINE = 1 << 28 };

struct user_regex {
    pcre2_code *code;
    bool is_jit;
};

struct user_regex *user_regex_new(const char *pattern, size_t size, struct error *error)
{
    const struct pcre2_library *pcre2 = pcre2_library();
    struct user_regex *regex;
    unsigned char message[256];
    uint32_t may_be_empty = 0;
    pcre2_code *code;
    size_t offset = 0;
    int number = 0;

    if (pcre2 == NULL) {
        error_set(error, "patterns need libpcre2-8.so.0, which this system has not");
        return NULL;
    }
    code = pcre2->pcre2_compile_8((const unsigned char *)pattern, size, PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &number,
                                  &offset, NULL);
    if (code == NULL) {
        pcre2->pcre2_get_error_message_8(number, message, sizeof message);
        error_set(error, "%s, at character %zu of the pattern", (const char *)message, offset + 1);
        return NULL;
    }
    pcre2->pcre2_pattern_info_8(code, PCRE2_INFO_MATCHEMPTY, &may_be_empty);
    if (may_be_empty != 0) {
        pcre2->pcre2_code_free_8(code);
        error_set(error, "the pattern matches the empty text, which is everywhere");
        return NULL;
    }
    regex = memory_get(sizeof *regex);
    regex->code = code;
    regex->is_jit = pcre2->pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0;
    return regex;
}

void user_regex_free(struct user_regex *regex)
{
    if (regex == NULL)
        return;
    pcre2_library()->pcre2_code_free_8(regex->code);
    free(regex);
}

/* What a thread needs to match. */
struct matching {
    const struct pcre2_library *pcre2;
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
};

static struct matching matching_begin(const struct user_regex *regex)
{
    struct matching matching = { .pcre2 = pcre2_library() };

    matching.context = matching.pcre2->pcre2_match_context_create_8(NULL);
    matching.data = matching.pcre2->pcre2_match_data_create_8(1, NULL);
    matching.pcre2->pcre2_set_heap_limit_8(matching.context, HEAP);
    if (regex->is_jit) {
        matching.stack = matching.pcre2->pcre2_jit_stack_create_8(STACK_AT_FIRST, STACK_AT_MOST, NULL);
        matching.pcre2->pcre2_jit_stack_assign_8(matching.context, NULL, matching.stack);
    }
    return matching;
}

static void matching_end(struct matching *matching)
{
    if (matching->stack != NULL)
        matching->pcre2->pcre2_jit_stack_free_8(matching->stack);
    matching->pcre2->pcre2_match_data_free_8(matching->data);
    matching->pcre2->pcre2_match_context_free_8(matching->context);
}

/* The matches of one line, which begins at `begin` of the text. */
static bool scan_line(const struct matching *matching, const struct user_regex *regex, const char *line, size_t size, size_t begin, unsigned rule,
                      struct match_list *list)
{
    const size_t *found = matching->pcre2->pcre2_get_ovector_pointer_8(matching->data);
    size_t at = 0, cost = 0;

    /* Each call looks at all that is left of the line, so many matches in a long one would cost its square. */
    for (; at < size; cost += size - at) {
        int count =
            matching->pcre2->pcre2_match_8(regex->code, (const unsigned char *)line, size, at, PCRE2_NOTEMPTY, matching->data, matching->context);

        if (count == PCRE2_ERROR_NOMATCH)
            return true;
        if (cost > COST_OF_A_LINE)
            return false;
        /* \K can put the beginning behind the end; that is no match anybody meant, and no limit either. */
        if (count < 0 || found[1] <= at || found[0] >= found[1])
            return false;
        match_add(list, (struct match){ .from = begin + found[0], .to = begin + found[1], .kind = PSEUDONYM_WORD, .rule = rule });
        at = found[1];
    }
    return true;
}

static uint32_t limit_of(size_t size)
{
    return size < (UINT32_MAX - MATCHES_A_LINE) / MATCHES_A_BYTE ? (uint32_t)(MATCHES_A_LINE + MATCHES_A_BYTE * size) : UINT32_MAX;
}

bool user_regex_scan(const struct user_regex *regex, const char *bytes, size_t size, unsigned rule, struct match_list *list)
{
    struct matching matching = matching_begin(regex);
    bool is_done = true;

    for (size_t at = 0; at < size && is_done;) {
        const char *end = memchr(bytes + at, '\n', size - at);
        size_t line = end != NULL ? (size_t)(end - bytes) - at : size - at;

        matching.pcre2->pcre2_set_match_limit_8(matching.context, limit_of(line));
        is_done = scan_line(&matching, regex, bytes + at, line, at, rule, list);
        at += line + 1;
    }
    matching_end(&matching);
    return is_done;
}
