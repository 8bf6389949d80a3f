// The gradient tray: what each timestep gives to the gradient of one weight.
#include "view/panels/panels.h"

#include "view/formula/formula.h"
#include "view/parts/vectors.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_ELEMENTS = 256 * 256, // a larger matrix is told in words
    MAX_SIDE = 20,            // cells; more rows or columns are drawn in groups, each by its largest magnitude
    MAX_TILES = 9,            // more would be too small to compare
    MAX_SAME_SCALE = 12,      // timesteps up to which the sum has the colours of its shares; a longer sum would leave them pale
};
static const float MIN_CELL = 3; // units

// Tiles on a grid, each with a line of text beneath.
typedef struct Grid {
    int count, columns;
    float cell;                       // px, a square
    float tile_w, tile_h, gap, label; // px
} Grid;

typedef struct Tray {
    Frame *frame;
    int param, rows, cols;
    int lines, columns; // of cells: rows and cols, or fewer groups
    double *values;     // (rows, cols) of the tile that is drawn
    double limit;
} Tray;

static int param_of_op(const Program *program, int op) {
    if (op < 0) {
        return -1;
    }
    const Op *at = &program->ops[op];
    for (int i = 0; i < at->operand_count; i++) {
        if (at->operands[i].kind == OPERAND_PARAM) {
            return at->operands[i].index;
        }
    }
    return -1;
}

int tray_param(const Frame *frame) {
    const Program *program = frame->trace->program;
    int chosen = frame->view->weight ? program_find_param(program, frame->view->weight) : -1;
    if (chosen >= 0) {
        return chosen;
    }
    int used = param_of_op(program, frame->moment.op);
    if (used >= 0) {
        return used;
    }
    for (int i = 0; i < program->param_count; i++) {
        if (program->params[i].acts_on_lagged) {
            return i;
        }
    }
    return program->param_count > 0 ? 0 : -1;
}

static double largest(const double *values, int count, double least) {
    for (int i = 0; i < count; i++) {
        if (isfinite(values[i]) && fabs(values[i]) > least) {
            least = fabs(values[i]);
        }
    }
    return least;
}

// The grid of the largest cells for at most `most` tiles of rows x cols cells in `rect`. Fewer tiles where they would be too small.
static Grid fit_grid(const Frame *frame, Rect rect, int rows, int cols, int most) {
    float px = frame_text_size(frame, 20), gap = 0.5f * px, label = 1.3f * px;
    Text widest;
    text_init(&widest);
    text_printf(&widest, "%d", frame->trace->steps);
    float label_width = frame_text_width(frame, FACE_REGULAR, px, widest.data);
    text_finish(&widest);
    float least = fmaxf(1, fminf(10, 60 / (float)(rows > cols ? rows : cols)) * frame->unit);
    Grid best = {0};
    for (int count = most; count >= 1 && best.count == 0; count--) {
        for (int columns = 1; columns <= count; columns++) {
            int lines = (count + columns - 1) / columns;
            float across = (rect.w - gap * (float)(columns - 1)) / (float)(columns * cols);
            float down = (rect.h - (label + 0.3f * px) * (float)lines) / (float)(lines * rows);
            float cell = fminf(fminf(across, down), 34 * frame->unit);
            // A label needs its width too.
            float tile = fmaxf(cell * (float)cols, label_width);
            bool labels_fit = tile * (float)columns + gap * (float)(columns - 1) <= rect.w + 0.5f;
            if (cell >= least && cell > best.cell && labels_fit) {
                best = (Grid){count, columns, cell, tile, cell * (float)rows, gap, label};
            }
        }
    }
    return best;
}

// The largest magnitude of the group of elements that a cell stands for, and where it is. What is not a number or infinite counts as the
// largest.
static double find_largest(const Tray *tray, int line, int column, int *row, int *col) {
    int row_end = (line + 1) * tray->rows / tray->lines, col_end = (column + 1) * tray->cols / tray->columns;
    *row = line * tray->rows / tray->lines;
    *col = column * tray->cols / tray->columns;
    double largest_value = tray->values[*row * tray->cols + *col];
    for (int r = line * tray->rows / tray->lines; r < row_end; r++) {
        for (int c = column * tray->cols / tray->columns; c < col_end; c++) {
            double value = tray->values[r * tray->cols + c];
            if (isfinite(largest_value) && !(fabs(value) <= fabs(largest_value))) {
                largest_value = value;
                *row = r;
                *col = c;
            }
        }
    }
    return largest_value;
}

