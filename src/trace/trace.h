// One training iteration recorded: every value, every adjoint, every gradient, and the moments in which they came to be.
#ifndef UNROLL_TRACE_TRACE_H
#define UNROLL_TRACE_TRACE_H

#include "engine/gates.h"
#include "experiment/session.h"

typedef enum Phase { PHASE_START, PHASE_FORWARD, PHASE_LOSS, PHASE_SUM, PHASE_BACKWARD, PHASE_CLIP, PHASE_UPDATE, PHASE_COUNT } Phase;

// In a backward phase: what happens at a moment that is not an op's.
enum {
    MOMENT_SEED = -1, // the sum sends 1 to each loss (t = 0)
    MOMENT_LOSS = -2, // the loss at t sends its gradient to the output at t (or: there is no loss at t)
};

// A moment, by what happens in it. The order is: start; forward for t = 1..T, op by op; the loss of each timestep that has one; the sum
// growing by each of these; backward: the seed, then for t = T..1 the loss and the ops of Program.backward; clip; update.
typedef struct Moment {
    long index;
    Phase phase;
    int t;  // from 1; 0 where no single timestep is meant
    int op; // forward and backward: into Program.ops, or MOMENT_SEED, MOMENT_LOSS; -1 elsewhere
} Moment;

typedef struct Trace {
    const Session *session; // outlives the trace
    const Program *program;
    long iteration; // of this trace, from 1: updates made before it, plus 1
    Batch batch;
    RunInput input;     // of the batch
    Run *run;           // values and adjoints
    Params before;      // the weights that were used
    Params grads;       // before clipping
    Params updated;     // the weights after the update
    double norm, scale; // joint norm before clipping, and the factor of clipping
    double loss;
    int steps, lanes;
    int *loss_steps; // the timesteps that have a loss, ascending
    int loss_count;
    bool finite;
    NotFinite not_finite; // where, if not finite
    Adjoints *of_loss;    // the sweep of one chosen loss; NULL if there is no loss
    int of_loss_t;        // which (the last to begin with); 0 if there is no loss
    int *loss_rank;       // per timestep (from 1): its place in loss_steps, or -1
    int *backward_rank;   // per op: its place in Program.backward, or -1
    bool *reach;          // (op, distance): whether a loss reaches the op that many timesteps earlier, cuts left aside
    bool *shut;           // of each op: whether it is 0 in every element because of what is held
    Highway *highways;    // of the program
    int highway_count;
    double *beats; // ascending
    int beat_count;
    Params scratch;         // for shares and sums on demand
    struct TraceMemo *memo; // what plots have asked for (trace/memo.h)
    Arena arena;
} Trace;

// Records the session's next iteration without changing the session (but session_feed is called). The caller destroys the trace.
Trace *trace_record(Session *session);
void trace_destroy(Trace *trace);

// Chooses the loss whose own sweep is kept in of_loss: runs it. `t` must have a loss.
void trace_choose_loss(Trace *trace, int t);

long trace_moment_count(const Trace *trace);
Moment trace_moment(const Trace *trace, long index); // clamped to 0 .. count-1; constant time

// The index of what happens there; -1 if there is no such moment. For PHASE_FORWARD and PHASE_BACKWARD `op` as in Moment.
long trace_index(const Trace *trace, Phase phase, int t, int op);

// "17", "forward:h[3]", "loss:3", "sum:3", "backward:h[3]", "clip", "update", "start", "end". -1 and a problem at `place` if it is none of
// these or there is no such moment. forward:NAME[t] is the last op of the equation at t; backward:NAME[t] the moment at which its adjoint
// is complete.
long trace_find(const Trace *trace, const char *name, Place place, Report *report);

// The name of a moment, such that another trace can be asked for the same (for lanes, --at, "copy as command").
void trace_moment_name(const Trace *trace, long index, Text *out);

// Whether something is known yet at a moment.
bool trace_has_value(const Trace *trace, long moment, int op, int t);   // forward has reached op at t (or t < 1: a state from before)
bool trace_has_adjoint(const Trace *trace, long moment, int op, int t); // its adjoint is complete
bool trace_has_loss(const Trace *trace, long moment, int t);
bool trace_has_share(const Trace *trace, long moment, int param, int t); // timestep t has given its share of the parameter's gradient
// Whether the loss at `s` has reached the equation's result at t by this moment; false for ever where a cut lies between.
bool trace_loss_reached(const Trace *trace, long moment, int s, int equation, int t);
// Whether it ever will: some path leads from the loss at s back to the result at t.
bool trace_loss_reaches(const Trace *trace, int s, int equation, int t);

// The moment from which on the adjoint of op at t is complete; -1 without needs_gradient.
long trace_adjoint_moment(const Trace *trace, int op, int t);
// The index of the moment in which op at t is computed.
long trace_value_moment(const Trace *trace, int op, int t);

// The adjoint of op at t, lane, as far as it has come by the moment (all lanes' shares are as in the run): `out` has kernel_stride(size)
// doubles. Returns how many contributions it has so far (0: out is zeros). Complete, it equals run_adjoint to the bit.
int trace_partial_adjoint(const Trace *trace, long moment, int op, int t, int lane, double *out);

// The sum of the losses as far as it has come, not divided by the lanes.
double trace_partial_sum(const Trace *trace, long moment);

// One timestep's share of a parameter's gradient, as written (rows * cols), and the sum of the shares by this moment.
void trace_share(const Trace *trace, int param, int t, double *out);
void trace_partial_gradient(const Trace *trace, long moment, int param, double *out);

// The Euclidean norm over size and lanes of the adjoint of an equation's result at t: of the sum of losses, and of the chosen loss alone.
double trace_adjoint_norm(const Trace *trace, int equation, int t);
double trace_adjoint_norm_of_loss(const Trace *trace, int equation, int t);
// The first for any op with needs_gradient.
double trace_op_adjoint_norm(const Trace *trace, int op, int t);

// The equation that the pictures follow as "the state": the first that is read at a lag, else the one under the output. -1 never.
int trace_state_equation(const Trace *trace);
// All equations that are read at a lag, in the order of the text; returns how many (at least 1: trace_state_equation). `out` has room for
// CELL_MAX_EQUATIONS.
int trace_state_equations(const Trace *trace, int *out);

// Beats: what a class sees as one thing. A position is a real number: moment m is finished at position m; between m - 1 and m it is being
// animated. Beats also stop at 0.5 (unfolded, nothing computed) and half a moment behind the sum (the question).
int trace_beat_count(const Trace *trace);
double trace_beat(const Trace *trace, int beat);               // ascending; clamped
double trace_beat_after(const Trace *trace, double position);  // the next beat behind the position, or the last
double trace_beat_before(const Trace *trace, double position); // the last beat ahead of the position, or 0
// The same for timesteps and phases: where the next (previous) one ends.
double trace_timestep_after(const Trace *trace, double position);
double trace_timestep_before(const Trace *trace, double position);
double trace_phase_after(const Trace *trace, double position);
double trace_phase_before(const Trace *trace, double position);
double trace_question(const Trace *trace); // the position of the question; -1 if there is no loss to ask about
int trace_question_t(const Trace *trace);  // the timestep whose state it asks about: 2, or 1 where there are fewer than 3

#endif
