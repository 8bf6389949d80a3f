#include "raster/glyphs.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    POOL_LIMIT = 32 << 20, // bytes; beyond it everything is dropped and made again when it is needed
    FIRST_SLOTS = 1024,    // a power of two
    REPLACEMENT = 0xFFFD,
};

typedef struct Slot {
    uint64_t key; // 0: empty
    float advance;
    int left, top, width, height;
    size_t offset; // into the pool
} Slot;

struct GlyphAtlas {
    GlyphSource source;
    bool has_source;
    Slot *slots;
    size_t slot_count, used;
    uint8_t *pool;
    size_t pool_size, pool_capacity;
    uint8_t *box; // a bitmap for what no font has
};

GlyphAtlas *glyphs_create(const GlyphSource *source) {
    GlyphAtlas *glyphs = memory_alloc_zeros(1, sizeof *glyphs);
    if (source) glyphs->source = *source;
    glyphs->has_source = source != NULL;
    glyphs->slot_count = FIRST_SLOTS;
    glyphs->slots = memory_alloc_zeros(glyphs->slot_count, sizeof *glyphs->slots);
    return glyphs;
}

void glyphs_destroy(GlyphAtlas *glyphs) {
    if (!glyphs) return;
    free(glyphs->slots);
    free(glyphs->pool);
    free(glyphs->box);
    free(glyphs);
}

static int half_pixels(float size) {
    if (!(size >= 0.5f)) return 1;
    if (size > GLYPH_MAX_SIZE) size = GLYPH_MAX_SIZE;
    return (int)(size * 2 + 0.5f);
}

static uint64_t slot_key(FontFace face, int halves, uint32_t code_point) {
    return (uint64_t)code_point | (uint64_t)halves << 24 | (uint64_t)face << 40 | (uint64_t)1 << 63;
}

static Slot *slot_find(Slot *slots, size_t count, uint64_t key) {
    uint64_t hash = key * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash >> 32) & (count - 1);
    while (slots[at].key != 0 && slots[at].key != key) at = (at + 1) & (count - 1);
    return &slots[at];
}

static void slots_grow(GlyphAtlas *glyphs) {
    size_t count = glyphs->slot_count * 2;
    Slot *slots = memory_alloc_zeros(count, sizeof *slots);
    for (size_t i = 0; i < glyphs->slot_count; i++) {
        if (glyphs->slots[i].key) *slot_find(slots, count, glyphs->slots[i].key) = glyphs->slots[i];
    }
    free(glyphs->slots);
    glyphs->slots = slots;
    glyphs->slot_count = count;
}

static void drop_everything(GlyphAtlas *glyphs) {
    memset(glyphs->slots, 0, glyphs->slot_count * sizeof *glyphs->slots);
    glyphs->used = 0;
    glyphs->pool_size = 0;
}

static float plain_advance(float size, uint32_t code_point) {
    if (unicode_is_zero_width(code_point)) return 0;
    return unicode_is_wide(code_point) ? size : 0.6f * size;
}

static bool box_has_ink(int x, int y, int width, int height, int line) {
    return x < line * GLYPH_PHASES || x >= width - line * GLYPH_PHASES || y < line || y >= height - line;
}

// An upright outlined box as high as a capital letter.
static GlyphBitmap box_bitmap(GlyphAtlas *glyphs, float size, uint32_t code_point) {
    GlyphBitmap box = {.advance = plain_advance(size, code_point)};
    int line = (int)(size / 16) > 1 ? (int)(size / 16) : 1, side = (int)(size / 12) > 1 ? (int)(size / 12) : 1;
    int width = ((int)box.advance - 2 * side) * GLYPH_PHASES, height = (int)(size * 0.72f);
    if (width <= 0 || height <= 0) return box;
    glyphs->box = memory_resize(glyphs->box, (size_t)width * (size_t)height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) glyphs->box[y * width + x] = box_has_ink(x, y, width, height, line) ? 255 : 0;
    }
    box.coverage = glyphs->box;
    box.width = box.stride = width;
    box.height = height;
    box.left = side * GLYPH_PHASES;
    box.top = height;
    return box;
}

