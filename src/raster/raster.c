#include "raster/raster.h"

#include "base/arena.h"
#include "raster/shapes.h"
#include "raster/tiles.h"

#include <stdlib.h>
#include <string.h>

// A shape that shows: where it may touch the target, clips included.
typedef struct Item {
    const Shape *shape;
    PixelRect bounds;
} Item;

struct Raster {
    Scratch scratch;
    Tiles tiles;
    Item *items;
    size_t item_count, item_capacity;
    PixelRect *clips; // the open clips, each within the one before
    size_t clip_count, clip_capacity;
    bool remembers; // the last update's frame stands in `target`
    Pixels target;
    const GlyphAtlas *glyphs;
};

Raster *raster_create(void) {
    Raster *raster = memory_alloc_zeros(1, sizeof *raster);
    scratch_init(&raster->scratch);
    tiles_init(&raster->tiles);
    return raster;
}

void raster_destroy(Raster *raster) {
    if (!raster) return;
    scratch_finish(&raster->scratch);
    tiles_finish(&raster->tiles);
    free(raster->items);
    free(raster->clips);
    free(raster);
}

void raster_forget(Raster *raster) {
    raster->remembers = false;
}

static PixelRect shape_bounds(const Shape *shape, const DisplayList *list, GlyphAtlas *glyphs) {
    switch (shape->kind) {
    case SHAPE_BOX:
    case SHAPE_DISC:
        return box_bounds(shape);
    case SHAPE_POLYLINE:
    case SHAPE_BEZIER:
        return line_bounds(shape, list->points + shape->first);
    case SHAPE_POLYGON:
        return polygon_bounds(shape, list->points + shape->first);
    case SHAPE_TEXT:
        return label_bounds(shape, glyphs, list->bytes + shape->first);
    case SHAPE_CLIP:
    case SHAPE_CLIP_END:
        break;
    }
    return (PixelRect){0, 0, 0, 0};
}

static void shape_draw(const Canvas *canvas, Scratch *scratch, const Shape *shape, const DisplayList *list, GlyphAtlas *glyphs) {
    switch (shape->kind) {
    case SHAPE_BOX:
    case SHAPE_DISC:
        box_draw(canvas, shape);
        break;
    case SHAPE_POLYLINE:
    case SHAPE_BEZIER:
        line_draw(canvas, scratch, shape, list->points + shape->first);
        break;
    case SHAPE_POLYGON:
        polygon_draw(canvas, scratch, shape, list->points + shape->first);
        break;
    case SHAPE_TEXT:
        label_draw(canvas, shape, glyphs, list->bytes + shape->first);
        break;
    case SHAPE_CLIP:
    case SHAPE_CLIP_END:
        break;
    }
}

static void clips_push(Raster *raster, PixelRect clip) {
    if (raster->clip_count == raster->clip_capacity) {
        raster->clip_capacity = raster->clip_capacity ? 2 * raster->clip_capacity : 16;
        raster->clips = memory_resize(raster->clips, raster->clip_capacity * sizeof *raster->clips);
    }
    raster->clips[raster->clip_count++] = clip;
}

static PixelRect clip_pixels(Rect rect) {
    int x0 = whole_below(rect.x + 0.5f), y0 = whole_below(rect.y + 0.5f);
    return (PixelRect){x0, y0, whole_below(rect.x + rect.w + 0.5f) - x0, whole_below(rect.y + rect.h + 0.5f) - y0};
}

