/* Answers each request 204 after so long, and a CONNECT at once with a tunnel to itself: delay_server PORT MILLISECONDS. A path
 * that begins with /hang is never answered. Serves on 127.0.0.1 until it is ended. */
#define _GNU_SOURCE /* accept4 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CLIENTS = 256 };

static struct client {
    double answer_at; /* 0: its request has not come; negative: it is never answered */
} clients[MOST_CLIENTS];

static struct pollfd polled[MOST_CLIENTS];
static nfds_t count = 1; /* the first one is the listener */

static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static int listen_on(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, MOST_CLIENTS) == 0 ? listener : -1;
}

static void take_client(void)
{
    int client = accept4(polled[0].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (client >= 0 && count < MOST_CLIENTS) {
        polled[count] = (struct pollfd){ .fd = client, .events = POLLIN };
        clients[count++].answer_at = 0;
    } else if (client >= 0) {
        close(client);
    }
}

static void drop(nfds_t i)
{
    close(polled[i].fd);
    count--;
    polled[i] = polled[count];
    clients[i] = clients[count];
}

/* A request comes in one piece here. False: the client is gone. */
static bool read_request(nfds_t i, double delay_ms)
{
    static const char tunnel[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    char request[8192];
    ssize_t size = recv(polled[i].fd, request, sizeof request - 1, 0);

    if (size <= 0)
        return false;
    request[size] = '\0';
    if (strncmp(request, "CONNECT ", 8) == 0)
        return send(polled[i].fd, tunnel, sizeof tunnel - 1, MSG_NOSIGNAL) > 0;
    clients[i].answer_at = strstr(request, "/hang") != NULL ? -1 : now_ms() + delay_ms;
    return true;
}

static bool answer_in_time(nfds_t i, double now)
{
    static const char answer[] = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

    if (clients[i].answer_at <= 0 || clients[i].answer_at > now)
        return true;
    send(polled[i].fd, answer, sizeof answer - 1, MSG_NOSIGNAL);
    return false;
}

static int wait_ms(double now)
{
    double least = 1000;

    for (nfds_t i = 1; i < count; i++)
        if (clients[i].answer_at > 0 && clients[i].answer_at - now < least)
            least = clients[i].answer_at - now;
    return least > 0 ? (int)least + 1 : 0;
}

int main(int argument_count, char **arguments)
{
    double delay_ms = argument_count == 3 ? atof(arguments[2]) : -1;

    if (delay_ms < 0 || (polled[0].fd = listen_on(atoi(arguments[1]))) < 0)
        return 4;
    polled[0].events = POLLIN;
    for (;;) {
        double now;

        poll(polled, count, wait_ms(now_ms()));
        now = now_ms();
        for (nfds_t i = count - 1; i > 0; i--)
            if ((polled[i].revents != 0 && !read_request(i, delay_ms)) || !answer_in_time(i, now))
                drop(i);
        if (polled[0].revents != 0)
            take_client();
    }
}
