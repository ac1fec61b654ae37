/* A server that does what real ones do on their bad days: a fault a port, for tests/servers/run.
 *
 *   fault_server PORT=FAULT[:ORIGIN]...  serves all ports on 127.0.0.1 until it is ended; ORIGIN is the port to which its tunnels lead
 *   fault_server free BASE COUNT         prints the first of COUNT ports in a row, from BASE on, that nobody listens on
 *   fault_server wait ADDRESS:PORT...    ends when all of them accept connections: 0; after 20 s: 1, and names the one that does not
 */
#define _GNU_SOURCE /* memmem */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Of this connection. */
static _Thread_local int origin_port;

/* A listening port, and how many connections it has had. */
struct served {
    int listener, origin_port;
    void (*act)(int client, unsigned turn);
    atomic_uint connections;
};

static struct sockaddr_in address_of(const char *address, int port)
{
    struct sockaddr_in wanted = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

    inet_pton(AF_INET, address, &wanted.sin_addr);
    return wanted;
}

static void say(int client, const char *bytes)
{
    send(client, bytes, strlen(bytes), MSG_NOSIGNAL);
}

static void pause_ms(long ms)
{
    struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

    nanosleep(&left, NULL);
}

/* Until the client has gone. */
static void hang(int client, unsigned turn)
{
    char dropped[4096];

    (void)turn;
    while (recv(client, dropped, sizeof dropped, 0) > 0)
        ;
}

/* Reads a request's head. */
static bool read_head(int client)
{
    char head[16384];
    size_t size = 0;
    ssize_t got;

    while (size < sizeof head && (got = recv(client, head + size, sizeof head - size, 0)) > 0) {
        size += (size_t)got;
        if (memmem(head, size, "\r\n\r\n", 4) != NULL)
            return true;
    }
    return false;
}

