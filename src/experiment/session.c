#include "experiment/feed.h"

#include "base/files.h"
#include "experiment/cell_text.h"
#include "experiment/clamp.h"
#include "experiment/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double max_bytes = 1024.0 * 1024.0 * 1024.0;

static Place flag(const char *name) {
    return (Place){name, 0, 0};
}

static bool refuse(Report *report, const char *place, const char *key, long limit) {
    char number[32];
    snprintf(number, sizeof number, "%ld", limit);
    REPORT(report, flag(place), key, {"limit", number});
    return false;
}

// ---- the cell -------------------------------------------------------------------------------------------------------------------

static char *cell_name(const char *cell) {
    const char *slash = strrchr(cell, '/');
    const char *base = slash ? slash + 1 : cell;
    size_t length = strlen(base);
    if (length > 5 && strcmp(base + length - 5, ".cell") == 0) length -= 5;
    char *name = memory_alloc(length + 1);
    memcpy(name, base, length);
    name[length] = '\0';
    return name;
}

void session_name_cell(Session *session, const char *path) {
    experiment_set(&session->experiment, KEY_CELL, path, (Place){0}, NULL); // any name of a file may be given
    free(session->cell_name);
    session->cell_name = cell_name(path);
}

static Program *compile(const Session *session, Report *report) {
    Bytes bytes = {0};
    Text file;
    text_init(&file);
    Program *program = NULL;
    if (cell_text_read(&session->experiment, &bytes, &file, report)) {
        const Dataset *data = session->dataset;
        ProgramSizes sizes = {data->input_size, data->output_size, session->settings.hidden, data->targets_are_indices,
                              session->settings.loss};
        program = program_compile(file.data, bytes.data, bytes.size, &sizes, report);
    }
    bytes_finish(&bytes);
    text_finish(&file);
    return program;
}

// ---- settings that depend on one another ----------------------------------------------------------------------------------------

static bool resolve_steps(Session *session, Report *report) {
    Settings *settings = &session->settings;
    long pairs = session->dataset->pair_count;
    if (settings->k2 && !settings->steps) settings->steps = settings->k2;
    if (settings->k2 && settings->steps != settings->k2) return refuse(report, "--bptt", "experiment.k2-not-steps", settings->steps);
    if (!settings->steps) settings->steps = session->dataset->default_steps;
    if (pairs == 0) {
        int length = session->dataset->default_steps;
        return settings->steps == length || refuse(report, settings->k2 ? "--bptt" : "--steps", "experiment.steps-of-task", length);
    }
    bool fine = true;
    if (settings->steps > pairs) fine = refuse(report, "--steps", "experiment.steps-above-pairs", pairs);
    if (settings->window > pairs) fine = refuse(report, "--bptt", "experiment.window-above-pairs", pairs);
    if (settings->batch > pairs) fine = refuse(report, "--batch", "experiment.batch-above-pairs", pairs);
    return fine;
}

static bool resolve(Session *session, Report *report) {
    Settings *settings = &session->settings;
    const Dataset *data = session->dataset;
    if (!settings->wiring_given) settings->wiring = data->default_wiring;
    if (session->experiment.given[KEY_DECODER] || settings->wiring == WIRING_ENCODER_DECODER) {
        REPORT(report, flag(session->experiment.given[KEY_DECODER] ? "--decoder" : "--wiring"), "experiment.no-decoder",
               {"task", data->task});
        return false;
    }
    if (!resolve_steps(session, report)) return false;
    if (!settings->losses_given) settings->losses_last = data->default_losses_last || settings->wiring == WIRING_MANY_TO_ONE;
    if (settings->state == STATE_AUTO) settings->state = data->pair_count > settings->steps ? STATE_CARRY : STATE_RESET;
    session->schedule = (Schedule){
        .steps = settings->steps,
        .lanes = settings->batch,
        .window = settings->window,
        .first_loss = settings->losses_last ? settings->steps
                      : settings->k1        ? settings->k2 - settings->k1 + 1
                                            : 1,
        .advance = settings->k1 ? settings->k1 : settings->steps,
    };
    return true;
}

static bool fits_memory(const Session *session, Report *report) {
    const Program *program = session->program;
    double weights = 0;
    for (int i = 0; i < program->param_count; i++) weights += (double)program->params[i].rows * (program->params[i].cols + 8);
    double bytes = (double)run_bytes(program, &session->schedule) + 5.0 * weights * sizeof(double);
    if (bytes <= max_bytes) return true;
    Text size;
    text_init(&size);
    text_append_decimal(&size, bytes / max_bytes, 1, false);
    REPORT(report, flag("--hidden"), "experiment.too-large", {"size", size.data});
    text_finish(&size);
    return false;
}

