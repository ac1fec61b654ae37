/* mdatp_managed.json: is it JSON, and are its keys and types known? */
#include "healthcheck/host/managed_json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum expectation { SECTION, LIST, TEXT, BOOLEAN, NUMBER };

/* Learn, linux-preferences (2026-07-02), "Full configuration profile example" and the settings below it. */
static const struct preference {
    const char *path;
    enum expectation expected;
} preferences[] = {
    { "antivirusEngine", SECTION },
    { "antivirusEngine.enforcementLevel", TEXT },
    { "antivirusEngine.behaviorMonitoring", TEXT },
    { "antivirusEngine.scanAfterDefinitionUpdate", BOOLEAN },
    { "antivirusEngine.scanArchives", BOOLEAN },
    { "antivirusEngine.scanHistoryMaximumItems", NUMBER },
    { "antivirusEngine.scanResultsRetentionDays", NUMBER },
    { "antivirusEngine.maximumOnDemandScanThreads", NUMBER },
    { "antivirusEngine.exclusionsMergePolicy", TEXT },
    { "antivirusEngine.exclusions", LIST },
    { "antivirusEngine.exclusions[]", SECTION },
    { "antivirusEngine.exclusions[].$type", TEXT },
    { "antivirusEngine.exclusions[].path", TEXT },
    { "antivirusEngine.exclusions[].isDirectory", BOOLEAN },
    { "antivirusEngine.exclusions[].extension", TEXT },
    { "antivirusEngine.exclusions[].name", TEXT },
    { "antivirusEngine.allowedThreats", LIST },
    { "antivirusEngine.allowedThreats[]", TEXT },
    { "antivirusEngine.disallowedThreatActions", LIST },
    { "antivirusEngine.disallowedThreatActions[]", TEXT },
    { "antivirusEngine.nonExecMountPolicy", TEXT },
    { "antivirusEngine.unmonitoredFilesystems", LIST },
    { "antivirusEngine.unmonitoredFilesystems[]", TEXT },
    { "antivirusEngine.enableFileHashComputation", BOOLEAN },
    { "antivirusEngine.threatTypeSettingsMergePolicy", TEXT },
    { "antivirusEngine.threatTypeSettings", LIST },
    { "antivirusEngine.threatTypeSettings[]", SECTION },
    { "antivirusEngine.threatTypeSettings[].key", TEXT },
    { "antivirusEngine.threatTypeSettings[].value", TEXT },
    { "antivirusEngine.scanFileModifyPermissions", BOOLEAN },
    { "antivirusEngine.scanFileModifyOwnership", BOOLEAN },
    { "antivirusEngine.scanNetworkSocketEvent", BOOLEAN },
    { "antivirusEngine.offlineDefinitionUpdateUrl", TEXT },
    { "antivirusEngine.offlineDefinitionUpdateFallbackToCloud", BOOLEAN },
    { "antivirusEngine.offlineDefintionUpdateFallbackToCloud", BOOLEAN }, /* as Learn wrote it until 2025 */
    { "antivirusEngine.offlineDefinitionUpdate", TEXT },
    { "antivirusEngine.scheduledScan", TEXT },
    { "antivirusEngine.enableRealTimeProtection", BOOLEAN }, /* this and the next: before enforcementLevel (101.10.72) */
    { "antivirusEngine.passiveMode", BOOLEAN },
    { "scheduledScan", SECTION },
    { "scheduledScan.weeklyConfiguration", SECTION },
    { "scheduledScan.weeklyConfiguration.dayOfWeek", NUMBER },
    { "scheduledScan.weeklyConfiguration.scanType", TEXT },
    { "scheduledScan.weeklyConfiguration.timeOfDay", NUMBER },
    { "scheduledScan.dailyConfiguration", SECTION },
    { "scheduledScan.dailyConfiguration.timeOfDay", NUMBER },
    { "scheduledScan.dailyConfiguration.interval", NUMBER },
    { "scheduledScan.runScanWhenIdle", BOOLEAN },
    { "scheduledScan.lowPriorityScheduledScan", BOOLEAN },
    { "scheduledScan.checkForDefinitionsUpdate", BOOLEAN },
    { "scheduledScan.ignoreExclusions", BOOLEAN },
    { "scheduledScan.randomizeScanStartTime", NUMBER },
    { "cloudService", SECTION },
    { "cloudService.enabled", BOOLEAN },
    { "cloudService.diagnosticLevel", TEXT },
    { "cloudService.cloudBlockLevel", TEXT },
    { "cloudService.automaticSampleSubmissionConsent", TEXT },
    { "cloudService.automaticSampleSubmission", BOOLEAN }, /* before automaticSampleSubmissionConsent */
    { "cloudService.automaticDefinitionUpdateEnabled", BOOLEAN },
    { "cloudService.proxy", TEXT },
    { "cloudService.definitionUpdatesInterval", NUMBER },
    { "features", SECTION },
    { "features.moduleLoad", TEXT },
    { "features.remediateInfectedFile", TEXT },
    { "features.supplementarySensorConfigurations", SECTION },
    { "features.supplementarySensorConfigurations.enableFilePermissionEvents", TEXT },
    { "features.supplementarySensorConfigurations.enableFileOwnershipEvents", TEXT },
    { "features.supplementarySensorConfigurations.enableRawSocketEvent", TEXT },
    { "features.supplementarySensorConfigurations.enableBootLoaderCalls", TEXT },
    { "features.supplementarySensorConfigurations.enableProcessCalls", TEXT },
    { "features.supplementarySensorConfigurations.enablePseudofsCalls", TEXT },
    { "features.supplementarySensorConfigurations.enableEbpfModuleLoadEvents", TEXT },
    { "features.supplementarySensorConfigurations.enableOtherFsOpenEvents", TEXT },
    { "features.supplementarySensorConfigurations.enableEbpfSourceEnrichment", TEXT },
    { "features.supplementarySensorConfigurations.enableAntivirusEngineCache", TEXT },
    { "features.supplementarySensorConfigurations.sendLowfiEvents", TEXT },
    { "features.sendLowfiEvents", TEXT },
    { "features.ebpfSupplementaryEventProvider", TEXT },
    { "features.scheduledScan", TEXT },
    { "features.offlineDefinitionUpdate", TEXT },
    { "features.offlineDefinitionUpdateVerifySig", TEXT },
    { "features.OfflineDefinitionUpdateVerifySig", TEXT }, /* as the release notes of 101.23092 write it */
    { "networkProtection", SECTION },
    { "networkProtection.enforcementLevel", TEXT },
    { "networkProtection.disableIcmpInspection", BOOLEAN },
    { "edr", SECTION },
    { "edr.earlyPreview", TEXT },
    { "edr.groupIds", TEXT },
    { "edr.tags", LIST },
    { "edr.tags[]", SECTION },
    { "edr.tags[].key", TEXT },
    { "edr.tags[].value", TEXT },
    { "exclusionSettings", SECTION },
    { "exclusionSettings.mergePolicy", TEXT },
    { "exclusionSettings.exclusions", LIST },
    { "exclusionSettings.exclusions[]", SECTION },
    { "exclusionSettings.exclusions[].$type", TEXT },
    { "exclusionSettings.exclusions[].path", TEXT },
    { "exclusionSettings.exclusions[].isDirectory", BOOLEAN },
    { "exclusionSettings.exclusions[].extension", TEXT },
    { "exclusionSettings.exclusions[].name", TEXT },
    { "exclusionSettings.exclusions[].scopes", LIST },
    { "exclusionSettings.exclusions[].scopes[]", TEXT },
};

