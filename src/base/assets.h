// The assets as embed.py wrote them into the program. Only assets.c reads this; everybody else asks base/files.h.
#ifndef UNROLL_BASE_ASSETS_H
#define UNROLL_BASE_ASSETS_H

#include <stddef.h>

typedef struct Asset {
    const char *name;
    const unsigned char *data;
    size_t size;
} Asset;

extern const Asset EMBEDDED_ASSETS[]; // sorted by name (strcmp)
extern const size_t EMBEDDED_ASSET_COUNT;

#endif
