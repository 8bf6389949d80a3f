#include "base/files.h"

#include "base/arena.h"
#include "base/file_load.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void bytes_finish(Bytes *bytes) {
    free(bytes->data);
    *bytes = (Bytes){0};
}

// Reads to the end, and one byte further than `limit` where there is more: a file may have grown since it was measured.
static FileLoad load_stream(FILE *stream, size_t size, size_t limit, Bytes *out) {
    size_t capacity = size + 2;
    char *data = memory_alloc(capacity);
    size_t filled = 0;
    while (filled <= limit) {
        if (filled + 1 == capacity) {
            capacity *= 2;
            data = memory_resize(data, capacity);
        }
        size_t got = fread(data + filled, 1, capacity - 1 - filled, stream);
        filled += got;
        if (got == 0) {
            break;
        }
    }
    if (ferror(stream) || filled > limit) {
        int reason = errno;
        free(data);
        errno = reason;
        return filled > limit ? FILE_TOO_LARGE : FILE_UNREADABLE;
    }
    data[filled] = '\0';
    *out = (Bytes){data, filled};
    return FILE_LOADED;
}

FileLoad file_load(const char *path, size_t limit, Bytes *out) {
    *out = (Bytes){0};
    struct stat status;
    if (stat(path, &status) != 0) {
        return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG ? FILE_MISSING : FILE_UNREADABLE; // too long: there is none
    }
    if (S_ISDIR(status.st_mode)) {
        return FILE_DIRECTORY;
    }
    if (!S_ISREG(status.st_mode)) {
        return FILE_NOT_REGULAR;
    }
    if ((unsigned long long)status.st_size > limit) {
        return FILE_TOO_LARGE;
    }
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return FILE_UNREADABLE;
    }
    FileLoad result = load_stream(stream, (size_t)status.st_size, limit, out);
    int reason = errno;
    fclose(stream);
    errno = reason;
    return result;
}

// "16 MiB", "64 KiB", "100 B": the largest unit that divides it.
static void append_size(Text *text, size_t size) {
    static const char *const UNITS[] = {"B", "KiB", "MiB", "GiB"};
    size_t unit = 0;
    while (unit + 1 < sizeof UNITS / sizeof UNITS[0] && size != 0 && size % 1024 == 0) {
        size /= 1024;
        unit++;
    }
    text_printf(text, "%zu %s", size, UNITS[unit]);
}

static void report_too_large(const char *path, size_t limit, Report *report) {
    Text size;
    text_init(&size);
    append_size(&size, limit);
    REPORT(report, ((Place){path, 0, 0}), "file.too-large", {"limit", size.data});
    text_finish(&size);
}

// False and a problem unless the file was loaded.
static bool report_load(FileLoad load, const char *path, size_t limit, Report *report) {
    Place place = {path, 0, 0};
    switch (load) {
    case FILE_LOADED:
        return true;
    case FILE_MISSING:
        REPORT_PLAIN(report, place, "file.missing");
        break;
    case FILE_DIRECTORY:
        REPORT_PLAIN(report, place, "file.directory");
        break;
    case FILE_TOO_LARGE:
        report_too_large(path, limit, report);
        break;
    case FILE_NOT_REGULAR:
        REPORT(report, place, "file.unreadable", {"reason", words_get(report->words, "file.reason.not-regular")});
        break;
    case FILE_UNREADABLE:
        REPORT(report, place, "file.unreadable", {"reason", file_reason(report->words, errno)});
        break;
    }
    return false;
}

bool file_read(const char *path, size_t limit, Bytes *out, Report *report) {
    return report_load(file_load(path, limit, out), path, limit, report);
}

// The place of the byte at `offset`, behind valid UTF-8: lines from 1, columns in code points from 1.
static Place place_of(const char *path, const char *bytes, size_t offset) {
    Place place = {path, 1, 1};
    size_t at = 0;
    uint32_t code_point;
    while (at < offset && utf8_next(bytes, offset, &at, &code_point)) {
        place.column++;
        if (code_point == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

static void normalise(Bytes *text) {
    static const char MARK[] = "\xEF\xBB\xBF";
    const char *from = text->data;
    const char *end = text->data + text->size;
    if (text->size >= 3 && memcmp(from, MARK, 3) == 0) {
        from += 3;
    }
    char *to = text->data;
    while (from < end) {
        if (from[0] == '\r' && from[1] == '\n') { // the NUL behind the last byte makes from[1] readable
            from++;
        }
        *to++ = *from++;
    }
    *to = '\0';
    text->size = (size_t)(to - text->data);
}

bool bytes_check_text(Bytes *bytes, const char *path, Report *report) {
    size_t before = report->count;
    if (bytes->size > 0 && memchr(bytes->data, '\0', bytes->size) != NULL) {
        REPORT_PLAIN(report, ((Place){path, 0, 0}), "file.binary");
    } else {
        normalise(bytes);
        size_t valid = utf8_valid_length(bytes->data, bytes->size);
        if (bytes->size == 0) {
            REPORT_PLAIN(report, ((Place){path, 0, 0}), "file.empty");
        } else if (valid < bytes->size) {
            REPORT_PLAIN(report, place_of(path, bytes->data, valid), "file.not-utf8");
        }
    }
    if (report->count > before) {
        bytes_finish(bytes);
        return false;
    }
    return true;
}

bool file_read_text(const char *path, size_t limit, Bytes *out, Report *report) {
    return file_read(path, limit, out, report) && bytes_check_text(out, path, report);
}

bool file_or_asset_read_text(const char *path, size_t limit, Bytes *out, Report *report) {
    FileLoad load = file_load(path, limit, out);
    if (load == FILE_MISSING && asset_read(path, out)) {
        load = FILE_LOADED;
    }
    return report_load(load, path, limit, report) && bytes_check_text(out, path, report);
}
