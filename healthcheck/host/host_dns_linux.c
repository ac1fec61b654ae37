/* dns/<name>: the addresses a name has, by the system's own resolver, which may wait for long: so beside us. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_linux.h"

enum { MOST_SECONDS = 1 };

/* A question under way; whoever is done with it last frees it. */
struct question {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    char *name;
    struct text addresses;
    int failure; /* of getaddrinfo() */
    bool is_answered, is_abandoned;
};

static void free_question(struct question *question)
{
    pthread_cond_destroy(&question->answered);
    pthread_mutex_destroy(&question->mutex);
    text_free(&question->addresses);
    free(question->name);
    free(question);
}

static void add_addresses(struct text *list, const struct addrinfo *at)
{
    char text[INET6_ADDRSTRLEN];

    for (; at != NULL; at = at->ai_next) {
        const void *address = at->ai_family == AF_INET ? (const void *)&((const struct sockaddr_in *)(const void *)at->ai_addr)->sin_addr
                                                       : (const void *)&((const struct sockaddr_in6 *)(const void *)at->ai_addr)->sin6_addr;

        if ((at->ai_family == AF_INET || at->ai_family == AF_INET6) && inet_ntop(at->ai_family, address, text, sizeof text) != NULL)
            text_append_format(list, "%s\n", text);
    }
}

static void *resolve(void *argument)
{
    struct question *question = argument;
    struct addrinfo wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found = NULL;
    int failure = getaddrinfo(question->name, NULL, &wanted, &found);
    bool is_abandoned;

    pthread_mutex_lock(&question->mutex);
    question->failure = failure;
    if (failure == 0)
        add_addresses(&question->addresses, found);
    question->is_answered = true;
    is_abandoned = question->is_abandoned;
    pthread_cond_signal(&question->answered);
    pthread_mutex_unlock(&question->mutex);
    if (found != NULL)
        freeaddrinfo(found);
    if (is_abandoned)
        free_question(question);
    return NULL;
}

static struct question *start(const char *name)
{
    struct question *question = memory_get(sizeof *question);
    pthread_attr_t detached;
    pthread_t thread;
    bool is_started;

    pthread_mutex_init(&question->mutex, NULL);
    pthread_cond_init(&question->answered, NULL);
    question->name = memory_copy_text(name);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    is_started = pthread_create(&thread, &detached, resolve, question) == 0;
    pthread_attr_destroy(&detached);
    if (is_started)
        return question;
    free_question(question);
    return NULL;
}

static void answer_with(struct answer *answer, struct question *question)
{
    if (question->failure == 0 && question->addresses.size > 0) {
        text_append(&answer->text, text_of(&question->addresses));
        return;
    }
    /* The others are of the question, not of the name: no server answered, no memory, … */
    if (question->failure == 0 || question->failure == EAI_NONAME)
        answer_absent(answer);
    else
        answer_unreadable(answer, "%s", gai_strerror(question->failure));
}

void live_dns(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    struct question *question;
    struct timespec until;
    bool is_abandoned;

    (void)host;
    if (!live->may_fetch) {
        answer_unreadable(answer, "not asked by the health report: run `healthcheck --extendedProxy`");
        return;
    }
    question = start(rest);
    if (question == NULL) {
        answer_unreadable(answer, "the system starts no further thread");
        return;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += MOST_SECONDS;
    pthread_mutex_lock(&question->mutex);
    while (!question->is_answered && pthread_cond_timedwait(&question->answered, &question->mutex, &until) != ETIMEDOUT)
        ;
    if (question->is_answered)
        answer_with(answer, question);
    else
        answer_unreadable(answer, "no answer within %d s", MOST_SECONDS);
    is_abandoned = question->is_abandoned = !question->is_answered;
    pthread_mutex_unlock(&question->mutex);
    if (!is_abandoned)
        free_question(question);
}
