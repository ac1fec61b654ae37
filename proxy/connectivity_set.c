/* Sets of attempts: counted, and said. */
#include "proxy/connectivity_set.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/trust_machine.h"

/* Those to exempt are all named; of others a few say enough. */
enum { MOST_HOSTS_TO_EXEMPT = 14, MOST_HOSTS = 4 };

bool tried_is_failed(const struct tried *tried)
{
    return tried->attempt->failure != FAILURE_NONE;
}

bool tried_is_direct(const struct tried *tried)
{
    return strcmp(tried->attempt->via, "direct") == 0;
}

void tried_set_add(struct tried_set *set, const struct tried *tried)
{
    /* Grows by doubling: 1, 2, 4 … */
    if ((set->count & (set->count - 1)) == 0)
        set->items = memory_resize(set->items, set->count > 0 ? 2 * set->count : 1, sizeof *set->items);
    set->items[set->count++] = *tried;
    set->failed += tried_is_failed(tried);
}

struct tried_set tried_set_of(const struct connectivity *connectivity)
{
    struct tried_set set = { 0 };

    for (size_t i = 0; i < connectivity->count; i++) {
        const struct planned *planned = connectivity->planned[i];
        bool is_second = i > 0 && connectivity->planned[i - 1] == planned;

        if (i + 1 < connectivity->count && connectivity->planned[i + 1] == planned)
            continue;
        tried_set_add(&set, &(struct tried){ .attempt = connectivity->attempts[i],
                                             .earlier = is_second ? connectivity->attempts[i - 1] : NULL,
                                             .fact = connectivity->facts[i],
                                             .planned = planned });
    }
    return set;
}

struct tried_set tried_set_filter(const struct tried_set *set, bool (*is_wanted)(const struct tried *tried, const void *context), const void *context)
{
    struct tried_set wanted = { 0 };

    for (size_t i = 0; i < set->count; i++)
        if (is_wanted(&set->items[i], context))
            tried_set_add(&wanted, &set->items[i]);
    return wanted;
}

void tried_set_free(struct tried_set *set)
{
    free(set->items);
    *set = (struct tried_set){ 0 };
}

/* The most frequent first; of equals the one that breaks earlier. */
static int compare_words(const void *a, const void *b)
{
    const struct tried_word *one = a, *other = b;

    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return (int)one->failure - (int)other->failure;
}

size_t tried_words(const struct tried_set *set, struct tried_word words[FAILURES])
{
    size_t count = 0;

    for (int failure = FAILURE_NONE + 1; failure < FAILURES; failure++) {
        struct tried_word word = { .failure = (enum failure)failure };

        for (size_t i = 0; i < set->count; i++)
            if (set->items[i].attempt->failure == word.failure && word.count++ == 0)
                word.first = &set->items[i];
        if (word.count > 0)
            words[count++] = word;
    }
    qsort(words, count, sizeof *words, compare_words);
    return count;
}

static const char *product_of(const struct certificate_chain *chain)
{
    const char *product = NULL;

    for (size_t i = 0; i < chain->count && product == NULL; i++) {
        product = certificate_inspection_product(chain->items[i].issuer);
        if (product == NULL && i > 0)
            product = certificate_inspection_product(chain->items[i].subject);
    }
    return product;
}

/* "by 'Contoso Inspection CA', of Zscaler, on the way through http://10.0.0.6:8080" */
static void append_issuer(struct text *text, const struct tried *tried)
{
    const struct certificate_chain *chain = &tried->attempt->chain;
    const char *product = product_of(chain), *name;

    if (chain->count == 0)
        return;
    name = chain->items[0].issuer_name[0] != '\0' ? chain->items[0].issuer_name : chain->items[0].issuer;
    text_append_format(text, "by '%s'", name);
    if (product != NULL)
        text_append_format(text, ", the CA of %s", product);
    if (!tried_is_direct(tried))
        text_append_format(text, ", on the way through %s", tried->attempt->via);
}

