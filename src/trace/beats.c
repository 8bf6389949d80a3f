// Where a person stops: beats, timesteps, phases.
#include "trace/trace_internal.h"

static void add(Trace *trace, double position) {
    if (trace->beat_count && trace->beats[trace->beat_count - 1] >= position) return;
    trace->beats[trace->beat_count++] = position;
}

static long forward_end(const Trace *trace, int t) {
    return trace_index(trace, PHASE_FORWARD, t, trace->program->op_count - 1);
}

static long backward_end(const Trace *trace, int t) {
    const Program *program = trace->program;
    return trace_index(trace, PHASE_BACKWARD, t, program->backward_count ? program->backward[program->backward_count - 1] : MOMENT_LOSS);
}

static long losses_end(const Trace *trace) {
    return trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED) - 1;
}

int trace_question_t(const Trace *trace) {
    return trace->steps > 2 ? 2 : 1;
}

double trace_question(const Trace *trace) {
    return trace->loss_count ? (double)losses_end(trace) + 0.5 : -1;
}

// ---- a timestep's stops ---------------------------------------------------------------------------------------------------------

// The state is one beat and the readout another, where the program has both and keeps them apart.
typedef struct Parts {
    int last_of_state; // -1: they are not apart
    int last_back;     // of the readout, in the backward pass; -1: none
} Parts;

static Parts find_parts(const Trace *trace) {
    const Program *program = trace->program;
    int last_of_state = -1, first_of_readout = program->op_count;
    for (int op = program->op_count - 1; op >= 0; op--) {
        if (run_group(trace->run, op) == GROUP_AFTER)
            first_of_readout = op;
        else if (last_of_state < 0)
            last_of_state = op;
    }
    bool apart = last_of_state >= 0 && last_of_state < first_of_readout && first_of_readout < program->op_count;
    Parts parts = {apart ? last_of_state : -1, -1};
    for (int i = 0; i < program->backward_count && apart; i++)
        if (program->backward[i] >= first_of_readout) parts.last_back = program->backward[i];
    return parts;
}

static bool is_state(const Program *program, int op) {
    int equation = program_equation_of_op(program, op);
    return equation >= 0 && program->equations[equation].max_lag > 0;
}

// Each state that is carried, complete, and the readout.
static void add_forward(Trace *trace, const Parts *parts, int t) {
    for (int op = 0; op < trace->program->op_count; op++)
        if (op == parts->last_of_state || is_state(trace->program, op)) add(trace, (double)trace_index(trace, PHASE_FORWARD, t, op));
    add(trace, (double)forward_end(trace, t));
}

// Whether the moments of the op's backward pass show what a highway does: the first step along it where other ways lead to the same state
// too, and what crosses to the timestep before.
static bool crosses(const Trace *trace, int op) {
    const Op *o = &trace->program->ops[op];
    if (o->kind == OP_CARRY) return o->lag == 1;
    for (int i = 0; i < trace->highway_count; i++) {
        const Highway *way = &trace->highways[i];
        const Reader *readers;
        if (way->count > 0 && way->ops[0] == op && run_readers(trace->run, way->carry, &readers) > 1) return true;
    }
    return false;
}

// Whether the gradient of a state at t is complete with this moment.
static bool completes_state(const Trace *trace, long moment, int t) {
    for (int e = 0; e < trace->program->equation_count; e++) {
        const Equation *equation = &trace->program->equations[e];
        if (equation->max_lag > 0 && trace_adjoint_moment(trace, equation->op, t) == moment) return true;
    }
    return false;
}

// The readout; each state that the gradient reaches; in a cell with a highway also where it crosses; the timestep's end.
static void add_backward(Trace *trace, const Parts *parts, int t) {
    const Program *program = trace->program;
    for (int i = 0; i < program->backward_count; i++) {
        int op = program->backward[i];
        long moment = trace_index(trace, PHASE_BACKWARD, t, op);
        bool stops = op == parts->last_back || completes_state(trace, moment, t) || (trace->highway_count > 0 && crosses(trace, op));
        if (stops) add(trace, (double)moment);
    }
    add(trace, (double)backward_end(trace, t));
}

