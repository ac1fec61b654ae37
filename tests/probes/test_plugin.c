/* plugin.*: the plug-in on the Windows host. */
#include "tests/support.h"

#include <stdio.h>
#include <string.h>

#include "probes/probe.h"

#define FOLDER    "C/Program Files/Microsoft Defender for Endpoint plug-in for WSL/"
#define LIBRARY   FOLDER "plug-in/DefenderforEndpointPlug-in.dll"
#define PRODUCT   "Microsoft Defender for Endpoint plug-in for WSL"
#define UNINSTALL "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Uninstall/"
#define COPIES    "registry/HKLM/SOFTWARE/WOW6432Node/Microsoft/Windows/CurrentVersion/Uninstall/"
#define PLUGINS   "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/Plugins/"
#define PATH      "C:\\Program Files\\Microsoft Defender for Endpoint plug-in for WSL\\plug-in\\DefenderforEndpointPlug-in.dll"
#define REFUSED   LITERAL_UNREADABLE "permission denied"

#define LOOK(id, ...) look_at(id, (const char *const[][2]){ __VA_ARGS__, { 0 } })

static void assert_finding(struct finding finding, enum finding_status status, const char *summary)
{
    assert_string_equal(finding.summary, summary);
    assert_int_equal(finding.status, status);
}

#define ENTRY(version)                          \
    { UNINSTALL "{A}/DisplayName", PRODUCT },   \
    {                                           \
        UNINSTALL "{A}/DisplayVersion", version \
    }
#define FILES                                                 \
    { "file-info/" LIBRARY, "size=1" },                       \
    {                                                         \
        "file-info/" FOLDER "tools/healthcheck.exe", "size=1" \
    }

static void all_three_parts_make_an_installation(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.installed", ENTRY("1.26.427.1"), FILES), FINDING_OK, "the plug-in is installed");
    assert_finding(LOOK("plugin.installed", { COPIES "{A}/DisplayName", PRODUCT }, FILES), FINDING_OK, "the plug-in is installed");
}

static void a_product_whose_name_only_resembles_is_another_one(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.installed", { UNINSTALL "x/DisplayName", PRODUCT " (preview)" }), FINDING_FAIL, "the plug-in is not installed");
}

static void missing_parts_are_named(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.installed", ENTRY("1")), FINDING_WARN,
                   "the plug-in is installed in part, missing: plug-in\\DefenderforEndpointPlug-in.dll, tools\\healthcheck.exe");
    assert_finding(LOOK("plugin.installed", FILES), FINDING_WARN, "the plug-in is installed in part, missing: the entry in Programs and Features");
}

static void without_any_part_the_plugin_is_not_installed(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.installed", { "system/platform", "windows" }), FINDING_FAIL, "the plug-in is not installed");
}

