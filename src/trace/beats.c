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

void trace_make_beats(Trace *trace) {
    const Program *program = trace->program;
    trace->beats = arena_array(&trace->arena, (size_t)trace->steps * 4 + (size_t)trace->loss_count + 16, sizeof(double));
    // The state is one beat and the readout another, where the program has both and keeps them apart.
    int last_of_state = -1, first_of_readout = program->op_count;
    for (int op = program->op_count - 1; op >= 0; op--) {
        if (run_group(trace->run, op) == GROUP_AFTER)
            first_of_readout = op;
        else if (last_of_state < 0)
            last_of_state = op;
    }
    bool apart = last_of_state >= 0 && last_of_state < first_of_readout && first_of_readout < program->op_count;
    int last_back = -1;
    for (int i = 0; i < program->backward_count && apart; i++)
        if (program->backward[i] >= first_of_readout) last_back = program->backward[i];

    add(trace, 0);
    add(trace, 0.5);
    for (int t = 1; t <= trace->steps; t++) {
        if (apart) add(trace, (double)trace_index(trace, PHASE_FORWARD, t, last_of_state));
        add(trace, (double)forward_end(trace, t));
    }
    for (int i = 0; i < trace->loss_count; i++) add(trace, (double)trace_index(trace, PHASE_LOSS, trace->loss_steps[i], -1));
    if (trace->loss_count) {
        add(trace, (double)losses_end(trace));
        add(trace, trace_question(trace));
    }
    add(trace, (double)losses_end(trace) + 1);
    for (int t = trace->steps; t >= 1; t--) {
        if (last_back >= 0) add(trace, (double)trace_index(trace, PHASE_BACKWARD, t, last_back));
        add(trace, (double)backward_end(trace, t));
    }
    if (trace->session->settings.clip.kind != CLIP_NONE) add(trace, (double)trace_index(trace, PHASE_CLIP, 0, -1));
    add(trace, (double)trace_index(trace, PHASE_UPDATE, 0, -1));
}

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
