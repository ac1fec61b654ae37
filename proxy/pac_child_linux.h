/* Between the child that evaluates a script and us: frames of a word, a size and so many bytes, over a socket. */
#ifndef PROXY_PAC_CHILD_LINUX_H
#define PROXY_PAC_CHILD_LINUX_H

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

/* In the forked child: enters the sandbox, evaluates, answers, ends. */
_Noreturn void pac_child_run(const struct pac_task *task, int channel);

#endif
