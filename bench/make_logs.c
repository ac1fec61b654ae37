/* Logs for the bench, like those of a Linux machine with an agent: make_logs FOLDER MIB FILES. The same arguments give the same bytes.
 *
 * Those named .old are to be packed by gzip (bench/run does). What the lines say, how often a name, a hash or an address comes again and how often a
 * secret stands among them is as in the corpus by which the limits of the bundle were set (measured on 2026-11: zip -6 leaves a quarter of it). All
 * names, addresses and keys are made up. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { POOL = 512, LINES_A_SECRET = 1500, LEAST_OF_A_MACHINE = 200, MANY_FILES = 10000 };

static uint64_t state = 20261121, pool[POOL];

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t any(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static unsigned below(unsigned limit)
{
    return (unsigned)((any() >> 32) * (uint64_t)limit >> 32);
}

/* Few come often, as in real logs. */
static unsigned often(unsigned limit)
{
    unsigned one = below(limit), other = below(limit), third = below(limit);
    unsigned least = one < other ? one : other;

    return least < third ? least : third;
}

#define COUNT(list) (sizeof list / sizeof list[0])
#define PICK(list)  list[often(COUNT(list))]

static const char *const people[] = { "anders",     "birgit.h", "c.okafor", "deploy",   "emil_j", "farah",    "gustavo", "hana.k",  "ivo",
                                      "jlindqvist", "karin",    "l.meyer",  "mbeki",    "noor.a", "oskar",    "petra",   "quentin", "rosa.m",
                                      "sven",       "tuva",     "ulrike",   "v.petrov", "wanda",  "ximena.r", "yara",    "zoltan" };
static const char *const domains[] = { "example.com", "corp.example.net", "example.org", "mail.example.co.uk" };
static const char *const parts[] = { "rtp", "engine",  "cloud", "definitions", "quarantine", "config",   "update",
                                     "edr", "network", "ipc",   "license",     "exclusions", "fanotify", "ebpf" };
static const char *const units[] = { "mdatp.service", "systemd-resolved.service", "ssh.service",       "cron.service",
                                     "dbus.service",  "NetworkManager.service",   "docker.service",    "containerd.service",
                                     "snapd.service", "user@1000.service",        "apt-daily.service", "systemd-timesyncd.service" };
static const char *const folders[] = { "/home/%u/src/app/build/",
                                       "/home/%u/.cache/fontconfig/",
                                       "/home/%u/Documents/",
                                       "/var/lib/docker/overlay2/%o/merged/usr/lib/",
                                       "/mnt/c/Users/%u/AppData/Local/Temp/",
                                       "/opt/build/%u/node_modules/.bin/",
                                       "/var/log/%u/",
                                       "/tmp/%u-session/",
                                       "C:\\Users\\%u\\AppData\\Roaming\\Code\\",
                                       "/srv/data/%u/archive/" };
static const char *const leaves[] = { "main.o",     "index.js", "libcore.so.2", "cache.db",       "session.json", "report.pdf", "run.sh",
                                      "config.yml", "a.out",    "log.txt",      "package.tar.gz", "setup.exe",    "test_io.py", "core.41" };
static const char *const levels[] = { "info", "info", "info", "info", "debug", "warning", "error" };

/* In all formats: %u a user, %e an e-mail address, %p a path, %m a part of the agent, %n a unit, %g a GUID that came before, %G a new one,
   %i an address that came before, %I a new one, %6 and %M a link's addresses, %h a SHA-256, %o an identifier, %d below 100, %D a number, %x
   a pointer; %r characters of a secret. */