// Averages the fine columns of a glyph into pixels, once for each position that it may have within a pixel.
static void pool_add(GlyphAtlas *glyphs, Slot *slot, const GlyphBitmap *bitmap) {
    int phase_of_left = bitmap->left & (GLYPH_PHASES - 1);
    slot->left = (bitmap->left - phase_of_left) / GLYPH_PHASES;
    slot->top = bitmap->top;
    slot->width = (phase_of_left + bitmap->width + GLYPH_PHASES - 1 + GLYPH_PHASES - 1) / GLYPH_PHASES;
    slot->height = bitmap->height;
    size_t row = (size_t)slot->width, size = row * (size_t)slot->height * GLYPH_PHASES;
    if (glyphs->pool_size + size > glyphs->pool_capacity) {
        glyphs->pool_capacity = 2 * (glyphs->pool_size + size);
        glyphs->pool = memory_resize(glyphs->pool, glyphs->pool_capacity);
    }
    slot->offset = glyphs->pool_size;
    glyphs->pool_size += size;
    uint8_t *out = glyphs->pool + slot->offset;
    for (int phase = 0; phase < GLYPH_PHASES; phase++) {
        for (int y = 0; y < bitmap->height; y++, out += row) {
            const uint8_t *fine = bitmap->coverage + (ptrdiff_t)y * bitmap->stride;
            for (int x = 0; x < slot->width; x++) {
                int sum = GLYPH_PHASES / 2, from = x * GLYPH_PHASES - phase - phase_of_left;
                for (int k = from; k < from + GLYPH_PHASES; k++) {
                    if (k >= 0 && k < bitmap->width) sum += fine[k];
                }
                out[x] = (uint8_t)(sum / GLYPH_PHASES);
            }
        }
    }
}

static void slot_fill(GlyphAtlas *glyphs, Slot *slot, FontFace face, float size, uint32_t code_point) {
    GlyphBitmap bitmap = {.advance = plain_advance(size, code_point)};
    if (glyphs->has_source && !glyphs->source.load(glyphs->source.context, face, size, code_point, &bitmap)) {
        bitmap = unicode_is_zero_width(code_point) ? (GlyphBitmap){0} : box_bitmap(glyphs, size, code_point);
    }
    slot->advance = bitmap.advance;
    if (bitmap.coverage && bitmap.width > 0 && bitmap.height > 0) pool_add(glyphs, slot, &bitmap);
}

Glyph glyphs_get(GlyphAtlas *glyphs, FontFace face, float size, uint32_t code_point) {
    int halves = half_pixels(size);
    uint64_t key = slot_key(face, halves, code_point);
    Slot *slot = slot_find(glyphs->slots, glyphs->slot_count, key);
    if (slot->key == 0) {
        if (glyphs->pool_size > POOL_LIMIT) drop_everything(glyphs);
        if (2 * glyphs->used >= glyphs->slot_count) slots_grow(glyphs);
        slot = slot_find(glyphs->slots, glyphs->slot_count, key);
        slot_fill(glyphs, slot, face, (float)halves / 2, code_point);
        slot->key = key;
        glyphs->used++;
    }
    const uint8_t *coverage = slot->width > 0 ? glyphs->pool + slot->offset : NULL;
    return (Glyph){slot->advance, slot->left, slot->top, slot->width, slot->height, coverage};
}

static bool has_jamo(const char *text, size_t length) {
    for (size_t i = 0; i + 1 < length; i++) { // U+1100 to U+11FF are E1 84 .. E1 87 in UTF-8
        if ((unsigned char)text[i] == 0xE1 && ((unsigned char)text[i + 1] & 0xFC) == 0x84) return true;
    }
    return false;
}

static float step(GlyphAtlas *glyphs, FontFace face, float size, uint32_t code_point, float pen, GlyphVisit *visit, void *context) {
    Glyph glyph = glyphs_get(glyphs, face, size, code_point);
    if (visit && glyph.width > 0) visit(context, &glyph, pen);
    return pen + glyph.advance;
}

float glyphs_walk(GlyphAtlas *glyphs, FontFace face, float size, const char *text, size_t length, GlyphVisit *visit, void *context) {
    float pen = 0;
    if (has_jamo(text, length) && utf8_valid_length(text, length) == length) {
        uint32_t *code_points;
        size_t count = utf8_decode_composed(text, length, &code_points);
        for (size_t i = 0; i < count; i++) pen = step(glyphs, face, size, code_points[i], pen, visit, context);
        free(code_points);
        return pen;
    }
    for (size_t at = 0; at < length;) {
        uint32_t code_point;
        if (!utf8_next(text, length, &at, &code_point)) {
            code_point = REPLACEMENT;
            at++;
        }
        pen = step(glyphs, face, size, code_point, pen, visit, context);
    }
    return pen;
}

static float measure_width(void *context, FontFace face, float size, const char *text, size_t length) {
    return glyphs_walk(context, face, size, text, length, NULL, NULL);
}

TextMeasure glyphs_measure(GlyphAtlas *glyphs) {
    return (TextMeasure){glyphs, measure_width};
}
