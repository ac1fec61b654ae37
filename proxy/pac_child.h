/* Between the child that evaluates a script and us: frames of a word, a size and so many bytes. */
#ifndef PROXY_PAC_CHILD_H
#define PROXY_PAC_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAC_LARGEST_FRAME = 8192 };

/* What a frame says. */
enum pac_word {
    PAC_SAYS_ANSWER = 'A',    /* for the next URL: what the script returned */
    PAC_SAYS_WHY = 'W',       /* for the next URL: why there is no answer */
    PAC_SAYS_ERROR = 'E',     /* what kept the script from being evaluated at all */
    PAC_ASKS_NAME = 'N',      /* the addresses of this name? The answer is a frame PAC_SAYS_ANSWER */
    PAC_ASKS_ADDRESSES = 'M', /* ours? likewise */
    PAC_SAYS_DONE = 'D',
};

struct pac_frame {
    uint32_t word, size;
};

struct pac_task {
    const char *script; /* UTF-8 */
    size_t size;
    const char *const *urls;
    size_t url_count;
    long long now;  /* seconds since 1970 */
    int utc_offset; /* minutes east of UTC */
};

/* The child's half, in pac_engine.c: evaluates and says so. Comes back when all is said. */
void pac_engine_run(const struct pac_task *task);

/* An error before that: what kept the script from being evaluated at all. */
void pac_engine_refuse(const char *why);

/* What the engine stands on: pac_child_linux.c, pac_child_windows.c. Reading and writing is whole, or ends the process. */
enum { PAC_EXIT_BROKEN_CHANNEL = 3, PAC_EXIT_FATAL = 4 };
void pac_channel_write(const void *bytes, size_t size);
void pac_channel_read(void *bytes, size_t size);
_Noreturn void pac_channel_end(int status);

/* Our half, in the same files: a child that runs. */
struct pac_child;

struct pac_child_end {
    bool is_over_time; /* it used all its processor time */
    int signal;        /* that ended it, or 0 */
    int status;
};

/* NULL where the system starts no further process. */
struct pac_child *pac_child_start(const struct pac_task *task);

/* What it says: so many bytes, 0 at its end, -1 where the time is over. */
long long pac_child_hear(struct pac_child *child, char *bytes, size_t size, long long deadline);
void pac_child_tell(struct pac_child *child, const char *bytes, size_t size);

/* Waits for its end, `kills` it first; frees. */
struct pac_child_end pac_child_finish(struct pac_child *child, bool kills);

/* On Windows the child is this program again, with this one argument: pac_child_main() is all it then does. */
#define PAC_CHILD_WORD "--pac-child"
int pac_child_main(void);

enum { PAC_CPU_SECONDS = 2 };

#endif