// Finds what shows and where.
static void collect_items(Raster *raster, const DisplayList *list, GlyphAtlas *glyphs, Pixels target) {
    if (list->shape_count > raster->item_capacity) {
        raster->item_capacity = list->shape_count;
        raster->items = memory_resize(raster->items, raster->item_capacity * sizeof *raster->items);
    }
    raster->item_count = 0;
    raster->clip_count = 0;
    clips_push(raster, (PixelRect){0, 0, target.width, target.height});
    for (size_t i = 0; i < list->shape_count; i++) {
        const Shape *shape = &list->shapes[i];
        PixelRect clip = raster->clips[raster->clip_count - 1];
        if (shape->kind == SHAPE_CLIP) {
            clips_push(raster, pixel_rect_intersect(clip, clip_pixels(shape->rect)));
        } else if (shape->kind == SHAPE_CLIP_END) {
            if (raster->clip_count > 1) raster->clip_count--;
        } else if (!pixel_rect_is_empty(clip)) {
            PixelRect bounds = pixel_rect_intersect(clip, shape_bounds(shape, list, glyphs));
            if (!pixel_rect_is_empty(bounds)) raster->items[raster->item_count++] = (Item){shape, bounds};
        }
    }
}

static void draw_part(Raster *raster, const DisplayList *list, GlyphAtlas *glyphs, Pixels target, Color background, PixelRect part) {
    Canvas canvas = {target, part};
    for (int y = part.y; y < part.y + part.h; y++) paint_span(canvas_row(&canvas, y) + part.x, part.w, color_rgb(background), 255);
    for (size_t i = 0; i < raster->item_count; i++) {
        const Item *item = &raster->items[i];
        canvas.clip = pixel_rect_intersect(item->bounds, part);
        if (!pixel_rect_is_empty(canvas.clip)) shape_draw(&canvas, &raster->scratch, item->shape, list, glyphs);
    }
}

static uint64_t hash_words(uint64_t hash, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (; size >= 8; size -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = hash_mix(hash, word);
    }
    uint64_t rest = 0;
    if (size) memcpy(&rest, bytes, size);
    return hash_mix(hash, rest ^ (uint64_t)size << 56);
}

// Everything about a shape that decides its pixels: not where its points stand in the list, and its clip with its bounds.
static uint64_t item_hash(const Item *item, const DisplayList *list) {
    Shape shape = *item->shape;
    shape.first = 0;
    uint64_t hash = hash_words(0x243F6A8885A308D3u, &shape, sizeof shape);
    hash = hash_words(hash, &item->bounds, sizeof item->bounds);
    if (shape.kind == SHAPE_TEXT) {
        hash = hash_words(hash, list->bytes + item->shape->first, shape.count);
    } else if (shape.kind == SHAPE_POLYLINE || shape.kind == SHAPE_BEZIER || shape.kind == SHAPE_POLYGON) {
        hash = hash_words(hash, list->points + item->shape->first, shape.count * sizeof(Point));
    }
    return hash;
}

void raster_draw(Raster *raster, const DisplayList *list, GlyphAtlas *glyphs, Pixels target, Color background) {
    raster->remembers = false;
    collect_items(raster, list, glyphs, target);
    draw_part(raster, list, glyphs, target, background, (PixelRect){0, 0, target.width, target.height});
}

static bool same_pixels(Pixels a, Pixels b) {
    return a.data == b.data && a.width == b.width && a.height == b.height && a.stride == b.stride;
}

size_t raster_update(Raster *raster, const DisplayList *list, GlyphAtlas *glyphs, Pixels target, Color background,
                     const PixelRect **dirty) {
    collect_items(raster, list, glyphs, target);
    bool all = !raster->remembers || !same_pixels(raster->target, target) || raster->glyphs != glyphs;
    if (tiles_begin(&raster->tiles, target.width, target.height, color_rgb(background))) all = true;
    for (size_t i = 0; i < raster->item_count; i++) {
        tiles_add(&raster->tiles, raster->items[i].bounds, item_hash(&raster->items[i], list));
    }
    tiles_compare(&raster->tiles, target.width, target.height, all);
    for (size_t i = 0; i < raster->tiles.dirty_count; i++) draw_part(raster, list, glyphs, target, background, raster->tiles.dirty[i]);
    raster->remembers = true;
    raster->target = target;
    raster->glyphs = glyphs;
    if (dirty) *dirty = raster->tiles.dirty;
    return raster->tiles.dirty_count;
}
