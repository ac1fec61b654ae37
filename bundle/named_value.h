/* Where the value of a name begins and ends, in any of the usual syntaxes: settings, YAML, JSON, XML, command lines, .reg files, SQL, … */
#ifndef BUNDLE_NAMED_VALUE_H
#define BUNDLE_NAMED_VALUE_H

#include "bundle/rules.h"

/* Of the name from `name` to `end`, by the syntax between them: `=`, `:`, `=>`, `:=`, `"name": `, `--name `, `<name>`, `"name" value=`, …;
   0 where no value follows. */
size_t named_value_begin(const struct scan *scan, size_t name, size_t end, enum secret_name kind);

/* Its end. `begin` moves behind what is not of the value: a quote, a YAML block's `|`. 0 or no more than `begin` where there is none. */
size_t named_value_end(const struct scan *scan, size_t name, size_t end, enum secret_name kind, size_t *begin);

/* Where a value ends that begins with a quote: the same quote, the end of the line or of the text. */
size_t scan_quoted_end(const struct scan *scan, size_t at, char quote, bool is_escaped);

/* Where a value without quotes ends. `before` stands in front of its name. `is_in_json`: the name had quotes, so a comma or a bracket
   ends it, too. */
size_t scan_plain_end(const struct scan *scan, size_t at, char before, bool is_in_json);

#endif
