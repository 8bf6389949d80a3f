// Moments are arithmetic over (phase, timestep, op).
#include "trace/trace.h"

#include <stdio.h>
#include <string.h>

static long first_loss(const Trace *trace) {
    return 1 + (long)trace->steps * trace->program->op_count;
}
static long first_sum(const Trace *trace) {
    return first_loss(trace) + trace->loss_count;
}
static long seed(const Trace *trace) {
    return first_sum(trace) + trace->loss_count;
}
static long per_timestep_backward(const Trace *trace) {
    return 1 + trace->program->backward_count;
}
static long clip(const Trace *trace) {
    return seed(trace) + 1 + trace->steps * per_timestep_backward(trace);
}

long trace_moment_count(const Trace *trace) {
    return clip(trace) + 2;
}

static Moment backward_moment(const Trace *trace, long index) {
    long offset = index - seed(trace) - 1;
    if (offset < 0) return (Moment){index, PHASE_BACKWARD, 0, MOMENT_SEED};
    int t = trace->steps - (int)(offset / per_timestep_backward(trace));
    int within = (int)(offset % per_timestep_backward(trace));
    return (Moment){index, PHASE_BACKWARD, t, within == 0 ? MOMENT_LOSS : trace->program->backward[within - 1]};
}

Moment trace_moment(const Trace *trace, long index) {
    long last = trace_moment_count(trace) - 1;
    if (index > last) index = last;
    if (index <= 0) return (Moment){0, PHASE_START, 0, -1};
    if (index < first_loss(trace)) {
        long offset = index - 1;
        return (Moment){index, PHASE_FORWARD, 1 + (int)(offset / trace->program->op_count), (int)(offset % trace->program->op_count)};
    }
    if (index < first_sum(trace)) return (Moment){index, PHASE_LOSS, trace->loss_steps[index - first_loss(trace)], -1};
    if (index < seed(trace)) return (Moment){index, PHASE_SUM, trace->loss_steps[index - first_sum(trace)], -1};
    if (index < clip(trace)) return backward_moment(trace, index);
    return (Moment){index, index == clip(trace) ? PHASE_CLIP : PHASE_UPDATE, 0, -1};
}

long trace_index(const Trace *trace, Phase phase, int t, int op) {
    bool t_fits = t >= 1 && t <= trace->steps;
    switch (phase) {
    case PHASE_START:
        return 0;
    case PHASE_FORWARD:
        return t_fits && op >= 0 && op < trace->program->op_count ? 1 + (long)(t - 1) * trace->program->op_count + op : -1;
    case PHASE_LOSS:
        return t_fits && trace->loss_rank[t] >= 0 ? first_loss(trace) + trace->loss_rank[t] : -1;
    case PHASE_SUM:
        return t_fits && trace->loss_rank[t] >= 0 ? first_sum(trace) + trace->loss_rank[t] : -1;
    case PHASE_BACKWARD: {
        if (op == MOMENT_SEED) return seed(trace);
        long start = seed(trace) + 1 + (trace->steps - t) * per_timestep_backward(trace);
        if (!t_fits || (op >= 0 && (op >= trace->program->op_count || trace->backward_rank[op] < 0))) return -1;
        return op == MOMENT_LOSS ? start : start + 1 + trace->backward_rank[op];
    }
    case PHASE_CLIP:
        return clip(trace);
    case PHASE_UPDATE:
        return clip(trace) + 1;
    case PHASE_COUNT:
        break;
    }
    return -1;
}

// ---- names ----------------------------------------------------------------------------------------------------------------------

// What an equation's adjoint is of: under softmax and cross-entropy the output's is that of its logits.
static int adjoint_op(const Program *program, int equation) {
    int op = program->equations[equation].op;
    return op == program->output_op ? program->logits_op : op;
}

// The k-th op of an equation (from 1) and back.
static int op_of_equation(const Program *program, int equation, int k) {
    for (int op = 0; op < program->op_count; op++)
        if (program->ops[op].equation == equation && --k == 0) return op;
    return -1;
}

static int place_in_equation(const Program *program, int op) {
    int k = 0;
    for (int i = 0; i <= op; i++)
        if (program->ops[i].equation == program->ops[op].equation) k++;
    return k;
}

