/* What the failures of a connectivity test have in common: every pattern, by the sentence that is printed. */
#include "tests/support.h"

#include "tests/proxy/scene_findings.h"

static void control(const char *url, const char *group, struct attempt attempt)
{
    put(url, group, "direct", attempt)->is_control = true;
}

static void without_a_route_out_there_is_one_conclusion_and_not_forty(void **state)
{
    (void)state;
    put_many("data", 20, "cyber_data", "direct", failed(FAILURE_UNREACHABLE));
    put_many("cc", 20, "command_and_control", "direct", failed(FAILURE_UNREACHABLE));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL, "none of the 40 URLs is reached: unreachable, no route leads out of this machine");
    assert_finding("cyber_data", FINDING_FAIL, "20 of 20 URLs fail: unreachable, see connectivity.conclusion");
    assert_advice_has("cyber_data", "Do what connectivity.conclusion says");
    assert_advice_has("conclusion", "ip route get");
    assert_int_equal(finding_of("conclusion")->evidence_count, 1);
}

static void where_no_name_is_resolved_that_is_said_once(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", "direct", failed(FAILURE_DNS));
    put_many("cc", 2, "command_and_control", "direct", failed(FAILURE_DNS));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL, "none of the 5 URLs is reached: dns, no name is resolved");
    assert_advice_has("conclusion", "without a default route no name server is reached");
    assert_finding("cyber_data", FINDING_FAIL, "3 of 3 URLs fail: dns, see connectivity.conclusion");
}

static void a_machine_that_is_not_let_out_directly_is_told_so(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", "direct", failed(FAILURE_CONNECT_TIMEOUT));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 3 URLs is reached: connect_timeout, nobody answers at any address: this machine is not let out directly");
}

static void a_proxy_that_nobody_finds_is_told_with_its_address(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, failed(FAILURE_CONNECT_TIMEOUT));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL, "none of the 3 URLs is reached: connect_timeout, nobody answers at the address of the proxy " PROXY);
}

static void a_proxy_that_refuses_all_is_told_with_what_it_offers(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, asked_for_user());
    put_many("cc", 3, "command_and_control", PROXY, asked_for_user());
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL, "none of the 6 URLs is reached: proxy_auth, the proxy asks for a user (" PROXY " offers Basic, NTLM)");
    assert_finding("cyber_data", FINDING_FAIL, "3 of 3 URLs fail: proxy_auth, see connectivity.conclusion");
}

static void different_words_of_one_step_are_one_step(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", "direct", failed(FAILURE_UNREACHABLE));
    put_many("cc", 1, "command_and_control", "direct", failed(FAILURE_CONNECT_TIMEOUT));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 4 URLs is reached, all break at the same step: 3 unreachable, no route leads to the address; 1 connect_timeout, "
                   "nobody answers at the address");
}

static void different_steps_are_no_pattern(void **state)
{
    (void)state;
    put_many("data", 2, "cyber_data", "direct", failed(FAILURE_DNS));
    put_many("cc", 1, "command_and_control", "direct", failed(FAILURE_TLS_RESET));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 3 URLs is reached: 2 dns, the name has no address; 1 tls_reset, the connection is cut as soon as TLS begins");
    assert_finding("cyber_data", FINDING_FAIL, "2 of 2 URLs fail: dns, the name has no address: data1.example, data2.example");
}

static void inspection_names_the_authority_the_product_the_proxy_and_the_hosts_to_exempt(void **state)
{
    (void)state;
    put_many("data", 16, "cyber_data", PROXY, inspected());
    put_many("list", 2, "certificates", PROXY, reached());
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 16 https URLs is reached: cert_inspected, TLS is opened on the way and closed again with another certificate (by "
                   "'Zscaler Intermediate CA', the CA of Zscaler, on the way through " PROXY ")");
    assert_advice_has("conclusion", "The host names: data1.example, data2.example, data3.example, data4.example, data5.example, data6.example, "
                                    "data7.example, data8.example, data9.example, data10.example, data11.example, data12.example, data13.example, "
                                    "data14.example and 2 more. Exempt these host names from TLS inspection");
    assert_finding("cyber_data", FINDING_FAIL, "16 of 16 URLs fail: cert_inspected, see connectivity.conclusion");
    assert_finding("certificates", FINDING_OK, "all 2 URLs are reached (slowest: list1.example 100 ms)");
}