static const char *const agent_lines[] = {
    "[%m]: File scanned: %p, verdict: clean, elapsed_us: %D",
    "[%m]: Real-time protection event: open pid=%D path=%p uid=%d",
    "[%m]: Cache hit for %p (generation %d)",
    "[%m]: Process created: pid=%D, ppid=%D, image=%p, user=%u",
    "[%m]: Connection to %I:443 established in %d ms (machine id %g)",
    "[%m]: Cloud lookup for sha256 %h returned unknown",
    "[%m]: Heartbeat sent; queue depth %d, dropped 0, org id %g",
    "[%m]: Definitions are up to date: 1.401.%d.0, engine 1.1.%d.2",
    "[%m]: Exclusion matched: %p",
    "[%m]: Allocated %D bytes at %x for scan context %d",
    "[%m]: Retrying request %G after %d s: connection to %i:%D reset by peer",
    "[%m]: Configuration value changed: antivirusEngine.maximumOnDemandScanThreads = %d",
    "[%m]: Failed to open %p: errno 2 (No such file or directory)",
    "[%m]: Telemetry event %G queued (size %D)",
    "[%m]: Interface eth0 mac %M address %i link-local %6",
    "[%m]: Signed-in user %e on session %d",
    "[%m]: Scan %g progress: %D files, %d threats, current %p",
    "[%m]: Worker thread %d idle for %D us",
    "[%m]: ebpf ring buffer: %D events read, %d lost",
    "[%m]: Stopping engine instance %x",
};
static const char *const journal_lines[] = {
    "mdatp[%D]: watchdog ping ok, rss %D kB",
    "systemd[1]: %n: Scheduled restart job, restart counter is at %d.",
    "sshd[%D]: Accepted publickey for %u from %I port %D ssh2: ED25519 SHA256:%h",
    "sshd[%D]: pam_unix(sshd:session): session opened for user %u(uid=10%d) by (uid=0)",
    "CRON[%D]: (%u) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly)",
    "kernel: [%D.%D] IN=eth0 OUT= MAC=%M:08:00 SRC=%I DST=%i LEN=%d TOS=0x00 TTL=64 PROTO=TCP SPT=%D DPT=443",
    "systemd[1]: Started %n.",
    "dockerd[%D]: level=info msg=\"container %g started\" image=registry.example.com/app:%d",
    "systemd-resolved[%D]: Using degraded feature set UDP instead of UDP+EDNS0 for DNS server %i.",
    "NetworkManager[%D]: <info>  dhcp4 (eth0): state changed bound -> extended, address=%i",
    "sudo:   %u : TTY=pts/%d ; PWD=/home/%u ; USER=root ; COMMAND=/usr/bin/mdatp health",
    "kernel: audit: type=1400 audit(1795244400.%d:%D): apparmor=\"DENIED\" operation=\"open\" name=\"%p\" pid=%D",
};
static const char *const event_lines[] = {
    "\"event\":\"network\",\"src\":\"%i\",\"dst\":\"%I\",\"dport\":443,\"bytes\":%D,\"pid\":%D,\"image\":\"/usr/bin/curl\"}",
    "\"event\":\"process\",\"pid\":%D,\"ppid\":%D,\"user\":\"%u\",\"exe\":\"/usr/lib/%m/worker\",\"sha256\":\"%h\"}",
    "\"event\":\"scan\",\"id\":\"%g\",\"files\":%D,\"threats\":%d,\"duration_ms\":%D}",
    "\"event\":\"login\",\"user\":\"%e\",\"addr\":\"%I\",\"ok\":true,\"session\":\"%G\"}",
    "\"event\":\"health\",\"healthy\":true,\"release_ring\":\"Production\",\"org_id\":\"%g\",\"cpu\":%d,\"rss_kb\":%D}",
};
static const char *const secrets[] = {
    "Authorization: Bearer %r",
    "token=eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.%r.%r",
    "using proxy http://%u:%r@proxy.corp.example.net:3128",
    "https://store.blob.example.net/up?sv=2023-01-03&se=2027-01-01&sr=b&sig=%r%%3D",
    "login retry password=%r",
    "git fetch with ghp_%r",
    "-----BEGIN PRIVATE KEY-----\n%r\n-----END PRIVATE KEY-----",
    "Set-Cookie: session=%r; Path=/; HttpOnly",
    "Endpoint=sb://bus.example.net/;SharedAccessKeyName=send;SharedAccessKey=%r=",
};

