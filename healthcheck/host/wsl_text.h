/* What wsl.exe prints: bytes in, plain data out.
 *
 * To a pipe wsl.exe writes UTF-16LE without mark, UTF-8 where WSL_UTF8=1 (since 0.64.0); old builds end lines with CR CR LF
 * (microsoft/WSL issue 9748), and what its children print comes between in their own encoding. Labels and sentences are
 * localised, so nothing here is known by its label: versions by their place, rows of the list by their columns. Sources:
 * microsoft/WSL, WslClient.cpp and localization/strings (2026-08); outputs of 1.1.3, 2.0.6 and 2.3.24. */
#ifndef HEALTHCHECK_HOST_WSL_TEXT_H
#define HEALTHCHECK_HOST_WSL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The same as UTF-8, each line by its own encoding, without marks; what is neither becomes U+FFFD. Yours to free. */
char *wsl_text_decode(const char *bytes, size_t size, size_t *decoded_size);

/* `wsl --version`, line by line. Each is NULL where that line is missing, and owned. */
struct wsl_versions {
    char *wsl;    /* "2.3.24.0"; NULL: this is no such output (the wsl.exe that comes with Windows prints its usage) */
    char *kernel; /* "5.15.153.1-2" */
    char *wslg, *msrdc, *direct3d, *dxcore;
    char *windows; /* "10.0.26100.2033" */
};

struct wsl_versions wsl_versions_read(const char *bytes, size_t size);
void wsl_versions_free(struct wsl_versions *versions);

/* States are English in every language. Those behind UNKNOWN are not running. */
enum wsl_state {
    WSL_STATE_UNKNOWN,
    WSL_STATE_RUNNING,
    WSL_STATE_STOPPED,
    WSL_STATE_INSTALLING,
    WSL_STATE_UNINSTALLING,
    WSL_STATE_CONVERTING,
    WSL_STATE_EXPORTING
};

struct wsl_distribution {
    char *name; /* may hold blanks */
    char *state_text;
    enum wsl_state state;
    int version; /* 1 or 2 */
    bool is_default;
};

enum wsl_list_kind {
    WSL_LIST_NOTHING, /* nothing was printed */
    WSL_LIST_ROWS,    /* the table; it has a row at least */
    WSL_LIST_NONE,    /* a sentence without rows: no distribution is installed */
    WSL_LIST_ERROR,   /* another error code ("Wsl/…"), which is in `error` */
};

struct wsl_list {
    enum wsl_list_kind kind;
    struct wsl_distribution *distributions;
    size_t count;
    char *error; /* "Wsl/Service/E_ACCESSDENIED", or NULL */
};

/* `wsl --list --verbose`. */
struct wsl_list wsl_list_read(const char *bytes, size_t size);
void wsl_list_free(struct wsl_list *list);

/* Of `wsl --status` only what its two first lines say in every language: the default distribution (NULL where there is none,
   owned) and the version of new distributions (0 where it is not said). The warnings behind them are sentences of Windows. */
struct wsl_status {
    char *default_distribution;
    int default_version;
};

struct wsl_status wsl_status_read(const char *bytes, size_t size);
void wsl_status_free(struct wsl_status *status);

#endif
