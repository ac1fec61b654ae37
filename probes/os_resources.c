/* Has the machine what the agent needs: a processor, memory, room on the disk? */
#include "probes/table.h"

#include <stdio.h>

#include "healthcheck/host/fact_lines.h"

static const long long GB = 1000 * 1000 * 1000;

/* "2.97 GB", cut rather than rounded: 2.999 is below 3. */
struct amount {
    char text[32];
};

static struct amount amount_of(long long bytes)
{
    struct amount amount;

    snprintf(amount.text, sizeof amount.text, "%lld.%02lld GB", bytes / GB, bytes % GB / (GB / 100));
    return amount;
}

static void judge_processors(struct host *host, struct finding *finding)
{
    const struct fact *processors = host_ask(host, "system/processors");
    long long count;

    if (!finding_could_read(finding, processors) || !fact_number(processors, &count))
        return;
    if (count >= 1)
        finding_ok(finding, "%lld processor%s", count, count > 1 ? "s" : "");
    else
        finding_fail(finding, "no processor is online");
}

static void judge_memory(struct host *host, struct finding *finding)
{
    const struct fact *memory = host_ask(host, "system/memory");
    long long bytes;

    if (!finding_could_read(finding, memory))
        return;
    if (!fact_number(memory, &bytes) || bytes < 0) {
        finding_unsure(finding, "the memory's size is not known");
        finding_advise(finding, "Run `free -b` on the machine and take the capture again.");
        return;
    }
    if (bytes >= GB + GB / 2) {
        finding_ok(finding, "%s of memory", amount_of(bytes).text);
        return;
    }
    if (bytes >= GB)
        finding_warn(finding, "%s of memory is less than 1.5 GB", amount_of(bytes).text);
    else
        finding_fail(finding, "%s of memory is less than 1 GB", amount_of(bytes).text);
    finding_advise(finding,
                   "Give the machine at least 1.5 GB of memory, 1 GB of it for the agent; `ps -eo rss,comm --sort=-rss | head` shows who uses it.");
}

/* The file system the agent lies on, or will: false where none of them is known. */
static bool find_disk(struct host *host, struct finding *finding, const char **path, long long *free_bytes)
{
    static const char *const paths[] = { "/opt/microsoft/mdatp", "/opt", "/" };
    struct disk_line line;

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct fact *disk = host_ask_for(host, "disk%s", paths[i]);

        if (!finding_could_read(finding, disk))
            return false;
        if (disk->state == FACT_ABSENT || !disk_line_read(fact_span(disk), &line) || line.free < 0)
            continue;
        *path = paths[i];
        *free_bytes = line.free;
        return true;
    }
    finding_unsure(finding, "the free space under /opt/microsoft/mdatp is not known");
    finding_advise(finding, "Run `df -B1 /opt` on the machine and take the capture again.");
    return false;
}

static void judge_disk(struct host *host, struct finding *finding)
{
    const char *path;
    long long bytes;

    if (!find_disk(host, finding, &path, &bytes))
        return;
    if (bytes >= 3 * GB) {
        finding_ok(finding, "%s free under %s", amount_of(bytes).text, path);
        return;
    }
    if (bytes >= 2 * GB)
        finding_warn(finding, "%s free under %s is less than 3 GB", amount_of(bytes).text, path);
    else
        finding_fail(finding, "%s free under %s is less than 2 GB", amount_of(bytes).text, path);
    finding_advise(finding, "Make room or a larger file system: `du -xh --max-depth=2 %s | sort -h | tail` shows what fills it.", path);
}

/* Up to 2.33 the C library's file was named after its version; newer ones cannot be told by a name, nor need they be. */
static void judge_library(struct host *host, struct finding *finding)
{
    static const char *const folders[] = { "/lib64", "/lib/x86_64-linux-gnu" };
    static const char *const versions[] = { "2.5", "2.11.1", "2.11.3", "2.12", "2.12.2", "2.13", "2.14", "2.14.1", "2.15", "2.16" };

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        for (size_t v = 0; v < sizeof versions / sizeof versions[0]; v++) {
            const struct fact *library = host_ask_for(host, "file-info%s/libc-%s.so", folders[i], versions[v]);

            if (library->state != FACT_PRESENT)
                continue;
            finding_saw(finding, library);
            finding_warn(finding, "glibc %s is older than 2.17", versions[v]);
            finding_advise(finding, "The agent needs glibc 2.17: move to a newer release of the distribution "
                                    "(https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites).");
        }
}

static void look(struct host *host, struct finding *finding)
{
    judge_processors(host, finding);
    judge_memory(host, finding);
    judge_disk(host, finding);
    judge_library(host, finding);
}

const struct probe probe_os_resources = {
    .id = "os.resources",
    .title = "Resources",
    .why = "With too little memory or disk the agent stops, loses definitions, or is never installed.",
    .ok = "a processor, 1.5 GB of memory, 3 GB free under /opt/microsoft/mdatp (else /opt, else /)",
    .warns = "memory 1 to 1.5 GB; 2 to 3 GB free; glibc older than 2.17, where its name shows it",
    .fails = "less than 1 GB of memory; less than 2 GB free",
    .remedy = "Give the machine 1.5 GB of memory and 3 GB of free space under /opt: `free -h`, `df -h /opt`.",
    .source = "Learn, mde-linux-prerequisites (2026-03-08)",
    .platforms = ON_LINUX,
    .look = look,
};