static void append_validity(struct text *text, const struct tried *tried)
{
    const struct certificate_chain *chain = &tried->attempt->chain;
    bool is_expired = tried->attempt->failure == FAILURE_CERT_EXPIRED;

    if (chain->count > 0)
        text_append_format(text, "%s %.10s, issued ", is_expired ? "on" : "before",
                           is_expired ? chain->items[0].not_after : chain->items[0].not_before);
    append_issuer(text, tried);
}

static void append_proxy(struct text *text, const struct attempt *attempt)
{
    int status = attempt->proxy_status > 0 ? attempt->proxy_status : attempt->http_status;

    text_append(text, attempt->via);
    if (attempt->failure == FAILURE_PROXY_AUTH && attempt->proxy_methods != NULL)
        text_append_format(text, " offers %s", attempt->proxy_methods);
    else if (status > 0)
        text_append_format(text, " answers %d", status);
    if (attempt->redirect != NULL)
        text_append_format(text, " and points to %s", attempt->redirect);
}

static void append_address(struct text *text, const struct tried *tried)
{
    const struct attempt *attempt = tried->attempt;

    if (!tried_is_direct(tried))
        text_append_format(text, "of the proxy %s", attempt->via);
    else if (attempt->remote_address != NULL)
        text_append(text, attempt->remote_address);
    else if (attempt->tried_count > 0)
        text_append(text, attempt->tried[attempt->tried_count - 1]);
}

/* What is particular about this one. */
static void append_particulars(struct text *text, const struct tried *tried)
{
    const struct attempt *attempt = tried->attempt;

    switch (attempt->failure) {
    case FAILURE_PROXY_DNS:
    case FAILURE_PROXY_REFUSED:
    case FAILURE_PROXY_CERT:
    case FAILURE_PROXY_TIMEOUT:
    case FAILURE_PROXY_AUTH:
    case FAILURE_PROXY_DENIED:
    case FAILURE_PROXY_UPSTREAM:
    case FAILURE_PROXY_PORTAL:
    case FAILURE_PROXY_NOT_HTTP:
        append_proxy(text, attempt);
        break;
    case FAILURE_REFUSED:
    case FAILURE_UNREACHABLE:
    case FAILURE_CONNECT_TIMEOUT:
        append_address(text, tried);
        break;
    case FAILURE_CERT_EXPIRED:
    case FAILURE_CERT_NOT_YET_VALID:
        append_validity(text, tried);
        break;
    case FAILURE_CERT_UNTRUSTED:
        append_issuer(text, tried);
        if (attempt->trust.system_error == TRUST_MACHINE_NO_CHAIN)
            text_append_format(text, "%sWindows builds no chain of it", text->size > 0 ? "; " : "");
        break;
    case FAILURE_CERT_INSPECTED:
        append_issuer(text, tried);
        break;
    case FAILURE_CAPTIVE_PORTAL:
        if (attempt->redirect != NULL)
            text_append_format(text, "it points to %s", attempt->redirect);
        break;
    case FAILURE_HTTP_STATUS:
        if (attempt->http_status > 0)
            text_append_format(text, "%d", attempt->http_status);
        break;
    default:
        break;
    }
}

char *tried_word_told(const struct tried_word *word)
{
    const struct failure_kind *kind = failure_kind(word->failure);
    struct text particulars = { 0 };
    char *told;

    append_particulars(&particulars, word->first);
    if (particulars.size > 0)
        told = text_format("%s, %s (%s)", kind->word, kind->sentence, text_of(&particulars));
    else
        told = text_format("%s, %s", kind->word, kind->sentence);
    text_free(&particulars);
    return told;
}

struct span url_host(const char *url)
{
    const char *slashes = strstr(url, "://");
    const char *host = slashes != NULL ? slashes + 3 : url;
    size_t size = strcspn(host, "/?#");

    if (host[0] == '[' && memchr(host, ']', size) != NULL)
        return (struct span){ host, strcspn(host, "]") + 1 };
    return (struct span){ host, strcspn(host, ":/?#") };
}

static bool is_counted(const struct tried *tried, enum failure failure)
{
    return failure == FAILURES ? tried_is_failed(tried) : tried->attempt->failure == failure;
}

