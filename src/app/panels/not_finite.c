#include "app/panels/not_finite.h"

// The sentences, with advice for a message and without it for a line of the picture.
typedef struct Sentences {
    const char *value, *loss, *backward, *update;
} Sentences;

static void describe(const Trace *trace, const Words *words, const Sentences *sentences, Text *out) {
    const NotFinite *place = &trace->not_finite;
    Text iteration, timestep, what;
    text_init(&iteration);
    text_init(&timestep);
    text_init(&what);
    text_printf(&iteration, "%ld", trace->iteration);
    text_printf(&timestep, "%d", place->t);
    if (!trace->finite && place->op >= 0) program_op_text(trace->program, place->op, place->t, &what);
    const char *key = place->in_backward ? sentences->backward : place->in_loss ? sentences->loss : sentences->value;
    if (trace->finite) key = sentences->update; // all of the iteration is finite: it was the weights after it
    WORDS_FORMAT(words, out, key, {"iteration", iteration.data}, {"t", timestep.data}, {"what", what.data});
    text_finish(&what);
    text_finish(&timestep);
    text_finish(&iteration);
}

void not_finite_describe(const Trace *trace, const Words *words, Text *out) {
    static const Sentences ADVISING = {"app.not-finite.value", "app.not-finite.loss", "app.not-finite.backward", "app.not-finite.update"};
    describe(trace, words, &ADVISING, out);
}

void not_finite_name(const Trace *trace, const Words *words, Text *out) {
    static const Sentences SHORT = {"training.failed-value", "training.failed-loss", "training.failed-backward", "training.failed-update"};
    describe(trace, words, &SHORT, out);
}

long not_finite_moment(const Trace *trace) {
    const NotFinite *place = &trace->not_finite;
    if (trace->finite) return trace_moment_count(trace) - 1;
    if (place->in_loss) return trace_index(trace, PHASE_LOSS, place->t, -1);
    if (place->op < 0) return -1;
    return place->in_backward ? trace_adjoint_moment(trace, place->op, place->t) : trace_value_moment(trace, place->op, place->t);
}
