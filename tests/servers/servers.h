/* What a test knows of the servers around it (tests/servers/run). */
#ifndef TESTS_SERVERS_H
#define TESTS_SERVERS_H

#include <stdbool.h>
#include <stddef.h>

/* Ends the program where it was not started by tests/servers/run. */
void server_must_run(void);

/* The folder with certificates, logs, and root/ with the trust stores. */
const char *server_folder(void);

/* Are there namespaces of our own, so with names, a firewall and routes? Else why not. */
bool server_namespace(void);
const char *server_why(void);
bool server_has_ipv6(void);

/* A text with the port of a server in the place of each {name}; fails the test for a name nobody has. Yours to free. */
char *server_fill(const char *text);

/* "HOST:PORT:127.0.0.1" for each host of svc.test and each port, for where our name server is not asked; empty where it is. */
struct server_names {
    char **items; /* NULL at the end */
};

struct server_names server_names(void);
void server_names_free(struct server_names *names);

#endif
