/* The names this machine and its people have, which a bundle hides wherever they stand: users, host names, domains, ids. */
#ifndef HEALTHCHECK_KNOWN_NAMES_H
#define HEALTHCHECK_KNOWN_NAMES_H

#include "healthcheck/host/host.h"
#include "healthcheck/options.h"

struct known_names {
    struct words users, hosts, domains, devices; /* NULL at the end of each */
    char **owned;
    size_t count;
};

/* Of accounts (uid 1000 and more) and home folders below `root` where the host is live, of SUDO_USER, of the examined Windows user; the
   host's name, whole and to its first dot; the domains of resolv.conf, of configured proxies and of accounts that are written as e-mail
   addresses, with those above them (`contoso.com` of `corp.contoso.com`), but for Microsoft's own. Words that many machines are called by ("ubuntu")
   are none. The ids under which the service knows the machine and its WSL. */
struct known_names known_names_of(struct host *host, const char *root);
void known_names_free(struct known_names *names);

#endif
