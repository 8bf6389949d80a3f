#include "view/layout.h"

#include "view/frame.h"
#include "view/panels/panels.h"
#include "view/plots/plots.h"
#include "view/stage/stage.h"

#include <math.h>

// The picture is designed at 1920 x 1080 units; below these it is drawn smaller, so that nothing is lost in narrow windows.
static const float MIN_WIDTH = 1280;
static const float EDGE = 48; // left and right of everything
static const float GAP = 12;

// The bands of the stage: their share of its height, folded away and with the plot.
static const float BANDS[2][4] = {{100, 240, 396, 104}, {88, 180, 320, 96}};
// The same where columns are wide enough for the operations within the cell: these need the height.
static const float WIDE_BANDS[2][4] = {{80, 120, 570, 88}, {72, 104, 410, 86}};
static const float WIDE_FROM = 400, WIDE = 520; // units of a column

// Lines of the smallest text that the plot of the backward pass, the band of the states and the cards need.
static const float LEAST_PLOT = 5.8f, LEAST_STATES = 5.5f, LEAST_TRAY = 7, LEAST_REACH = 4.5f;
static const float LEAST_LOSSES = 2.8f, LEAST_OUTPUTS = 4.7f, LEAST_TOKENS = 3.1f;
static const float LEAST_BESIDE = 9;    // of the states beside a plot that was opened
static const float LEAST_CLOSE = 20;    // the same of the states where one looks into a cell
static const float LEAST_OPENED = 9.5f; // and of a plot that was opened

static float view_unit(const View *view) {
    float tall = (float)view->height / 1080;
    float wide = (float)view->width / MIN_WIDTH;
    return fminf(tall, wide) * (view->scale > 0 ? view->scale : 1);
}

// 18 px at 720 lines, 20 units from 1080 on; small windows get less, for there is no projector behind them.
static float smallest_text(const View *view, float unit) {
    float legible = fminf(18, (float)view->height / 40);
    return fmaxf(10, fmaxf(20 * unit, legible));
}

// How far the panels of the backward pass have come.
static float opened_at(const View *view) {
    if (view->plot != PLOT_STORY) {
        return 1;
    }
    const Trace *trace = view->traces[0];
    long seed = trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED);
    if (seed < 0) {
        return 0;
    }
    double question = trace_question(trace);
    double from = question >= 0 ? question : (double)(seed - 1);
    if (view->position <= from) {
        return 0;
    }
    double share = view->motion ? (view->position - from) / ((double)seed - from) : 1;
    return share >= 1 ? 1 : (float)(share * share * (3 - 2 * share));
}

static float mix(float a, float b, float amount) {
    return a + (b - a) * amount;
}

// Bands of text take what they lack from the states, which have most to give; but where these need a height for their numbers that the
// other bands have beyond the least, they get it.
static void give_to_states(float heights[4], const float least[4], float states, float text) {
    float spare = 0;
    for (int i = 0; i < 4; i++) {
        float wanted = i == 1 ? 5.5f * text : least[i]; // above the bars of outputs there had better be some air
        float lacking = fminf(fmaxf(wanted - heights[i], 0), heights[2] - 5 * text);
        if (lacking > 0 && i != 2) {
            heights[i] += lacking;
            heights[2] -= lacking;
        }
        spare += i != 2 ? fmaxf(heights[i] - least[i], 0) : 0;
    }
    float more = states - heights[2];
    if (more <= 0 || more > spare + 0.5f) { // the plot has left just enough: sums differ by their rounding
        return;
    }
    more = fminf(more, spare);
    for (int i = 0; i < 4; i++) {
        heights[i] -= i != 2 ? fmaxf(heights[i] - least[i], 0) * more / spare : 0;
    }
    heights[2] += more;
}