/* The client gets a reset, not an end of file. */
static void reset(int client)
{
    struct linger at_once = { 1, 0 };

    setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void relay(int client)
{
    struct sockaddr_in origin = address_of("127.0.0.1", origin_port);
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct pollfd waits[2] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
    char bytes[16384];

    if (connect(server, (struct sockaddr *)&origin, sizeof origin) == 0)
        while (poll(waits, 2, -1) > 0) {
            int from = waits[0].revents != 0 ? 0 : 1;
            ssize_t got = recv(waits[from].fd, bytes, sizeof bytes, 0);

            if (got <= 0 || send(waits[1 - from].fd, bytes, (size_t)got, MSG_NOSIGNAL) != got)
                break;
        }
    close(server);
}

static const char established[] = "HTTP/1.1 200 Connection established\r\n\r\n";

/* Not at once: the client should know that it was connected before. */
static void rst_now(int client, unsigned turn)
{
    (void)turn;
    pause_ms(50);
    reset(client);
}

static void rst_after_request(int client, unsigned turn)
{
    (void)turn;
    read_head(client);
    reset(client);
}

/* The first bytes of whatever comes, a TLS hello for one, and then a reset. */
static void rst_after_bytes(int client, unsigned turn)
{
    char bytes[512];

    (void)turn;
    if (recv(client, bytes, sizeof bytes, 0) > 0)
        reset(client);
}

static void close_after_request(int client, unsigned turn)
{
    (void)turn;
    read_head(client);
}

static void slow_headers(int client, unsigned turn)
{
    (void)turn;
    read_head(client);
    for (const char *c = "HTTP/1.1 200 Connection established\r\nX-Slow: 1\r\n\r\n"; *c != '\0'; c++) {
        if (send(client, c, 1, MSG_NOSIGNAL) != 1)
            return;
        pause_ms(300);
    }
}

/* What sshd says, also to whom it does not understand. */
static void ssh_banner(int client, unsigned turn)
{
    (void)turn;
    say(client, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    if (read_head(client))
        say(client, "Invalid SSH identification string.\r\n");
}

static void html_after_200(int client, unsigned turn)
{
    read_head(client);
    say(client, established);
    say(client, "<html><body>Please log in</body></html>\r\n");
    hang(client, turn);
}

static void ok_then_rst(int client, unsigned turn)
{
    if (read_head(client)) {
        say(client, established);
        rst_after_bytes(client, turn);
    }
}

static void ok_then_close(int client, unsigned turn)
{
    char bytes[4096];

    (void)turn;
    if (read_head(client)) {
        say(client, established);
        (void)!recv(client, bytes, sizeof bytes, 0);
    }
}

static void ok_then_hang(int client, unsigned turn)
{
    if (read_head(client))
        say(client, established);
    hang(client, turn);
}

static void endless_header(int client, unsigned turn)
{
    char line[1024];

    (void)turn;
    read_head(client);
    say(client, "HTTP/1.1 200 OK\r\n");
    memset(line, 'x', sizeof line);
    memcpy(line, "X-Endless: ", 11);
    line[1022] = '\r';
    line[1023] = '\n';
    while (send(client, line, sizeof line, MSG_NOSIGNAL) == (ssize_t)sizeof line)
        ;
}

/* 320 KiB: more than libcurl takes of an answer to CONNECT. */
static void huge_header(int client, unsigned turn)
{
    char line[1024];

    read_head(client);
    say(client, "HTTP/1.1 200 Connection established\r\n");
    memset(line, 'y', sizeof line);
    memcpy(line, "X-Huge: ", 8);
    line[1022] = '\r';
    line[1023] = '\n';
    for (int i = 0; i < 320; i++)
        send(client, line, sizeof line, MSG_NOSIGNAL);
    say(client, "\r\n");
    hang(client, turn);
}

static void ansi_reason(int client, unsigned turn)
{
    (void)turn;
    read_head(client);
    say(client, "HTTP/1.1 403 \033[31mDenied\033[0m\033]0;title\007 by policy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static void http10_body(int client, unsigned turn)
{
    (void)turn;
    read_head(client);
    say(client, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>a page instead of a tunnel</html>\n");
}

/* A device that answers the hello of TLS by "no such version". */
static void alert_version(int client, unsigned turn)
{
    static const char alert[] = { 0x15, 3, 1, 0, 2, 2, 70 };
    char hello[4096];

    if (recv(client, hello, sizeof hello, 0) > 0)
        send(client, alert, sizeof alert, MSG_NOSIGNAL);
    hang(client, turn);
}

/* Every other connection is reset, the first one too; the others reach the origin. */
static void rst_first(int client, unsigned turn)
{
    char byte;

    if (turn % 2 != 0)
        relay(client);
    else if (recv(client, &byte, 1, MSG_PEEK) > 0)
        reset(client);
}

/* The same of a proxy. */
static void proxy_rst_first(int client, unsigned turn)
{
    if (!read_head(client))
        return;
    if (turn % 2 == 0) {
        reset(client);
    } else {
        say(client, established);
        relay(client);
    }
}

/* 200 ms between a question and its answer: the bench and the tests of phases know how long a step takes at least. */
static void delayed_origin(int client, unsigned turn)
{
    char byte;

    (void)turn;
    if (recv(client, &byte, 1, MSG_PEEK) <= 0)
        return;
    pause_ms(200);
    relay(client);
}

static void delayed_proxy(int client, unsigned turn)
{
    if (!read_head(client))
        return;
    pause_ms(200);
    say(client, established);
    delayed_origin(client, turn);
}

/* The clock of this proxy is that of its origin's certificate. */
static void proxy_dated(int client, const char *date)
{
    char answer[256];

    if (!read_head(client))
        return;
    snprintf(answer, sizeof answer, "HTTP/1.1 200 Connection established\r\nDate: %s\r\n\r\n", date);
    say(client, answer);
    relay(client);
}

static void proxy_of_2040(int client, unsigned turn)
{
    (void)turn;
    proxy_dated(client, "Tue, 10 Jan 2040 10:00:00 GMT");
}

static void proxy_of_2020(int client, unsigned turn)
{
    (void)turn;
    proxy_dated(client, "Fri, 10 Jan 2020 10:00:00 GMT");
}

/* A service on plain HTTP whose connection is reset in the middle of its answer. */
static void rst_in_body(int client, unsigned turn)
{
    (void)turn;
    read_head(client);
    say(client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nthe beginning");
    pause_ms(50);
    reset(client);
}

static const struct fault {
    const char *name;
    void (*act)(int client, unsigned turn);
} faults[] = {
    { "rst_now", rst_now },
    { "rst_after_request", rst_after_request },
    { "rst_after_bytes", rst_after_bytes },
    { "rst_in_body", rst_in_body },
    { "rst_first", rst_first },
    { "proxy_rst_first", proxy_rst_first },
    { "close", close_after_request },
    { "hang", hang },
    { "slow_headers", slow_headers },
    { "ssh", ssh_banner },
    { "html_after_200", html_after_200 },
    { "ok_then_rst", ok_then_rst },
    { "ok_then_close", ok_then_close },
    { "ok_then_hang", ok_then_hang },
    { "endless_header", endless_header },
    { "huge_header", huge_header },
    { "ansi_reason", ansi_reason },
    { "http10_body", http10_body },
    { "alert_version", alert_version },
    { "delayed_origin", delayed_origin },
    { "delayed_proxy", delayed_proxy },
    { "proxy_of_2040", proxy_of_2040 },
    { "proxy_of_2020", proxy_of_2020 },
};

struct visit {
    struct served *served;
    int client;
    unsigned turn;
};

static void *serve_one(void *context)
{
    struct visit visit = *(struct visit *)context;

    free(context);
    origin_port = visit.served->origin_port;
    visit.served->act(visit.client, visit.turn);
    close(visit.client);
    return NULL;
}

static void *serve(void *context)
{
    struct served *served = context;
    pthread_attr_t detached;
    pthread_t thread;

    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, 262144);
    for (;;) {
        struct visit *visit = malloc(sizeof *visit);

        if (visit == NULL)
            return NULL;
        visit->served = served;
        visit->client = accept(served->listener, NULL, NULL);
        visit->turn = atomic_fetch_add(&served->connections, 1);
        if (visit->client < 0 || pthread_create(&thread, &detached, serve_one, visit) != 0) {
            if (visit->client >= 0)
                close(visit->client);
            free(visit);
        }
    }
}

static int listen_on(int port)
{
    struct sockaddr_in here = address_of("127.0.0.1", port);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) == 0 && listen(listener, 128) == 0)
        return listener;
    close(listener);
    return -1;
}

static int find_free(int base, int count)
{
    for (; base + count < 32000; base += count) {
        int listener = 0;

        for (int i = 0; i < count && listener >= 0; i++) {
            listener = listen_on(base + i);
            if (listener >= 0)
                close(listener);
        }
        if (listener >= 0)
            return printf("%d\n", base) > 0 ? 0 : 1;
    }
    fprintf(stderr, "fault_server: no %d free ports in a row\n", count);
    return 1;
}

static bool accepts(const char *place)
{
    char address[64] = "";
    const char *colon = strrchr(place, ':');
    struct sockaddr_in there;
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_there;

    snprintf(address, sizeof address, "%.*s", (int)(colon - place), place);
    there = address_of(address, atoi(colon + 1));
    is_there = connect(client, (struct sockaddr *)&there, sizeof there) == 0;
    close(client);
    return is_there;
}

static int wait_for(char **places)
{
    for (int tries = 0; *places != NULL; tries++) {
        if (strchr(*places, ':') == NULL || tries > 1000) {
            fprintf(stderr, "fault_server: nobody accepts connections on %s\n", *places);
            return 1;
        }
        if (accepts(*places))
            places++;
        else
            pause_ms(20);
    }
    return 0;
}

/* "PORT=FAULT[:ORIGIN]" */
static bool start(char *wish)
{
    char *name = strchr(wish, '='), *origin = strchr(wish, ':');
    struct served *served = calloc(1, sizeof *served);
    pthread_t thread;

    if (served == NULL || name == NULL)
        return false;
    *name++ = '\0';
    if (origin != NULL) {
        *origin++ = '\0';
        served->origin_port = atoi(origin);
    }
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (strcmp(faults[i].name, name) == 0)
            served->act = faults[i].act;
    served->listener = listen_on(atoi(wish));
    if (served->act == NULL || served->listener < 0) {
        fprintf(stderr, "fault_server: cannot serve %s on port %s: %s\n", name, wish, served->act == NULL ? "no such fault" : strerror(errno));
        return false;
    }
    return pthread_create(&thread, NULL, serve, served) == 0;
}

int main(int count, char **words)
{
    if (count == 4 && strcmp(words[1], "free") == 0)
        return find_free(atoi(words[2]), atoi(words[3]));
    if (count > 2 && strcmp(words[1], "wait") == 0)
        return wait_for(words + 2);
    if (count < 2) {
        fprintf(stderr, "usage: fault_server PORT=FAULT[:ORIGIN]... | free BASE COUNT | wait ADDRESS:PORT...\n");
        return 4;
    }
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < count; i++)
        if (!start(words[i]))
            return 1;
    for (;;)
        pause();
}
