#include "app/panels/prove.h"

#include "app/actions/actions.h"
#include "engine/gradient_check.h"
#include "view/layout.h"
#include "view/panels/panels.h"
#include "view/parts/widgets.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 16.0f      // units around the card
#define WIDTH 860.0f      // units
#define LEAST_WIDTH 30.0f // em of the smallest text

// ---- the work

static bool is_complete(const Proof *proof) {
    return proof->has_difference && proof->points == PROOF_POINTS;
}

bool prove_is_working(const State *state) {
    const Prove *prove = &state->prove;
    return prove->open && state->trace && (prove->of != state->shown || !is_complete(&prove->proof));
}

// Finds the weight in the trace that is shown. False where it is not there.
static bool begin(State *state) {
    Prove *prove = &state->prove;
    const Trace *trace = state->trace;
    int param = program_find_param(trace->program, prove->weight);
    if (param < 0 || prove->row >= trace->program->params[param].rows || prove->col >= trace->program->params[param].cols) return false;
    prove->of = state->shown;
    prove->proof = (Proof){
        .gradient = {.kind = ELEMENT_GRADIENT, .index = param, .row = prove->row, .col = prove->col},
        .weight = params_get(&trace->before, param, prove->row, prove->col),
        .by_bptt = params_get(&trace->grads, param, prove->row, prove->col),
    };
    return true;
}

static void compute_next(const Trace *trace, Proof *proof) {
    Element e = proof->gradient;
    if (!proof->has_difference) {
        proof->by_difference = gradient_by_difference(trace->run, &trace->before, &trace->input, e.index, e.row, e.col, PROOF_STEP);
        proof->has_difference = true;
        return;
    }
    double weight = proof_weight_at(proof, proof->points);
    proof->losses[proof->points++] = loss_at_weight(trace->run, &trace->before, &trace->input, e.index, e.row, e.col, weight);
}

void prove_work(State *state, double seconds) {
    if (!prove_is_working(state)) return;
    Prove *prove = &state->prove;
    if (prove->of != state->shown && !begin(state)) {
        prove->open = false;
        return;
    }
    double end = state->clock(state->clock_context) + seconds;
    do compute_next(state->trace, &prove->proof);
    while (!is_complete(&prove->proof) && state->clock(state->clock_context) < end);
}

// ---- which weight

static bool is_of_weight(Element element) {
    return element.kind == ELEMENT_WEIGHT || element.kind == ELEMENT_GRADIENT || element.kind == ELEMENT_SHARE ||
           element.kind == ELEMENT_UPDATED;
}

// The weight that is pointed at, or whose gradient is. False where nothing of a weight is; weights of other lanes belong to other traces.
static bool pointed_weight(const State *state, Element *element) {
    const Pointer *pointer = &state->pointer;
    const Hit *hit = pointer->inside ? hits_find(&state->hits, pointer->x, pointer->y) : NULL;
    if (!hit || hit->kind != HIT_ELEMENT || hit->trace != 0) return false;
    *element = hit->element;
    return is_of_weight(*element);
}

// What the inspector explains by itself where that is of a weight, else the first element of what the tray shows. False where there are no
// weights.
static bool telling_weight(State *state, Element *element) {
    View view = state_view(state);
    Frame frame;
    frame_begin(&frame, &view, &state->list, &state->hits);
    *element = inspector_telling(&frame);
    if (is_of_weight(*element)) return true;
    *element = (Element){.kind = ELEMENT_WEIGHT};
    if (state->trace->program->param_count > 0) element->index = tray_param(&frame);
    return state->trace->program->param_count > 0;
}

// A whole number from 1 in `text`, followed by `end`; moves behind both.
static bool take_index(const char **text, char end, int *index) {
    char *behind;
    if (**text < '0' || **text > '9') return false;
    long number = strtol(*text, &behind, 10);
    if (number < 1 || number > INT_MAX || *behind != end) return false;
    *index = (int)number - 1;
    *text = behind + 1;
    return true;
}