enum { PREFERENCES = sizeof preferences / sizeof preferences[0] };

static const struct {
    const char *words;
    int types; /* cJSON's, one bit each */
} expectations[] = {
    [SECTION] = { "a section in { }", cJSON_Object },        [LIST] = { "a list in [ ]", cJSON_Array },
    [TEXT] = { "a text in quotes", cJSON_String },           [BOOLEAN] = { "true or false, without quotes", cJSON_True | cJSON_False },
    [NUMBER] = { "a number, without quotes", cJSON_Number },
};

/* cJSON knows no lines: the bytes are walked beside its tree, which has the same order. */
struct walk {
    struct managed_json *managed;
    const char *at, *end;
    size_t line;
};

static void add_problem(struct walk *walk, enum managed_problem_kind kind, size_t line, const char *key, const char *hint)
{
    struct managed_json *managed = walk->managed;

    if (managed->count == MANAGED_MOST_PROBLEMS)
        return;
    if (managed->problems == NULL)
        managed->problems = memory_get(MANAGED_MOST_PROBLEMS * sizeof *managed->problems);
    managed->problems[managed->count++] = (struct managed_problem){ kind, line, memory_copy_text(key), hint };
}

static void step(struct walk *walk)
{
    if (*walk->at == '\n')
        walk->line++;
    walk->at++;
}

/* As cJSON sees blanks, and the commas and colons between things. */
static void skip_between(struct walk *walk)
{
    while (walk->at < walk->end && ((unsigned char)*walk->at <= ' ' || *walk->at == ',' || *walk->at == ':'))
        step(walk);
}

static void skip_text(struct walk *walk)
{
    step(walk);
    while (walk->at < walk->end && *walk->at != '"') {
        if (*walk->at == '\\' && walk->at + 1 < walk->end)
            step(walk);
        step(walk);
    }
    if (walk->at < walk->end)
        step(walk);
}

