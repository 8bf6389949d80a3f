// Where cards and cells stand in a column: the states have the first claim on the height, for their numbers are what one follows.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>

// Units beside the cards for the arrows between them; where it is tight, so that numbers can still be written.
static const float ARROWS = 48, SHORT_ARROWS = 30;
// Lines of text that the cells of a state had better have before each state gets a title.
static const float LEAST_CELLS = 1.6f;

Detail stage_detail(double column) {
    static const double FROM[] = {90, 200, 330, 520, STAGE_PRODUCT_COLUMN};
    int detail = DETAIL_STRIP;
    while (detail < DETAIL_PRODUCT && column >= FROM[detail] - 0.01) {
        detail++;
    }
    return (Detail)detail;
}

// ---- across ---------------------------------------------------------------------------------------------------------------------

// The width of a cell that takes numbers, values and adjoints beside each other; 0 if the column is too narrow. `*room` is what the card
// may take.
static float number_cell(const Stage *stage, float *room) {
    const Frame *frame = stage->frame;
    float unit = frame->unit;
    if (stage->detail < DETAIL_NUMBERS) {
        return 0;
    }
    float cell = vector_number_width(frame);
    *room = stage->column - ARROWS * unit;
    if (2 * cell + 8 * unit > *room) {
        cell = vector_least_width(frame);
        *room = stage->column - SHORT_ARROWS * unit;
    }
    return 2 * cell + 8 * unit <= *room ? cell : 0;
}

void stage_place_across(Stage *stage) {
    Frame *frame = stage->frame;
    float unit = frame->unit, opened = stage->layout.opened;
    float gap = 24 * unit, pad = 20 * unit, room = 0;
    float cell = number_cell(stage, &room);
    stage->numbers = cell > 0;
    if (stage->detail == DETAIL_STRIP) {
        stage->cell = stage->column * (0.78f - 0.4f * opened);
        gap = 0.04f * stage->column;
        pad = 0;
    } else if (stage->numbers) {
        stage->cell = cell;
        float spare = room - 2 * cell;
        gap = fminf(gap, spare / 3);
        pad = fminf(pad, spare / 3);
    } else {
        gap = fminf(gap, 0.08f * stage->column);
        pad = fminf(pad, 0.06f * stage->column);
        stage->cell = fminf(72 * unit, (0.72f * stage->column - gap - 2 * pad) / 2);
    }
    stage->adjoint_x = opened * (stage->cell + gap) / 2;
    stage->value_x = stage->token_x = stage->output_x = -stage->adjoint_x;
    stage->back_x = stage->adjoint_x;
    float title = stage->detail >= DETAIL_NUMBERS ? 4.2f * frame_text_size(frame, 22) : 0;
    float half = fmaxf(stage->adjoint_x + stage->cell / 2, fminf(title, 0.8f * stage->column) / 2) + pad;
    if (stage->detail >= DETAIL_OPERATIONS) {
        half = stage->column / 2 - 40 * unit;
    }
    stage->card.x = -half;
    stage->card.w = 2 * half;
}

// ---- down -----------------------------------------------------------------------------------------------------------------------

// What stands in the band of the states beside their cells, px.
typedef struct Surroundings {
    float arrows; // one arrow above (and, outside lanes, one below) the card
    int ways;
    float above, wires; // tracks above the cards; above and below
    float title, pad, foot, between;
    int titles; // so many states have one, from the top
} Surroundings;

static Surroundings surroundings_of(const Stage *stage) {
    const Frame *frame = stage->frame;
    float unit = frame->unit;
    bool cards = stage->detail >= DETAIL_NUMBERS;
    Surroundings around = {.ways = stage->lane ? 1 : 2, .titles = stage->block_count}; // in a lane nothing comes from below
    around.arrows = stage->detail >= DETAIL_CELLS
                        ? fminf(fmaxf(26 * unit, 1.3f * frame_text_size(frame, 22)), 0.12f * stage->layout.states.h)
                        : 8 * unit;
    around.above = stage_tracks_height(stage, OP_CARRY);
    around.wires = around.above + stage_tracks_height(stage, OP_INPUT);
    around.title = stage->detail >= DETAIL_CELLS ? 1.4f * frame_text_size(frame, 22) : 0;
    around.pad = cards ? 10 * unit : 0;
    around.foot = cards ? 18 * unit * stage->layout.opened : 0;
    around.between = cards ? 0 : 6 * unit;
    return around;
}