static void where_the_direct_attempts_succeed_the_proxy_is_at_fault(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, denied());
    put_many("cc", 3, "command_and_control", PROXY, denied());
    control("https://data1.example/", "cyber_data", reached());
    control("https://cc1.example/", "command_and_control", reached());
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 6 URLs is reached: proxy_denied, the proxy does not let it through (" PROXY
                   " answers 403); directly those tried are reached: the proxy " PROXY " is at fault, not the service");
    assert_finding("cyber_data", FINDING_FAIL, "3 of 3 URLs fail: proxy_denied, see connectivity.conclusion");
}

static void where_the_direct_attempts_fail_the_same_way_it_is_not_the_proxy(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, failed(FAILURE_TLS_RESET));
    control("https://data1.example/", "cyber_data", failed(FAILURE_TLS_RESET));
    judge_scene();
    assert_finding(
        "conclusion", FINDING_FAIL,
        "none of the 3 URLs is reached: tls_reset, the connection is cut as soon as TLS begins; directly it fails the same way: the network or "
        "the service is at fault, not the proxy " PROXY);
}

static void where_only_a_proxy_leads_out_that_is_said(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, asked_for_user());
    control("https://data1.example/", "cyber_data", failed(FAILURE_CONNECT_TIMEOUT));
    judge_scene();
    assert_finding(
        "conclusion", FINDING_FAIL,
        "none of the 3 URLs is reached: proxy_auth, the proxy asks for a user (" PROXY
        " offers Basic, NTLM); directly it fails, too, with connect_timeout, nobody answers at the address: only a proxy leads out of this network");
}

static void where_neither_the_proxy_nor_a_name_is_found_there_may_be_no_network(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, failed(FAILURE_UNREACHABLE));
    control("https://data1.example/", "cyber_data", failed(FAILURE_DNS));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 3 URLs is reached: unreachable, no route leads to the proxy " PROXY
                   "; directly it fails, too, with dns, the name has no address: it may be that this machine has no network at all");
}

static void direct_attempts_that_fail_do_not_matter_where_the_proxy_works(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, reached());
    control("https://data1.example/", "cyber_data", failed(FAILURE_CONNECT_TIMEOUT));
    judge_scene();
    assert_finding("conclusion", FINDING_OK, "all 3 URLs are reached, through " PROXY " (slowest: data1.example 100 ms)");
    assert_finding("cyber_data", FINDING_OK, "all 3 URLs are reached (slowest: data1.example 100 ms)");
}

static struct attempt over_ipv4_after_ipv6(void)
{
    static char *tried[] = { "2001:db8::1", "192.0.2.1" };
    struct attempt attempt = reached();

    attempt.tried = tried;
    attempt.tried_count = 2;
    attempt.remote_address = "192.0.2.1";
    return attempt;
}

static void ipv6_that_is_tried_in_vain_is_a_warning(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", "direct", over_ipv4_after_ipv6());
    put_many("cc", 1, "command_and_control", "direct", reached());
    judge_scene();
    assert_finding("conclusion", FINDING_WARN,
                   "only IPv6 fails: 3 of 4 URLs are reached over IPv4 after an IPv6 address was tried in vain, and none over IPv6");
    assert_finding("cyber_data", FINDING_OK, "all 3 URLs are reached (slowest: data1.example 100 ms)");
}