static bool is_same_host(const struct tried *one, const struct tried *other)
{
    struct span a = url_host(one->attempt->url), b = url_host(other->attempt->url);

    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* Is it the first of its host among those that count? */
static bool is_first_of_host(const struct tried_set *set, size_t index, enum failure failure)
{
    if (!is_counted(&set->items[index], failure))
        return false;
    for (size_t i = 0; i < index; i++)
        if (is_counted(&set->items[i], failure) && is_same_host(&set->items[i], &set->items[index]))
            return false;
    return true;
}

size_t tried_hosts_count(const struct tried_set *set, enum failure failure)
{
    size_t count = 0;

    for (size_t i = 0; i < set->count; i++)
        count += is_first_of_host(set, i, failure);
    return count;
}

size_t tried_hosts(const struct tried_set *set)
{
    size_t count = 0;

    for (size_t i = 0; i < set->count; i++) {
        bool is_first = true;

        for (size_t j = 0; j < i && is_first; j++)
            is_first = !is_same_host(&set->items[i], &set->items[j]);
        count += is_first;
    }
    return count;
}

char *tried_hosts_told(const struct tried_set *set, enum failure failure)
{
    size_t count = tried_hosts_count(set, failure), said = 0, most = failure == FAILURE_CERT_INSPECTED ? MOST_HOSTS_TO_EXEMPT : MOST_HOSTS;
    struct text hosts = { 0 };

    for (size_t i = 0; i < set->count && said < most; i++) {
        struct span host = url_host(set->items[i].attempt->url);

        if (!is_first_of_host(set, i, failure))
            continue;
        text_append(&hosts, said++ > 0 ? ", " : "");
        text_append_bytes(&hosts, host.data, host.size);
    }
    if (count > said)
        text_append_format(&hosts, " and %zu more", count - said);
    return text_take(&hosts);
}

char *tried_count_told(const struct tried_set *set)
{
    if (set->count == 1)
        return text_format("the only URL fails");
    return text_format("%zu of %zu URLs %s", set->failed, set->count, set->failed == 1 ? "fails" : "fail");
}

char *tried_failures_told(const struct tried_set *set)
{
    struct tried_word words[FAILURES];
    size_t count = tried_words(set, words);
    struct text told = { 0 };

    for (size_t i = 0; i < count; i++) {
        char *word = tried_word_told(&words[i]), *hosts = tried_hosts_told(set, words[i].failure);

        text_append(&told, i > 0 ? "; " : "");
        if (count > 1)
            text_append_format(&told, "%zu ", words[i].count);
        text_append_format(&told, "%s: %s", word, hosts);
        free(word);
        free(hosts);
    }
    return text_take(&told);
}

char *tried_ways_told(const struct tried_set *set)
{
    size_t direct = 0, others = 0, through;
    const char *proxy = NULL;

    for (size_t i = 0; i < set->count; i++) {
        direct += tried_is_direct(&set->items[i]);
        if (tried_is_direct(&set->items[i]))
            continue;
        if (proxy == NULL)
            proxy = set->items[i].attempt->via;
        others += strcmp(proxy, set->items[i].attempt->via) != 0;
    }
    through = set->count - direct;
    if (through == 0)
        return text_format("directly");
    if (direct == 0)
        return text_format("through %s%s", proxy, others > 0 ? " and other proxies" : "");
    return text_format("%zu through %s%s, %zu directly", through, proxy, others > 0 ? " and other proxies" : "", direct);
}

const struct tried *tried_slowest(const struct tried_set *set)
{
    const struct tried *slowest = NULL;

    for (size_t i = 0; i < set->count; i++)
        if (!tried_is_failed(&set->items[i]) && (slowest == NULL || set->items[i].attempt->total_ms > slowest->attempt->total_ms))
            slowest = &set->items[i];
    return slowest;
}

char *tried_time_told(const struct tried *tried)
{
    struct span host = url_host(tried->attempt->url);
    double ms = tried->attempt->total_ms;

    if (ms >= 1000)
        return text_format("%.*s %.1f s", (int)host.size, host.data, ms / 1000);
    return text_format("%.*s %.0f ms", (int)host.size, host.data, ms);
}
