/* Evaluates a script with Duktape, in a child process: a heap of its own with a limit, and nothing to reach out with but questions to us. */
#include "proxy/pac_child.h"

#include <duktape.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/pac.h"

/* Duktape's heap. Each block begins with its size. */
struct heap {
    size_t used;
    bool is_exhausted; /* since the last question */
};

union block {
    size_t size;
    max_align_t alignment;
};

static void *take(void *context, void *old, size_t size)
{
    struct heap *heap = context;
    union block *block = old != NULL ? (union block *)old - 1 : NULL, *larger;
    size_t before = block != NULL ? block->size : 0;

    if (size > PAC_LARGEST_HEAP || heap->used - before + size > PAC_LARGEST_HEAP) {
        heap->is_exhausted = true;
        return NULL;
    }
    larger = realloc(block, sizeof *block + size);
    if (larger == NULL) {
        heap->is_exhausted = true;
        return NULL;
    }
    heap->used += size - before;
    larger->size = size;
    return larger + 1;
}

static void give_back(void *context, void *old)
{
    struct heap *heap = context;
    union block *block = old != NULL ? (union block *)old - 1 : NULL;

    if (block != NULL)
        heap->used -= block->size;
    free(block);
}

static void *heap_take(void *context, duk_size_t size)
{
    return size > 0 ? take(context, NULL, size) : NULL;
}

static void *heap_resize(void *context, void *old, duk_size_t size)
{
    if (size > 0)
        return take(context, old, size);
    give_back(context, old);
    return NULL;
}

static void fatal(void *context, const char *message)
{
    (void)context;
    (void)message;
    pac_channel_end(PAC_EXIT_FATAL);
}

static void say(enum pac_word word, const char *text, size_t size)
{
    struct pac_frame frame = { (uint32_t)word, (uint32_t)(size < PAC_LARGEST_FRAME ? size : PAC_LARGEST_FRAME) };

    pac_channel_write(&frame, sizeof frame);
    pac_channel_write(text, frame.size);
}

/* Asks us, and pushes the answer. */
static duk_ret_t ask(duk_context *engine, enum pac_word word, const char *name, size_t size)
{
    char reply[PAC_LARGEST_FRAME];
    struct pac_frame frame;

    say(word, name, size);
    pac_channel_read(&frame, sizeof frame);
    if (frame.size > sizeof reply)
        pac_channel_end(PAC_EXIT_BROKEN_CHANNEL);
    pac_channel_read(reply, frame.size);
    duk_push_lstring(engine, reply, frame.size);
    return 1;
}

static duk_ret_t ask_name(duk_context *engine)
{
    duk_size_t size;
    const char *name = duk_require_lstring(engine, 0, &size);

    return ask(engine, PAC_ASKS_NAME, name, size);
}

static duk_ret_t ask_addresses(duk_context *engine)
{
    return ask(engine, PAC_ASKS_ADDRESSES, "", 0);
}

/* Puts the functions of pac_library into the engine's world. */
static bool give_library(duk_context *engine, const struct pac_task *task)
{
    struct text whole = { 0 };
    bool is_given;

    for (size_t i = 0; pac_library[i] != NULL; i++)
        text_append(&whole, pac_library[i]);
    is_given = duk_peval_lstring(engine, whole.data, whole.size) == 0;
    text_free(&whole);
    if (!is_given)
        return false;
    duk_push_c_function(engine, ask_name, 1);
    duk_push_c_function(engine, ask_addresses, 0);
    duk_push_number(engine, (double)task->now * 1000);
    is_given = duk_pcall(engine, 3) == 0;
    duk_pop(engine);
    return is_given;
}

/* The line an exception came from, 0 where it has none; the exception is on top. */
static long line_of(duk_context *engine)
{
    long line = 0;

    if (duk_is_error(engine, -1)) {
        duk_get_prop_string(engine, -1, "lineNumber");
        line = duk_is_number(engine, -1) ? (long)duk_get_int(engine, -1) : 0;
        duk_pop(engine);
    }
    return line;
}

static bool is_recursion(const char *message)
{
    return strstr(message, "callstack limit") != NULL || strstr(message, "C stack depth limit") != NULL || strstr(message, "recursion limit") != NULL;
}

