// The part of a gradient that takes a highway only.
#include "engine/run_internal.h"

#include <string.h>

static double *row_of(const Run *run, const Adjoints *adjoints, int op, int t, int lane) {
    int stride = run->ops[op].stride;
    return rows_at(run, adjoints->rows[op], stride, 0, t) + (ptrdiff_t)lane * stride;
}

// From the state at t to the state at t - 1: each op of the way sends what it got to the next; at a cut the carry sends nothing.
static void walk_timestep(const Run *run, const Params *params, const Highway *way, int t, int lane, Adjoints *out) {
    for (int i = way->count - 1; i >= 0; i--) {
        int to = i > 0 ? way->ops[i - 1] : way->carry;
        run_contribution(run, params, out, way->ops[i], way->slots[i], t, lane, row_of(run, out, to, t, lane));
    }
    int state = run->program->equations[way->equation].op;
    run_contribution(run, params, out, way->carry, 0, t, lane, row_of(run, out, state, t - 1, lane));
}

void run_backward_along(const Run *run, const Params *params, const Highway *way, const Adjoints *from, int t, Adjoints *out) {
    int state = run->program->equations[way->equation].op, lanes = run->schedule.lanes;
    size_t row = (size_t)run->ops[state].stride * sizeof(double);
    for (int later = t + 1; later <= run->schedule.steps; later++) memset(row_of(run, out, state, later, 0), 0, row * (size_t)lanes);
    for (int lane = 0; lane < lanes; lane++) {
        memcpy(row_of(run, out, state, t, lane), row_of(run, from, state, t, lane), row);
        for (int at = t; at >= 2; at--) walk_timestep(run, params, way, at, lane, out);
    }
}