static void parts_that_cannot_be_looked_at_are_not_missing(void **state)
{
    (void)state;
    assert_int_equal(LOOK("plugin.installed", FILES, { UNINSTALL, REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("plugin.installed", FILES, { UNINSTALL "{A}/DisplayName", REFUSED }, { UNINSTALL "{A}/X", "" }).status, FINDING_UNKNOWN);
    assert_int_equal(
        LOOK("plugin.installed", ENTRY("1"), { "file-info/" LIBRARY, REFUSED }, { "file-info/" FOLDER "tools/healthcheck.exe", "size=1" }).status,
        FINDING_UNKNOWN);
}

#define REGISTERED                                 \
    {                                              \
        PLUGINS "DefenderforEndpointPlug-in", PATH \
    }
#define LIBRARY_THERE                  \
    {                                  \
        "file-info/" LIBRARY, "size=1" \
    }
#define SIGNED                                                          \
    {                                                                   \
        "file-signature/" LIBRARY, "valid signer=Microsoft Corporation" \
    }

static void a_registered_signed_library_is_ok(void **state)
{
    struct finding finding = LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, SIGNED);

    (void)state;
    assert_finding(finding, FINDING_OK, "WSL loads " PATH);
    assert_string_equal(finding.value, PATH);
}

static void the_file_name_alone_is_enough(void **state)
{
    (void)state;
    assert_int_equal(LOOK("plugin.registered", { PLUGINS "Whatever", PATH }, LIBRARY_THERE, SIGNED).status, FINDING_OK);
}

/* How many facts look() asks for that were not asked for ahead; and was the signature? */
static size_t asked_later(const char *const facts[][2], bool *asks_signature)
{
    const struct probe *probe = probe_named("plugin.registered");
    struct host *host = host_open_literal(facts);
    struct finding finding;
    size_t ahead = 0, all;

    probe->begin(host);
    for (*asks_signature = false; host_asked(host, ahead) != NULL; ahead++)
        *asks_signature = *asks_signature || strcmp(host_asked(host, ahead)->key, "file-signature/" LIBRARY) == 0;
    finding_begin(&finding, probe->id, probe->title);
    probe_look(probe, host, &finding);
    finding_free(&finding);
    for (all = ahead; host_asked(host, all) != NULL;)
        all++;
    host_free(host);
    return all - ahead;
}

static void the_signature_is_asked_for_ahead_where_the_library_is_there(void **state)
{
    bool asks_signature;

    (void)state;
    assert_int_equal(asked_later((const char *const[][2]){ REGISTERED, LIBRARY_THERE, { 0 } }, &asks_signature), 0);
    assert_true(asks_signature);
    assert_int_equal(asked_later((const char *const[][2]){ REGISTERED, { 0 } }, &asks_signature), 0);
    assert_false(asks_signature);
    assert_int_equal(asked_later((const char *const[][2]){ { PLUGINS, REFUSED }, { 0 } }, &asks_signature), 0);
    assert_false(asks_signature);
}

static void a_signature_that_is_not_known_is_not_judged(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.registered", REGISTERED, LIBRARY_THERE), FINDING_OK, "WSL loads " PATH "; its signature was not judged (not known)");
    assert_finding(LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, { "file-signature/" LIBRARY, REFUSED }), FINDING_OK,
                   "WSL loads " PATH "; its signature was not judged (permission denied)");
}

static void a_library_signed_by_nobody_or_a_stranger_fails(void **state)
{
    static const char *const signatures[] = { "unsigned", "untrusted signer=Microsoft Corporation", "valid signer=Contoso",
                                              "valid signer=CN=Microsoft Corporation Fan Club, O=Contoso, C=US", "valid" };

    (void)state;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        assert_int_equal(LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, { "file-signature/" LIBRARY, signatures[i] }).status, FINDING_FAIL);
    assert_finding(LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, { "file-signature/" LIBRARY, "unsigned" }), FINDING_FAIL,
                   "the plug-in's library is not signed by Microsoft (unsigned): WSL will not start (TRUST_E_NOSIGNATURE)");
}

static void the_subject_of_microsofts_certificate_is_microsoft(void **state)
{
    (void)state;
    assert_int_equal(
        LOOK("plugin.registered", REGISTERED, LIBRARY_THERE,
             { "file-signature/" LIBRARY, "valid signer=CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US" })
            .status,
        FINDING_OK);
}

static void a_registered_file_that_is_missing_keeps_wsl_from_starting(void **state)
{
    struct finding finding = LOOK("plugin.registered", REGISTERED);

    (void)state;
    assert_finding(finding, FINDING_FAIL, "the registered file \"" PATH "\" is missing: WSL will not start (ERROR_FILE_NOT_FOUND)");
    assert_non_null(strstr(finding.advice, "Repair"));
}

static void wsl_expands_no_variables_in_a_path(void **state)
{
    (void)state;
    assert_int_equal(LOOK("plugin.registered",
                          { PLUGINS "DefenderforEndpointPlug-in",
                            "%ProgramFiles%\\Microsoft Defender for Endpoint plug-in for WSL\\plug-in\\DefenderforEndpointPlug-in.dll" },
                          LIBRARY_THERE, SIGNED)
                         .status,
                     FINDING_FAIL);
}

