// The line under the tokens: how much lies outside the stage, which lane this is, where the first number went that is not finite, and the
// timesteps of narrow columns.
#include "view/stage/stage.h"

#include <math.h>

// The part of the line that is still free.
typedef struct Line {
    Stage *stage;
    float left, right; // px
    float baseline, size;
} Line;

static int pretty_step(float least) {
    static const int STEPS[] = {1, 2, 5};
    for (int power = 1;; power *= 10) {
        for (int i = 0; i < 3; i++) {
            if ((float)(STEPS[i] * power) >= least) {
                return STEPS[i] * power;
            }
        }
    }
}

// A triangle and a count at an edge behind which there are more timesteps.
static void note_outside(Line *line, int count, bool right) {
    if (count <= 0) {
        return;
    }
    Frame *frame = line->stage->frame;
    float size = line->size, side = right ? -1 : 1;
    float edge = right ? line->right : line->left;
    float y = line->baseline - 0.35f * size;
    const Point triangle[3] = {
        {edge + side * 0.1f * size, y}, {edge + side * 0.7f * size, y - 0.4f * size}, {edge + side * 0.7f * size, y + 0.4f * size}};
    display_polygon(frame->list, triangle, 3, frame->theme->quiet);
    Text label;
    text_init(&label);
    text_printf(&label, "%d", count);
    float x = edge + side * size;
    float width =
        frame_text(frame, x, line->baseline, right ? ALIGN_RIGHT : ALIGN_LEFT, FACE_REGULAR, size, frame->theme->quiet, label.data);
    text_finish(&label);
    *(right ? &line->right : &line->left) = x + side * (width + 0.8f * size);
}

static void note_text(Line *line, Color color, const char *text) {
    float room = (line->right - line->left) * 0.7f;
    float width = frame_text_fit(line->stage->frame, line->left, line->baseline, ALIGN_LEFT, FACE_REGULAR, line->size, color, text, room);
    line->left += width > 0 ? width + line->size : 0;
}

static void note_lane(Line *line) {
    const Frame *frame = line->stage->frame;
    if (frame->trace->lanes < 2) {
        return;
    }
    Text count, note;
    text_init(&count);
    text_init(&note);
    text_printf(&count, "%d", frame->trace->lanes);
    WORDS_FORMAT(frame->words, &note, "stage.lane", {"lanes", count.data});
    note_text(line, frame->theme->quiet, note.data);
    text_finish(&note);
    text_finish(&count);
}

// The moment from which on the first number that is not finite is known.
static long not_finite_moment(const Trace *trace) {
    const NotFinite *at = &trace->not_finite;
    if (at->in_loss || at->op < 0) {
        return trace_index(trace, PHASE_LOSS, at->t, -1);
    }
    return at->in_backward ? trace_adjoint_moment(trace, at->op, at->t) : trace_value_moment(trace, at->op, at->t);
}

static void note_not_finite(Line *line) {
    const Frame *frame = line->stage->frame;
    const Trace *trace = frame->trace;
    if (trace->finite || not_finite_moment(trace) > frame->known) {
        return;
    }
    const NotFinite *at = &trace->not_finite;
    Text name, note;
    text_init(&name);
    text_init(&note);
    if (at->in_loss || at->op < 0) {
        text_printf(&name, "L[%d]", at->t);
    } else {
        text_append(&name, at->in_backward ? "∂L/∂(" : "");
        program_op_text(trace->program, at->op, at->t, &name);
        text_append(&name, at->in_backward ? ")" : "");
    }
    WORDS_FORMAT(frame->words, &note, "stage.not-finite", {"name", name.data});
    note_text(line, frame->theme->backward, note.data);
    text_finish(&note);
    text_finish(&name);
}

static void note_timesteps(Line *line) {
    Stage *stage = line->stage;
    Frame *frame = stage->frame;
    Text label;
    text_init(&label);
    text_printf(&label, "%d", frame->trace->steps);
    int step = pretty_step((frame_text_width(frame, FACE_REGULAR, line->size, label.data) + 0.8f * line->size) / stage->column);
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        bool focus = stage_has_focus(stage, t);
        if (t % step != 0 && t != 1) {
            continue;
        }
        text_clear(&label);
        text_printf(&label, "%d", t);
        float width = frame_text_width(frame, FACE_REGULAR, line->size, label.data);
        float x = stage_x(stage, t);
        if (x - width / 2 < line->left || x + width / 2 > line->right) {
            continue;
        }
        frame_text(frame, x, line->baseline, ALIGN_CENTER, FACE_REGULAR, line->size, focus ? stage_focus_color(stage) : frame->theme->quiet,
                   label.data);
        line->left = x + width / 2 + 0.4f * line->size;
    }
    text_finish(&label);
}

void stage_draw_notes(Stage *stage) {
    Frame *frame = stage->frame;
    if (!stage_has_token_line(stage)) {
        return;
    }
    float size = frame_text_size(frame, 20);
    Rect band = stage->layout.tokens;
    Line line = {.stage = stage,
                 .left = band.x + 4 * frame->unit,
                 .right = band.x + band.w - 4 * frame->unit,
                 .baseline = band.y + band.h - 0.35f * size,
                 .size = size};
    // A timestep counts as outside when its middle is.
    int before = 0, behind = 0;
    for (int t = stage->first; t <= stage->last; t++) {
        float x = stage_x(stage, t);
        before += t > 0 && x < band.x ? 1 : 0;
        behind += t > 0 && x > band.x + band.w ? 1 : 0;
    }
    before += stage->first > 1 ? stage->first - 1 : 0;
    behind += frame->trace->steps - stage->last;
    note_outside(&line, before, false);
    note_outside(&line, behind, true);
    note_lane(&line);
    note_not_finite(&line);
    if (stage->tokens_labelled) {
        note_timesteps(&line);
    }
}
