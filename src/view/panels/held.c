#include "view/panels/held.h"

#include "engine/gates.h"

bool held_any(const Trace *trace) {
    const Program *program = trace->program;
    for (int e = 0; e < program->equation_count; e++) {
        if (run_held(trace->run, program->equations[e].op) != NULL) {
            return true;
        }
    }
    return false;
}

bool held_write(const Trace *trace, const Words *words, Text *out) {
    const Program *program = trace->program;
    Text list;
    text_init(&list);
    for (int e = 0; e < program->equation_count; e++) {
        const Hold *held = run_held(trace->run, program->equations[e].op);
        if (held != NULL) {
            text_printf(&list, "%s%s = ", list.length > 0 ? ", " : "", program->equations[e].name);
            text_append_number(&list, held->value);
            if (gate_is_beyond(program, e, held->value)) {
                text_append(&list, held->value > 1 ? " > 1" : " < 0");
            }
        }
    }
    bool some = list.length > 0;
    if (some) {
        WORDS_FORMAT(words, out, "panels.held", {"list", list.data});
    }
    text_finish(&list);
    return some;
}

void held_formula(Formula *formula, const Trace *trace, const Words *words, int equation, int op) {
    const Program *program = trace->program;
    const Equation *named = &program->equations[equation];
    const Hold *held = run_held(trace->run, named->op);
    if (held == NULL) {
        formula_of_equation(formula, program, equation, op);
        return;
    }
    bool lit = op == named->op;
    Text value;
    text_init(&value);
    text_append(&value, " = ");
    text_append_number(&value, held->value);
    formula_name(formula, lit, named->name, "t");
    formula_text(formula, SCRIPT_NONE, lit, value.data);
    formula_text(formula, SCRIPT_NONE, false, words_get(words, "panels.held-not"));
    formula_text(formula, SCRIPT_NONE, false, " ");
    formula_source(formula, program->text, program->ops[program->ops[named->op].operands[0].index].span,
                   op >= 0 && !lit ? program->ops[op].span : (Span){0, 0});
    text_finish(&value);
}
