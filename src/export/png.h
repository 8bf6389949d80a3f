// Pictures as PNG: 8-bit RGB, compressed fast.
#ifndef UNROLL_EXPORT_PNG_H
#define UNROLL_EXPORT_PNG_H

#include "base/files.h"
#include "raster/pixels.h"

// Encodes a picture of at least one pixel. The caller frees the bytes with bytes_finish. The same pixels give the same bytes with the
// same libpng and zlib.
Bytes png_encode(Pixels pixels);

// Encodes and writes the file whole or not at all; false and a problem about the path (file.unwritable) if that fails.
bool png_write(const char *path, Pixels pixels, Report *report);

#endif