static void skip_value(struct walk *walk)
{
    size_t depth = 0;

    do {
        char c;

        skip_between(walk);
        if (walk->at == walk->end)
            return;
        c = *walk->at;
        if (c == '"') {
            skip_text(walk);
        } else if (c == '{' || c == '[') {
            depth++;
            step(walk);
        } else if (c == '}' || c == ']') {
            if (depth > 0)
                depth--;
            step(walk);
        } else {
            while (walk->at < walk->end && (unsigned char)*walk->at > ' ' && strchr(",]}", *walk->at) == NULL)
                step(walk);
        }
    } while (depth > 0);
}

static const struct preference *preference_at(const char *path)
{
    for (size_t i = 0; i < PREFERENCES; i++)
        if (strcmp(preferences[i].path, path) == 0)
            return &preferences[i];
    return NULL;
}

/* The known path with the same last name: of another case, or in another section. */
static const char *probably_meant(const char *path)
{
    const char *dot = strrchr(path, '.'), *name = dot != NULL ? dot + 1 : path;

    for (size_t i = 0; i < PREFERENCES; i++)
        if (text_same(preferences[i].path, path))
            return preferences[i].path;
    for (size_t i = 0; i < PREFERENCES; i++) {
        const char *known = strrchr(preferences[i].path, '.');

        if (known != NULL && strchr(preferences[i].path, '[') == NULL && text_same(known + 1, name))
            return preferences[i].path;
    }
    return NULL;
}

static void judge(struct walk *walk, const cJSON *value, const char *path, size_t line);

static void judge_members(struct walk *walk, const cJSON *value, const char *path)
{
    bool is_list = cJSON_IsArray(value);

    step(walk);
    for (const cJSON *member = value->child; member != NULL; member = member->next) {
        char *longer = is_list ? text_format("%s[]", path) : text_format("%s%s%s", path, path[0] != '\0' ? "." : "", member->string);
        size_t line;

        skip_between(walk);
        line = walk->line;
        if (!is_list && walk->at < walk->end) {
            skip_text(walk);
            skip_between(walk);
        }
        if (walk->at < walk->end)
            judge(walk, member, longer, line);
        free(longer);
    }
    skip_between(walk);
    if (walk->at < walk->end)
        step(walk);
}

static void judge(struct walk *walk, const cJSON *value, const char *path, size_t line)
{
    const struct preference *preference = preference_at(path);

    if (preference == NULL) {
        add_problem(walk, MANAGED_UNKNOWN_KEY, line, path, probably_meant(path));
        skip_value(walk);
    } else if ((expectations[preference->expected].types & value->type & 0xff) == 0) {
        add_problem(walk, MANAGED_WRONG_TYPE, line, path, expectations[preference->expected].words);
        skip_value(walk);
    } else if (preference->expected == SECTION || preference->expected == LIST) {
        judge_members(walk, value, path);
    } else {
        skip_value(walk);
    }
}

static void judge_as_no_json(struct walk *walk, const char *where)
{
    while (walk->at < where && walk->at < walk->end)
        step(walk);
    add_problem(walk, MANAGED_NOT_JSON, walk->line, NULL, NULL);
}

struct managed_json managed_json_read(const char *bytes, size_t size)
{
    struct managed_json managed = { 0 };
    const char *end = bytes;
    struct walk walk = { .at = bytes, .end = bytes + size, .line = 1 };

    walk.managed = &managed;
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        walk.at += 3;
    managed.json = cJSON_ParseWithLengthOpts(walk.at, (size_t)(walk.end - walk.at), &end, 0);
    while (managed.json != NULL && end < walk.end && (unsigned char)*end <= ' ')
        end++;
    if (managed.json == NULL || end != walk.end) {
        cJSON_Delete(managed.json);
        managed.json = NULL;
        judge_as_no_json(&walk, end);
        return managed;
    }
    skip_between(&walk);
    if (cJSON_IsObject(managed.json))
        judge_members(&walk, managed.json, "");
    else
        add_problem(&walk, MANAGED_WRONG_TYPE, walk.line, "the whole file", expectations[SECTION].words);
    return managed;
}

void managed_json_free(struct managed_json *managed)
{
    for (size_t i = 0; i < managed->count; i++)
        free(managed->problems[i].key);
    free(managed->problems);
    cJSON_Delete(managed->json);
    *managed = (struct managed_json){ 0 };
}

const char *managed_json_get(const struct managed_json *managed, const char *path)
{
    const cJSON *at = managed->json;

    while (at != NULL && *path != '\0') {
        size_t size = strcspn(path, ".");
        char *name = memory_copy(path, size);

        at = cJSON_GetObjectItemCaseSensitive(at, name);
        free(name);
        path += size + (path[size] == '.' ? 1 : 0);
    }
    if (cJSON_IsBool(at))
        return cJSON_IsTrue(at) ? "true" : "false";
    return cJSON_GetStringValue(at);
}
