/* The documents of a bundle that are made here: report.json, proxy.json, connectivity.json, report.html, manifest.json and its signature.
 *
 * What was found is printed and then redacted as any log is, so that one value has one pseudonym in the facts and in what is said of
 * them. */
#ifndef HEALTHCHECK_BUNDLE_DOCUMENTS_H
#define HEALTHCHECK_BUNDLE_DOCUMENTS_H

#include "bundle/collect.h"
#include "bundle/manifest.h"
#include "healthcheck/options.h"

struct bundle_documents;

/* Looks: runs every check, reads the proxy chain, and where --with connectivity is given tests. So the host knows every fact that a replay
   asks for: call it before collect(). */
struct bundle_documents *bundle_documents_new(struct host *host, const struct options *options);

/* Adds the documents behind the collection's entries. `head` is the manifest without its entries; both stay where they are until
   bundle_documents_free(). */
void bundle_documents_add(struct bundle_documents *documents, struct collection *collection, const struct manifest *head);

/* Why a document could not be made while the bundle was written (a key that does not sign), or "": then there must be no bundle. */
const char *bundle_documents_why(const struct bundle_documents *documents);

/* Takes the documents' entries off the collection, and frees. Before the host. */
void bundle_documents_free(struct bundle_documents *documents, struct collection *collection);

#endif
