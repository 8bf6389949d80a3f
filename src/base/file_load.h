// Reading a file without telling anybody: what file_read and asset_read share.
#ifndef UNROLL_BASE_FILE_LOAD_H
#define UNROLL_BASE_FILE_LOAD_H

#include "base/files.h"

typedef enum FileLoad {
    FILE_LOADED,
    FILE_MISSING,
    FILE_DIRECTORY,
    FILE_TOO_LARGE,
    FILE_NOT_REGULAR,
    FILE_UNREADABLE, // errno tells why
} FileLoad;

// Reads a whole regular file of at most `limit` bytes into `out`, which is empty unless the answer is FILE_LOADED.
FileLoad file_load(const char *path, size_t limit, Bytes *out);

// What an errno means, in the words' language where it is a common one.
const char *file_reason(const Words *words, int error);

#endif