// "W_h(1,2)", "b(3)", or a name alone for its first element, as they stand in the pictures.
static bool read_weight(const Trace *trace, const char *text, Element *element) {
    size_t length = strcspn(text, "(");
    Text name;
    text_init(&name);
    text_append_bytes(&name, text, length);
    int param = program_find_param(trace->program, name.data);
    text_finish(&name);
    if (param < 0) return false;
    const Param *p = &trace->program->params[param];
    *element = (Element){.kind = ELEMENT_WEIGHT, .index = param};
    const char *at = text + length;
    if (*at == '\0') return true;
    at++;
    bool is_matrix = p->role == PARAM_MATRIX;
    bool read = take_index(&at, is_matrix ? ',' : ')', &element->row) && (!is_matrix || take_index(&at, ')', &element->col)) && *at == '\0';
    return read && element->row < p->rows && element->col < p->cols;
}

static void prove(State *state, Element element) {
    Prove *prove = &state->prove;
    const char *name = state->trace->program->params[element.index].name;
    size_t size = strlen(name) + 1;
    free(prove->weight);
    prove->weight = memcpy(memory_alloc(size), name, size);
    prove->row = element.row;
    prove->col = element.col;
    prove->of = 0;
    prove->open = true;
}

// With the names of those that there are, and one that may be written so: a matrix where there is one.
static void report_unknown(const Program *program, const char *argument, Report *report) {
    const char *matrix = NULL;
    Text known;
    text_init(&known);
    for (int i = 0; i < program->param_count; i++) {
        text_printf(&known, "%s%s", i > 0 ? ", " : "", program->params[i].name);
        if (!matrix && program->params[i].role == PARAM_MATRIX) matrix = program->params[i].name;
    }
    const char *key = matrix ? "prove.unknown" : program->param_count > 0 ? "prove.unknown-vector" : "prove.nothing";
    REPORT(report, ((Place){.file = "prove"}), key, {"value", argument}, {"known", known.data}, {"first", matrix ? matrix : ""});
    text_finish(&known);
}

static bool is_proved(const Prove *prove, Element element) {
    return prove->open && prove->proof.gradient.index == element.index && prove->row == element.row && prove->col == element.col;
}

bool action_prove(State *state, const char *argument, Report *report) {
    Element element = {0};
    if (strcmp(argument, "off") == 0) {
        state->prove.open = false;
        return true;
    }
    if (*argument) {
        if (!read_weight(state->trace, argument, &element)) {
            report_unknown(state->trace->program, argument, report);
            return false;
        }
        prove(state, element);
        return true;
    }
    bool pointed = pointed_weight(state, &element);
    if (state->prove.open && (!pointed || is_proved(&state->prove, element))) { // the key that opened the card closes it
        state->prove.open = false;
        return true;
    }
    if (!pointed && !telling_weight(state, &element)) {
        REPORT_PLAIN(report, ((Place){.file = "prove"}), "prove.nothing");
        return false;
    }
    prove(state, element);
    return true;
}

// ---- the card

void prove_draw(State *state) {
    if (state->prove.of != state->shown) return; // its numbers are of another trace
    View view = state_view(state);
    Layout layout;
    Frame frame;
    layout_make(&view, &layout);
    frame_begin(&frame, &view, &state->list, &state->hits);
    const Proof *proof = &state->prove.proof;
    float margin = MARGIN * layout.unit, right = layout.inspector.x + layout.inspector.w;
    Rect room = rect_inset((Rect){layout.stage.x, layout.stage.y, right - layout.stage.x, layout.sentence.y - layout.stage.y}, margin);
    float width = fminf(room.w, fmaxf(WIDTH * layout.unit, LEAST_WIDTH * layout.text_min));
    float height = fminf(room.h, proof_height(&frame, width));
    proof_draw(&frame, (Rect){room.x, room.y + room.h - height, width, height}, proof);
}