void layout_make(const View *view, Layout *layout) {
    float unit = view_unit(view);
    float width = (float)view->width, height = (float)view->height;
    float edge = EDGE * unit, gap = GAP * unit;
    float text = smallest_text(view, unit);
    float opened = opened_at(view);
    *layout = (Layout){.unit = unit, .text_min = text, .opened = opened};

    float header = fmaxf(96 * unit, 3.2f * text);
    float timeline = fmaxf(40 * unit, 1.6f * text);
    float sentence = 2.5f * text;
    layout->header = (Rect){0, 0, width, header};
    // What training says where it was not finite has a line of its own above its timeline.
    float training = view->training == NULL ? 0 : fmaxf(52 * unit, 1.9f * text) * (view->training->failure == NULL ? 1 : 2);
    layout->training = (Rect){edge, height - training, width - 2 * edge, training};
    float foot = training > 0 ? 0 : 12 * unit; // the lowest row keeps off the window's edge
    layout->timeline = (Rect){edge, height - training - foot - timeline, width - 2 * edge, timeline};
    layout->sentence = (Rect){edge, layout->timeline.y - sentence, width - 2 * edge, sentence};

    float ribbon = ribbon_shows(view->traces[0]) ? fmaxf(52 * unit, 1.9f * text) : 0;
    layout->ribbon = (Rect){edge, header + 4 * unit, width - 2 * edge, ribbon};
    float top = header + 8 * unit + ribbon;
    float bottom = layout->sentence.y - gap;
    float side = fmaxf(360 * unit, 13.5f * text);
    layout->aside = (Rect){width - edge - view->aside, top, view->aside, bottom - top};
    float side_x = width - edge - side - (view->aside > 0 ? view->aside + gap : 0);
    float stage_right = side_x - gap;

    bool closely = (float)view->camera.column > WIDE_FROM; // one looks at one timestep, and not at the block before
    // With the plot in place the stage keeps the proportions of the storyboard: 672 of 888 units.
    float plot_height = (bottom - top) * (view->trace_count > 2 ? 0.19f : 0.225f);
    if (view->plot != PLOT_STORY) { // a strip of tabs stands above the plot
        plot_height = fmaxf((bottom - top) * 0.33f, LEAST_OPENED * text);
        float most = (bottom - top) * (view->trace_count > 2 ? 0.42f : 0.5f);
        plot_height = fmaxf(plot_height, fminf(plots_wanted_height(view, unit, text), most));
        if (view->trace_count == 1 && closely) { // what a plot would like to have, states need to be seen
            float rest = bottom - top - gap - (LEAST_LOSSES + LEAST_OUTPUTS + LEAST_TOKENS + LEAST_BESIDE) * text;
            plot_height = fmaxf(fminf(plot_height, rest), LEAST_OPENED * text);
        }
    }
    float before = view->before != NULL && !closely ? stage_before_width(unit, text) : 0;
    layout->stage = (Rect){edge / 2 + before, top, stage_right - edge / 2 - before, bottom - top};
    // Lines of text need their height, however large they are.
    const float least[4] = {LEAST_LOSSES * text, LEAST_OUTPUTS * text, 0, LEAST_TOKENS * text};
    float states = view->trace_count > 1 ? 0 : stage_states_height(view, layout);
    float beside_states = least[0] + least[1] + least[3] + gap;
    if (view->plot == PLOT_STORY && states + beside_states + LEAST_PLOT * text <= bottom - top) {
        plot_height = fminf(plot_height, bottom - top - beside_states - states);
    }
    if (view->trace_count > 2) { // three lanes are low in any case: a plot of them all that can be read matters more
        plot_height = fmaxf(plot_height, 7.5f * text);
    }
    if (view->plot == PLOT_STORY && view->trace_count == 1) {
        plot_height = fmaxf(plot_height, LEAST_PLOT * text);
    }
    // Where text is large for the window, what cannot be told whole is not shown: first the plot, then the cards beside the stage.
    bool cramped = bottom - top - plot_height < least[0] + least[1] + least[3] + LEAST_STATES * text;
    if (view->plot == PLOT_STORY && cramped && view->trace_count == 1) {
        plot_height = 0;
    }
    bool within = stage_detail((double)view->camera.column) >= DETAIL_OPERATIONS;
    if ((view->plot == PLOT_STORY ? closely : within) && view->trace_count == 1) {
        // Who looks into a cell wants to see it whole; of few units the numbers, which stand twice above each other. A plot that was opened
        // keeps what it needs or gives way.
        int hidden = view->traces[0]->program->hidden;
        float most = bottom - top - least[0] - least[1] - least[3];
        float wanted = fmaxf(LEAST_CLOSE, hidden <= 6 ? 18 + 2.1f * (float)hidden : 0) * text;
        states = fmaxf(states, wanted);
        if (view->plot == PLOT_STORY) {
            plot_height = fminf(plot_height, LEAST_PLOT * text);
        } else {
            states = LEAST_CLOSE * text;
            plot_height = fmaxf(fminf(plot_height, most - states - gap), LEAST_OPENED * text);
        }
        plot_height = most - plot_height - gap < states ? 0 : plot_height;
        states = fminf(states, most);
    }
    float stage_bottom = mix(bottom, plot_height > 0 ? bottom - plot_height - gap : bottom, opened);
    layout->stage.h = stage_bottom - top;
    layout->before = (Rect){edge / 2, top, before, stage_bottom - top};
    layout->plot = (Rect){edge, mix(bottom + gap, bottom - plot_height, opened), stage_right - edge, plot_height};

    for (int i = 0; view->trace_count > 1 && i < view->trace_count; i++) {
        float lane = (layout->stage.h - gap * (float)(view->trace_count - 1)) / (float)view->trace_count;
        layout->lanes[i] = (Rect){layout->stage.x, top + (lane + gap) * (float)i, layout->stage.w, lane};
        layout->plot.x = layout->stage.x;
        layout->plot.w = layout->stage.w;
        layout->compare = (Rect){side_x, top, side, bottom - top};
    }

    // A column whose width is left open is never that wide.
    float wide = fminf(fmaxf(((float)view->camera.column - WIDE_FROM) / (WIDE - WIDE_FROM), 0), 1);
    Rect *bands[4] = {&layout->losses, &layout->outputs, &layout->states, &layout->tokens};
    float total = 0;
    float share[4];
    for (int i = 0; i < 4; i++) {
        share[i] = mix(mix(BANDS[0][i], BANDS[1][i], opened), mix(WIDE_BANDS[0][i], WIDE_BANDS[1][i], opened), wide);
        total += share[i];
    }
    float heights[4];
    for (int i = 0; i < 4; i++) {
        heights[i] = layout->stage.h * share[i] / total;
    }
    give_to_states(heights, least, states, text);
    float y = top;
    for (int i = 0; i < 4; i++) {
        *bands[i] = (Rect){layout->stage.x, y, layout->stage.w, heights[i]};
        y += heights[i];
    }

    float sum_height = fminf(72 * unit, layout->losses.h);
    sum_height = fmaxf(sum_height, 2.4f * text);
    layout->sum = (Rect){side_x, layout->losses.y + layout->losses.h / 2 - sum_height / 2, side, sum_height};

    // The tray needs the room that the inspector has until then.
    float side_top = layout->sum.y + sum_height + 2 * gap;
    float side_height = bottom - side_top;
    float inspector_height = fmaxf(side_height * 0.3f, 9 * text);
    float inspector_top = mix(side_top, bottom - inspector_height, opened);
    layout->inspector = (Rect){side_x, inspector_top, side, bottom - inspector_top};
    float cards = bottom - inspector_height - gap - side_top;
    float tray_height = (cards - gap) * 0.62f, reach_height = cards - gap - tray_height;
    if (reach_height < LEAST_REACH * text) {
        tray_height = cards;
        reach_height = 0;
    }
    if (tray_height < LEAST_TRAY * text) {
        layout->inspector = (Rect){side_x, side_top, side, bottom - side_top};
        tray_height = reach_height = 0;
    }
    layout->tray = (Rect){side_x, side_top, side, tray_height};
    layout->reach = (Rect){side_x, side_top + tray_height + gap, side, reach_height};
}
