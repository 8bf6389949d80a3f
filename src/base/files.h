// The only way to bytes outside the program: files by path, and the assets that were embedded when it was built.
#ifndef UNROLL_BASE_FILES_H
#define UNROLL_BASE_FILES_H

#include "base/report.h"

#include <stdint.h>

typedef struct Bytes {
    char *data; // malloc'd, with a NUL behind the last byte; the caller frees with bytes_finish
    size_t size;
} Bytes;

void bytes_finish(Bytes *bytes);

// Reads a whole regular file of at most `limit` bytes. False and one problem in `report` (file.missing, file.directory, file.too-large,
// file.unreadable) otherwise; `out` is then empty.
bool file_read(const char *path, size_t limit, Bytes *out, Report *report);

// As file_read, and the bytes must be non-empty UTF-8 without NUL bytes (file.empty, file.binary, file.not-utf8 with the place).
// A byte order mark is dropped, CRLF becomes LF.
bool file_read_text(const char *path, size_t limit, Bytes *out, Report *report);

// What file_read_text does to bytes that are in memory already; problems name `path`. On failure the bytes are freed and `bytes` is empty.
bool bytes_check_text(Bytes *bytes, const char *path, Report *report);

// As file_read_text; where there is no file at `path`, the asset of that name ("data/en-river.txt") is read instead.
bool file_or_asset_read_text(const char *path, size_t limit, Bytes *out, Report *report);

// Appends a path with the folders that lead to it from the root; as it is where the working folder cannot be told.
void file_append_whole_path(const char *path, Text *out);

// Writes a file whole or not at all (a temporary file beside it, then a rename). False and a problem on failure.
bool file_write(const char *path, const void *data, size_t size, Report *report);

// An embedded asset by its path below assets/ ("cells/elman.cell"). UNROLL_ASSETS=DIR reads DIR/cells/elman.cell instead.
// False if there is none. `lessons/...` are embedded under that name too.
bool asset_read(const char *name, Bytes *out);

// The name of the index-th asset whose name starts with `prefix`, sorted by name; NULL behind the last.
const char *asset_name(const char *prefix, size_t index);

#endif