static void a_value_of_another_type_is_no_registration(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.registered", { PLUGINS "DefenderforEndpointPlug-in", LITERAL_EXPAND_SZ PATH }, LIBRARY_THERE, SIGNED), FINDING_FAIL,
                   "the plug-in's value \"DefenderforEndpointPlug-in\" has the type expand_sz instead of sz: WSL ignores it");
}

static void no_value_at_all_is_no_registration(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.registered", { PLUGINS "DefenderPlug-in/ConnectivityTest", LITERAL_DWORD "60" }), FINDING_FAIL,
                   "the plug-in is not registered with WSL: no value names DefenderforEndpointPlug-in");
    assert_int_equal(LOOK("plugin.registered", { "system/platform", "windows" }).status, FINDING_FAIL);
}

static void another_plugin_that_keeps_wsl_from_starting_is_named(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, SIGNED, { PLUGINS "Other", "C:\\other.dll" }), FINDING_WARN,
                   "the plug-in \"Other\" names the file \"C:\\other.dll\", which is missing: WSL will not start because of it");
    assert_finding(LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, SIGNED, { PLUGINS "Other", LITERAL_DWORD "1" }), FINDING_WARN,
                   "the plug-in value \"Other\" has the type dword instead of sz: WSL ignores it");
    assert_int_equal(
        LOOK("plugin.registered", REGISTERED, LIBRARY_THERE, SIGNED, { PLUGINS "Other", "C:\\other.dll" }, { "file-info/C/other.dll", "size=1" })
            .status,
        FINDING_OK);
}

static void a_registration_that_cannot_be_read_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(LOOK("plugin.registered", { PLUGINS, REFUSED }).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("plugin.registered", REGISTERED, { "file-info/" LIBRARY, REFUSED }).status, FINDING_UNKNOWN);
}

#define VERSION(version)                 \
    {                                    \
        "file-version/" LIBRARY, version \
    }
#define TOOL(version)                                                  \
    {                                                                  \
        "command/plugin-healthcheck", "Plugin Version : " version "\n" \
    }

static void a_current_version_is_ok(void **state)
{
    struct finding finding = LOOK("plugin.version", VERSION("1.26.427.1"), ENTRY("1.26.427.1"), TOOL("1.26.427.1"));

    (void)state;
    assert_finding(finding, FINDING_OK, "plug-in 1.26.427.1");
    assert_string_equal(finding.value, "1.26.427.1");
    assert_int_equal(LOOK("plugin.version", VERSION("1.24.522.2")).status, FINDING_OK);
}

static void each_source_alone_gives_the_version(void **state)
{
    (void)state;
    assert_string_equal(LOOK("plugin.version", ENTRY("1.26.427.1")).value, "1.26.427.1");
    assert_string_equal(LOOK("plugin.version", TOOL("1.26.427.1")).value, "1.26.427.1");
}

static void a_version_before_the_updates_warns(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.version", VERSION("1.24.522.1")), FINDING_WARN,
                   "plug-in 1.24.522.1 is older than 1.24.522.2: it never updates itself");
    assert_int_equal(LOOK("plugin.version", VERSION("0.23.1102.4")).status, FINDING_WARN);
}

static void versions_compare_as_numbers(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.version", VERSION("0.23.906.5")), FINDING_FAIL, "plug-in 0.23.906.5 is a preview older than 0.23.1102.4");
}

static void sources_that_disagree_are_both_named(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.version", VERSION("1.26.427.1"), ENTRY("1.25.825.2")), FINDING_WARN,
                   "the library says 1.26.427.1, Programs and Features says 1.25.825.2");
    assert_finding(LOOK("plugin.version", VERSION("1.26.427.1"), TOOL("1.25.825.2")), FINDING_WARN,
                   "the library says 1.26.427.1, the plug-in's healthcheck.exe says 1.25.825.2");
}

