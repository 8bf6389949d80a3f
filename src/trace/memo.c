#include "trace/memo.h"

#include "engine/linalg.h"
#include "trace/trace_internal.h"

#include <math.h>
#include <stdlib.h>

struct TraceMemo {
    bool has_map, has_matrix, has_bound; // have been asked for
    bool map_sound, bound_sound;
    Sensitivity map;
    RecurrentMatrix matrix;
    GrowthBound bound;
    double *listening, *decay; // of listening_s, decay_t
    int listening_s, decay_t;  // 0: of none yet
    WeightShares shares;
    int shares_param;  // -1: of none yet
    Arena arena;       // of the highways
    Highway *highways; // NULL: not asked for yet
    int highway_count;
    Ways ways;
    bool has_ways;
    int ways_of; // of which chosen loss
    void *layout;
    void (*destroy_layout)(void *layout);
};

TraceMemo *trace_memo_create(void) {
    TraceMemo *memo = memory_alloc_zeros(1, sizeof *memo);
    memo->shares_param = -1;
    memo->matrix.param = -1;
    arena_init(&memo->arena);
    return memo;
}

static void finish_shares(WeightShares *shares) {
    free(shares->norms);
    free(shares->along);
    free(shares->running);
}

void trace_memo_destroy(TraceMemo *memo) {
    if (!memo) return;
    if (memo->layout) memo->destroy_layout(memo->layout);
    sensitivity_finish(&memo->map);
    finish_shares(&memo->shares);
    free(memo->listening);
    free(memo->decay);
    ways_finish(&memo->ways);
    arena_finish(&memo->arena);
    free(memo);
}

// What one sweep over all timesteps and lanes multiplies.
static double sweep_work(const Trace *trace) {
    double weights = 0;
    for (int i = 0; i < trace->program->param_count; i++)
        weights += (double)trace->program->params[i].rows * (double)trace->program->params[i].cols;
    return weights * (double)trace->steps * (double)trace->lanes;
}

static double *vector_of_steps(const Trace *trace) {
    return memory_alloc((size_t)trace->steps * sizeof(double));
}

const Sensitivity *trace_memo_map(const Trace *trace) {
    TraceMemo *memo = trace->memo;
    if (!memo->has_map) {
        bool quick = sweep_work(trace) * (double)trace->loss_count <= MEMO_MAX_WORK;
        memo->map_sound = quick && sensitivity_init(&memo->map, trace, trace_state_equation(trace));
        memo->has_map = true;
    }
    return memo->map_sound ? &memo->map : NULL;
}

const double *trace_memo_listening(const Trace *trace, int s) {
    TraceMemo *memo = trace->memo;
    bool stands_there = s >= 1 && s <= trace->steps && trace->loss_rank[s] >= 0;
    if (!stands_there || sweep_work(trace) > MEMO_MAX_WORK) return NULL;
    if (!memo->listening) memo->listening = vector_of_steps(trace);
    if (memo->listening_s != s) trace_sensitivity_of_loss(trace, s, trace_state_equation(trace), NULL, memo->listening);
    memo->listening_s = s;
    return memo->listening;
}

// The same forward pass without cuts, for the Jacobians of the states.
static void decay_without_cuts(const Trace *trace, int equation, int t, double *out) {
    Schedule schedule = *run_schedule(trace->run);
    schedule.window = 0;
    Trace uncut = *trace;
    uncut.run = run_create(trace->program, &schedule);
    run_set_updates(uncut.run, run_updates(trace->run));
    run_copy_state(uncut.run, trace->run);
    run_forward(uncut.run, &trace->before, &trace->input);
    // A sweep of one's own goes with the weights as the whole sweep has laid them out.
    Params scratch = trace->scratch;
    run_backward(uncut.run, &trace->before, &trace->input, &scratch);
    trace_forward_decay(&uncut, equation, t, out);
    run_destroy(uncut.run);
}

const double *trace_memo_decay(const Trace *trace, int t) {
    TraceMemo *memo = trace->memo;
    int equation = trace_state_equation(trace);
    const Equation *state = &trace->program->equations[equation];
    if (state->max_lag == 0 || sweep_work(trace) * (double)state->size > MEMO_MAX_WORK) return NULL;
    if (!memo->decay) memo->decay = vector_of_steps(trace);
    if (memo->decay_t != t && run_schedule(trace->run)->window == 0)
        trace_forward_decay(trace, equation, t, memo->decay);
    else if (memo->decay_t != t)
        decay_without_cuts(trace, equation, t, memo->decay);
    memo->decay_t = t;
    return memo->decay;
}