void trace_make_beats(Trace *trace) {
    const Program *program = trace->program;
    int most = program->equation_count + 2 + program->backward_count; // of a timestep, in both passes
    trace->beats = arena_array(&trace->arena, (size_t)trace->steps * (size_t)most + (size_t)trace->loss_count + 16, sizeof(double));
    Parts parts = find_parts(trace);
    add(trace, 0);
    add(trace, 0.5);
    for (int t = 1; t <= trace->steps; t++) add_forward(trace, &parts, t);
    for (int i = 0; i < trace->loss_count; i++) add(trace, (double)trace_index(trace, PHASE_LOSS, trace->loss_steps[i], -1));
    if (trace->loss_count) {
        add(trace, (double)losses_end(trace));
        add(trace, trace_question(trace));
    }
    add(trace, (double)losses_end(trace) + 1);
    for (int t = trace->steps; t >= 1; t--) add_backward(trace, &parts, t);
    if (trace->session->settings.clip.kind != CLIP_NONE) add(trace, (double)trace_index(trace, PHASE_CLIP, 0, -1));
    add(trace, (double)trace_index(trace, PHASE_UPDATE, 0, -1));
}

// ---- going from one to the next -------------------------------------------------------------------------------------------------

int trace_beat_count(const Trace *trace) {
    return trace->beat_count;
}

double trace_beat(const Trace *trace, int beat) {
    if (beat < 0) beat = 0;
    return trace->beats[beat < trace->beat_count ? beat : trace->beat_count - 1];
}

// How many beats stand at or before the position.
static int beats_up_to(const Trace *trace, double position) {
    int low = 0, high = trace->beat_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (trace->beats[middle] <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double trace_beat_after(const Trace *trace, double position) {
    return trace_beat(trace, beats_up_to(trace, position));
}

double trace_beat_before(const Trace *trace, double position) {
    int count = beats_up_to(trace, position);
    while (count > 0 && trace->beats[count - 1] >= position) count--;
    return trace_beat(trace, count - 1);
}

// A place to stop: the end of a timestep in either pass, of the losses, of the update. Numbered in order.
static double timestep_stop(const Trace *trace, int number) {
    if (number <= 0) return 0;
    if (number <= trace->steps) return (double)forward_end(trace, number);
    number -= trace->steps + 1;
    if (number == 0) return (double)losses_end(trace);
    if (number <= trace->steps) return (double)backward_end(trace, trace->steps + 1 - number);
    return (double)(trace_moment_count(trace) - 1);
}

static double phase_stop(const Trace *trace, int number) {
    switch (number) {
    case 0:
        return 0;
    case 1:
        return (double)forward_end(trace, trace->steps);
    case 2:
        return (double)losses_end(trace);
    case 3:
        return (double)backward_end(trace, 1);
    default:
        return (double)(trace_moment_count(trace) - 1);
    }
}

typedef double (*Stop)(const Trace *trace, int number);

static double stop_after(const Trace *trace, double position, Stop stop, int count) {
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (stop(trace, middle) > position)
            high = middle;
        else
            low = middle + 1;
    }
    return stop(trace, low);
}

static double stop_before(const Trace *trace, double position, Stop stop, int count) {
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (stop(trace, middle) < position)
            low = middle;
        else
            high = middle - 1;
    }
    return stop(trace, low);
}

enum { PHASE_STOPS = 5 };

double trace_timestep_after(const Trace *trace, double position) {
    return stop_after(trace, position, timestep_stop, 2 * trace->steps + 3);
}
double trace_timestep_before(const Trace *trace, double position) {
    return stop_before(trace, position, timestep_stop, 2 * trace->steps + 3);
}
double trace_phase_after(const Trace *trace, double position) {
    return stop_after(trace, position, phase_stop, PHASE_STOPS);
}
double trace_phase_before(const Trace *trace, double position) {
    return stop_before(trace, position, phase_stop, PHASE_STOPS);
}