static float height_around(const Stage *stage, const Surroundings *around) {
    return (float)around->ways * around->arrows + around->wires + 2 * around->pad + around->foot + around->title * (float)around->titles +
           around->between * (float)(stage->block_count - 1);
}

static int count_rows(const Stage *stage) {
    int rows = 0;
    for (int i = 0; i < stage->block_count; i++) {
        rows += stage->frame->trace->program->ops[stage->blocks[i].op].size;
    }
    return rows;
}

// In a low band the titles would take what the cells need: then only the state on top has one, and the names of the others stand at the
// left.
static void give_titles_away(const Stage *stage, Surroundings *around) {
    float room = stage->layout.states.h - height_around(stage, around), text = frame_text_size(stage->frame, 20);
    bool low = stage->lane ? room / (float)count_rows(stage) < 0.4f * text : room / (float)stage->block_count < LEAST_CELLS * text;
    if (stage->block_count > 1 && around->title > 0 && low) {
        around->titles = 1;
        around->between = fmaxf(around->between, 4 * stage->frame->unit);
    }
}

// All rows of all states are equally high, and either all of them have their numbers or none.
static void share_height(Stage *stage, float room) {
    const Program *program = stage->frame->trace->program;
    int rows = count_rows(stage);
    float least = vector_number_height(stage->frame);
    float row = fminf(fmaxf(44 * stage->frame->unit, least), room / (float)rows);
    stage->numbers = stage->numbers && row >= least - 0.01f;
    for (int i = 0; i < stage->block_count; i++) {
        stage->blocks[i].h = row * (float)program->ops[stage->blocks[i].op].size;
    }
}

// From the top of the card down: further states, then the main one; a state that is the output stands above what it is made of.
void stage_place_down(Stage *stage) {
    Rect band = stage->layout.states;
    Surroundings around = surroundings_of(stage);
    give_titles_away(stage, &around);
    share_height(stage, fmaxf(band.h - height_around(stage, &around), 8 * stage->frame->unit));

    float arrows = (float)around.ways * around.arrows;
    float content = height_around(stage, &around) - arrows - around.wires;
    for (int i = 0; i < stage->block_count; i++) {
        content += stage->blocks[i].h;
    }
    if (stage->detail >= DETAIL_OPERATIONS) {
        content = band.h - arrows - around.wires;
    }
    float spare = band.h - around.wires - content;
    float y = band.y + around.above + (stage->lane ? around.arrows + (spare - around.arrows) / 2 : spare / 2);
    stage->card.y = y;
    stage->card.h = content;
    y += around.pad;
    bool main_on_top = stage->blocks[0].equation == stage->frame->trace->program->output_equation;
    for (int i = 0; i < stage->block_count; i++) {
        Block *block = &stage->blocks[main_on_top ? i : stage->block_count - 1 - i];
        block->title = around.title > 0 && i < around.titles ? y + 0.72f * around.title : 0;
        y += i < around.titles ? around.title : 0;
        block->y = y;
        y += block->h + around.between;
    }
}

float stage_states_height(const View *view, const Layout *layout) {
    Frame frame = {.view = view, .trace = view->traces[0], .unit = layout->unit, .text_min = layout->text_min};
    double column = stage_column_width(view, layout);
    Stage stage = {.frame = &frame, .layout = *layout, .detail = stage_detail(column), .column = (float)column * layout->unit};
    float room;
    if (stage.detail >= DETAIL_OPERATIONS || number_cell(&stage, &room) <= 0) {
        return 0;
    }
    stage.layout.opened = 1;
    stage.layout.states.h = layout->stage.h;
    stage_choose_blocks(&stage);
    Surroundings around = surroundings_of(&stage);
    float height = height_around(&stage, &around);
    for (int i = 0; i < stage.block_count; i++) {
        height += vector_number_height(&frame) * (float)frame.trace->program->ops[stage.blocks[i].op].size;
    }
    return height + 1;
}