static double dot(const double *a, const double *b, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

static void make_shares(const Trace *trace, int param, WeightShares *shares) {
    const Param *w = &trace->program->params[param];
    size_t count = (size_t)w->rows * (size_t)w->cols;
    double *gradient = memory_alloc(count * sizeof *gradient), *share = memory_alloc(count * sizeof *share);
    params_read(&trace->grads, param, gradient);
    shares->norm = sqrt(dot(gradient, gradient, count));
    double running = 0;
    for (int t = trace->steps; t >= 1; t--) {
        trace_share(trace, param, t, share);
        double norm = sqrt(dot(share, share, count));
        double along = norm == 0 ? 0 : dot(share, gradient, count) / shares->norm;
        running += along;
        shares->norms[t - 1] = norm;
        shares->along[t - 1] = along;
        shares->running[t - 1] = running;
    }
    free(share);
    free(gradient);
}

const WeightShares *trace_memo_shares(const Trace *trace, int param) {
    TraceMemo *memo = trace->memo;
    const Param *w = &trace->program->params[param];
    double work = (double)w->rows * (double)w->cols * (double)trace->lanes * (double)trace->steps;
    if (work > MEMO_MAX_WORK) return NULL;
    WeightShares *shares = &memo->shares;
    if (!shares->norms) {
        shares->norms = vector_of_steps(trace);
        shares->along = vector_of_steps(trace);
        shares->running = vector_of_steps(trace);
    }
    if (memo->shares_param != param) make_shares(trace, param, shares);
    memo->shares_param = param;
    return shares;
}

static int find_matrix(const Program *program) {
    for (int i = 0; i < program->param_count; i++) {
        const Param *w = &program->params[i];
        if (w->acts_on_lagged && w->rows == w->cols && w->rows == program->hidden) return i;
    }
    return -1;
}

static void measure_matrix(const Trace *trace, RecurrentMatrix *matrix) {
    const Param *w = &trace->program->params[matrix->param];
    matrix->singular_value = matrix->spectral_radius = NAN;
    if (w->rows > MEMO_MAX_MATRIX) return;
    double *values = memory_alloc((size_t)w->rows * (size_t)w->cols * sizeof *values);
    params_read(&trace->before, matrix->param, values);
    matrix->singular_value = matrix_largest_singular_value(values, w->rows, w->cols);
    matrix->spectral_radius = matrix_spectral_radius(values, w->rows);
    free(values);
}

const RecurrentMatrix *trace_memo_matrix(const Trace *trace) {
    TraceMemo *memo = trace->memo;
    if (!memo->has_matrix) {
        memo->matrix.param = find_matrix(trace->program);
        if (memo->matrix.param >= 0) measure_matrix(trace, &memo->matrix);
        memo->has_matrix = true;
    }
    return memo->matrix.param >= 0 ? &memo->matrix : NULL;
}

const GrowthBound *trace_memo_bound(const Trace *trace) {
    TraceMemo *memo = trace->memo;
    if (!memo->has_bound) memo->bound_sound = trace->program->hidden <= MEMO_MAX_MATRIX && trace_growth_bound(trace, &memo->bound);
    memo->has_bound = true;
    return memo->bound_sound ? &memo->bound : NULL;
}

const Highway *trace_memo_highways(const Trace *trace, int *count) {
    TraceMemo *memo = trace->memo;
    if (!memo->highways) {
        memo->highways = arena_array(&memo->arena, CELL_MAX_EQUATIONS, sizeof *memo->highways);
        memo->highway_count = program_highways(trace->program, &memo->arena, memo->highways);
    }
    *count = memo->highway_count;
    return memo->highways;
}

int trace_memory_equation(const Trace *trace) {
    int count;
    const Highway *highways = trace_memo_highways(trace, &count);
    return count > 0 ? highways[0].equation : trace_state_equation(trace);
}

const Ways *trace_memo_ways(const Trace *trace) {
    TraceMemo *memo = trace->memo;
    if (2 * sweep_work(trace) > MEMO_MAX_WORK) return NULL;
    if (!memo->has_ways || memo->ways_of != trace->of_loss_t) {
        int count;
        const Highway *highways = trace_memo_highways(trace, &count);
        ways_finish(&memo->ways);
        ways_init(&memo->ways, trace, highways, count);
    }
    memo->has_ways = true;
    memo->ways_of = trace->of_loss_t;
    return &memo->ways;
}

void trace_memo_keep(const Trace *trace, void *layout, void (*destroy)(void *layout)) {
    TraceMemo *memo = trace->memo;
    if (memo->layout) memo->destroy_layout(memo->layout);
    memo->layout = layout;
    memo->destroy_layout = destroy;
}

void *trace_memo_kept(const Trace *trace) {
    return trace->memo->layout;
}