static void draw_tile(Tray *tray, Rect rect, const Grid *grid, bool known, float shown, Element element) {
    Frame *frame = tray->frame;
    float unit = frame->unit;
    Rect outline = {rect.x, rect.y, grid->cell * (float)tray->columns, grid->tile_h};
    if (!known) {
        display_border_box(frame->list, outline, 4 * unit, 0, frame->theme->line, fmaxf(1, unit));
        return;
    }
    if (grid->cell < 14 * unit) { // small cells have no borders of their own: pale tiles would not show
        display_border_box(frame->list, outline, 0, 0, frame->theme->line, fmaxf(1, unit));
    }
    bool reacts = grid->cell >= MIN_CELL * unit;
    for (int line = 0; line < tray->lines; line++) {
        for (int column = 0; column < tray->columns; column++) {
            Rect cell = {rect.x + (float)column * grid->cell, rect.y + (float)line * grid->cell, grid->cell, grid->cell};
            double value = find_largest(tray, line, column, &element.row, &element.col);
            vector_cell(frame, cell, value, tray->limit, shown, false, false);
            if (reacts) {
                hits_add(frame->hits, HIT_ELEMENT, cell)->element = element;
            }
        }
    }
}

static void draw_label(Frame *frame, Rect tile, const Grid *grid, FontFace face, Color color, const char *text, float room) {
    float px = frame_text_size(frame, 20);
    frame_text_fit(frame, tile.x, tile.y + grid->tile_h + px, ALIGN_LEFT, face, px, color, text, room);
}

// "t = 3", or "3" where there is no room for more.
static void draw_time(Frame *frame, Rect tile, const Grid *grid, Color color, int t) {
    float px = frame_text_size(frame, 20);
    Text label;
    text_init(&label);
    text_printf(&label, "t = %d", t);
    bool fits = frame_text_width(frame, FACE_REGULAR, px, label.data) <= grid->tile_w + 0.7f * grid->gap;
    draw_label(frame, tile, grid, FACE_REGULAR, color, label.data + (fits ? 0 : strlen("t = ")), grid->tile_w + 0.8f * grid->gap);
    text_finish(&label);
}

static bool all_zero(const double *values, int count) {
    for (int i = 0; i < count; i++) {
        if (values[i] != 0) {
            return false;
        }
    }
    return true;
}

// The state before the first timestep that a parameter multiplies at t, if all of it is zero: why its share there is nothing. -1 if that is
// not so.
static int zero_state(const Trace *trace, int param, int t, int *when) {
    const Program *program = trace->program;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        bool is_product = op->kind == OP_MATVEC || op->kind == OP_VECMAT;
        if (!is_product || op->operands[1].index != param || op->operands[0].kind != OPERAND_OP) {
            continue;
        }
        const Op *factor = &program->ops[op->operands[0].index];
        if (factor->kind != OP_CARRY || t - factor->lag >= 1) {
            continue;
        }
        const double *state = run_value(trace->run, factor->operands[0].index, t - factor->lag, 0);
        if (trace->lanes == 1 && state != NULL && all_zero(state, factor->size)) {
            *when = t - factor->lag;
            return program_equation_of_op(program, factor->operands[0].index);
        }
    }
    return -1;
}

// Whether timestep 1 gives nothing because the state before it is zero; says so in `out` once its share can be seen.
static bool zero_note(const Tray *tray, Text *out) {
    const Frame *frame = tray->frame;
    const Trace *trace = frame->trace;
    int when, equation = zero_state(trace, tray->param, 1, &when);
    if (equation < 0) {
        return false;
    }
    trace_share(trace, tray->param, 1, tray->values);
    bool is_zero = all_zero(tray->values, tray->rows * tray->cols); // it is not where the gradient is infinite
    if (is_zero && trace_has_share(trace, frame->known, tray->param, 1)) {
        Text state;
        text_init(&state);
        text_printf(&state, "%s[%s%d]", trace->program->equations[equation].name, when < 0 ? "−" : "", when < 0 ? -when : when);
        WORDS_FORMAT(frame->words, out, "panels.zero-share", {"state", state.data});
        text_finish(&state);
    }
    return is_zero;
}