static void no_version_anywhere_is_unknown(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.version", { "system/platform", "windows" }), FINDING_UNKNOWN, "the version of the plug-in is not known");
    assert_int_equal(LOOK("plugin.version", VERSION("nonsense")).status, FINDING_UNKNOWN);
    assert_int_equal(LOOK("plugin.version", VERSION(REFUSED)).status, FINDING_UNKNOWN);
    assert_int_equal(
        LOOK("plugin.version", VERSION("1.26.427.1"), { UNINSTALL "{A}/DisplayName", PRODUCT }, { UNINSTALL "{A}/DisplayVersion", REFUSED }).status,
        FINDING_UNKNOWN);
}

#define RING "registry/HKLM/SOFTWARE/Microsoft/" PRODUCT "/OverrideReleaseRing"

static void production_or_no_override_is_ok(void **state)
{
    (void)state;
    assert_int_equal(LOOK("plugin.release_ring", { "system/platform", "windows" }).status, FINDING_OK);
    assert_string_equal(LOOK("plugin.release_ring", { RING, "Production" }).value, "Production");
    assert_int_equal(LOOK("plugin.release_ring", { RING, "Production" }).status, FINDING_OK);
}

static void the_other_rings_warn(void **state)
{
    static const char *const rings[] = { "Dogfood", "External", "InsiderFast" };

    (void)state;
    for (size_t i = 0; i < sizeof rings / sizeof rings[0]; i++)
        assert_int_equal(LOOK("plugin.release_ring", { RING, rings[i] }).status, FINDING_WARN);
    assert_finding(LOOK("plugin.release_ring", { RING, "Dogfood" }), FINDING_WARN,
                   "the release ring is Dogfood: updates by WSUS, SCCM and the Microsoft Update Catalog need Production");
}

static void a_ring_that_is_none_fails(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.release_ring", { RING, "Canary" }), FINDING_FAIL, "OverrideReleaseRing is \"Canary\", which is no release ring");
    assert_finding(LOOK("plugin.release_ring", { RING, LITERAL_DWORD "1" }), FINDING_FAIL, "OverrideReleaseRing has the type dword instead of sz");
    assert_int_equal(LOOK("plugin.release_ring", { RING, REFUSED }).status, FINDING_UNKNOWN);
}

#define GROUP "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/DeviceTagging/GROUP"

static void the_tag_is_told(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.custom_tag", { "system/platform", "windows" }), FINDING_OK, "the device's tag is WSL2");
    assert_finding(LOOK("plugin.custom_tag", { GROUP, "Contoso" }), FINDING_OK, "the device's tag is Contoso_WSL2");
    assert_string_equal(LOOK("plugin.custom_tag", { GROUP, "Contoso" }).value, "Contoso_WSL2");
}

static void an_empty_or_too_long_group_warns(void **state)
{
    char longest[202] = "", umlauts[401] = "";

    (void)state;
    memset(longest, 'a', 200);
    for (size_t i = 0; i < 200; i++)
        memcpy(umlauts + 2 * i, "\xc3\xa4", 2);
    assert_int_equal(LOOK("plugin.custom_tag", { GROUP, "" }).status, FINDING_WARN);
    assert_int_equal(LOOK("plugin.custom_tag", { GROUP, longest }).status, FINDING_OK);
    assert_int_equal(LOOK("plugin.custom_tag", { GROUP, umlauts }).status, FINDING_OK);
    longest[200] = 'a';
    assert_finding(LOOK("plugin.custom_tag", { GROUP, longest }), FINDING_WARN, "GROUP has 201 characters, more than 200");
}

static void a_group_of_another_type_fails(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.custom_tag", { GROUP, LITERAL_MULTI_SZ "a\nb" }), FINDING_FAIL, "GROUP has the type multi_sz instead of sz");
    assert_int_equal(LOOK("plugin.custom_tag", { GROUP, REFUSED }).status, FINDING_UNKNOWN);
}

#define OLD_PROXY                                                        \
    {                                                                    \
        PLUGINS "DefenderPlug-in/DefenderProxyServer", "192.0.2.10:8888" \
    }
