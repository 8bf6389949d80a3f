// A column as a diagram: its layout, kept as long as nothing changes, and how the stage arranges itself around it.
#include "trace/memo.h"
#include "view/diagram/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Rect sketch_place(const Sketch *sketch, Rect rect) {
    return (Rect){rect.x + sketch->corner.x, rect.y + sketch->corner.y, rect.w, rect.h};
}

void stage_draw_diagram(Stage *stage, int t) {
    const Diagram *diagram = stage->diagram;
    Sketch sketch = {stage, diagram, {stage_x(stage, t) + diagram->area.x, diagram->area.y}, t, 0, NULL};
    sketch.largest = stage->layout.opened < 1 ? 0 : stage->largest > 0 ? stage->largest : stage_largest_length(stage);
    sketch_draw_lines(&sketch);
    sketch_draw_nodes(&sketch);
}

// ---- the layout -----------------------------------------------------------------------------------------------------------------

// What was before the first timestep stands where its states go in.
static void move_blocks(Stage *stage) {
    for (int i = 0; i < stage->block_count; i++) {
        Block *block = &stage->blocks[i];
        int leaves = diagram_exit(stage->diagram, block->op);
        if (leaves < 0) {
            continue;
        }
        float title = block->title > 0 ? block->y - block->title : 0,
              y = stage->diagram->area.y + stage->diagram->nodes[leaves].at.y - block->h / 2;
        block->y = fminf(y, stage->card.y + stage->card.h - block->h);
        block->title = block->title > 0 ? block->y - title : 0;
    }
}

// Layouts are kept with the trace: as long as nothing changes that one is made from, it is not made again.
typedef struct Kept {
    Arena arena;
    Rect area;
    float unit, text_min;
    TextMeasure measure;
    const Words *words;
    Language language;
    int digits; // of the timesteps in its labels
    bool adjoints;
    bool fits;
    Diagram diagram;
} Kept;

// The pass forward and the pass backward have one each, and so have columns that are being zoomed.
enum { MAX_KEPT = 4 };

typedef struct Keeper {
    Kept *kept[MAX_KEPT];
    int next; // the slot that is written over next
} Keeper;

static void destroy_kept(Kept *kept) {
    if (kept != NULL) {
        arena_finish(&kept->arena);
        free(kept);
    }
}

static void destroy_keeper(void *layout) {
    Keeper *keeper = layout;
    for (int i = 0; i < MAX_KEPT; i++) {
        destroy_kept(keeper->kept[i]);
    }
    free(keeper);
}

static bool same_layout(const Kept *a, const Kept *b) {
    return memcmp(&a->area, &b->area, sizeof a->area) == 0 && a->unit == b->unit && a->text_min == b->text_min &&
           a->measure.width == b->measure.width && a->measure.context == b->measure.context && a->words == b->words &&
           a->language == b->language && a->digits == b->digits && a->adjoints == b->adjoints;
}

static const Kept *kept_diagram(Stage *stage, int t) {
    const Frame *frame = stage->frame;
    Kept wanted = {.area = {stage->card.x, stage->card.y, stage->card.w, stage->card.h},
                   .unit = frame->unit,
                   .text_min = frame->text_min,
                   .measure = frame->view->measure,
                   .words = frame->words,
                   .language = words_language(frame->words),
                   .digits = t < 10    ? 1
                             : t < 100 ? 2
                                       : 5,
                   .adjoints = stage->layout.opened > 0};
    Keeper *keeper = trace_memo_kept(frame->trace);
    if (keeper == NULL) {
        keeper = memory_alloc_zeros(1, sizeof *keeper);
        trace_memo_keep(frame->trace, keeper, destroy_keeper);
    }
    for (int i = 0; i < MAX_KEPT; i++) {
        if (keeper->kept[i] != NULL && same_layout(keeper->kept[i], &wanted)) {
            return keeper->kept[i];
        }
    }
    Kept *kept = memory_alloc(sizeof *kept);
    *kept = wanted;
    arena_init(&kept->arena);
    kept->fits = diagram_make(&kept->diagram, frame, &kept->arena, kept->area, t, kept->adjoints);
    if (kept->fits) {
        diagram_name_valves(&kept->diagram, frame);
    }
    destroy_kept(keeper->kept[keeper->next]);
    keeper->kept[keeper->next] = kept;
    keeper->next = (keeper->next + 1) % MAX_KEPT;
    return kept;
}

void stage_make_diagram(Stage *stage) {
    Frame *frame = stage->frame;
    if (stage->detail < DETAIL_OPERATIONS) {
        return;
    }
    const Kept *kept = kept_diagram(stage, stage->last);
    if (!kept->fits) {
        return;
    }
    const Diagram *diagram = stage->diagram = &kept->diagram;
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        if (node->kind == DIAGRAM_INPUT && frame->trace->program->ops[node->op].lag == 0) {
            stage->token_x = diagram->area.x + node->at.x;
        } else if (node->kind == DIAGRAM_OUTPUT) {
            stage->output_x = diagram->area.x + node->at.x;
            stage->back_x = stage->output_x + 16 * frame->unit;
        }
    }
    move_blocks(stage);
}
