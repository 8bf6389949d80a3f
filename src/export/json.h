// A trace as JSON: everything that an independent program needs to recompute the iteration, and what Unroll computed.
#ifndef UNROLL_EXPORT_JSON_H
#define UNROLL_EXPORT_JSON_H

#include "trace/trace.h"

// Appends one JSON object, "format": "unroll-trace", "version": 1. Numbers are decimals that read back to the same double, in every locale;
// what is not finite stands as "inf", "-inf" or "nan" in quotes. Lanes are averaged in gradients; "losses" are sums over the lanes. Where
// there is nothing (no target, no adjoint because no weight lies beneath), null.
void trace_json(const Trace *trace, Text *out);

// Appends a JSON string in quotes; `value` is UTF-8.
void json_string(Text *out, const char *value);

// Appends a number, or one of the three strings.
void json_number(Text *out, double value);

#endif
