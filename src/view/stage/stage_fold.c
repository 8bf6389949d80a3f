// The folded cell, its loop to itself and the tokens that wait below; copies of it slide out to their timesteps. Then the tags of the
// recurrent weights, with a leader to each copy: they are the same weights.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>

static Rect mix_rect(Rect a, Rect b, float amount) {
    float rest = 1 - amount;
    return (Rect){a.x * rest + b.x * amount, a.y * rest + b.y * amount, a.w * rest + b.w * amount, a.h * rest + b.h * amount};
}

static float middle_x(const Stage *stage) {
    return stage->layout.stage.x + stage->layout.stage.w / 2;
}

// Room for the title and the cells of the main state, which are never lower than a few pixels.
static float folded_cells(const Stage *stage) {
    float unit = stage->frame->unit;
    int size = stage->frame->trace->program->ops[stage->blocks[0].op].size;
    return fminf((float)size * 44 * unit, 0.62f * stage->layout.states.h);
}

static float folded_title(const Stage *stage) {
    return 2 * frame_text_size(stage->frame, 26);
}

// The least length of an arrow below and above the folded cell: beside it stands a name.
static float folded_arrow(const Stage *stage) {
    return 1.7f * frame_text_size(stage->frame, 26);
}

// In a low band it goes up, off the tokens: outputs and losses leave their room to it.
static Rect folded_card(const Stage *stage) {
    float unit = stage->frame->unit;
    Rect band = stage->layout.states;
    float w = 220 * unit, h = folded_title(stage) + folded_cells(stage) + 24 * unit;
    float y = fminf(band.y + (band.h - h) / 2, stage->layout.tokens.y - folded_arrow(stage) - h);
    return (Rect){middle_x(stage) - w / 2, y, w, h};
}

// ---- tokens that wait -----------------------------------------------------------------------------------------------------------

static float waiting_step(const Stage *stage) {
    float unit = stage->frame->unit;
    return fmaxf(fminf(84 * unit, 0.94f * stage->layout.stage.w / (float)stage->frame->trace->steps),
                 fminf(stage->widest_token + 16 * unit, 160 * unit));
}

// "… 60 in all", behind the first tokens where not all of them can be told apart.
static void append_in_all(const Stage *stage, Text *out) {
    Text count;
    text_init(&count);
    text_printf(&count, "%d", stage->frame->trace->steps);
    WORDS_FORMAT(stage->frame->words, out, "stage.waiting", {"count", count.data});
    text_finish(&count);
}

static float in_all_width(const Stage *stage) {
    Text text;
    text_init(&text);
    append_in_all(stage, &text);
    float width = frame_text_width(stage->frame, FACE_REGULAR, frame_text_size(stage->frame, 24), text.data);
    text_finish(&text);
    return width + 16 * stage->frame->unit;
}

// How many tokens are drawn waiting.
static int waiting_count(const Stage *stage) {
    float room = 0.94f * stage->layout.stage.w, step = waiting_step(stage);
    int steps = stage->frame->trace->steps;
    if (step * (float)steps <= room + 0.5f) {
        return steps;
    }
    return (int)fmaxf(1, (room - in_all_width(stage)) / step);
}

// The tokens stand side by side until each goes to its timestep; the last of many come from behind the others.
static Rect waiting_token(const Stage *stage, int t) {
    float unit = stage->frame->unit, step = waiting_step(stage);
    int count = waiting_count(stage);
    bool all = count == stage->frame->trace->steps;
    Rect band = stage->layout.tokens;
    float h = stage_token_box(stage, t).h, w = fmaxf(fminf(68 * unit, 0.84f * step), step - 10 * unit);
    float whole = step * (float)count + (all ? 0 : in_all_width(stage));
    float x = middle_x(stage) - whole / 2 + step * ((float)(t <= count ? t : count + 1) - 0.5f);
    return (Rect){x - w / 2, band.y + 6 * unit, w, h};
}

