#include "trace/ways.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *vector_room(int size) {
    double *room = aligned_alloc(64, (size_t)kernel_stride(size) * sizeof *room);
    if (!room) abort();
    return room;
}

static void add(double *to, const double *from, int count) {
    for (int i = 0; i < count; i++) to[i] += from[i];
}

// What comes in by one carry of the state, from the timestep at which it is read.
static void add_carry(const Trace *trace, const Adjoints *adjoints, const Highway *way, int carry, int t, int lane, int size, double *along,
                      double *rest) {
    double *room = vector_room(size);
    const Reader *readers;
    int count = run_readers(trace->run, carry, &readers);
    for (int i = 0; i < count; i++) {
        bool by_way = way && way->carry == carry && way->count > 0 && way->ops[0] == readers[i].op && way->slots[0] == readers[i].slot;
        run_contribution(trace->run, &trace->before, adjoints, readers[i].op, readers[i].slot, t, lane, room);
        add(by_way ? along : rest, room, size);
    }
    free(room);
}

void trace_future_parts(const Trace *trace, const Adjoints *adjoints, const Highway *way, int equation, int t, int lane, double *along,
                        double *rest) {
    int op = trace->program->equations[equation].op, size = trace->program->ops[op].size;
    memset(along, 0, (size_t)kernel_stride(size) * sizeof *along);
    memset(rest, 0, (size_t)kernel_stride(size) * sizeof *rest);
    const Reader *readers;
    int count = run_readers(trace->run, op, &readers);
    for (int i = 0; i < count; i++) {
        int lag = readers[i].lag;
        if (lag > 0 && t + lag <= trace->steps && !schedule_is_cut(run_schedule(trace->run), t + lag, lag))
            add_carry(trace, adjoints, way, readers[i].op, t + lag, lane, size, along, rest);
    }
}

static double sum_squares(const double *values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += values[i] * values[i];
    return sum;
}

static const Highway *way_of(const Ways *ways, int equation) {
    for (int i = 0; i < ways->highway_count; i++)
        if (ways->highways[i].equation == equation) return &ways->highways[i];
    return NULL;
}

static double *numbers(const Trace *trace) {
    return memory_alloc_zeros((size_t)trace->steps, sizeof(double));
}

static void measure(const Ways *ways, const Trace *trace, const Adjoints *adjoints, WayNorms *norms) {
    norms->along = numbers(trace);
    norms->rest = numbers(trace);
    int states[CELL_MAX_EQUATIONS], count = trace_state_equations(trace, states);
    for (int i = 0; i < count; i++) {
        const Op *op = &trace->program->ops[trace->program->equations[states[i]].op];
        if (!op->needs_gradient) continue;
        double *along = vector_room(op->size), *rest = vector_room(op->size);
        for (int t = 1; t <= trace->steps; t++)
            for (int lane = 0; lane < trace->lanes; lane++) {
                trace_future_parts(trace, adjoints, way_of(ways, states[i]), states[i], t, lane, along, rest);
                norms->along[t - 1] += sum_squares(along, op->size);
                norms->rest[t - 1] += sum_squares(rest, op->size);
            }
        free(along);
        free(rest);
    }
    for (int t = 0; t < trace->steps; t++) {
        norms->along[t] = sqrt(norms->along[t]);
        norms->rest[t] = sqrt(norms->rest[t]);
    }
}

static void measure_alone(Ways *ways, const Trace *trace) {
    const Highway *way = &ways->highways[0];
    int op = trace->program->equations[way->equation].op;
    Adjoints *along = adjoints_create(trace->run);
    run_backward_along(trace->run, &trace->before, way, trace->of_loss, trace->of_loss_t, along);
    ways->alone = numbers(trace);
    for (int t = 1; t <= trace->steps; t++) {
        double sum = 0;
        for (int lane = 0; lane < trace->lanes; lane++) sum += sum_squares(adjoints_get(along, op, t, lane), trace->program->ops[op].size);
        ways->alone[t - 1] = sqrt(sum);
    }
    adjoints_destroy(along);
}

void ways_init(Ways *ways, const Trace *trace, const Highway *highways, int highway_count) {
    *ways = (Ways){.highways = highways, .highway_count = highway_count};
    measure(ways, trace, run_adjoints(trace->run), &ways->all);
    if (!trace->of_loss) return;
    measure(ways, trace, trace->of_loss, &ways->one);
    if (highway_count > 0) measure_alone(ways, trace);
}

void ways_finish(Ways *ways) {
    free(ways->one.along);
    free(ways->one.rest);
    free(ways->all.along);
    free(ways->all.rest);
    free(ways->alone);
    *ways = (Ways){0};
}
