// Prints how long the design's scene takes to draw, in milliseconds and as a ratio to a plain fill of the same buffer.
#include "base/arena.h"
#include "raster/raster.h"
#include "scenes.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WIDTH = 1920, HEIGHT = 1080, ROUNDS = 31 };

typedef struct Bench {
    Raster *raster;
    GlyphAtlas *glyphs;
    DisplayList list;
    Pixels target;
    uint32_t color; // changes from round to round, so that no fill is left out
} Bench;

static double now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

// The fastest round: what the machine does besides only ever makes a round slower.
static double best_ms(void (*work)(Bench *), Bench *bench) {
    double best = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_ms();
        work(bench);
        double time = now_ms() - start;
        if (i == 0 || time < best) best = time;
    }
    return best;
}

static void fill(Bench *bench) {
    uint32_t color = bench->color++;
    for (int i = 0; i < WIDTH * HEIGHT; i++) bench->target.data[i] = color;
}

static void draw(Bench *bench) {
    raster_draw(bench->raster, &bench->list, bench->glyphs, bench->target, 0xFFFBFAF7);
}

static void update(Bench *bench) {
    for (size_t i = 0; i < 40; i++) bench->list.shapes[i * 7 % bench->list.shape_count].rect.x += 0.25f;
    raster_update(bench->raster, &bench->list, bench->glyphs, bench->target, 0xFFFBFAF7, NULL);
}

static void keep_kind(DisplayList *list, ShapeKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < list->shape_count; i++) {
        if (list->shapes[i].kind == kind) list->shapes[count++] = list->shapes[i];
    }
    list->shape_count = count;
}

int main(void) {
    GlyphSource source = scene_glyphs(NULL);
    Bench bench = {.raster = raster_create(), .glyphs = glyphs_create(&source)};
    bench.target = (Pixels){memory_alloc((size_t)WIDTH * HEIGHT * sizeof(uint32_t)), WIDTH, HEIGHT, WIDTH};
    display_init(&bench.list);
    double fill_ms = best_ms(fill, &bench);
    printf("plain fill of %dx%d: %.2f ms\n", WIDTH, HEIGHT, fill_ms);
    for (int part = 1; part <= 3; part += 2) {
        display_clear(&bench.list);
        scene_measured(&bench.list, part);
        double draw_ms = best_ms(draw, &bench);
        printf("%s of the scene, %zu shapes: %.2f ms, %.1f fills\n", part == 1 ? "all" : "a third", bench.list.shape_count, draw_ms,
               draw_ms / fill_ms);
        double update_ms = best_ms(update, &bench);
        printf("  40 shapes moved: %.2f ms, %.1f fills\n", update_ms, update_ms / fill_ms);
    }
    const char *names[] = {"boxes", "discs", "polylines", "curves", "polygons", "labels"};
    for (int kind = SHAPE_BOX; kind <= SHAPE_TEXT; kind++) {
        display_clear(&bench.list);
        scene_measured(&bench.list, 1);
        keep_kind(&bench.list, (ShapeKind)kind);
        if (bench.list.shape_count > 0) printf("  %s: %.2f ms more than the fill\n", names[kind], best_ms(draw, &bench) - fill_ms);
    }
    free(bench.target.data);
    display_finish(&bench.list);
    glyphs_destroy(bench.glyphs);
    raster_destroy(bench.raster);
    return 0;
}