static void draw_waiting(Stage *stage, int t, float fold) {
    Frame *frame = stage->frame;
    const Dataset *dataset = frame->trace->session->dataset;
    if (fold < 1 && !stage_shows(stage, t)) {
        return;
    }
    Rect rest = waiting_token(stage, t), box = fold < 1 ? mix_rect(stage_token_box(stage, t), rest, fold) : rest;
    float unit = frame->unit, size = frame_text_size(frame, 28);
    display_border_box(frame->list, box, fminf(10 * unit, box.w / 3), frame->theme->surface, frame->theme->line, fmaxf(1, 1.5f * unit));
    Text label;
    text_init(&label);
    dataset->input_label(dataset, &frame->trace->batch, t - 1, 0, &label);
    if (size > 0.8f * box.h || frame_text_width(frame, FACE_BOLD, size, label.data) > box.w - 6 * unit) {
        size = frame_text_size(frame, 20);
    }
    if (size <= box.h) {
        frame_text_fit(frame, box.x + box.w / 2, box.y + box.h / 2 + 0.36f * size, ALIGN_CENTER, FACE_BOLD, size, frame->theme->quiet,
                       label.data, box.w - 2 * unit);
    }
    text_finish(&label);
}

static void draw_in_all(Stage *stage, float alpha) {
    Frame *frame = stage->frame;
    int count = waiting_count(stage);
    if (count == frame->trace->steps || alpha <= 0) {
        return;
    }
    Rect last = waiting_token(stage, count);
    float size = frame_text_size(frame, 24);
    Text text;
    text_init(&text);
    append_in_all(stage, &text);
    frame_text(frame, last.x + last.w + 16 * frame->unit, last.y + last.h / 2 + 0.36f * size, ALIGN_LEFT, FACE_REGULAR, size,
               color_fade(frame->theme->quiet, alpha), text.data);
    text_finish(&text);
}

static void draw_copy(Stage *stage, int t, float fold) {
    Frame *frame = stage->frame;
    float unit = frame->unit;
    Rect own = {stage_x(stage, t) + stage->card.x, stage->card.y, stage->card.w, stage->card.h};
    Rect card = mix_rect(own, folded_card(stage), fold);
    display_border_box(frame->list, card, fminf(12 * unit, card.w / 4), frame->theme->surface,
                       color_mix(frame->theme->line, frame->theme->forward, fold), fmaxf(1, (1.5f + fold) * unit));
    const Block *block = &stage->blocks[0];
    int size = frame->trace->program->ops[block->op].size;
    Rect cells = {stage_x(stage, t) - stage->cell / 2, block->y, stage->cell, block->h};
    float w = 80 * unit;
    Rect folded = {middle_x(stage) - w / 2, folded_card(stage).y + folded_title(stage), w, folded_cells(stage)};
    vector_draw(frame, mix_rect(cells, folded, fold), &(Vector){.size = size});
}

// "h[t]" on the folded cell, "x[t]" and its output's name at the arrows.
static void draw_names(Stage *stage, float alpha) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Program *program = frame->trace->program;
    float unit = frame->unit, size = frame_text_size(frame, 26);
    Rect card = folded_card(stage);
    float x = middle_x(stage), bottom = stage->layout.tokens.y,
          top = fminf(stage->layout.outputs.y + stage->layout.outputs.h * 0.72f, card.y - folded_arrow(stage));
    Text name;
    text_init(&name);
    text_printf(&name, "%s[t]", program->equations[stage->blocks[0].equation].name);
    frame_text_fit(frame, x, card.y + 1.35f * size, ALIGN_CENTER, FACE_BOLD, size, color_fade(theme->text, alpha), name.data,
                   card.w - 16 * unit);
    Shape *in = display_line(frame->list, (Point){x, bottom}, (Point){x, card.y + card.h + 4 * unit}, fmaxf(1.5f, 3 * unit),
                             color_fade(theme->forward, alpha));
    in->arrow = 12 * unit;
    Shape *out =
        display_line(frame->list, (Point){x, card.y - 4 * unit}, (Point){x, top}, fmaxf(1.5f, 3 * unit), color_fade(theme->forward, alpha));
    out->arrow = 12 * unit;
    text_clear(&name);
    text_printf(&name, "%s[t]", program->equations[program->output_equation].name);
    frame_text(frame, x, top - 0.5f * size, ALIGN_CENTER, FACE_BOLD, size, color_fade(theme->quiet, alpha), name.data);
    bool has_room = bottom - card.y - card.h >= size;
    if (has_room) {
        frame_text(frame, x + 18 * unit, (bottom + card.y + card.h) / 2 + 0.36f * size, ALIGN_LEFT, FACE_REGULAR, size,
                   color_fade(theme->quiet, alpha), "x[t]");
    }
    text_finish(&name);
}

