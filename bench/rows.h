/* What is measured, and what it may cost: a row a command line, run in the folder that bench/run prepares. */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct row {
    const char *name;                              /* how other rows call it */
    const char *work;                              /* what it is, for a reader */
    const char *command;                           /* words; "@file" is the lines of that file, a word each */
    const char *floor;                             /* a row that does less: to be faster than that is a mistake in measuring */
    const char *above;                             /* the row that the limits "above" count from */
    double above_ms, above_mib, most_ms, most_mib; /* limits; 0 is none */
    const char *times_of;                          /* the row of which this one may take so many times the wall time */
    double most_times, most_cpu_ms;                /* limits; 0 is none */
    int rounds;
    bool is_on_one_core;
    bool is_long;               /* takes more than some ten seconds: with --long */
    const char *without, *with; /* not measured where this path exists, or does not */
};

/* A report is read by a person who waits for it, or collected by a script from every machine of a fleet. */
static const struct row rows[] = {
    {
        .name = "start",
        .work = "floor: start and end, nothing done",
        .command = "healthcheck --version",
        .rounds = 41,
    },
    {
        .name = "read",
        .work = "peer: read that host's files, judge nothing",
        .command = "grep -rqF no-such-text large",
        .rounds = 41,
    },
    {
        .name = "captured",
        .work = "report on a captured Windows host, 2,000 registry values",
        .command = "healthcheck --host large",
        .floor = "start",
        .above = "start",
        .above_ms = 3,
        .above_mib = 4,
        .most_ms = 10,
        .most_mib = 16,
        .rounds = 41,
    },
    {
        .name = "proxy",
        .work = "--extendedProxy on a captured Windows host",
        .command = "healthcheck --host proxied --extendedProxy",
        .floor = "start",
        .above = "start",
        .above_ms = 3,
        .above_mib = 4,
        .rounds = 41,
    },
    {
        .name = "urls",
        .work = "10,000 URLs against a bypass list of 1,000 entries",
        .command = "healthcheck --host bypassed --extendedProxy @urls",
        .floor = "start",
        .most_ms = 1000,
        .rounds = 5,
    },
    {
        .name = "live",
        .work = "report on this machine, no agent installed",
        .command = "healthcheck",
        .floor = "start",
        .most_ms = 25,
        .rounds = 21,
        .without = "/opt/microsoft/mdatp",
    },
    {
        .name = "slowest",
        .work = "floor: the slowest command of the fake agent, alone",
        .command = "agent/usr/bin/mdatp health --output json",
        .rounds = 15,
    },
    {
        .name = "agent",
        .work = "report on a root with a fake agent",
        .command = "bench_live agent",
        .floor = "slowest",
        .above = "slowest",
        .above_ms = 15,
        .rounds = 15,
    },
    {
        .name = "hosts-10",
        .work = "10 captured hosts in one call, a line of JSON each",
        .command = "healthcheck --format json @hosts-10",
        .floor = "start",
        .rounds = 15,
        .is_on_one_core = true,
    },
    {
        .name = "read-1000",
        .work = "peer: read the files of 1,000 captured hosts",
        .command = "grep -rqF no-such-text captures",
        .rounds = 7,
        .is_on_one_core = true,
    },
    {
        .name = "hosts-1000",
        .work = "1,000 captured hosts in one call (1 ms a host)",
        .command = "healthcheck --format json @hosts-1000",
        .floor = "hosts-10",
        .above = "hosts-10",
        .above_mib = 1,
        .most_ms = 1000,
        .rounds = 7,
        .is_on_one_core = true,
    },
    {
        .name = "pac",
        .work = "PAC of 100 KiB for 40 URLs, child included",
        .command = "bench_pac large.pac",
        .floor = "start",
        .most_ms = 100,
        .rounds = 21,
    },
    {
        .name = "pac-endless",
        .work = "hostile: an endless PAC",
        .command = "bench_pac endless.pac",
        .floor = "start",
        .most_ms = 3000,
        .most_mib = 64,
        .rounds = 1,
    },
    {
        .name = "pac-greedy",
        .work = "hostile: a PAC that allocates without end",
        .command = "bench_pac greedy.pac",
        .floor = "start",
        .most_ms = 3000,
        .most_mib = 64,
        .rounds = 1,
    },
    {
        .name = "pac-recursing",
        .work = "hostile: a PAC that recurses without end",
        .command = "bench_pac recursing.pac",
        .floor = "start",
        .most_ms = 3000,
        .most_mib = 64,
        .rounds = 1,
    },
    {
        .name = "curl",
        .work = "peer: one URL through a proxy, answered after 200 ms",
        .command = "curl -s -x http://127.0.0.1:28217 http://host1.test:28217/",
        .rounds = 7,
    },
    {
        .name = "curl-loop",
        .work = "peer: 40 of them, one curl after the other",
        .command = "curl-loop",
        .floor = "curl",
        .rounds = 1,
        .is_long = true,
    },
    {
        .name = "curl-parallel",
        .work = "peer: 40 of them in one parallel curl",
        .command = "curl -sZ --parallel-immediate --parallel-max 64 -x http://127.0.0.1:28217 @forty",
        .rounds = 7,
    },
    {
        .name = "attempts",
        .work = "--connectivityTest at those 40, and one directly",
        .command = "connectivity-test --endpoints forty.json --timeout 10",
        .floor = "curl",
        .above = "start",
        .above_mib = 24,
        .times_of = "curl",
        .most_times = 1.15,
        .most_cpu_ms = 150,
        .rounds = 7,
    },
    {
        .name = "attempts-hanging",
        .work = "--connectivityTest at 40 of which 10 hang, 3 s allowed",
        .command = "connectivity-test --endpoints forty-hanging.json --timeout 3",
        .above = "start",
        .above_mib = 24,
        .most_ms = 3300,
        .most_cpu_ms = 150,
        .rounds = 1,
    },
    {
        .name = "zip",
        .work = "peer: 400 logs (128 MiB; --long: 512), zip -6, hides nothing",
        .command = "peer-zip logs",
        .rounds = 3,
    },
    {
        .name = "7zz",
        .work = "peer: the same, 7zz -mx1 with two threads",
        .command = "peer-7zz logs",
        .rounds = 1,
    },
    {
        .name = "pigz",
        .work = "peer: the same, tar and pigz (no zip)",
        .command = "peer-pigz logs",
        .rounds = 1,
    },
    {
        .name = "alone",
        .work = "floor: redaction, SHA-256 and deflate of that, one thread",
        .command = "bench_bundle alone logs",
        .rounds = 3,
    },
    {
        .name = "bundle",
        .work = "a bundle of that, redacted and hashed",
        .command = "bench_bundle zip logs bundle.zip",
        .times_of = "zip",
        .most_times = 0.35,
        .most_mib = 48,
        .rounds = 3,
    },
    {
        .name = "bundle-fast",
        .work = "the same with --fast",
        .command = "bench_bundle fast logs fast.zip",
        .times_of = "zip",
        .most_times = 0.20,
        .most_mib = 48,
        .rounds = 3,
    },
    {
        .name = "bundle-efficiency",
        .work = "two cores against the work alone in one",
        .command = "bench_bundle zip logs bundle.zip",
        .times_of = "alone",
        .most_times = 0.625,
        .rounds = 3,
    },
    {
        .name = "bundle-size",
        .work = "it is no larger than zip -6's, FAILED with 9 where it is",
        .command = "no-larger bundle.zip logs.zip 100",
        .rounds = 1,
    },
    {
        .name = "fast-size",
        .work = "--fast: at most 1.2 times as large",
        .command = "no-larger fast.zip logs.zip 120",
        .rounds = 1,
    },
    {
        .name = "zip-small",
        .work = "peer: 80 MiB in 20,000 small files, zip -6",
        .command = "peer-zip small",
        .rounds = 1,
    },
    {
        .name = "bundle-small",
        .work = "a bundle of those",
        .command = "bench_bundle zip small small-bundle.zip",
        .times_of = "zip-small",
        .most_times = 1,
        .most_mib = 48,
        .rounds = 1,
    },
    {
        .name = "bundle-many",
        .work = "--long: a bundle of 200,000 files",
        .command = "bench_bundle zip many many-bundle.zip",
        .most_mib = 160,
        .rounds = 1,
        .with = "many",
    },
    {
        .name = "bundle-huge",
        .work = "--long: a bundle of one log of 5 GiB",
        .command = "bench_bundle zip huge huge-bundle.zip",
        .most_mib = 48,
        .rounds = 1,
        .with = "huge",
    },
    {
        .name = "sos-slice",
        .work = "peer: 16 MiB, sos report --clean (addresses and names)",
        .command = "peer-sos sixteen",
        .rounds = 1,
        .is_long = true,
    },
    {
        .name = "bundle-slice",
        .work = "a bundle of those 16 MiB",
        .command = "bench_bundle zip sixteen sixteen.zip",
        .times_of = "sos-slice",
        .most_times = 0.05,
        .rounds = 1,
    },
    {
        .name = "redaction",
        .work = "redaction alone, one thread; FAILED with 9 below 400 MB/s",
        .command = "bench_bundle redact logs 400",
        .rounds = 3,
    },
    {
        .name = "redaction-slice",
        .work = "redaction alone, 32 MiB, one thread",
        .command = "bench_bundle redact slice",
        .rounds = 3,
    },
    {
        .name = "redaction-hostile",
        .work = "texts made to be slow; FAILED with 9 below 133 MB/s",
        .command = "bench_redact 133",
        .rounds = 1,
    },
    {
        .name = "hyperscan-slice",
        .work = "peer: a dozen patterns, Hyperscan, found only",
        .command = "bench_hyperscan slice patterns",
        .rounds = 1,
    },
    {
        .name = "pcre2-slice",
        .work = "peer: a dozen patterns, PCRE2 with JIT, found only",
        .command = "peer-pcre2 slice",
        .rounds = 1,
    },
    {
        .name = "sed-slice",
        .work = "peer: the same with sed -E",
        .command = "peer-sed slice",
        .rounds = 1,
    },
    {
        .name = "python-slice",
        .work = "peer: the same with Python's re",
        .command = "peer-python slice",
        .rounds = 1,
        .is_long = true,
    },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

#endif
