/* Where a host belongs. */
#include "tests/support.h"

#include "healthcheck/host/geography.h"

static void the_gateway_counts_before_the_preference(void **state)
{
    (void)state;
    assert_string_equal(geography_from_details(span_of("edr_preferred_geo                           : \"unitedstates\"\n"
                                                       "edr_partner_geo_location                    : \"GW_EU\"\n")),
                        "eu");
    assert_string_equal(geography_from_details(span_of("edr_preferred_geo                           : \"unitedstates\"\n")), "us");
    assert_string_equal(geography_from_details(span_of("edr_preferred_geo : \"europe\"\nedr_partner_geo_location : \"\"\n")), "eu");
}

static void an_unknown_place_is_none(void **state)
{
    (void)state;
    assert_null(geography_from_details(span_of("edr_preferred_geo : \"atlantis\"\n")));
    assert_null(geography_from_details(span_of("edr_preferred_geo")));
    assert_null(geography_from_details(span_of("")));
    assert_null(geography_from_onboarding(span_of("{}")));
}

static void an_onboarding_blob_names_it_even_as_json_within_json(void **state)
{
    (void)state;
    assert_string_equal(geography_from_onboarding(
                            span_of("{\"body\":\"{\\\"orgId\\\":\\\"0\\\",\\\"vortexGeoLocation\\\":\\\"UK\\\",\\\"version\\\":\\\"1.41\\\"}\"}")),
                        "uk");
    assert_string_equal(geography_from_onboarding(span_of("{\"vortexGeoLocation\": \"AU\"}")), "au");
}

static enum onboarded_way of_details(const char *text)
{
    return onboarded_way_from_details(span_of(text));
}

static enum onboarded_way of_blob(const char *text)
{
    return onboarded_way_from_onboarding(span_of(text));
}

static void an_agent_with_a_partner_geography_is_streamlined(void **state)
{
    (void)state;
    assert_int_equal(of_details("edr_partner_geo_location                    : \"GW_EU\"\n"), ONBOARDED_STREAMLINED);
    assert_int_equal(of_details("{\"edr_partner_geo_location\":\"\",\"edr_preferred_geo\":\"europe\"}"), ONBOARDED_STANDARD);
    assert_int_equal(of_details("edr_partner_geo_location : \"\"\nedr_preferred_geo : \"europe\"\n"), ONBOARDED_STANDARD);
    assert_int_equal(of_details("edr_partner_geo_location : \"unknown\"\n"), ONBOARDED_UNKNOWN);
    assert_int_equal(of_details("edr_preferred_geo : \"europe\"\n"), ONBOARDED_UNKNOWN);
    assert_int_equal(of_details(""), ONBOARDED_UNKNOWN);
}

static void an_onboarding_package_says_by_which_addresses(void **state)
{
    (void)state;
    assert_int_equal(of_blob("{\"body\":\"{\\\"vortexGeoLocation\\\":\\\"US\\\",\\\"partnerGeoLocation\\\":\\\"GW_US\\\"}\"}"),
                     ONBOARDED_STREAMLINED);
    assert_int_equal(of_blob("{\"geoLocationUrl\":\"https://edr-neu.eu.endpoint.security.microsoft.com/edr/\"}"), ONBOARDED_STREAMLINED);
    assert_int_equal(of_blob("{\"geoLocationUrl\":\"https://winatp-gw-weu.microsoft.com/\"}"), ONBOARDED_STANDARD);
    assert_int_equal(of_blob("{\"vortexGeoLocation\": \"AU\"}"), ONBOARDED_STANDARD);
    assert_int_equal(of_blob("{}"), ONBOARDED_UNKNOWN);
    assert_int_equal(of_blob(""), ONBOARDED_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gateway_counts_before_the_preference),
        cmocka_unit_test(an_unknown_place_is_none),
        cmocka_unit_test(an_onboarding_blob_names_it_even_as_json_within_json),
        cmocka_unit_test(an_agent_with_a_partner_geography_is_streamlined),
        cmocka_unit_test(an_onboarding_package_says_by_which_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