/* Why there is no answer: the exception on top of the stack, in our words. Yours to free. */
static char *why_of(duk_context *engine, const struct pac_task *task, const struct heap *heap)
{
    bool is_syntax = duk_get_error_code(engine, -1) == DUK_ERR_SYNTAX_ERROR, is_range = duk_get_error_code(engine, -1) == DUK_ERR_RANGE_ERROR;
    bool is_error = duk_is_error(engine, -1);
    long line = is_error ? line_of(engine) : 0;
    const char *message = duk_safe_to_string(engine, -1), *what = NULL;
    /* A heap that was full may have had room again after its collector had run. */
    bool is_memory = heap->is_exhausted && (strstr(message, "alloc failed") != NULL || strstr(message, "DoubleError") != NULL);
    size_t modern = is_syntax ? pac_modern_line(task->script, task->size, &what) : 0;
    size_t shown = strlen(message) < 300 ? strlen(message) : 300;
    struct text why = { 0 };

    if (is_memory)
        text_append_format(&why, "more than %d MiB of memory", PAC_LARGEST_HEAP / 1024 / 1024);
    else if (is_recursion(message) && (is_range || is_error))
        text_append_format(&why, "recursion without end (%.*s)", (int)shown, message);
    else if (modern > 0)
        text_append_format(&why, "uses ES2015+ syntax (line %zu: %s), which cannot be evaluated here", modern, what);
    else if (is_syntax)
        text_append_format(&why, "syntax error, line %ld: %.*s", line, (int)shown, text_starts(message, "SyntaxError: ") ? message + 13 : message);
    else if (is_error && pac_modern_name(message) != NULL)
        text_append_format(&why, "uses ES2015+ built-ins (line %ld: %s), which cannot be evaluated here", line, pac_modern_name(message));
    else if (line > 0)
        text_append_format(&why, "threw %.*s (line %ld)", (int)shown, message, line);
    else
        text_append_format(&why, "threw %.*s", (int)shown, message);
    return text_take(&why);
}

static void say_why(enum pac_word word, duk_context *engine, const struct pac_task *task, const struct heap *heap)
{
    char *why = why_of(engine, task, heap);

    say(word, why, strlen(why));
    free(why);
}

/* The string on top is the answer for a URL. */
static void say_answer(duk_context *engine)
{
    duk_size_t size = 0;
    const char *answer = duk_is_string(engine, -1) ? duk_get_lstring(engine, -1, &size) : NULL;
    char why[80] = "empty answer";

    if (answer == NULL)
        snprintf(why, sizeof why, "returned no text");
    else if (size > PAC_LARGEST_ANSWER)
        snprintf(why, sizeof why, "an answer of more than %d bytes", PAC_LARGEST_ANSWER);
    else if (strspn(answer, " \t\r\n;") != size) {
        say(PAC_SAYS_ANSWER, answer, size);
        return;
    }
    say(PAC_SAYS_WHY, why, strlen(why));
}

static void evaluate_for(duk_context *engine, const char *function, const struct pac_task *task, const char *url, struct heap *heap)
{
    char *told, *host;

    heap->is_exhausted = false;
    if (!pac_arguments(url, &told, &host)) {
        say(PAC_SAYS_WHY, "it is no URL with a host", strlen("it is no URL with a host"));
        return;
    }
    duk_get_global_string(engine, function);
    duk_push_string(engine, told);
    duk_push_string(engine, host);
    if (duk_pcall(engine, 2) == 0)
        say_answer(engine);
    else
        say_why(PAC_SAYS_WHY, engine, task, heap);
    duk_pop(engine);
    free(told);
    free(host);
}

/* Microsoft's function, where the script has it, comes before Netscape's; NULL where it has none. */
static const char *function_of(duk_context *engine)
{
    static const char *const names[] = { "FindProxyForURLEx", "FindProxyForURL" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool is_function = duk_get_global_string(engine, names[i]) != 0 && duk_is_callable(engine, -1);

        duk_pop(engine);
        if (is_function)
            return names[i];
    }
    return NULL;
}

static void evaluate(duk_context *engine, const struct pac_task *task, struct heap *heap)
{
    static const char none[] = "it defines neither FindProxyForURL nor FindProxyForURLEx", page[] = "it is a page of HTML, no script";
    struct span text = span_trim((struct span){ task->script, task->size });
    const char *function;

    if (text.size > 0 && text.data[0] == '<') {
        say(PAC_SAYS_ERROR, page, sizeof page - 1);
        return;
    }
    if (duk_peval_lstring(engine, task->script, task->size) != 0) {
        say_why(PAC_SAYS_ERROR, engine, task, heap);
        return;
    }
    duk_pop(engine);
    function = function_of(engine);
    if (function == NULL) {
        say(PAC_SAYS_ERROR, none, sizeof none - 1);
        return;
    }
    for (size_t i = 0; i < task->url_count; i++)
        evaluate_for(engine, function, task, task->urls[i], heap);
    say(PAC_SAYS_DONE, "", 0);
}

void pac_engine_refuse(const char *why)
{
    struct text whole = { 0 };

    text_append_format(&whole, "it was not evaluated: %s", why);
    say(PAC_SAYS_ERROR, text_of(&whole), whole.size);
    text_free(&whole);
}

void pac_engine_run(const struct pac_task *task)
{
    struct heap heap = { 0 };
    duk_context *engine = duk_create_heap(heap_take, heap_resize, give_back, &heap, fatal);

    if (engine == NULL || !give_library(engine, task))
        pac_channel_end(PAC_EXIT_FATAL);
    evaluate(engine, task, &heap);
}
