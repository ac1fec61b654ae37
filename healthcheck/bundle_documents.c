/* The documents of a bundle that are made here. */
#include "healthcheck/bundle_documents.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/verify.h"
#include "healthcheck/cmd_look.h"
#include "healthcheck/connectivity_view.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/examine.h"
#include "healthcheck/host/stored_connectivity.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/proxy_view.h"
#include "healthcheck/report/report_html.h"
#include "healthcheck/report_view.h"

enum { MOST_DOCUMENTS = 8 };

/* What an entry opens. */
struct document {
    struct bundle_documents *documents;
    struct text text; /* printed already; taken by the entry */
};

struct bundle_documents {
    struct host *host;
    const struct options *options;
    struct report_view report;
    struct proxy_chain chain;
    struct proxy_script script;
    struct examination proxy_findings, connectivity_findings;
    struct report proxy_report, connectivity_report;
    struct proxy_view proxy;
    struct endpoint_list endpoints;
    struct connectivity_run run;
    struct connectivity_view connectivity;
    bool has_run, has_stored;
    struct connectivity_stored stored; /* where none was run */

    struct collection *collection;
    const struct manifest *head;
    size_t first; /* of our entries in the collection */
    struct document all[MOST_DOCUMENTS];
    size_t count;
    struct text manifest; /* as it was written, for the signature */
    struct error error;
};

/* As the bundle is read again: the same facts give the same bytes. */
static void be_captured(struct report *report)
{
    report->source = "captured";
    report->captured_at = report->started_at;
}

static struct report captured_report(struct host *host, const struct examination *examination)
{
    struct report report = cmd_report_on(host);

    be_captured(&report);
    report.findings = examination->findings;
    report.count = examination->count;
    report.status = examination->worst;
    return report;
}

static void look_at_proxies(struct bundle_documents *documents)
{
    struct words none = { 0 };
    size_t count;
    const char **urls = proxy_view_urls(&none, &count);
    bool has_script;

    documents->chain = proxy_chain_of(documents->host);
    has_script = proxy_script_of(&documents->script, documents->host, &documents->chain, urls, count, count);
    examine_proxies(&documents->proxy_findings, documents->host, &documents->chain, &(struct selection){ NULL, 0 });
    documents->proxy_report = captured_report(documents->host, &documents->proxy_findings);
    documents->proxy = proxy_view_of(&documents->chain, &none, has_script ? &documents->script : NULL, &documents->proxy_report);
    free(urls);
}

static void test_connectivity(struct bundle_documents *documents)
{
    console_working_on("connectivity");
    documents->endpoints = endpoints_built_in();
    connectivity_run_prepare(&documents->run, documents->host, &documents->endpoints);
    connectivity_run_try(&documents->run, NULL, NULL);
    examine_test(&documents->connectivity_findings, &documents->run.connectivity, &(struct selection){ NULL, 0 });
    documents->connectivity_report = captured_report(documents->host, &documents->connectivity_findings);
    documents->connectivity = connectivity_view_of(&documents->run, &documents->connectivity_report);
    documents->connectivity.told.source = "built-in";
    documents->has_run = true;
    console_working_on(NULL);
}

/* The page shows that of the last one; what is wrong with a document that is none is a finding of the report. */
static void look_at_stored_test(struct bundle_documents *documents)
{
    const struct fact *fact = stored_connectivity_fact(documents->host);
    struct error error;

    documents->has_stored = fact->state == FACT_PRESENT && connectivity_stored_read(&documents->stored, fact, &error);
    if (documents->has_stored)
        documents->connectivity = connectivity_view_of_stored(&documents->stored, &documents->report.report);
}

struct bundle_documents *bundle_documents_new(struct host *host, const struct options *options)
{
    struct bundle_documents *documents = memory_get(sizeof *documents);

    documents->host = host;
    documents->options = options;
    report_view_look(&documents->report, host, &(struct selection){ NULL, 0 });
    be_captured(&documents->report.report);
    look_at_proxies(documents);
    if (words_have(&options->with, "connectivity"))
        test_connectivity(documents);
    else
        look_at_stored_test(documents);
    return documents;
}

static struct feed *open_text(struct entry *entry)
{
    return feed_text(&((struct document *)entry->context)->text);
}

static struct feed *open_manifest(struct entry *entry)
{
    struct bundle_documents *documents = ((struct document *)entry->context)->documents;
    struct manifest manifest = *documents->head;
    struct text copy = { 0 };

    manifest.entries = documents->collection->entries;
    manifest.count = (size_t)(entry - documents->collection->entries);
    if (documents->options->sign == NULL)
        return feed_manifest(&manifest);
    manifest_write(&documents->manifest, &manifest);
    text_append_bytes(&copy, text_of(&documents->manifest), documents->manifest.size);
    return feed_text(&copy);
}

/* Behind the manifest, which it signs. */
static struct feed *open_signature(struct entry *entry)
{
    struct bundle_documents *documents = ((struct document *)entry->context)->documents;
    struct text signature = { 0 };

    if (!bundle_sign(documents->options->sign, text_of(&documents->manifest), documents->manifest.size, &signature, &documents->error))
        text_free(&signature);
    return feed_text(&signature);
}

/* The rules that struck in an entry; yours to free. */
static struct report_masked *masked_of(const struct entry *entry, const struct redactor *redactor, size_t *count)
{
    const struct rule_count *counts = entry->redactions;
    struct report_masked *masked;

