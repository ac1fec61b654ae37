/* Accounts that everybody has, and words that stand where a name is not known. */
#include "bundle/common_account.h"

#include <string.h>

#include "bundle/letters.h"

/* Names in lower case, by their first letters: of distributions, of Windows, of services, and words of sentences. */
enum { MOST_ACCOUNTS = 21 };

struct account {
    const char *name; /* NULL behind the last one */
    size_t size;
};

#define ACCOUNT(name)          \
    {                          \
        name, sizeof(name) - 1 \
    }

static const struct account common_accounts[26][MOST_ACCOUNTS] = {
    ['a' - 'a'] = { ACCOUNT("access"),
                    ACCOUNT("account"),
                    ACCOUNT("accounts"),
                    ACCOUNT("adm"),
                    ACCOUNT("admin"),
                    ACCOUNT("administrator"),
                    ACCOUNT("administrators"),
                    ACCOUNT("agent"),
                    ACCOUNT("agents"),
                    ACCOUNT("all"),
                    ACCOUNT("all users"),
                    ACCOUNT("an"),
                    ACCOUNT("and"),
                    ACCOUNT("anonymous"),
                    ACCOUNT("any"),
                    ACCOUNT("apache"),
                    ACCOUNT("as"),
                    ACCOUNT("at"),
                    ACCOUNT("audio"),
                    ACCOUNT("authentication") },
    ['b' - 'a'] = { ACCOUNT("backup"), ACCOUNT("bin"), ACCOUNT("builtin") },
    ['c' - 'a'] = { ACCOUNT("callbacks"), ACCOUNT("can"), ACCOUNT("cdrom"), ACCOUNT("chrony"), ACCOUNT("code"), ACCOUNT("console"), ACCOUNT("could"),
                    ACCOUNT("created"), ACCOUNT("current") },
    ['d' - 'a'] = { ACCOUNT("daemon"), ACCOUNT("data"), ACCOUNT("dbus"), ACCOUNT("default"), ACCOUNT("default user"), ACCOUNT("defaultaccount"),
                    ACCOUNT("defaultapppool"), ACCOUNT("defaultuser0"), ACCOUNT("defined"), ACCOUNT("desktop.ini"), ACCOUNT("details"),
                    ACCOUNT("directory"), ACCOUNT("disk"), ACCOUNT("docker") },
    ['e' - 'a'] = { ACCOUNT("each"), ACCOUNT("empty"), ACCOUNT("enters"), ACCOUNT("error"), ACCOUNT("errors"), ACCOUNT("everyone") },
    ['f' - 'a'] = { ACCOUNT("failed"), ACCOUNT("false"), ACCOUNT("font driver host"), ACCOUNT("for"), ACCOUNT("from"), ACCOUNT("ftp") },
    ['g' - 'a'] = { ACCOUNT("games"), ACCOUNT("gid"), ACCOUNT("given"), ACCOUNT("gnats"), ACCOUNT("group"), ACCOUNT("guest") },
    ['h' - 'a'] = { ACCOUNT("halt"), ACCOUNT("has"), ACCOUNT("home"), ACCOUNT("httpd") },
    ['i' - 'a'] = { ACCOUNT("id"), ACCOUNT("identity"), ACCOUNT("if"), ACCOUNT("illegal"), ACCOUNT("in"), ACCOUNT("information"),
                    ACCOUNT("initiated"), ACCOUNT("input"), ACCOUNT("install"), ACCOUNT("installation"), ACCOUNT("interaction"), ACCOUNT("interface"),
                    ACCOUNT("invalid"), ACCOUNT("irc"), ACCOUNT("is") },
    ['k' - 'a'] = { ACCOUNT("kvm") },
    ['l' - 'a'] = { ACCOUNT("level"), ACCOUNT("list"), ACCOUNT("local service"), ACCOUNT("localhost"), ACCOUNT("localservice"), ACCOUNT("lost+found"),
                    ACCOUNT("lp") },
    ['m' - 'a'] = { ACCOUNT("mail"), ACCOUNT("man"), ACCOUNT("may"), ACCOUNT("mdatp"), ACCOUNT("messagebus"), ACCOUNT("missing"), ACCOUNT("mode"),
                    ACCOUNT("must"), ACCOUNT("mysql") },
    ['n' - 'a'] = { ACCOUNT("n/a"), ACCOUNT("name"), ACCOUNT("netdev"), ACCOUNT("network service"), ACCOUNT("networkservice"), ACCOUNT("news"),
                    ACCOUNT("nginx"), ACCOUNT("nil"), ACCOUNT("no"), ACCOUNT("nobody"), ACCOUNT("nogroup"), ACCOUNT("none"), ACCOUNT("not"),
                    ACCOUNT("nt authority"), ACCOUNT("nt service"), ACCOUNT("null") },
    ['o' - 'a'] = { ACCOUNT("of"), ACCOUNT("on"), ACCOUNT("operator"), ACCOUNT("or"), ACCOUNT("our"), ACCOUNT("owner") },
    ['p' - 'a'] = { ACCOUNT("password"), ACCOUNT("permissions"), ACCOUNT("plugdev"), ACCOUNT("polkitd"), ACCOUNT("postgres"), ACCOUNT("process"),
                    ACCOUNT("processes"), ACCOUNT("profile"), ACCOUNT("profiles"), ACCOUNT("program"), ACCOUNT("programs"), ACCOUNT("provided"),
                    ACCOUNT("proxy"), ACCOUNT("public") },
    ['r' - 'a'] = { ACCOUNT("redis"), ACCOUNT("render"), ACCOUNT("request"), ACCOUNT("requests"), ACCOUNT("required"), ACCOUNT("root") },
    ['s' - 'a'] = { ACCOUNT("self"), ACCOUNT("service"), ACCOUNT("session"), ACCOUNT("sessions"), ACCOUNT("settings"), ACCOUNT("shared"),
                    ACCOUNT("should"), ACCOUNT("shutdown"), ACCOUNT("space"), ACCOUNT("specified"), ACCOUNT("sshd"), ACCOUNT("staff"),
                    ACCOUNT("sudo"), ACCOUNT("supplied"), ACCOUNT("sync"), ACCOUNT("sys"), ACCOUNT("syslog"), ACCOUNT("system"), ACCOUNT("systemd") },
    ['t' - 'a'] = { ACCOUNT("that"), ACCOUNT("the"), ACCOUNT("this"), ACCOUNT("to"), ACCOUNT("true"), ACCOUNT("trustedinstaller"), ACCOUNT("tty") },
    ['u' - 'a'] = { ACCOUNT("uid"), ACCOUNT("unknown"), ACCOUNT("unset"), ACCOUNT("user"), ACCOUNT("username"), ACCOUNT("users"), ACCOUNT("uucp") },
    ['v' - 'a'] = { ACCOUNT("video") },
    ['w' - 'a'] = { ACCOUNT("wdagutilityaccount"), ACCOUNT("wheel"), ACCOUNT("who"), ACCOUNT("will"), ACCOUNT("window manager"), ACCOUNT("with"),
                    ACCOUNT("www-data") },
    ['y' - 'a'] = { ACCOUNT("yes"), ACCOUNT("your") },
};

static const struct account nameless[] = { ACCOUNT("(none)"), ACCOUNT("(null)"), ACCOUNT("(unknown)"), ACCOUNT("-") };

static inline bool is_account(const struct account *account, const char *name, size_t size)
{
    size_t at = 1;

    if (account->size != size || letter_lower(*name) != *account->name)
        return false;
    while (at < size && letter_lower(name[at]) == account->name[at])
        at++;
    return at == size;
}

bool is_common_account(const char *name, size_t size)
{
    unsigned first = size > 0 ? (unsigned)(unsigned char)letter_lower(*name) - 'a' : 26;

    if (first < 26) {
        for (const struct account *account = common_accounts[first]; account->name != NULL; account++)
            if (is_account(account, name, size))
                return true;
        /* Of systemd's services. */
        return size > 8 && memcmp(name, "systemd-", 8) == 0;
    }
    for (size_t i = 0; i < sizeof nameless / sizeof nameless[0] && size > 0; i++)
        if (is_account(&nameless[i], name, size))
            return true;
    /* Of Debian's: _apt. */
    return size > 1 && *name == '_';
}