// "h[3]" or "h[3].2" -> equation, t, place (0 without). False if it is not of that form or the equation is unknown.
static bool parse_place(const Trace *trace, const char *text, int *equation, int *t, int *place) {
    const char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;
    if (!close || open == text) return false;
    Text name, number;
    text_init(&name);
    text_init(&number);
    text_append_bytes(&name, text, (size_t)(open - text));
    text_append_bytes(&number, open + 1, (size_t)(close - open - 1));
    long timestep = 0, k = 0;
    bool fine = integer_parse(number.data, &timestep) && timestep >= 1 && timestep <= trace->steps;
    *equation = program_find_equation(trace->program, name.data);
    fine = fine && *equation >= 0 &&
           (close[1] == '\0' || (close[1] == '.' && integer_parse(close + 2, &k) && k >= 1 && k <= trace->program->op_count));
    *t = (int)timestep;
    *place = (int)k;
    text_finish(&name);
    text_finish(&number);
    return fine;
}

static long find_place(const Trace *trace, Phase phase, const char *text) {
    const Program *program = trace->program;
    int equation, t, place;
    if (!parse_place(trace, text, &equation, &t, &place)) return -1;
    if (place > 0) {
        int op = op_of_equation(program, equation, place);
        return op < 0 ? -1 : trace_index(trace, phase, t, op);
    }
    if (phase == PHASE_FORWARD) return trace_index(trace, phase, t, program->equations[equation].op);
    return trace_adjoint_moment(trace, adjoint_op(program, equation), t);
}

static long find_timestep(const Trace *trace, Phase phase, int op, const char *text) {
    long t;
    if (!integer_parse(text, &t) || t < 1 || t > trace->steps) return -1;
    return trace_index(trace, phase, (int)t, op);
}

static long find(const Trace *trace, const char *name) {
    long number;
    if (integer_parse(name, &number)) return number >= 0 && number < trace_moment_count(trace) ? number : -1;
    if (strcmp(name, "start") == 0) return 0;
    if (strcmp(name, "end") == 0 || strcmp(name, "update") == 0) return trace_moment_count(trace) - 1;
    if (strcmp(name, "clip") == 0) return clip(trace);
    if (strcmp(name, "seed") == 0) return seed(trace);
    if (strncmp(name, "forward:", 8) == 0) return find_place(trace, PHASE_FORWARD, name + 8);
    if (strncmp(name, "backward:", 9) == 0) return find_place(trace, PHASE_BACKWARD, name + 9);
    if (strncmp(name, "loss:", 5) == 0) return find_timestep(trace, PHASE_LOSS, -1, name + 5);
    if (strncmp(name, "sum:", 4) == 0) return find_timestep(trace, PHASE_SUM, -1, name + 4);
    if (strncmp(name, "backward-loss:", 14) == 0) return find_timestep(trace, PHASE_BACKWARD, MOMENT_LOSS, name + 14);
    return -1;
}

long trace_find(const Trace *trace, const char *name, Place place, Report *report) {
    long index = find(trace, name);
    if (index >= 0) return index;
    char count[32], steps[32];
    snprintf(count, sizeof count, "%ld", trace_moment_count(trace) - 1);
    snprintf(steps, sizeof steps, "%d", trace->steps);
    REPORT(report, place, "trace.no-moment", {"name", name}, {"last", count}, {"steps", steps},
           {"state", trace->program->equations[trace_state_equation(trace)].name});
    return -1;
}

void trace_moment_name(const Trace *trace, long index, Text *out) {
    const Program *program = trace->program;
    Moment m = trace_moment(trace, index);
    switch (m.phase) {
    case PHASE_START:
        text_append(out, "start");
        break;
    case PHASE_LOSS:
        text_printf(out, "loss:%d", m.t);
        break;
    case PHASE_SUM:
        text_printf(out, "sum:%d", m.t);
        break;
    case PHASE_CLIP:
        text_append(out, "clip");
        break;
    case PHASE_UPDATE:
        text_append(out, "update");
        break;
    case PHASE_FORWARD:
    case PHASE_BACKWARD:
        if (m.op == MOMENT_SEED) {
            text_append(out, "seed");
        } else if (m.op == MOMENT_LOSS) {
            text_printf(out, "backward-loss:%d", m.t);
        } else {
            int equation = program->ops[m.op].equation;
            text_printf(out, "%s:%s[%d]", m.phase == PHASE_FORWARD ? "forward" : "backward", program->equations[equation].name, m.t);
            if (m.phase == PHASE_BACKWARD || program->equations[equation].op != m.op)
                text_printf(out, ".%d", place_in_equation(program, m.op));
        }
        break;
    case PHASE_COUNT:
        break;
    }
}
