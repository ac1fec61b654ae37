/* The exit codes of mde_installer.sh. */
#include "healthcheck/explain/installer_codes.h"

#include <ctype.h>
#include <string.h>

#include "healthcheck/core/wrap.h"

#define RUN_AGAIN "then run `mde_installer.sh` again."

/* The names and numbers are the script's; 4 and 45 stand in its older versions only (0.6, 0.7). */
static const struct installer_code codes[] = {
    { 0, NULL, "It did what it was asked to.", NULL },
    { 1, "ERR_INTERNAL", "The script itself failed.",
      "Run it once more with `--verbose --log-path /tmp/mde_installer.log` and look at that file and at `journalctl -u mdatp`." },
    { 2, "ERR_INVALID_ARGUMENTS", "An option is unknown, or wants another value.", "`mde_installer.sh --help` lists the options; " RUN_AGAIN },
    { 3, "ERR_INSUFFICIENT_PRIVILAGES", "It was not run as root.", "Run it with `sudo`." },
    { 4, "ERR_NO_INTERNET_CONNECTIVITY", "The package host was not reached.",
      "Behind a proxy run it with `--https-proxy http://address:port`; `apt-get update` or `dnf makecache` says which host is not reached." },
    { 5, "ERR_CONFLICTING_APPS", "Another program holds the file events (fanotify) that the agent needs, or another security product is installed.",
      "`grep -l fanotify /proc/[0-9]*/fdinfo/* 2>/dev/null`, as root, names its process; remove that product, " RUN_AGAIN },
    { 10, "ERR_UNSUPPORTED_DISTRO", "The agent does not support this distribution.",
      "Compare /etc/os-release with https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites." },
    { 11, "ERR_UNSUPPORTED_VERSION", "The agent does not support this version of the distribution.",
      "Compare /etc/os-release with https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites and upgrade the distribution." },
    { 12, "ERR_INSUFFICIENT_REQUIREMENTS",
      "The machine is too small or too old: 1 core, 1 GB of memory, 2 GB of disk, kernel 3.10.0-327, glibc 2.17.",
      "`healthcheck --only os.resources` says what is missing." },
    { 15, "ERR_CORRUPT_MDE_INSTALLED", "The agent's package is installed, but not whole.",
      "Remove it with `mde_installer.sh --remove` (or `apt-get purge mdatp`, `dnf remove mdatp`), " RUN_AGAIN },
    { 20, "ERR_MDE_NOT_INSTALLED", "What was asked for needs the agent, and it is not installed.", "Run `mde_installer.sh --install` first." },
    { 21, "ERR_INSTALLATION_FAILED", "The package manager did not install the package.",
      "Try it by hand, `apt-get install mdatp` or `dnf install mdatp`: its own message says why." },
    { 22, "ERR_UNINSTALLATION_FAILED", "The package manager did not remove the package.",
      "Try it by hand, `apt-get purge mdatp` or `dnf remove mdatp`: its own message says why." },
    { 23, "ERR_FAILED_DEPENDENCY", "A package that the script or the agent needs could not be installed.",
      "Repair the package manager first (`apt-get -f install`, `dnf check`), " RUN_AGAIN },
    { 24, "ERR_FAILED_REPO_SETUP", "The package repository could not be added.",
      "`apt-get update` or `dnf makecache` says why; look in /etc/apt/sources.list.d or /etc/yum.repos.d for an older entry of it, " RUN_AGAIN },
    { 25, "ERR_INVALID_CHANNEL", "The channel is none of prod, insiders-fast and insiders-slow.", "Run it with `--channel prod`." },
    { 26, "ERR_FAILED_REPO_CLEANUP", "The package repository could not be removed.",
      "Run `mde_installer.sh --clean` again, or remove its file in /etc/apt/sources.list.d or /etc/yum.repos.d by hand." },
    { 30, "ERR_ONBOARDING_NOT_FOUND", "The onboarding script it was given is not there.",
      "Download it from https://security.microsoft.com, Settings > Endpoints > Onboarding > Linux Server, and give its path with `--onboard`." },
    { 31, "ERR_ONBOARDING_FAILED", "The onboarding script failed.",
      "Run it by hand as root, `python3 MicrosoftDefenderATPOnboardingLinuxServer.py`, then look at `mdatp health --field org_id`." },
    { 32, "ERR_OFFBOARDING_NOT_FOUND", "The offboarding script it was given is not there.",
      "Download it from https://security.microsoft.com, Settings > Endpoints > Offboarding > Linux Server, and give its path with `--offboard`." },
    { 33, "ERR_OFFBOARDING_FAILED", "The offboarding script failed; one that is too old is refused.",
      "Download a new one from https://security.microsoft.com, Settings > Endpoints > Offboarding > Linux Server." },
    { 40, "ERR_TAG_NOT_SUPPORTED", "Only the tags GROUP, SecurityWorkspaceId, AzureResourceId and SecurityAgentId can be set.",
      "Run it with `--tag GROUP <value>`." },
    { 41, "ERR_PARAMETER_SET_FAILED", "A setting or a tag was not taken by the agent.",
      "Set it by hand, `mdatp edr tag set --name GROUP --value <value>`: its own message says why." },
    { 45, "ERR_UNSUPPORTED_ARCH", "The agent does not support this processor (ARM64 needs agent 101.25022 or later).",
      "Compare `uname -m` with https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites." },
    { 51, "ERR_INSTALL_PATH_SETUP", "The folder given for the installation could not be set up.",
      "Look at it with `ls -ld` and `df -h`, " RUN_AGAIN },
    { 52, "ERR_INSTALL_PATH_PERMISSIONS", "The folder given for the installation has the wrong owner or rights.",
      "Make root its owner, writable by root only (`chown root:root`, `chmod 755`), " RUN_AGAIN },
};