// ---- weights by hand ------------------------------------------------------------------------------------------------------------

// One number for every element, as `#: b_f init 3` in a cell means it.
static void fill_weight(Params *params, int param, double number) {
    const Param *p = &params->program->params[param];
    for (int row = 0; row < p->rows; row++)
        for (int col = 0; col < p->cols; col++) params_set(params, param, row, col, number);
}

static bool set_weight(Session *session, const Assignment *assignment, Report *report) {
    char *name = memory_alloc((size_t)assignment->name_length + 1);
    memcpy(name, assignment->name, (size_t)assignment->name_length);
    name[assignment->name_length] = '\0';
    int param = program_find_param(session->program, name), rows, cols;
    double *numbers = assignment_numbers(assignment, &rows, &cols);
    bool fine = false;
    if (param < 0) {
        Text names;
        text_init(&names);
        for (int i = 0; i < session->program->param_count; i++)
            text_printf(&names, "%s%s", i ? ", " : "", session->program->params[i].name);
        REPORT(report, flag("--set"), "experiment.set-unknown", {"name", name}, {"names", names.data});
        text_finish(&names);
    } else {
        const Param *p = &session->program->params[param];
        bool vector = p->role != PARAM_MATRIX;
        bool is_one = rows == 1 && cols == 1;
        fine = is_one || (rows == p->rows && cols == p->cols) || (vector && rows == 1 && cols == p->rows);
        if (is_one) {
            fill_weight(&session->params, param, numbers[0]);
        } else if (fine) {
            params_write(&session->params, param, numbers);
        } else {
            char given[32], wanted[32];
            snprintf(given, sizeof given, "%d x %d", rows, cols);
            snprintf(wanted, sizeof wanted, "%d x %d", vector ? 1 : p->rows, vector ? p->rows : p->cols);
            REPORT(report, flag("--set"), "experiment.set-shape", {"name", name}, {"given", given}, {"wanted", wanted});
        }
    }
    free(numbers);
    free(name);
    return fine;
}

static bool draw_weights(Session *session, Report *report) {
    if (!params_draw(&session->params, session->settings.init, session->settings.seed)) {
        REPORT_PLAIN(report, flag("--init"), "experiment.no-recurrent-matrix");
        return false;
    }
    const char *at = experiment_get(&session->experiment, KEY_SET);
    Assignment assignment;
    bool fine = true;
    while (next_assignment(&at, &assignment)) fine = set_weight(session, &assignment, report) && fine;
    return fine;
}

// ---- life -----------------------------------------------------------------------------------------------------------------------

static double *aligned_rows(size_t rows, int size) {
    size_t bytes = rows * (size_t)kernel_stride(size) * sizeof(double);
    double *data = aligned_alloc(64, bytes);
    if (!data) abort();
    return memset(data, 0, bytes);
}

void batch_init(Batch *batch, const Dataset *data, int steps, int lanes) {
    size_t rows = (size_t)steps * (size_t)lanes;
    *batch = (Batch){.steps = steps, .lanes = lanes};
    if (data->inputs_are_indices)
        batch->input_index = memory_alloc_zeros(rows, sizeof(int));
    else
        batch->input = aligned_rows(rows, data->input_size);
    if (data->targets_are_indices)
        batch->target_index = memory_alloc_zeros(rows, sizeof(int));
    else
        batch->target = aligned_rows(rows, data->output_size);
    batch->has_target = memory_alloc_zeros(rows, sizeof(bool));
}

void batch_finish(Batch *batch) {
    free(batch->input_index);
    free(batch->input);
    free(batch->target_index);
    free(batch->target);
    free(batch->has_target);
    *batch = (Batch){0};
}

static void place_lanes(Session *session) {
    session->starts = memory_alloc_zeros((size_t)session->settings.batch, sizeof *session->starts);
    feed_place(session, 0);
}

static int count_targets(const Session *session) {
    const Schedule *schedule = &session->schedule;
    int targets = 0;
    for (int t = schedule->first_loss; t <= schedule->steps; t++) targets += session->batch.has_target[(t - 1) * schedule->lanes];
    return targets;
}