    for (*count = 0; counts[*count].times > 0;)
        ++*count;
    masked = memory_get(*count * sizeof *masked);
    for (size_t i = 0; i < *count; i++)
        masked[i] = (struct report_masked){ redact_rule_name(redactor, counts[i].rule), counts[i].times };
    return masked;
}

static struct report_file *files_of(const struct bundle_documents *documents, size_t count)
{
    struct report_file *files = memory_get((count + 1) * sizeof *files);

    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &documents->collection->entries[i];
        struct report_file *file = &files[i];

        *file = (struct report_file){
            .path = entry->path,
            .collector = entry->collector,
            .status = entry_status_name(entry->status),
            .why = entry->why,
            .size = entry->size,
            .original_size = entry->original_size,
            .kept_from = entry->kept_from,
        };
        if (entry->redactions != NULL)
            file->masked = masked_of(entry, documents->head->redactor, &file->masked_count);
    }
    return files;
}

static struct feed *open_page(struct entry *entry)
{
    struct bundle_documents *documents = ((struct document *)entry->context)->documents;
    size_t count = (size_t)(entry - documents->collection->entries);
    struct report_file *files = files_of(documents, count);
    struct report_files list = { files, count };
    struct report_page page = {
        .report = &documents->report.report,
        .proxy = &documents->proxy.proxy,
        .connectivity = documents->has_run || documents->has_stored ? &documents->connectivity.told : NULL,
        .files = &list,
    };
    struct text text = { 0 };

    report_html(&text, &page);
    for (size_t i = 0; i < count; i++)
        free((void *)files[i].masked);
    free(files);
    return feed_text(&text);
}

static struct entry *add_entry(struct bundle_documents *documents, const char *path, struct feed *(*open)(struct entry *entry))
{
    struct collection *collection = documents->collection;
    struct document *document = &documents->all[documents->count++];
    struct entry *entry = &collection->entries[collection->count++];

    document->documents = documents;
    *entry = (struct entry){ .path = memory_copy_text(path), .collector = "report", .open = open, .context = document };
    return entry;
}

/* Takes the text over. */
static void add_text(struct bundle_documents *documents, const char *path, struct text *text)
{
    struct entry *entry = add_entry(documents, path, open_text);

    entry->original_size = text->size;
    ((struct document *)entry->context)->text = *text;
}

static void add_report(struct bundle_documents *documents)
{
    struct text text = { 0 };

    report_json(&text, &documents->report.report);
    add_text(documents, "report.json", &text);
}

static void add_proxy(struct bundle_documents *documents)
{
    struct text text = { 0 };

    report_proxy_json(&text, &documents->proxy.proxy);
    add_text(documents, "proxy.json", &text);
}

/* A machine where none was stored has no such document: nothing is missing. */
static void add_connectivity(struct bundle_documents *documents)
{
    const struct fact *stored = stored_connectivity_fact(documents->host);
    struct text text = { 0 };

    if (documents->has_run)
        report_connectivity_json(&text, &documents->connectivity.told);
    else if (stored->state == FACT_PRESENT)
        text_append_bytes(&text, stored->text, stored->size);
    if (text.size > 0) {
        add_text(documents, "connectivity.json", &text);
    } else {
        struct entry *entry = add_entry(documents, "connectivity.json", NULL);

        entry->status = stored->state == FACT_ABSENT ? ENTRY_ABSENT : ENTRY_UNREADABLE;
        entry->why = stored->state == FACT_ABSENT ? memory_copy_text("no test was stored: --with connectivity runs one")
                                                  : redact_reason(documents->head->redactor, stored->why);
    }
}

void bundle_documents_add(struct bundle_documents *documents, struct collection *collection, const struct manifest *head)
{
    struct entry *manifest, *signature;

    documents->collection = collection;
    documents->head = head;
    /* It may be a word ("vm"), which no rule would find in a sentence. */
    if (documents->report.report.name != NULL)
        documents->report.report.name = documents->proxy_report.name = documents->connectivity_report.name = head->host;
    documents->first = collection->count;
    collection->entries = memory_resize(collection->entries, collection->count + MOST_DOCUMENTS, sizeof *collection->entries);
    add_report(documents);
    add_proxy(documents);
    add_connectivity(documents);
    add_entry(documents, "report.html", open_page)->sees_earlier = true;
    manifest = add_entry(documents, "manifest.json", open_manifest);
    manifest->sees_earlier = true;
    manifest->is_redacted = manifest->is_stored = true;
    if (documents->options->sign == NULL)
        return;
    signature = add_entry(documents, "manifest.sig", open_signature);
    signature->sees_earlier = true;
    signature->is_redacted = signature->is_stored = true;
}

const char *bundle_documents_why(const struct bundle_documents *documents)
{
    return documents->error.text;
}

void bundle_documents_free(struct bundle_documents *documents, struct collection *collection)
{
    for (size_t i = 0; documents->collection != NULL && i < documents->count; i++) {
        struct entry *entry = &collection->entries[documents->first + i];

        text_free(&documents->all[i].text);
        free(entry->path);
        free(entry->why);
        free(entry->redactions);
    }
    if (documents->collection != NULL)
        collection->count = documents->first;
    text_free(&documents->manifest);
    connectivity_view_free(&documents->connectivity);
    connectivity_stored_free(&documents->stored);
    if (documents->has_run) {
        connectivity_run_free(&documents->run);
        endpoint_list_free(&documents->endpoints);
    }
    proxy_view_free(&documents->proxy);
    examination_free(&documents->proxy_findings);
    examination_free(&documents->connectivity_findings);
    proxy_script_free(&documents->script);
    proxy_chain_free(&documents->chain);
    report_view_free(&documents->report);
    free(documents);
}