enum { CODES = sizeof codes / sizeof codes[0] };

const struct installer_code *installer_code_at(size_t index)
{
    return index < CODES ? &codes[index] : NULL;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The last number that stands alone ("15", not the "7" of "v0.7.0"), -1 where there is none. */
static int last_number(struct span text)
{
    int last = -1;

    for (size_t i = 0; i < text.size;) {
        size_t begin = i;

        while (i < text.size && (is_word(text.data[i]) || (text.data[i] == '.' && i + 1 < text.size && is_word(text.data[i + 1]))))
            i++;
        if (i > begin && i - begin <= 3) {
            int number = 0;
            size_t at = begin;

            while (at < i && isdigit((unsigned char)text.data[at]))
                number = number * 10 + (text.data[at++] - '0');
            last = at == i ? number : last;
        }
        i += i == begin ? 1 : 0;
    }
    return last;
}

/* Does the word stand in the text, case apart? Only its first letter is looked for at each place: linear. */
static bool has_word(struct span text, const char *word)
{
    size_t size = strlen(word);

    for (size_t i = 0; i + size <= text.size; i++) {
        size_t same = 0;

        while (same < size && text_lower(text.data[i + same]) == text_lower(word[same]))
            same++;
        if (same == size && (i + size == text.size || !is_word(text.data[i + size])))
            return true;
    }
    return false;
}

static void explain_code(struct text *out, const struct installer_code *code)
{
    text_append_format(out, "mde_installer.sh exit code %d%s%s\n\n", code->code, code->name != NULL ? ": " : "",
                       code->name != NULL ? code->name : "");
    wrap_labelled(out, "Meaning", code->meaning);
    wrap_labelled(out, "Remedy", code->remedy);
}

static void list_codes(struct text *out, int unknown)
{
    if (unknown >= 0)
        text_append_format(out, "mde_installer.sh has no exit code %d that is known here. Those it has:\n\n", unknown);
    else
        text_append(out, "The exit codes of mde_installer.sh; `healthcheck --explain \"mde_installer 15\"`\nsays what to do about one:\n\n");
    for (size_t i = 0; i < CODES; i++) {
        text_append_format(out, "  %3d  ", codes[i].code);
        wrap_prose(out, codes[i].meaning, 7, 7);
    }
    text_append_char(out, '\n');
}

bool installer_code_explain(struct text *out, struct span text)
{
    const struct installer_code *found = NULL;
    int number = -1;

    for (size_t i = 0; i < CODES && found == NULL; i++)
        if (codes[i].name != NULL && has_word(text, codes[i].name))
            found = &codes[i];
    if (found == NULL && !has_word(text, "installer") && !has_word(text, "mde_installer"))
        return false;
    if (found == NULL)
        number = last_number(text);
    for (size_t i = 0; i < CODES && number >= 0; i++)
        if (codes[i].code == number)
            found = &codes[i];
    if (found != NULL)
        explain_code(out, found);
    else
        list_codes(out, number);
    wrap_labelled(out, "Source", "microsoft/mdatp-xplat, linux/installation/mde_installer.sh (2026)");
    return true;
}
