/* A peer of the redactor: bench_hyperscan FOLDER PATTERNS finds all patterns (a line each) in all files, and replaces nothing. */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PATTERNS = 64, LONGEST = 512, BLOCK = 1 << 20 };

static hs_database_t *database;
static hs_scratch_t *scratch;
static unsigned long long bytes, matches;

static int count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)id, (void)from, (void)to, (void)flags, (void)context;
    matches++;
    return 0;
}

static int scan_file(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    static char block[BLOCK];
    FILE *file = kind == FTW_F ? fopen(path, "r") : NULL;
    size_t got;

    (void)status, (void)place;
    while (file != NULL && (got = fread(block, 1, sizeof block, file)) > 0) {
        bytes += got;
        if (hs_scan(database, block, (unsigned)got, 0, scratch, count_match, NULL) != HS_SUCCESS)
            return 1;
    }
    if (file != NULL)
        fclose(file);
    return 0;
}

static unsigned read_patterns(const char *path, char lines[MOST_PATTERNS][LONGEST])
{
    FILE *file = fopen(path, "r");
    unsigned count = 0;

    while (file != NULL && count < MOST_PATTERNS && fgets(lines[count], LONGEST, file) != NULL) {
        lines[count][strcspn(lines[count], "\n")] = '\0';
        count++;
    }
    if (file != NULL)
        fclose(file);
    return count;
}

int main(int count, char **arguments)
{
    static char lines[MOST_PATTERNS][LONGEST];
    const char *patterns[MOST_PATTERNS];
    unsigned ids[MOST_PATTERNS], flags[MOST_PATTERNS], used = count == 3 ? read_patterns(arguments[2], lines) : 0;
    hs_compile_error_t *error = NULL;

    for (unsigned i = 0; i < used; i++) {
        patterns[i] = lines[i];
        ids[i] = i;
        flags[i] = 0;
    }
    if (used == 0 || hs_compile_multi(patterns, flags, ids, used, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS ||
        hs_alloc_scratch(database, &scratch) != HS_SUCCESS || nftw(arguments[1], scan_file, 16, FTW_PHYS) != 0) {
        fprintf(stderr, "bench_hyperscan FOLDER PATTERNS: %s\n", error != NULL ? error->message : "failed");
        return 4;
    }
    printf("%llu bytes, %llu matches\n", bytes, matches);
    return 0;
}
