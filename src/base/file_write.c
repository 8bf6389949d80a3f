// Storing bytes: file_write of base/files.h.
#define _XOPEN_SOURCE 700 // realpath
#include "base/file_load.h"
#include "base/files.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *file_reason(const Words *words, int error) {
    switch (error) {
    case EACCES:
    case EPERM:
        return words_get(words, "file.reason.permission");
    case ENOENT:
    case ENOTDIR:
        return words_get(words, "file.reason.no-folder");
    case ENOSPC:
    case EDQUOT:
        return words_get(words, "file.reason.full");
    case EROFS:
        return words_get(words, "file.reason.read-only");
    case EISDIR:
        return words_get(words, "file.reason.directory");
    default:
        return strerror(error);
    }
}

// Each of these is false with errno on failure.

static bool write_all(int file, const char *data, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        data += written;
        size -= (size_t)written;
    }
    return true;
}

// Closes in any case; the first error is the one that is kept.
static bool close_after(int file, bool well) {
    int reason = errno;
    bool closed = close(file) == 0;
    if (!well) {
        errno = reason;
    }
    return well && closed;
}

// Makes a new file beside `path` and leaves its name in `name`; -1 on failure.
static int create_beside(const char *path, mode_t mode, Text *name) {
    for (int attempt = 0; attempt < 100; attempt++) {
        text_clear(name);
        text_printf(name, "%s.%ld-%d.tmp", path, (long)getpid(), attempt);
        int file = open(name->data, O_WRONLY | O_CREAT | O_EXCL, mode);
        if (file >= 0 || errno != EEXIST) {
            return file;
        }
    }
    return -1;
}

static bool replace(const char *path, mode_t mode, const void *data, size_t size) {
    Text name;
    text_init(&name);
    int file = create_beside(path, mode, &name);
    bool well = file >= 0;
    if (well) {
        // On the disk before the rename, so that not even a power cut leaves half a file under the name.
        well = close_after(file, write_all(file, data, size) && fsync(file) == 0);
        well = well && rename(name.data, path) == 0;
        if (!well) {
            int reason = errno;
            unlink(name.data);
            errno = reason;
        }
    }
    int reason = errno;
    text_finish(&name);
    errno = reason;
    return well;
}

static bool store(const char *path, const void *data, size_t size) {
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (exists && !S_ISREG(status.st_mode)) {
        // A pipe or a device, such as /dev/stdout, takes bytes but must not be replaced.
        int file = open(path, O_WRONLY);
        return file >= 0 && close_after(file, write_all(file, data, size));
    }
    if (!exists) {
        return replace(path, 0666, data, size);
    }
    if (access(path, W_OK) != 0) {
        return false; // a rename would get round the write protection
    }
    char *target = realpath(path, NULL); // a link stays a link
    if (target == NULL) {
        return false;
    }
    bool well = replace(target, status.st_mode & 0777, data, size);
    int reason = errno;
    free(target);
    errno = reason;
    return well;
}

bool file_write(const char *path, const void *data, size_t size, Report *report) {
    if (store(path, data, size)) {
        return true;
    }
    REPORT(report, ((Place){path, 0, 0}), "file.unwritable", {"reason", file_reason(report->words, errno)});
    return false;
}

void file_append_whole_path(const char *path, Text *out) {
    char folder[4096];
    bool is_known = path[0] != '/' && getcwd(folder, sizeof folder) != NULL && utf8_valid_length(folder, strlen(folder)) == strlen(folder);
    if (is_known) {
        text_append(out, folder);
        text_append(out, folder[strlen(folder) - 1] == '/' ? "" : "/");
    }
    text_append(out, is_known && strncmp(path, "./", 2) == 0 ? path + 2 : path);
}