static void names_with_ipv6_addresses_alone_are_told_apart(void **state)
{
    static char *tried[] = { "2001:db8::1" };
    struct attempt lost = failed(FAILURE_UNREACHABLE), good = reached();

    (void)state;
    lost.tried = tried;
    lost.tried_count = 1;
    good.remote_address = "192.0.2.1";
    put_many("six", 2, "cyber_data", "direct", lost);
    put_many("four", 3, "command_and_control", "direct", good);
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "only IPv6 fails, 2 of 5 URLs, whose names have no other addresses: unreachable, no route leads to the address (2001:db8::1): "
                   "six1.example, six2.example");
    assert_advice_has("conclusion", "ip -6 route get");
}

static struct attempt too_early(void)
{
    struct attempt attempt = failed(FAILURE_CERT_NOT_YET_VALID);

    attempt.chain = chain_by("CN=Microsoft Azure RSA TLS Issuing CA 07", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z");
    return attempt;
}

static void several_certificates_that_are_not_valid_yet_are_a_wrong_clock(void **state)
{
    (void)state;
    put_many("data", 2, "cyber_data", "direct", too_early());
    put_many("cc", 1, "command_and_control", "direct", reached());
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "clock_skew, the certificates of 2 hosts are not valid yet at once, so that this machine's clock must be behind (data1.example, "
                   "data2.example)");
    assert_finding("cyber_data", FINDING_FAIL, "2 of 2 URLs fail: clock_skew, see connectivity.conclusion");
    assert_advice_has("conclusion", "timedatectl");
}

static void the_dates_of_the_servers_measure_the_clock(void **state)
{
    struct attempt dated = reached();

    (void)state;
    dated.has_date = true;
    dated.date_skew = 3 * 86400 + 7;
    put_many("data", 2, "cyber_data", "direct", too_early());
    put_many("list", 3, "certificates", "direct", dated);
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "clock_skew, this machine's clock is 3 days behind, as the dates of 3 servers say, so that certificates do not seem valid "
                   "(data1.example, data2.example)");
}

static void a_wrong_clock_leaves_a_redundant_group_with_a_warning(void **state)
{
    (void)state;
    put_many("store", 2, "sample_storage", "direct", too_early());
    put_many("good", 1, "sample_storage", "direct", reached());
    put_many("data", 1, "cyber_data", "direct", too_early());
    judge_scene();
    assert_finding("sample_storage", FINDING_WARN, "2 of 3 URLs fail, and others of the group can stand in: clock_skew, see connectivity.conclusion");
    assert_finding("cyber_data", FINDING_FAIL, "the only URL fails: clock_skew, see connectivity.conclusion");
}

static void a_clock_that_is_off_by_hours_is_a_warning(void **state)
{
    struct attempt dated = reached();

    (void)state;
    dated.has_date = true;
    dated.date_skew = -7200;
    put_many("data", 3, "cyber_data", "direct", dated);
    judge_scene();
    assert_finding("conclusion", FINDING_WARN, "this machine's clock is 2 hours ahead, as the dates of 3 servers say");
}

static void the_date_of_one_server_proves_nothing(void **state)
{
    struct attempt dated = reached();

    (void)state;
    dated.has_date = true;
    dated.date_skew = -7200;
    put_many("data", 1, "cyber_data", "direct", dated);
    judge_scene();
    assert_finding("conclusion", FINDING_OK, "the URL is reached, directly (data1.example 100 ms)");
}

static struct attempt expired_by(const char *issuer)
{
    struct attempt attempt = failed(FAILURE_CERT_EXPIRED);

    attempt.chain = chain_by(issuer, "2024-01-01T00:00:00Z", "2025-01-31T00:00:00Z");
    return attempt;
}

static void expired_certificates_of_several_authorities_are_a_clock_that_is_ahead(void **state)
{
    (void)state;
    put("https://a.example/", "cyber_data", "direct", expired_by("CN=Authority One"));
    put("https://b.example/", "cyber_data", "direct", expired_by("CN=Authority Two"));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "clock_skew, the certificates of 2 hosts have expired at once, so that this machine's clock must be ahead (a.example, b.example)");
}

