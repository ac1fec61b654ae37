/* A Windows machine for a test, made of what Wine has: keys and values, files, programs, services, processes and variables of ours, where
 * healthcheck.exe looks for the real ones. Everything is taken back by stage_clear(). One stage a process; only under Wine, for it writes
 * where a machine keeps its own settings. */
#ifndef TESTS_WINDOWS_STAGE_H
#define TESTS_WINDOWS_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

struct outcome; /* tests/support.h */

/* Fails the test where this is no Wine. */
void stage_open(void);
void stage_clear(void);

/* Ends the services, too, which stage_clear() leaves for the next machine. */
void stage_close(void);

/* The SID as whom the tests run. */
const char *stage_own_sid(void);

/* Imports an export (UTF-8) as reg.exe does. */
void stage_registry(const char *export_text);

/* Paths as "C:/Users/…", in UTF-8. */
void stage_file(const char *path, const char *bytes, size_t size);
void stage_folder(const char *path);

/* A fake program; `version` is one of those that were built, or NULL for none (and no signature). */
void stage_program(const char *path, const char *version, bool is_signed);

/* What the fake at this path answers to these arguments. */
void stage_answer(const char *path, const char *arguments, const char *bytes, size_t size, int status);

/* It hangs, floods or dies after its answer. */
void stage_answer_way(const char *path, const char *arguments, const char *way);

/* "running", "stopped" or "disabled". Those that are not asked for are not there (once stage_services() was called). */
void stage_service(const char *name, const char *state);
void stage_services(void);

/* Starts a fake at this path; it runs until stage_clear(). */
void stage_process(const char *path);

/* Sets (or, with NULL, removes) a variable for what is run from here. */
void stage_variable(const char *name, const char *value);

/* Settings, Network & Internet: by WinINET's own interface; NULL for none. Not taken back by stage_clear(). */
void stage_user_proxy(const char *proxy);

/* Runs healthcheck.exe with these arguments (NULL at the end) and the stage's variables; `seconds` is what it may take. */
struct outcome stage_run(const char *const *arguments, double seconds);

struct outcome stage_run_program(const char *program, const char *const *arguments, double seconds);

/* The same as a user without an administrator's rights. */
struct outcome stage_run_as_user(const char *const *arguments, double seconds);

/* Texts of samples: the times in it later by `shift` seconds, and its user ours. */
void stage_adapt(struct text *text, const char *bytes, size_t size, long long shift);

/* The user of the captured hosts below samples/. */
#define STAGE_SAMPLE_SID "S-1-5-21-1111111111-2222222222-333333333-1001"

#endif