static double baseline(const Session *session) {
    bool usual_loss = session->program->loss == (session->dataset->targets_are_indices ? LOSS_CROSS_ENTROPY : LOSS_SQUARED_ERROR);
    return usual_loss ? session->dataset->baseline_per_target * session->targets : NAN;
}

Session *session_create(const Experiment *experiment, Report *report) {
    Session *session = memory_alloc_zeros(1, sizeof *session);
    experiment_copy(&session->experiment, experiment);
    experiment_read(experiment, &session->settings);
    history_init(&session->history);
    session->cell_name = experiment->given[KEY_CELL_TEXT] ? cell_name("") : cell_name(experiment_get(experiment, KEY_CELL));
    session->dataset = dataset_open(experiment_get(experiment, KEY_TASK), session->settings.seed, flag("--task"), report);
    bool fine = session->dataset && resolve(session, report);
    if (session->dataset) session->program = compile(session, report);
    if (session->program) fine = clamps_apply(experiment_get(experiment, KEY_CLAMP), session->program, report) && fine;
    if (!fine || !session->program || !fits_memory(session, report)) {
        session_destroy(session);
        return NULL;
    }
    params_init(&session->params, session->program);
    params_init(&session->grads, session->program);
    optimizer_init(&session->optimizer, session->settings.optimizer, session->settings.lr, session->program);
    session->run = run_create(session->program, &session->schedule);
    batch_init(&session->batch, session->dataset, session->settings.steps, session->settings.batch);
    place_lanes(session);
    session_feed(session);
    session->targets = count_targets(session);
    session->baseline = baseline(session);
    if (draw_weights(session, report)) return session;
    session_destroy(session);
    return NULL;
}

void session_destroy(Session *session) {
    if (!session) return;
    batch_finish(&session->batch);
    run_destroy(session->run);
    if (session->params.data) params_finish(&session->params);
    if (session->grads.data) params_finish(&session->grads);
    optimizer_finish(&session->optimizer);
    history_finish(&session->history);
    program_destroy(session->program);
    dataset_destroy(session->dataset);
    experiment_finish(&session->experiment);
    free(session->starts);
    free(session->blocks);
    free(session->cell_name);
    free(session);
}

// ---- training -------------------------------------------------------------------------------------------------------------------

void session_feed_into(const Session *session, Batch *batch) {
    session->dataset->fill(session->dataset, session->starts, session->iteration, batch);
    if (session->settings.wiring != WIRING_ONE_TO_MANY) return;
    size_t lanes = (size_t)batch->lanes, rows = (size_t)batch->steps * lanes, stride = (size_t)kernel_stride(session->dataset->input_size);
    if (batch->input)
        memset(batch->input + lanes * stride, 0, (rows - lanes) * stride * sizeof(double));
    else
        for (size_t row = lanes; row < rows; row++) batch->input_index[row] = -1;
}

void session_feed(Session *session) {
    run_set_updates(session->run, session->iteration);
    session_feed_into(session, &session->batch);
}

RunInput batch_input(const Batch *batch) {
    return (RunInput){batch->input_index, batch->input, batch->target_index, batch->target, batch->has_target};
}

RunInput session_input(const Session *session) {
    return batch_input(&session->batch);
}

static void move_on(Session *session) {
    if (session->settings.state == STATE_CARRY)
        run_advance_state(session->run);
    else
        run_reset_state(session->run);
    feed_place(session, session->iteration + 1);
}

// The padding is checked along with the elements, since that is quicker; it decides nothing by itself.
static bool gradients_finite(const Session *session) {
    int param;
    return session->grads.kernels->all_finite(session->grads.data, session->grads.count) || params_all_finite(&session->grads, &param);
}

void session_train(Session *session, long updates) {
    for (long i = 0; i < updates && !session->stopped; i++) {
        session_feed(session);
        RunInput input = session_input(session);
        double norm, scale;
        double loss = run_forward(session->run, &session->params, &input);
        run_backward(session->run, &session->params, &input, &session->grads);
        if (!isfinite(loss) || !gradients_finite(session)) {
            session->stopped = true;
            return;
        }
        gradients_clip(&session->grads, session->settings.clip, &norm, &scale);
        optimizer_update(&session->optimizer, &session->params, &session->grads);
        // Where single elements were clipped, there is no one factor; the norms tell by how much all became shorter.
        if (session->settings.clip.kind == CLIP_ELEMENT && norm > 0) scale = params_joint_norm(&session->grads) / norm;
        history_add(&session->history, session->iteration, loss, norm, scale);
        move_on(session);
        session->iteration++;
    }
}

