/* Are the agent's folders and logs there, and nobody else's to write? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/fact_lines.h"
#include "probes/clock_facts.h"

/* Learn, linux-resources (2026-04-16) and linux-support-install (2026). */
static const struct {
    const char *path;
    bool is_roots;      /* to be owned and written by root only */
    bool runs_programs; /* must not be mounted noexec: the daemon and the engine lie there */
} folders[] = {
    { "/opt/microsoft/mdatp", true, true },
    { "/etc/opt/microsoft/mdatp", true, false },
    { "/var/opt/microsoft/mdatp", false, true },
    { "/var/log/microsoft/mdatp", false, false },
};

#define LOG_FOLDER "/var/log/microsoft/mdatp"

static const char *const logs[] = { "microsoft_defender.log", "microsoft_defender_core.log" };

static const long long most_log_bytes = 2LL * 1024 * 1024 * 1024;

enum { MOST_LOG_FILES = 2000 };

static void judge_owner(struct finding *finding, const char *path, const struct file_info_line *info)
{
    if (info->owner.data != NULL && !span_is(info->owner, "root") && !span_is(info->owner, "0")) {
        finding_warn(finding, "%s belongs to %.*s, not to root", path, (int)info->owner.size, info->owner.data);
        finding_advise(finding, "Run `sudo chown root:root %s`.", path);
    }
    if (info->mode >= 0 && (info->mode & 022) != 0) {
        finding_warn(finding, "%s can be written by others than root (mode %04lo)", path, (unsigned long)info->mode);
        finding_advise(finding, "Run `sudo chmod go-w %s`.", path);
    }
}

/* False where it is known to be missing. */
static bool judge_folder(struct host *host, struct finding *finding, const char *path, bool is_roots)
{
    const struct fact *info = finding_saw(finding, host_ask_for(host, "file-info%s", path)), *list;
    struct file_info_line line;

    if (info->state == FACT_PRESENT) {
        if (is_roots && file_info_line_read(fact_span(info), &line))
            judge_owner(finding, path, &line);
        return true;
    }
    list = host_ask_for(host, "folder%s", path);
    if (list->state == FACT_PRESENT) {
        finding_saw(finding, list);
        return true;
    }
    if (info->state == FACT_UNREADABLE || list->state == FACT_UNREADABLE) {
        finding_unknown(finding, info->state == FACT_UNREADABLE ? info : list);
        return true;
    }
    finding_fail(finding, "the folder %s is missing", path);
    finding_advise(finding, "Install the agent again, as https://learn.microsoft.com/defender-endpoint/linux-support-install says.");
    return false;
}

static void judge_mount(struct host *host, struct finding *finding, const char *path)
{
    const struct fact *disk = host_ask_for(host, "disk%s", path);
    struct disk_line line;

    if (disk->state == FACT_ABSENT || !finding_could_read(finding, disk))
        return;
    if (!disk_line_read(fact_span(disk), &line) || !disk_line_has_option(&line, "noexec"))
        return;
    finding_warn(finding, "%s lies on a file system that is mounted noexec", path);
    finding_advise(finding, "Run `findmnt -T %s`, remove noexec from that mount's line in /etc/fstab, and run `sudo mount -o remount,exec` on it.",
                   path);
}

static void judge_log(struct host *host, struct finding *finding, const char *name)
{
    const struct fact *info = host_ask_for(host, "file-info" LOG_FOLDER "/%s", name);
    char age[MOMENT_TEXT_SIZE];
    struct file_info_line line;
    moment now;

    if (!finding_could_read(finding, info))
        return;
    if (info->state == FACT_ABSENT) {
        finding_warn(finding, "the log " LOG_FOLDER "/%s is not there", name);
        finding_advise(finding, "Run `sudo systemctl restart mdatp` and look again.");
        return;
    }
    if (!file_info_line_read(fact_span(info), &line) || line.mtime < 0 || !clock_of(host, finding, &now) || now - line.mtime <= MOMENT_DAY)
        return;
    moment_write_duration(now - line.mtime, age);
    finding_warn(finding, "the log " LOG_FOLDER "/%s has not been written for %s", name, age);
    finding_advise(finding, "See that there is space (`df -h " LOG_FOLDER "`) and run `sudo systemctl restart mdatp`.");
}

/* The bytes of the files directly in a folder; what cannot be looked at counts nothing. */
static long long bytes_in(struct host *host, const struct fact *list, const char *path)
{
    struct span rest = fact_span(list), name;
    struct file_info_line line;
    long long bytes = 0;

    for (size_t i = 0; i < MOST_LOG_FILES && span_next_line(&rest, &name); i++) {
        const struct fact *info;

        if (name.size == 0 || name.data[name.size - 1] == '/')
            continue;
        info = host_ask_for(host, "file-info%s/%.*s", path, (int)name.size, name.data);
        if (info->state == FACT_PRESENT && file_info_line_read(fact_span(info), &line) && line.size > 0)
            bytes += line.size;
    }
    return bytes;
}

static void judge_log_size(struct host *host, struct finding *finding)
{
    static const char *const places[] = { LOG_FOLDER, LOG_FOLDER "/rotated" };
    long long bytes = 0;

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct fact *list = host_ask_for(host, "folder%s", places[i]);

        if (list->state == FACT_PRESENT)
            bytes += bytes_in(host, finding_saw(finding, list), places[i]);
        else if (list->state == FACT_UNREADABLE)
            finding_unknown(finding, list);
    }
    if (bytes <= most_log_bytes)
        return;
    finding_warn(finding, "the logs in " LOG_FOLDER " take %lld MiB", bytes / (1024 * 1024));
    finding_advise(finding, "Set the level back with `sudo mdatp log level set --level info`, and remove what is old in " LOG_FOLDER "/rotated.");
}

static void look(struct host *host, struct finding *finding)
{
    bool has_logs = false;

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        bool is_there = judge_folder(host, finding, folders[i].path, folders[i].is_roots);

        if (is_there && folders[i].runs_programs)
            judge_mount(host, finding, folders[i].path);
        has_logs = is_there;
    }
    /* The last of the folders is the one of the logs. */
    if (has_logs) {
        for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++)
            judge_log(host, finding, logs[i]);
        judge_log_size(host, finding);
    }
    if (finding->status == FINDING_SKIPPED)
        finding_ok(finding, "the agent's folders and logs are there");
}

const struct probe probe_agent_files = {
    .id = "agent.files",
    .title = "Agent files",
    .why = "Whoever can write where the agent runs can switch it off; an agent that does not write its logs does not work.",
    .ok = "/opt/microsoft/mdatp, /etc/opt/microsoft/mdatp, /var/opt/microsoft/mdatp and /var/log/microsoft/mdatp exist, the first two owned and "
          "written by "
          "root only; microsoft_defender.log and microsoft_defender_core.log are there",
    .warns = "others than root can write one of the first two; a log is missing or was not written for a day; the logs take more than 2 GiB; "
             "/opt/microsoft/mdatp or /var/opt/microsoft/mdatp lies on a file system mounted noexec",
    .fails = "a folder is missing",
    .remedy = "Install the agent again, as https://learn.microsoft.com/defender-endpoint/linux-support-install says.",
    .source = "Learn, linux-resources (2026-04-16); Learn, linux-support-install (2026)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .look = look,
};
