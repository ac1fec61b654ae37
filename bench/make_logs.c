/* Logs for the bench, like those of a Linux machine with an agent: make_logs FOLDER MIB FILES. The same arguments give the same bytes.
 *
 * One log is 44 of 100 bytes, a journal 13, twenty rotated logs and twenty more named .old (for gzip: bench/run) 17 each, the rest small.
 * All names, addresses and keys are made up; they come as often as in an agent's log, where half of the lines have one, mostly one that
 * came before. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static uint64_t state = 20261121;

/* Knuth's constants (MMIX); the upper bits are the good ones. */
static unsigned below(unsigned limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 33) % limit);
}

/* Few come often, as in real logs. */
static unsigned often(unsigned limit)
{
    unsigned one = below(limit), other = below(limit), third = below(limit);
    unsigned least = one < other ? one : other;

    return least < third ? least : third;
}

#define PICK(list) list[often(sizeof list / sizeof list[0])]

static const char *const people[] = { "anders",     "birgit.h", "c.okafor", "deploy",   "emil_j", "farah",    "gustavo", "hana.k",  "ivo",
                                      "jlindqvist", "karin",    "l.meyer",  "mbeki",    "noor.a", "oskar",    "petra",   "quentin", "rosa.m",
                                      "sven",       "tuva",     "ulrike",   "v.petrov", "wanda",  "ximena.r", "yara",    "zoltan" };
static const char *const parts[] = { "engine", "cloud", "rtp", "edr", "scan", "config", "ipc", "update", "quarantine", "network", "ebpf", "license" };
static const char *const folders[] = { "src/app/build",      ".cache/fontconfig",
                                       "Documents/2026",     "work/service/target/debug",
                                       ".local/share/Trash", "tmp" };
static const char *const leaves[] = { "main.o", "index.js", "report.pdf", "libcore.so.2", "data.db", "session.json", "run.sh", "log.txt", "core.41" };
static const char *const states[] = { "allowed", "scanned", "queued", "skipped: excluded", "deferred", "clean", "not found" };

static void hexadecimal(FILE *file, unsigned digits)
{
    while (digits-- > 0)
        putc("0123456789abcdef"[below(16)], file);
}

static void secret(FILE *file)
{
    switch (below(4)) {
    case 0:
        fputs("Authorization: Bearer ", file);
        hexadecimal(file, 40);
        break;
    case 1:
        fputs("password=", file);
        hexadecimal(file, 14);
        break;
    case 2:
        fprintf(file, "proxy http://%s:", PICK(people));
        hexadecimal(file, 12);
        fputs("@proxy.corp.example:8080", file);
        break;
    default:
        fputs("session_token: ", file);
        hexadecimal(file, 32);
    }
}

/* An address, a device or a hash that came before, mostly. */
static unsigned again(unsigned kinds)
{
    return often(kinds) * 2654435761u;
}

static void event_with_names(FILE *file)
{
    unsigned address = again(120);

    switch (below(5)) {
    case 0:
    case 1:
        fprintf(file, "file event: /home/%s/%s/%s was %s by pid %u in %u us", PICK(people), PICK(folders), PICK(leaves), PICK(states),
                300 + often(30000), often(90000));
        break;
    case 2:
        fprintf(file, "connection from 10.%u.%u.%u:%u to 172.16.%u.%u:443 took %u ms", address >> 29, address >> 20 & 63, address >> 10 & 127,
                32768 + below(28000), often(4), 1 + often(60), often(4000));
        break;
    case 3:
        fprintf(file, "{\"level\":\"info\",\"user\":\"%s\",\"path\":\"/opt/service/%u/%s\",\"bytes\":%u,\"state\":\"%s\"}", PICK(people), often(300),
                PICK(leaves), often(1000000), PICK(states));
        break;
    default:
        address = again(300);
        fprintf(file, "device %08x-%04x-4a1b-8e3f-%04x%08x reported to %s@corp.example", address, address * 40503u & 0xffff,
                address * 62089u & 0xffff, address * 2246822519u, PICK(people));
    }
}

