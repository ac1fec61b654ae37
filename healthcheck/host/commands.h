/* Every command we may run: nothing that is not a row of this table is ever run, and no row goes through a shell.
 *
 * A fact `command/<name>` is what the row prints, `command-status/<name>` how it ended (docs/contract.md section 4). */
#ifndef HEALTHCHECK_HOST_COMMANDS_H
#define HEALTHCHECK_HOST_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

/* Who asks for a command. A live host runs those whose purpose its options allow. */
enum {
    COMMAND_FOR_REPORT = 1,       /* the plain report and --ask */
    COMMAND_FOR_CONNECTIVITY = 2, /* --connectivityTest */
    COMMAND_FOR_BUNDLE = 4,       /* --supportBundle */
    COMMAND_FOR_STATISTICS = 8,   /* --ebpfStatistics */
    COMMAND_ON_REQUEST = 16,      /* --supportBundle --with NAME */
    COMMAND_FOR_HOST = 32,        /* the host itself, to answer other facts; no fact of its own */
};

enum { COMMAND_MOST_ARGUMENTS = 12 };

/* An argument that the host fills in: the name of a service or a unit, checked by command_accepts(). */
#define COMMAND_PLACE "%"

/* An argument that the host fills in: journalctl's `--since=@SECONDS`, from the seconds that its options give (host.h). */
#define COMMAND_SINCE "--since=@"

struct command {
    const char *name;
    const char *linux_arguments[COMMAND_MOST_ARGUMENTS];   /* the program by its name; [0] is NULL where there is none */
    const char *linux_alternative[COMMAND_MOST_ARGUMENTS]; /* tried where the first ends with another status than 0 */
    /* The program below "SystemRoot/" or "ProgramFiles/"; on Windows, and from inside WSL through interoperability. */
    const char *windows_arguments[COMMAND_MOST_ARGUMENTS];
    double timeout_seconds; /* 0: --timeout */
    unsigned purposes;      /* COMMAND_FOR_… */
    bool touches_network;
};

/* In the order of the table; NULL at the end. */
const struct command *command_at(size_t index);

/* NULL where there is none. Case counts. */
const struct command *command_named(const char *name);

/* The place of a row in the table, for what is kept beside it. */
size_t command_index(const struct command *command);
size_t command_count(void);

/* May `name` stand in COMMAND_PLACE: letters, digits and `_.@:-`, at most 100, the first a letter or a digit? So it is neither an
   option nor a pattern nor a path. */
bool command_accepts(const char *name);

#endif
