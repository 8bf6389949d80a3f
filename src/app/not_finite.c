#include "app/not_finite.h"

void not_finite_describe(const Trace *trace, const Words *words, Text *out) {
    const NotFinite *place = &trace->not_finite;
    Text iteration, timestep, what;
    text_init(&iteration);
    text_init(&timestep);
    text_init(&what);
    text_printf(&iteration, "%ld", trace->iteration);
    text_printf(&timestep, "%d", place->t);
    if (!trace->finite && place->op >= 0) program_op_text(trace->program, place->op, place->t, &what);
    const char *key = place->in_backward ? "app.not-finite.backward" : place->in_loss ? "app.not-finite.loss" : "app.not-finite.value";
    if (trace->finite) key = "app.not-finite.update"; // all of the iteration is finite: it was the weights after it
    WORDS_FORMAT(words, out, key, {"iteration", iteration.data}, {"t", timestep.data}, {"what", what.data});
    text_finish(&what);
    text_finish(&timestep);
    text_finish(&iteration);
}
