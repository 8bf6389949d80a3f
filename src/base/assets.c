// The assets: declared in base/files.h.
#include "base/assets.h"

#include "base/arena.h"
#include "base/file_load.h"
#include "base/files.h"

#include <stdlib.h>
#include <string.h>

// More than any asset has; keeps a wrong UNROLL_ASSETS from filling the memory.
enum { ASSET_LIMIT = 64 * 1024 * 1024 };

// The index of the first asset whose name is not below `name`.
static size_t lower_bound(const char *name) {
    size_t low = 0;
    size_t high = EMBEDDED_ASSET_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(EMBEDDED_ASSETS[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool read_embedded(const char *name, Bytes *out) {
    size_t index = lower_bound(name);
    if (index == EMBEDDED_ASSET_COUNT || strcmp(EMBEDDED_ASSETS[index].name, name) != 0) {
        return false;
    }
    const Asset *asset = &EMBEDDED_ASSETS[index];
    out->size = asset->size;
    out->data = memory_alloc(asset->size + 1);
    memcpy(out->data, asset->data, asset->size + 1);
    return true;
}

static bool read_below(const char *folder, const char *name, Bytes *out) {
    Text path;
    text_init(&path);
    text_printf(&path, "%s/%s", folder, name);
    bool found = file_load(path.data, ASSET_LIMIT, out) == FILE_LOADED;
    text_finish(&path);
    return found;
}

bool asset_read(const char *name, Bytes *out) {
    *out = (Bytes){0};
    const char *folder = getenv("UNROLL_ASSETS");
    if (folder == NULL || folder[0] == '\0') {
        return read_embedded(name, out);
    }
    if (strstr(name, "..") != NULL) {
        return false; // a name, not a way out of the folder
    }
    if (read_below(folder, name, out)) {
        return true;
    }
    // In the source tree, the lessons stand beside the assets.
    if (strncmp(name, "lessons/", strlen("lessons/")) != 0) {
        return false;
    }
    Text beside;
    text_init(&beside);
    text_printf(&beside, "%s/..", folder);
    bool found = read_below(beside.data, name, out);
    text_finish(&beside);
    return found;
}

const char *asset_name(const char *prefix, size_t index) {
    size_t first = lower_bound(prefix);
    if (index >= EMBEDDED_ASSET_COUNT - first) {
        return NULL;
    }
    const char *name = EMBEDDED_ASSETS[first + index].name;
    return strncmp(name, prefix, strlen(prefix)) == 0 ? name : NULL;
}