#define OLD_TEST                                                       \
    {                                                                  \
        PLUGINS "DefenderPlug-in/ConnectivityTest", LITERAL_DWORD "60" \
    }

static void deprecated_settings_do_nothing(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.deprecated_settings", OLD_PROXY, OLD_TEST, VERSION("1.26.427.1")), FINDING_WARN,
                   "DefenderProxyServer does nothing; ConnectivityTest does nothing");
    assert_int_equal(LOOK("plugin.deprecated_settings", OLD_TEST).status, FINDING_WARN);
    assert_int_equal(LOOK("plugin.deprecated_settings", { "system/platform", "windows" }).status, FINDING_OK);
}

static void the_preview_still_read_its_connectivity_test(void **state)
{
    (void)state;
    assert_finding(LOOK("plugin.deprecated_settings", OLD_TEST, VERSION("0.23.1102.4")), FINDING_OK,
                   "ConnectivityTest is set, which this preview of the plug-in still reads");
    assert_int_equal(LOOK("plugin.deprecated_settings", OLD_TEST, ENTRY("0.23.906.5")).status, FINDING_OK);
    assert_int_equal(LOOK("plugin.deprecated_settings", OLD_PROXY, VERSION("0.23.1102.4")).status, FINDING_WARN);
    assert_int_equal(LOOK("plugin.deprecated_settings", OLD_TEST, VERSION("0.24.426.1")).status, FINDING_WARN);
}

static void settings_that_cannot_be_read_are_unknown(void **state)
{
    (void)state;
    assert_int_equal(LOOK("plugin.deprecated_settings", { PLUGINS "DefenderPlug-in/ConnectivityTest", REFUSED }).status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_three_parts_make_an_installation),
        cmocka_unit_test(a_product_whose_name_only_resembles_is_another_one),
        cmocka_unit_test(missing_parts_are_named),
        cmocka_unit_test(without_any_part_the_plugin_is_not_installed),
        cmocka_unit_test(parts_that_cannot_be_looked_at_are_not_missing),
        cmocka_unit_test(a_registered_signed_library_is_ok),
        cmocka_unit_test(the_file_name_alone_is_enough),
        cmocka_unit_test(the_signature_is_asked_for_ahead_where_the_library_is_there),
        cmocka_unit_test(a_signature_that_is_not_known_is_not_judged),
        cmocka_unit_test(a_library_signed_by_nobody_or_a_stranger_fails),
        cmocka_unit_test(the_subject_of_microsofts_certificate_is_microsoft),
        cmocka_unit_test(a_registered_file_that_is_missing_keeps_wsl_from_starting),
        cmocka_unit_test(wsl_expands_no_variables_in_a_path),
        cmocka_unit_test(a_value_of_another_type_is_no_registration),
        cmocka_unit_test(no_value_at_all_is_no_registration),
        cmocka_unit_test(another_plugin_that_keeps_wsl_from_starting_is_named),
        cmocka_unit_test(a_registration_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_current_version_is_ok),
        cmocka_unit_test(each_source_alone_gives_the_version),
        cmocka_unit_test(a_version_before_the_updates_warns),
        cmocka_unit_test(versions_compare_as_numbers),
        cmocka_unit_test(sources_that_disagree_are_both_named),
        cmocka_unit_test(no_version_anywhere_is_unknown),
        cmocka_unit_test(production_or_no_override_is_ok),
        cmocka_unit_test(the_other_rings_warn),
        cmocka_unit_test(a_ring_that_is_none_fails),
        cmocka_unit_test(the_tag_is_told),
        cmocka_unit_test(an_empty_or_too_long_group_warns),
        cmocka_unit_test(a_group_of_another_type_fails),
        cmocka_unit_test(deprecated_settings_do_nothing),
        cmocka_unit_test(the_preview_still_read_its_connectivity_test),
        cmocka_unit_test(settings_that_cannot_be_read_are_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
