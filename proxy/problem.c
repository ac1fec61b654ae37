/* What is wrong with a proxy setting. */
#include "proxy/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/problems.h"

void proxy_problem_add(struct proxy_problems *problems, const char *word, const char *format, ...)
{
    const struct proxy_problem_kind *kind = proxy_problem_kind_named(word);
    char summary[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(summary, sizeof summary, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < problems->count; i++)
        if (problems->items[i].kind == kind && strcmp(problems->items[i].summary, summary) == 0)
            return;
    problems->items = memory_resize(problems->items, problems->count + 1, sizeof *problems->items);
    problems->items[problems->count++] = (struct proxy_problem){ kind, memory_copy_text(summary) };
}

void proxy_problems_free(struct proxy_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        free(problems->items[i].summary);
    free(problems->items);
    *problems = (struct proxy_problems){ 0 };
}

bool proxy_problems_have(const struct proxy_problems *problems, enum proxy_weight weight)
{
    for (size_t i = 0; i < problems->count; i++)
        if (problems->items[i].kind->weight == weight)
            return true;
    return false;
}

const struct proxy_problem_kind *proxy_problem_kind_at(size_t index)
{
    return index < sizeof proxy_problem_kinds / sizeof proxy_problem_kinds[0] ? &proxy_problem_kinds[index] : NULL;
}

const struct proxy_problem_kind *proxy_problem_kind_named(const char *word)
{
    static const char prefix[] = "proxy.problem.";

    if (strlen(word) > strlen(prefix) && strncmp(word, prefix, strlen(prefix)) == 0)
        word += strlen(prefix);
    for (size_t i = 0; proxy_problem_kind_at(i) != NULL; i++)
        if (text_same(proxy_problem_kind_at(i)->word, word))
            return proxy_problem_kind_at(i);
    return NULL;
}