static void characters(FILE *file, const char *set, unsigned count)
{
    while (count-- > 0)
        putc(set[below((unsigned)strlen(set))], file);
}

static void guid(FILE *file, uint64_t value)
{
    uint64_t rest = value * 0xd6e8feb86659fd93u ^ value >> 29;

    fprintf(file, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(value >> 32), (unsigned)(value >> 16 & 0xffff), (unsigned)(value & 0xfff),
            (unsigned)(0x8000 | (rest >> 48 & 0x3fff)), (unsigned long long)(rest & 0xffffffffffffu));
}

static void address(FILE *file, unsigned first, uint64_t value)
{
    fprintf(file, "%u.%u.%u.%u", first, (unsigned)(value >> 8 & 255), (unsigned)(value >> 16 & 255), (unsigned)(value >> 24 & 255));
}

static void link_address(FILE *file, char kind)
{
    uint64_t value = pool[often(kind == '6' ? 60 : 40)];

    if (kind == '6')
        fprintf(file, "fe80::%x:%x:%x:%x", (unsigned)(value & 0xffff), (unsigned)(value >> 16 & 0xffff), (unsigned)(value >> 32 & 0xffff),
                (unsigned)(value >> 48));
    else
        fprintf(file, "02:%02x:%02x:%02x:%02x:%02x", (unsigned)(value & 255), (unsigned)(value >> 8 & 255), (unsigned)(value >> 16 & 255),
                (unsigned)(value >> 24 & 255), (unsigned)(value >> 32 & 255));
}

/* Mostly of a file that was seen before. */
static void hash(FILE *file)
{
    uint64_t value = pool[often(250)];
    bool is_new = below(5) == 0;

    for (unsigned i = 1; i <= 4; i++)
        fprintf(file, "%016llx", (unsigned long long)(is_new ? any() : value * (2 * i + 1) ^ value >> (7 * i)));
}

static void number(FILE *file)
{
    static const unsigned limits[] = { 100, 1000, 1000, 10000, 10000, 10000, 100000, 10000000 };

    fprintf(file, "%u", below(limits[below(COUNT(limits))]));
}

static void line_of(FILE *file, const char *format);

static void word(FILE *file, char kind)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    switch (kind) {
    case 'u':
        fputs(PICK(people), file);
        break;
    case 'e':
        line_of(file, "%u@"), fputs(PICK(domains), file);
        break;
    case 'p':
        line_of(file, PICK(folders)), fputs(leaves[below(COUNT(leaves))], file);
        break;
    case 'm':
        fputs(PICK(parts), file);
        break;
    case 'n':
        fputs(PICK(units), file);
        break;
    case 'g':
        guid(file, pool[often(300)]);
        break;
    case 'G':
        guid(file, any());
        break;
    case 'i':
        address(file, 10, pool[often(120)]);
        break;
    case 'I':
        address(file, 64 + below(128), any());
        break;
    case '6':
    case 'M':
        link_address(file, kind);
        break;
    case 'h':
        hash(file);
        break;
    case 'o':
        fprintf(file, "%016llx", (unsigned long long)pool[often(200)]);
        break;
    case 'd':
        fprintf(file, "%u", below(100));
        break;
    case 'D':
        number(file);
        break;
    case 'x':
        fprintf(file, "0x7f%010llx", (unsigned long long)(any() & 0xffffffff0u));
        break;
    case 'r':
        characters(file, letters, 36 + below(12));
        break;
    default:
        putc(kind, file);
    }
}

static void line_of(FILE *file, const char *format)
{
    for (; *format != '\0'; format++)
        if (*format == '%')
            word(file, *++format);
        else
            putc(*format, file);
}

enum kind { AGENT, JOURNAL, EVENTS, KINDS };