static void expired_certificates_of_one_authority_are_not(void **state)
{
    (void)state;
    put("https://a.example/", "cyber_data", PROXY, expired_by("CN=Contoso Inspection CA"));
    put("https://b.example/", "cyber_data", PROXY, expired_by("CN=Contoso Inspection CA"));
    judge_scene();
    assert_finding(
        "conclusion", FINDING_FAIL,
        "none of the 2 URLs is reached: cert_expired, the certificate has expired (on 2025-01-31, issued by 'Contoso Inspection CA', on the way "
        "through " PROXY ")");
}

static void a_chain_that_windows_does_not_build_is_told_as_that(void **state)
{
    struct attempt attempt = failed(FAILURE_CERT_UNTRUSTED);

    (void)state;
    attempt.chain = chain_by("CN=Odd CA", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    attempt.trust.system_error = 50;
    put_many("data", 2, "cyber_data", "direct", attempt);
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 2 URLs is reached, all break at the same step: cert_untrusted, the certificate is issued by nobody whom this machine "
                   "trusts (by 'Odd CA'; Windows builds no chain of it)");
    assert_advice_has("conclusion", "`certutil -verify FILE`");
}

static void certificates_fail_by_themselves_where_the_dates_say_the_clock_is_right(void **state)
{
    struct attempt dated = reached();

    (void)state;
    dated.has_date = true;
    put_many("data", 2, "cyber_data", "direct", too_early());
    put_many("list", 3, "certificates", "direct", dated);
    judge_scene();
    assert_finding(
        "conclusion", FINDING_FAIL,
        "none of the 2 https URLs is reached: cert_not_yet_valid, the certificate is not valid yet (before 2026-10-01, issued by 'Microsoft Azure "
        "RSA TLS Issuing CA 07')");
}

static void what_fails_beside_a_wrong_clock_is_told(void **state)
{
    (void)state;
    put_many("data", 2, "cyber_data", "direct", too_early());
    put_many("cc", 1, "command_and_control", "direct", failed(FAILURE_DNS));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "clock_skew, the certificates of 2 hosts are not valid yet at once, so that this machine's clock must be behind (data1.example, "
                   "data2.example); beside that 1 of 3 URLs fails: dns, the name has no address: cc1.example");
    assert_finding("command_and_control", FINDING_FAIL, "the only URL fails: dns, the name has no address: cc1.example");
}

static void a_sign_in_page_explains_the_rest(void **state)
{
    struct attempt portal = failed(FAILURE_CAPTIVE_PORTAL);

    (void)state;
    portal.http_status = 302;
    portal.redirect = "http://login.hotel.example/";
    put_many("list", 2, "certificates", "direct", portal);
    put_many("data", 5, "cyber_data", "direct", failed(FAILURE_TLS_RESET));
    judge_scene();
    assert_finding(
        "conclusion", FINDING_FAIL,
        "captive_portal, another page answers in the service's place (it points to http://login.hotel.example/), which explains why the other 5 "
        "URLs fail, too: tls_reset, the connection is cut as soon as TLS begins");
    assert_finding("cyber_data", FINDING_FAIL, "5 of 5 URLs fail: captive_portal, see connectivity.conclusion");
    assert_advice_has("conclusion", "sign in");
}

static void a_refusal_on_the_direct_way_is_no_lack_of_a_network(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, failed(FAILURE_PROXY_REFUSED));
    control("https://data1.example/", "cyber_data", failed(FAILURE_REFUSED));
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "none of the 3 URLs is reached: proxy_refused, nothing takes connections on the proxy's port (" PROXY
                   "); directly it fails, too, with refused, the connection is refused: only a proxy leads out of this network");
}