static void event(FILE *file)
{
    switch (often(12)) {
    case 0:
    case 2:
        event_with_names(file);
        break;
    case 1:
        fprintf(file, "real-time protection event: open pid=%u path=/home/%s/%s/%s uid=%u", 300 + often(3000), PICK(people), PICK(folders),
                PICK(leaves), 1000 + often(20));
        break;
    case 3:
        fprintf(file, "cloud lookup for sha256 %08x%08x%08x%08x returned %s", again(250), again(250), below(1u << 31), again(250), PICK(states));
        break;
    case 4:
        fprintf(file, "definitions 1.%u.%u.0 loaded, %u signatures, retry in %u s", 380 + often(30), often(3000), 900000 + often(90000), often(600));
        break;
    case 5:
        fprintf(file, "worker thread %u idle for %u us; allocated %u bytes at 0x7f%08x", often(40), often(100000), often(1000000), below(1u << 31));
        break;
    case 6:
        fprintf(file, "cache hit for /usr/lib/%s/%s (generation %u), verdict: %s", PICK(parts), PICK(leaves), often(100), PICK(states));
        break;
    case 7:
        fprintf(file, "ring buffer: %u events read, %u lost, real-time protection of %s on", often(100000), often(20), PICK(parts));
        break;
    default:
        fprintf(file, "heartbeat %u of %s, queue length %u, memory %u KiB, threads %u", often(100000), PICK(parts), often(500), 20000 + often(90000),
                4 + often(40));
    }
}

/* A log's clock goes on: `now` is in microseconds of the month. */
static void line(FILE *file, unsigned long long now)
{
    unsigned long long second = now / 1000000;

    fprintf(file, "[%u][%u][2026-11-%02llu %02llu:%02llu:%02llu.%06llu UTC][%s]: ", 1200 + below(3), 1200 + often(64), 1 + second / 86400 % 28,
            second / 3600 % 24, second / 60 % 60, second % 60, now % 1000000, PICK(parts));
    if (below(2000) == 0)
        secret(file);
    else
        event(file);
    putc('\n', file);
}

static int fill(const char *path, unsigned long long size)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        return -1;
    for (unsigned long long now = 1000000ull * below(1000000); (unsigned long long)ftell(file) < size; now += below(20000))
        line(file, now);
    return fclose(file);
}

enum { ROTATED = 20 };

/* Is file `index` a rotated log that is packed? */
static bool is_packed(unsigned files, unsigned index)
{
    return files >= 10 * ROTATED && files < 10000 && index >= 2 + ROTATED && index < 2 + 2 * ROTATED;
}

static unsigned long long size_of(unsigned long long all, unsigned files, unsigned index)
{
    if (files < 10 * ROTATED || files >= 10000)
        return all / files;
    if (index < 2)
        return index == 0 ? all / 100 * 44 : all / 100 * 13;
    return index < 2 + 2 * ROTATED ? all / 100 * 17 / ROTATED : all / 100 * 9 / files;
}

int main(int count, char **arguments)
{
    unsigned files = count == 4 ? (unsigned)strtoul(arguments[3], NULL, 10) : 0;
    unsigned long long all = count == 4 ? strtoull(arguments[2], NULL, 10) << 20 : 0;

    if (files == 0)
        return 4;
    for (unsigned i = 0; i < files; i++) {
        char path[512];

        snprintf(path, sizeof path, "%s/%03u", arguments[1], i / 100);
        if (i % 100 == 0 && mkdir(path, 0755) != 0 && errno != EEXIST)
            return 4;
        snprintf(path, sizeof path, "%s/%03u/%s-%u.log%s", arguments[1], i / 100, parts[i % 12], i, is_packed(files, i) ? ".old" : "");
        if (fill(path, size_of(all, files, i)) != 0)
            return 4;
    }
    return 0;
}
