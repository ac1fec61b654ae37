/* The findings of a connectivity scene. */
#ifndef TESTS_PROXY_SCENE_FINDINGS_H
#define TESTS_PROXY_SCENE_FINDINGS_H

#include "tests/support.h"

#include "tests/proxy/scene.h"

/* "https://<name><from>.example/" and so on, all alike. */
static void put_many(const char *name, size_t count, const char *group, const char *via, struct attempt attempt)
{
    for (size_t i = 1; i <= count; i++) {
        char url[256];

        snprintf(url, sizeof url, "%s://%s%zu.example/", strcmp(group, "certificates") == 0 ? "http" : "https", name, i);
        put(url, group, via, attempt);
    }
}

static void judge_scene(void)
{
    try_scene(NULL);
    scene.finding_count = connectivity_findings(&scene.connectivity, scene.findings);
}

static const struct finding *finding_of(const char *id)
{
    for (size_t i = 0; i < scene.finding_count; i++)
        if (strcmp(scene.findings[i].id + strlen("connectivity."), id) == 0)
            return &scene.findings[i];
    fail_msg("there is no finding connectivity.%s", id);
    return NULL;
}

static void assert_finding(const char *id, enum finding_status status, const char *summary)
{
    const struct finding *finding = finding_of(id);

    assert_string_equal(finding->summary, summary);
    assert_int_equal(finding->status, status);
}

static void assert_advice_has(const char *id, const char *part)
{
    const struct finding *finding = finding_of(id);

    if (finding->advice == NULL || strstr(finding->advice, part) == NULL)
        fail_msg("%s is not in: %s", part, finding->advice != NULL ? finding->advice : "(no advice)");
}

static struct certificate_chain chain_by(const char *issuer, const char *not_before, const char *not_after)
{
    static struct certificate certificates[8];
    static size_t next;
    struct certificate *certificate = &certificates[next++ % 8];

    *certificate = (struct certificate){ .subject = "CN=x.example", .issuer = (char *)issuer, .issuer_name = (char *)strchr(issuer, '=') + 1 };
    snprintf(certificate->not_before, sizeof certificate->not_before, "%s", not_before);
    snprintf(certificate->not_after, sizeof certificate->not_after, "%s", not_after);
    return (struct certificate_chain){ .items = certificate, .count = 1 };
}

static struct attempt asked_for_user(void)
{
    struct attempt attempt = failed(FAILURE_PROXY_AUTH);

    attempt.proxy_status = 407;
    attempt.proxy_methods = "Basic, NTLM";
    return attempt;
}

static struct attempt inspected(void)
{
    struct attempt attempt = failed(FAILURE_CERT_INSPECTED);

    attempt.chain = chain_by("CN=Zscaler Intermediate CA", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    attempt.trust = (struct trust){ TRUST_INSPECTED, 0, 20, "2025-03-11" };
    return attempt;
}

static struct attempt denied(void)
{
    struct attempt attempt = failed(FAILURE_PROXY_DENIED);

    attempt.proxy_status = 403;
    return attempt;
}

#endif