static void who_meets_the_service_directly_has_a_way_out(void **state)
{
    (void)state;
    put_many("list", 1, "certificates", PROXY, reached());
    put_many("old", 1, "certificates", PROXY, failed(FAILURE_PROXY_TIMEOUT));
    control("http://list1.example/", "certificates", failed(FAILURE_TOO_SLOW));
    judge_scene();
    assert_finding("conclusion", FINDING_WARN,
                   "1 of 2 URLs fails: proxy_timeout, the proxy takes the connection and does not answer (" PROXY
                   "): old1.example; directly it fails, too, with too_slow, the answer does not come in time: the proxy alone is not at fault");
}

static void the_name_of_the_proxy_and_the_names_of_the_service_fail_the_same_way(void **state)
{
    (void)state;
    put_many("data", 2, "cyber_data", "http://proxy.example:8080", failed(FAILURE_PROXY_DNS));
    control("https://data1.example/", "cyber_data", failed(FAILURE_DNS));
    judge_scene();
    assert_finding(
        "conclusion", FINDING_FAIL,
        "none of the 2 URLs is reached: proxy_dns, the proxy's name has no address (http://proxy.example:8080); directly it fails the same way: "
        "the network or the service is at fault, not the proxy http://proxy.example:8080");
}

static void old_public_roots_cannot_tell_inspection(void **state)
{
    struct attempt attempt = reached();

    (void)state;
    attempt.chain = chain_by("CN=Contoso CA", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    attempt.trust = (struct trust){ TRUST_UNKNOWN, 0, -1, "2021-03-11" };
    put_many("data", 2, "cyber_data", "direct", attempt);
    judge_scene();
    assert_finding(
        "conclusion", FINDING_OK,
        "all 2 URLs are reached, directly (slowest: data1.example 100 ms); whether TLS is inspected is not known, since the public roots to "
        "compare with are of 2021-03-11");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, clear_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(without_a_route_out_there_is_one_conclusion_and_not_forty),
        CASE(where_no_name_is_resolved_that_is_said_once),
        CASE(a_machine_that_is_not_let_out_directly_is_told_so),
        CASE(a_proxy_that_nobody_finds_is_told_with_its_address),
        CASE(a_proxy_that_refuses_all_is_told_with_what_it_offers),
        CASE(different_words_of_one_step_are_one_step),
        CASE(different_steps_are_no_pattern),
        CASE(inspection_names_the_authority_the_product_the_proxy_and_the_hosts_to_exempt),
        CASE(where_the_direct_attempts_succeed_the_proxy_is_at_fault),
        CASE(where_the_direct_attempts_fail_the_same_way_it_is_not_the_proxy),
        CASE(where_only_a_proxy_leads_out_that_is_said),
        CASE(where_neither_the_proxy_nor_a_name_is_found_there_may_be_no_network),
        CASE(direct_attempts_that_fail_do_not_matter_where_the_proxy_works),
        CASE(ipv6_that_is_tried_in_vain_is_a_warning),
        CASE(names_with_ipv6_addresses_alone_are_told_apart),
        CASE(several_certificates_that_are_not_valid_yet_are_a_wrong_clock),
        CASE(the_dates_of_the_servers_measure_the_clock),
        CASE(a_wrong_clock_leaves_a_redundant_group_with_a_warning),
        CASE(a_clock_that_is_off_by_hours_is_a_warning),
        CASE(the_date_of_one_server_proves_nothing),
        CASE(expired_certificates_of_several_authorities_are_a_clock_that_is_ahead),
        CASE(expired_certificates_of_one_authority_are_not),
        CASE(a_chain_that_windows_does_not_build_is_told_as_that),
        CASE(certificates_fail_by_themselves_where_the_dates_say_the_clock_is_right),
        CASE(what_fails_beside_a_wrong_clock_is_told),
        CASE(a_sign_in_page_explains_the_rest),
        CASE(the_name_of_the_proxy_and_the_names_of_the_service_fail_the_same_way),
        CASE(a_refusal_on_the_direct_way_is_no_lack_of_a_network),
        CASE(who_meets_the_service_directly_has_a_way_out),
        CASE(old_public_roots_cannot_tell_inspection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
