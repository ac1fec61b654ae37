/* Where distributions keep the certificates they trust. */
#include "proxy/trust_lists.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"
#include "proxy/p11_kit.h"
#include "proxy/trust_machine.h"

/* A distribution's list is 220 KiB (Debian 12), as p11-kit writes it 600 KiB. */
enum { LARGEST_LIST = 8 * 1024 * 1024 };

/* As Go's crypto/x509 and Debian's, Red Hat's and SUSE's own pages have them; Fedora 43 dropped the second for the last. */
static const char *const system_files[] = { "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
                                            "/var/lib/ca-certificates/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem" };

/* Debian's and Ubuntu's package: a file a root. What an administrator adds belongs into /usr/local/share/ca-certificates, or into another
   folder beside this one. */
static const char debian_folder[] = "/usr/share/ca-certificates/mozilla";

/* What dpkg knows of that package: "<md5>  usr/share/ca-certificates/mozilla/ACCVRAIZ1.crt". */
static const char debian_package[] = "/var/lib/dpkg/info/ca-certificates.md5sums";

/* Red Hat's package ca-certificates; what an administrator adds is in /etc/pki/ca-trust/source. */
static const char redhat_file[] = "/usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit";

void trust_list_free(struct trust_list *list)
{
    text_free(&list->pem);
    free(list->path);
    *list = (struct trust_list){ 0 };
}

/* False where there is none; a link that leads nowhere, a folder, a file too large are none. */
static bool read_one(const char *root, const char *path, struct text *content)
{
    char *whole = text_format("%s%s", root != NULL ? root : "", path), why[FILE_WHY_SIZE];
    size_t before = content->size;
    bool is_read = file_read(whole, LARGEST_LIST, content, why) == FILE_READ && content->size > before;

    free(whole);
    return is_read;
}

/* The newest file dates a list. Debian's package gives all of them the date of its changelog's entry (20230311+deb12u1: changed
   2025-06-13 08:03:42, as its changelog says, while the version's own 2023-03-11 is when that branch began; seen 2026-11-21); rpm keeps
   the date of the build. */
static void date_it(struct trust_list *list, const char *root, const char *path)
{
    char *whole = text_format("%s%s", root != NULL ? root : "", path);
    moment changed;

    if (file_changed(whole, &changed) && (!list->has_date || changed > list->date)) {
        list->has_date = true;
        list->date = changed;
    }
    free(whole);
}

bool trust_list_of_system(const char *root, struct trust_list *list)
{
    for (size_t i = 0; i < sizeof system_files / sizeof system_files[0]; i++)
        if (read_one(root, system_files[i], &list->pem)) {
            date_it(list, root, system_files[i]);
            list->path = memory_copy_text(system_files[i]);
            return true;
        }
    return false;
}

/* Is it one of the package's own? Where dpkg's list is not there (an image without it) all of them are. */
static bool is_of_package(const struct text *package, const char *path)
{
    char *line = text_format("  %s\n", path + 1); /* without the leading '/' */
    bool is = package->size == 0 || strstr(package->data, line) != NULL;

    free(line);
    return is;
}

static void read_folder(const char *root, struct trust_list *list)
{
    struct text names = { 0 }, package = { 0 };
    char *folder = text_format("%s%s", root != NULL ? root : "", debian_folder), *path, why[FILE_WHY_SIZE];
    struct span rest, name;

    if (file_list(folder, &names, why) == FILE_READ) {
        read_one(root, debian_package, &package);
        rest = span_of(text_of(&names));
        while (span_next_line(&rest, &name)) {
            path = text_format("%s/%.*s", debian_folder, (int)name.size, name.data);
            if (text_ends(path, ".crt") && list->pem.size < LARGEST_LIST && is_of_package(&package, path) && read_one(root, path, &list->pem)) {
                /* A file need not end with a line feed, and a block begins at the beginning of a line. */
                text_append_char(&list->pem, '\n');
                date_it(list, root, path);
            }
            free(path);
        }
    }
    if (list->pem.size > 0)
        list->path = memory_copy_text(debian_folder);
    free(folder);
    text_free(&package);
    text_free(&names);
}

bool trust_list_of_public_roots(const char *root, struct trust_list *list)
{
    struct text file = { 0 };

    if ((root == NULL || *root == '\0') && trust_machine_public_roots(list))
        return true;
    read_folder(root, list);
    if (list->path == NULL && read_one(root, redhat_file, &file)) {
        p11_kit_read((struct span){ file.data, file.size }, &list->pem);
        date_it(list, root, redhat_file);
        list->path = memory_copy_text(redhat_file);
    }
    text_free(&file);
    return list->path != NULL;
}

bool trust_list_of_file(const char *path, struct trust_list *list, struct error *error)
{
    char why[FILE_WHY_SIZE] = "";

    switch (file_read(path, LARGEST_LIST, &list->pem, why)) {
    case FILE_READ:
        list->path = memory_copy_text(path);
        return true;
    case FILE_MISSING:
        return error_set(error, "--ca-file: there is no file %s", path);
    default:
        return error_set(error, "--ca-file: could not read %s: %s", path, why);
    }
}