// Names of the weights that act on an earlier state, as many as fit.
static void append_recurrent(const Stage *stage, Text *out, int most) {
    const Program *program = stage->frame->trace->program;
    int count = 0;
    for (int i = 0; i < program->param_count; i++) {
        if (program_acts_on_past(program, i, -1)) {
            if (count < most) {
                text_append(out, count > 0 ? "  " : "");
                text_append(out, program->params[i].name);
            }
            count++;
        }
    }
    text_append(out, count > most ? " …" : "");
}

static void draw_loop(Stage *stage, float alpha) {
    Frame *frame = stage->frame;
    float unit = frame->unit, size = frame_text_size(frame, 24);
    if (frame->trace->program->max_lag == 0) {
        return;
    }
    Rect card = folded_card(stage);
    float right = card.x + card.w + 4 * unit, y = card.y + card.h / 2, reach = 150 * unit, spread = 56 * unit;
    const Point loop[4] = {
        {right, y - spread}, {right + reach, y - 1.6f * spread}, {right + reach, y + 1.6f * spread}, {right + 2 * unit, y + spread}};
    Shape *curve = display_bezier(frame->list, loop, fmaxf(1.5f, 3.5f * unit), color_fade(frame->theme->forward, alpha));
    curve->dash = 10 * unit;
    curve->gap = 8 * unit;
    curve->arrow = 14 * unit;
    Text names;
    text_init(&names);
    append_recurrent(stage, &names, STAGE_MAX_TAGS);
    float left = right + 0.78f * reach + 12 * unit;
    stage_label(stage, left, y + 0.36f * size, ALIGN_LEFT, FACE_BOLD, size, color_fade(frame->theme->forward, alpha), names.data,
                stage->layout.stage.x + stage->layout.stage.w - left);
    text_finish(&names);
}

void stage_draw_fold(Stage *stage) {
    float fold = stage->frame->fold;
    float alpha = fmaxf(0, 2 * fold - 1);
    if (fold >= 1) {
        draw_copy(stage, 1, fold);
    } else {
        for (int t = stage->last; t >= 1 && t >= stage->first; t--) {
            draw_copy(stage, t, fold);
        }
    }
    if (alpha > 0) {
        draw_loop(stage, alpha);
        draw_names(stage, alpha);
    }
    int first = fold < 1 && stage->first > 1 ? stage->first : 1, last = fold < 1 ? stage->last : waiting_count(stage);
    for (int t = first; t <= last; t++) {
        draw_waiting(stage, t, fold);
    }
    draw_in_all(stage, alpha);
}

// ---- tags -----------------------------------------------------------------------------------------------------------------------

static void draw_leaders(Stage *stage, float x, float y, Color color) {
    const Frame *frame = stage->frame;
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        display_line(frame->list, (Point){x, y}, (Point){stage_x(stage, t) + stage->value_x, stage->card.y}, fmaxf(1, 1.5f * frame->unit),
                     color);
    }
}

void stage_draw_tags(Stage *stage) {
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    if (stage->tags <= 0 || stage->updating) {
        return;
    }
    float unit = frame->unit, size = frame_text_size(frame, 24), gap = 24 * unit, pad = 18 * unit;
    int params[STAGE_MAX_TAGS];
    float total = 0;
    int count = 0;
    for (int i = 0; i < program->param_count && count < STAGE_MAX_TAGS; i++) {
        float width = stage_label_width(stage, size, program->params[i].name) + 2 * pad + gap;
        if (program_acts_on_past(program, i, -1) && total + width < stage->layout.stage.w) {
            params[count++] = i;
            total += width;
        }
    }
    Color color = color_fade(frame->theme->forward, stage->tags), leader = color_fade(frame->theme->forward, 0.45f * stage->tags);
    Rect band = stage->layout.outputs;
    float h = 1.8f * size, y = band.y + band.h * 0.35f;
    float x = middle_x(stage) - (total - gap) / 2;
    for (int i = 0; i < count; i++) {
        const char *name = program->params[params[i]].name;
        float w = stage_label_width(stage, size, name) + 2 * pad;
        draw_leaders(stage, x + w / 2, y + h, leader);
        display_border_box(frame->list, (Rect){x, y, w, h}, 8 * unit, color_fade(frame->theme->surface, stage->tags), color,
                           fmaxf(1, 2.5f * unit));
        stage_label(stage, x + w / 2, y + h / 2 + 0.28f * size, ALIGN_CENTER, FACE_BOLD, size, color, name, w);
        x += w + gap;
    }
}