// One scale for all tiles, so that they can be compared, and from the start, so that nothing changes its colour later. `of_sum` and
// `of_shares` are magnitudes of the full colour.
static void find_scales(Tray *tray, int shares, double *of_sum, double *of_shares) {
    const Trace *trace = tray->frame->trace;
    int elements = tray->rows * tray->cols;
    bool same = trace->steps <= MAX_SAME_SCALE;
    params_read(&trace->grads, tray->param, tray->values);
    *of_sum = largest(tray->values, elements, 0);
    *of_shares = same ? *of_sum : 0;
    for (int t = trace->steps; t > trace->steps - shares; t--) {
        trace_share(trace, tray->param, t, tray->values);
        *of_shares = largest(tray->values, elements, *of_shares);
    }
    *of_shares = *of_shares > 0 ? *of_shares : 1;
    *of_sum = same || !(*of_sum > 0) ? *of_shares : *of_sum;
}

static void draw_sum(Tray *tray, Rect rect, const Grid *grid) {
    Frame *frame = tray->frame;
    Rect tile = {rect.x, rect.y, grid->tile_w, grid->tile_h};
    trace_partial_gradient(frame->trace, frame->known, tray->param, tray->values);
    draw_tile(tray, tile, grid, true, 1, (Element){.kind = ELEMENT_GRADIENT, .index = tray->param});
    draw_label(frame, tile, grid, FACE_BOLD, frame->theme->backward, words_get(frame->words, "panels.sum"), rect.w);
}

static void draw_share(Tray *tray, Rect tile, const Grid *grid, int t) {
    Frame *frame = tray->frame;
    const Trace *trace = frame->trace;
    bool known = trace_has_share(trace, frame->index, tray->param, t);
    bool arriving = known && !trace_has_share(trace, frame->known, tray->param, t);
    float shown = arriving ? frame->progress : 1;
    if (known) {
        trace_share(trace, tray->param, t, tray->values);
    }
    draw_time(frame, tile, grid, known ? frame->theme->quiet : frame->theme->faint, t);
    tile.y -= (1 - shown) * 12 * frame->unit; // it drops into its place
    draw_tile(tray, tile, grid, known, shown, (Element){.kind = ELEMENT_SHARE, .index = tray->param, .t = t});
}

static void draw_tiles(Tray *tray, Rect rect) {
    Frame *frame = tray->frame;
    const Trace *trace = frame->trace;
    // The sum stands at the left, larger than its shares.
    Rect right = rect;
    Rect left = rect_cut_left(&right, 0.36f * rect.w);
    rect_cut_left(&right, 0.8f * frame_text_size(frame, 20));
    Grid whole = fit_grid(frame, left, tray->lines, tray->columns, 1);
    Grid grid = fit_grid(frame, right, tray->lines, tray->columns, trace->steps < MAX_TILES - 1 ? trace->steps : MAX_TILES - 1);
    if (whole.count == 0) {
        return;
    }
    double of_sum, of_shares;
    find_scales(tray, grid.count, &of_sum, &of_shares);
    tray->limit = of_sum;
    draw_sum(tray, left, &whole);
    tray->limit = of_shares;
    // When there are more timesteps than tiles, those around the newest share show.
    int newest = trace->steps, count = grid.count;
    while (count > 0 && newest > count && trace_has_share(trace, frame->index, tray->param, newest - count)) {
        newest--;
    }
    for (int i = 0; i < count; i++) {
        float x = (float)(i % grid.columns) * (grid.tile_w + grid.gap);
        float y = (float)(i / grid.columns) * (grid.tile_h + grid.label + 0.3f * grid.gap);
        draw_share(tray, (Rect){right.x + x, right.y + y, grid.tile_w, grid.tile_h}, &grid, newest - i);
    }
}

static float tab_padding(const Frame *frame) {
    return 0.4f * formula_label_size(frame);
}

static float tab_width(const Frame *frame, int param) {
    Formula name;
    formula_init(&name);
    formula_name(&name, false, frame->trace->program->params[param].name, NULL);
    float width = formula_width(frame, &name, formula_label_size(frame)) + 2 * tab_padding(frame);
    formula_finish(&name);
    return width;
}

static void add_tab(Frame *frame, Rect tab, int param) {
    Hit *hit = hits_add(frame->hits, HIT_COMMAND, tab);
    hit->command = "weight";
    hit->focusable = true;
    Text argument;
    text_init(&argument);
    text_append(&argument, frame->trace->program->params[param].name);
    for (size_t k = 0; k < argument.length && k + 1 < sizeof hit->argument; k++) {
        hit->argument[k] = argument.data[k];
    }
    text_finish(&argument);
}