/* A log's clock goes on: `now` is in microseconds of the month. */
static void line(FILE *file, enum kind kind, unsigned long long now)
{
    unsigned long long second = now / 1000000;
    char day[16], clock[32];

    snprintf(day, sizeof day, "%02llu", 1 + second / 86400 % 28);
    snprintf(clock, sizeof clock, "%02llu:%02llu:%02llu.%06llu", second / 3600 % 24, second / 60 % 60, second % 60, now % 1000000);
    if (kind == AGENT) {
        fprintf(file, "[%u][%u][2026-11-%s %s UTC][%s]: ", 1200 + below(3), 1200 + often(64), day, clock, PICK(levels));
    } else if (kind == JOURNAL) {
        fprintf(file, "Nov %s %s ws-17 ", day, clock);
    } else {
        fprintf(file, "{\"ts\":\"2026-11-%sT%sZ\",\"machine\":\"", day, clock);
        guid(file, pool[0]);
        line_of(file, "\",\"seq\":%D,");
    }
    if (below(LINES_A_SECRET) == 0)
        line_of(file, secrets[below(COUNT(secrets))]);
    else
        line_of(file, kind == AGENT ? PICK(agent_lines) : kind == JOURNAL ? PICK(journal_lines) : PICK(event_lines));
    putc('\n', file);
}

/* A page like code, like nothing, like a table or like noise. */
static void page(FILE *file)
{
    unsigned look = below(10);

    for (uint64_t i = 0; i < 512; i++) {
        uint64_t value = look < 4 ? pool[often(500)] & 0xffff00ffff00ffffu : look < 6 ? 0 : look < 8 ? i * 64 + (pool[look] << 20) : any();

        fwrite(&value, sizeof value, 1, file);
    }
}

static int fill(const char *path, int kind, unsigned long long size)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        return -1;
    if (kind == KINDS)
        fputs("\x7f"
              "ELF",
              file);
    for (unsigned long long now = 1000000ull * below(1000000); (unsigned long long)ftell(file) < size; now += below(20000))
        if (kind == KINDS)
            page(file);
        else
            line(file, (enum kind)kind, now);
    return fclose(file);
}

/* The files of a machine, in their order; what is left is small. */
static const struct share {
    unsigned files, percent; /* of the bytes, all of them together */
    int kind;
    bool is_packed;
} machine[] = {
    { 1, 39, AGENT, false },   { 1, 11, JOURNAL, false }, { 20, 16, AGENT, false }, { 24, 15, JOURNAL, true },
    { 30, 7, JOURNAL, false }, { 40, 7, EVENTS, false },  { 12, 4, KINDS, false },
};

/* Of file `index` of so many: many files are of one size. */
static struct share share_of(unsigned files, unsigned index)
{
    unsigned begin = 0;

    if (files < LEAST_OF_A_MACHINE || files >= MANY_FILES)
        return (struct share){ files, 100, (int)(index % KINDS), false };
    for (size_t i = 0; i < COUNT(machine); begin += machine[i++].files)
        if (index < begin + machine[i].files)
            return machine[i];
    return (struct share){ files - begin, 1, (int)(index % KINDS), false };
}

int main(int count, char **arguments)
{
    unsigned files = count == 4 ? (unsigned)strtoul(arguments[3], NULL, 10) : 0;
    unsigned long long all = count == 4 ? strtoull(arguments[2], NULL, 10) << 20 : 0;

    if (files == 0)
        return 4;
    for (unsigned i = 0; i < POOL; i++)
        pool[i] = any();
    for (unsigned i = 0; i < files; i++) {
        struct share share = share_of(files, i);
        char path[512];

        snprintf(path, sizeof path, "%s/%03u", arguments[1], i / 100);
        if (i % 100 == 0 && mkdir(path, 0755) != 0 && errno != EEXIST)
            return 4;
        snprintf(path, sizeof path, "%s/%03u/%s-%u.log%s", arguments[1], i / 100, parts[i % COUNT(parts)], i, share.is_packed ? ".old" : "");
        if (fill(path, share.kind, all * share.percent / 100 / share.files) != 0)
            return 4;
    }
    return 0;
}
