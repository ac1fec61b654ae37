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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gateway_counts_before_the_preference),
        cmocka_unit_test(an_unknown_place_is_none),
        cmocka_unit_test(an_onboarding_blob_names_it_even_as_json_within_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
