// The soft shadow of a box.
#ifndef UNROLL_RASTER_SHADOW_H
#define UNROLL_RASTER_SHADOW_H

#include "raster/round.h"

// How far a shadow lies below what casts it, in blur radii.
#define SHADOW_DROP (1.0f / 3)

// Paints what is outside of the caster; it reaches `blur` beyond the caster's edges, and is dropped. `opacity` 0..255 is the caster's own.
void shadow_paint(const Canvas *canvas, const Round *caster, float blur, unsigned opacity);

#endif