static void draw_tab(Frame *frame, Rect tab, int param, bool is_chosen) {
    const Theme *theme = frame->theme;
    float px = formula_label_size(frame);
    Color edge = is_chosen ? theme->backward : theme->line, ink = is_chosen ? theme->backward : theme->quiet;
    Formula name;
    formula_init(&name);
    formula_name(&name, false, frame->trace->program->params[param].name, NULL);
    display_border_box(frame->list, tab, 0.35f * px, is_chosen ? theme->backward_soft : 0, edge, theme->border * frame->unit);
    formula_draw(frame, &name, tab.x + tab_padding(frame), tab.y + tab.h / 2 + 0.3f * px, FACE_REGULAR, px,
                 is_chosen ? theme_text_on(theme, theme->backward_soft) : ink, ink);
    formula_finish(&name);
    add_tab(frame, tab, param);
}

// "…" where there are more weights than tabs: the next of them.
static void draw_more(Frame *frame, Rect place, int param) {
    float px = frame_text_size(frame, 20);
    frame_text(frame, place.x + place.w / 2, place.y + place.h / 2 + 0.3f * px, ALIGN_CENTER, FACE_BOLD, px, frame->theme->quiet, "…");
    add_tab(frame, place, param);
}

// How many tabs from `first` on stand side by side in `width`, and how wide they are.
static int count_tabs(const Frame *frame, int first, float width, float gap, float *used) {
    int count = 0;
    *used = 0;
    for (int i = first; i < frame->trace->program->param_count; i++) {
        float wanted = *used + (i > first ? gap : 0) + tab_width(frame, i);
        if (wanted > width + 0.5f) {
            break;
        }
        *used = wanted;
        count++;
    }
    return count;
}

// Small tabs with the names of the parameters, the one in focus filled; as many around it as fit, between signs that there are more.
static void draw_tabs(Frame *frame, Rect line, int chosen) {
    int all = frame->trace->program->param_count, first = 0;
    float gap = 0.25f * formula_label_size(frame), more = 1.2f * frame_text_size(frame, 20), used;
    int count = count_tabs(frame, 0, line.w, gap, &used);
    if (count < all) {
        for (;; first++) { // the first tab from which on the chosen one shows
            count = count_tabs(frame, first, line.w - more - (first > 0 ? more : 0), gap, &used);
            if (chosen < first + count || first >= chosen) {
                break;
            }
        }
    }
    if (first > 0) {
        draw_more(frame, rect_cut_left(&line, more), first - 1);
    }
    for (int i = first; i < first + count; i++) {
        draw_tab(frame, rect_cut_left(&line, tab_width(frame, i)), i, i == chosen);
        rect_cut_left(&line, gap);
    }
    if (first + count < all) {
        draw_more(frame, rect_cut_left(&line, fminf(more, line.w)), first + count);
    }
}

void tray_draw(Frame *frame, Rect rect) {
    const Program *program = frame->trace->program;
    Rect inner = card_draw_titled(frame, rect, words_get(frame->words, "panels.tray"));
    int param = tray_param(frame);
    float px = frame_text_size(frame, 20);
    if (param < 0) {
        paragraph_draw(frame, inner, FACE_REGULAR, 20, frame->theme->quiet, words_get(frame->words, "panels.no-weights"));
        return;
    }
    rect_cut_top(&inner, 0.1f * px);
    draw_tabs(frame, rect_cut_top(&inner, 1.5f * px), param);
    rect_cut_top(&inner, 0.4f * px);
    Tray tray = {.frame = frame, .param = param, .rows = program->params[param].rows, .cols = program->params[param].cols};
    tray.lines = tray.rows < MAX_SIDE ? tray.rows : MAX_SIDE;
    tray.columns = tray.cols < MAX_SIDE ? tray.cols : MAX_SIDE;
    if ((long)tray.rows * tray.cols > MAX_ELEMENTS) {
        Text text;
        text_init(&text);
        Text shape;
        text_init(&shape);
        text_printf(&shape, "%d × %d", tray.rows, tray.cols);
        WORDS_FORMAT(frame->words, &text, "panels.too-large", {"shape", shape.data});
        paragraph_draw(frame, inner, FACE_REGULAR, 20, frame->theme->quiet, text.data);
        text_finish(&shape);
        text_finish(&text);
        return;
    }
    tray.values = memory_alloc((size_t)(tray.rows * tray.cols) * sizeof(double));
    Text note;
    text_init(&note);
    // The line is kept free from the start, so that nothing jumps when it comes.
    if (zero_note(&tray, &note) && inner.h >= 6 * px) {
        Rect line = rect_cut_bottom(&inner, 1.3f * px);
        frame_text_fit(frame, line.x, line.y + px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, note.data, line.w);
    }
    text_finish(&note);
    draw_tiles(&tray, inner);
    free(tray.values);
}