static bool same_rows(const void *a, const void *b, size_t bytes) {
    return !a || memcmp(a, b, bytes) == 0;
}

// Whether a stream gives the same pairs from its beginning to its end: a file may have been changed in the meantime.
static bool same_stream(const Dataset *a, const Dataset *b) {
    enum { AT_ONCE = 64 };
    bool same = true;
    Batch of_a, of_b;
    batch_init(&of_a, a, AT_ONCE, 1);
    batch_init(&of_b, b, AT_ONCE, 1);
    for (long start = 0; start < a->pair_count && same; start += AT_ONCE) {
        a->fill(a, &start, 0, &of_a);
        b->fill(b, &start, 0, &of_b);
        size_t in = AT_ONCE * (size_t)kernel_stride(a->input_size) * sizeof(double);
        size_t out = AT_ONCE * (size_t)kernel_stride(a->output_size) * sizeof(double);
        same = same_rows(of_a.input_index, of_b.input_index, AT_ONCE * sizeof(int)) && same_rows(of_a.input, of_b.input, in) &&
               same_rows(of_a.target_index, of_b.target_index, AT_ONCE * sizeof(int)) && same_rows(of_a.target, of_b.target, out);
    }
    batch_finish(&of_a);
    batch_finish(&of_b);
    return same;
}

static bool same_data(const Dataset *a, const Dataset *b) {
    bool same = a->pair_count == b->pair_count && a->symbol_count == b->symbol_count && a->input_size == b->input_size &&
                a->output_size == b->output_size && a->targets_are_indices == b->targets_are_indices;
    for (int i = 0; same && i < a->symbol_count; i++) same = strcmp(a->symbols[i], b->symbols[i]) == 0;
    return same && same_stream(a, b);
}

long session_common_updates(const Session *a, const Session *b) {
    for (int key = 0; key < KEY_COUNT; key++) {
        if (key == KEY_CLAMP || key == KEY_ITERATIONS) continue;
        if (strcmp(experiment_get(&a->experiment, (Key)key), experiment_get(&b->experiment, (Key)key)) != 0) return 0;
    }
    if (strcmp(a->program->text, b->program->text) != 0 || !same_data(a->dataset, b->dataset)) return 0;
    return clamps_common_updates(experiment_get(&a->experiment, KEY_CLAMP), experiment_get(&b->experiment, KEY_CLAMP));
}

double session_perplexity(const Session *session, double loss) {
    if (session->program->loss != LOSS_CROSS_ENTROPY) return NAN;
    return exp(loss / session->targets);
}

const char *session_symbol(const Session *session, int index) {
    const Dataset *data = session->dataset;
    return index >= 0 && index < data->symbol_count ? data->symbols[index] : "";
}

void session_value(const Session *session, Key key, Text *out) {
    const Settings *s = &session->settings;
    switch (key) {
    case KEY_WIRING:
        text_append(out, wiring_name(s->wiring));
        break;
    case KEY_LOSSES:
        text_append(out, s->losses_last ? "last" : "all");
        break;
    case KEY_STEPS:
        text_printf(out, "%d", s->steps);
        break;
    case KEY_STATE:
        text_append(out, s->state == STATE_CARRY ? "carry" : "reset");
        break;
    case KEY_LOSS:
        text_append(out, session->program->loss == LOSS_CROSS_ENTROPY ? "cross-entropy" : "squared-error");
        break;
    case KEY_LR:
        text_append_number(out, s->lr);
        break;
    case KEY_INIT:
        if (s->init.kind == INIT_SPECTRAL) text_append(out, "spectral:");
        text_append_number(out, s->init.kind == INIT_DEFAULT ? 1.0 / sqrt((double)s->hidden) : s->init.value);
        break;
    case KEY_CELL:
    case KEY_CELL_TEXT:
    case KEY_DECODER:
    case KEY_TASK:
    case KEY_HIDDEN:
    case KEY_BATCH:
    case KEY_BPTT:
    case KEY_FEED:
    case KEY_OPTIMIZER:
    case KEY_CLIP:
    case KEY_SET:
    case KEY_CLAMP:
    case KEY_SEED:
    case KEY_ITERATIONS:
    case KEY_COUNT:
        text_append(out, experiment_get(&session->experiment, key));
        break;
    }
}
