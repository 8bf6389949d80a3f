// Holding an equation, in practice a gate, at a value from the iteration that is shown on.
#include "app/actions/actions.h"

#include "app/open.h"
#include "app/panels/panel.h"
#include "engine/gates.h"
#include "experiment/clamp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Updates made before the iteration that is shown: from there on is held.
static long shown_updates(const State *state) {
    return state->trace->iteration - 1;
}

static int gate_equations(const Program *program, int *out) {
    Gate gates[CELL_MAX_EQUATIONS];
    int all = program_gates(program, gates), count = 0;
    for (int i = 0; i < all; i++)
        if (gates[i].equation >= 0) out[count++] = gates[i].equation;
    return count;
}

// The equation that an element is of, in the leading program; -1 where it is none of its gates.
static int gate_of_element(const State *state, const Program *its, Element element) {
    bool of_op = element.kind == ELEMENT_VALUE || element.kind == ELEMENT_MEAN || element.kind == ELEMENT_ADJOINT ||
                 element.kind == ELEMENT_CONTRIBUTION;
    if (!of_op) return -1;
    const Program *program = state->trace->program;
    int equation = program_find_equation(program, its->equations[its->ops[element.index].equation].name), gates[CELL_MAX_EQUATIONS];
    int count = gate_equations(program, gates);
    for (int i = 0; i < count; i++)
        if (gates[i] == equation) return equation;
    return -1;
}

static const Program *program_of(const State *state, int trace) {
    bool leads = trace <= 0 || !state->comparison || trace > state->comparison->count || !state->comparison->lanes[trace - 1].trace;
    return (leads ? state->trace : state->comparison->lanes[trace - 1].trace)->program;
}

static bool stands_on(const Gate *gate, const Highway *way) {
    for (int i = 0; i < gate->use_count; i++)
        for (int k = 0; k < way->count; k++)
            if (gate->uses[i].mul == way->ops[k]) return true;
    return false;
}

// The gate that opens and shuts the way of a state from timestep to timestep, else the cell's first; -1 where there is none.
static int gate_of_cell(const Program *program) {
    Gate gates[CELL_MAX_EQUATIONS];
    Highway ways[CELL_MAX_EQUATIONS];
    Arena arena;
    arena_init(&arena);
    int count = program_gates(program, gates), way_count = program_highways(program, &arena, ways), found = -1;
    for (int i = count - 1; i >= 0; i--)
        if (gates[i].equation >= 0) found = gates[i].equation;
    for (int i = count - 1; i >= 0; i--)
        for (int k = 0; k < way_count; k++)
            if (gates[i].equation >= 0 && stands_on(&gates[i], &ways[k])) found = gates[i].equation;
    arena_finish(&arena);
    return found;
}

// The gate that somebody asks about, else that of the moment, else the one that matters most to the cell; -1 where there is none.
static int gate_meant(const State *state) {
    int gate = -1;
    if (state->number.active) gate = gate_of_element(state, program_of(state, state->number.trace), state->number.element);
    if (gate >= 0) return gate;
    const Hit *hit = state->pointer.inside ? hits_find(&state->hits, state->pointer.x, state->pointer.y) : NULL;
    if (hit && hit->kind == HIT_ELEMENT) gate = gate_of_element(state, program_of(state, hit->trace), hit->element);
    if (gate >= 0) return gate;
    Moment moment = trace_moment(state->trace, (long)ceil(playhead_goal(&state->playhead)));
    if (moment.op >= 0)
        gate = gate_of_element(state, state->trace->program, (Element){.kind = ELEMENT_VALUE, .index = moment.op, .t = moment.t});
    return gate >= 0 ? gate : gate_of_cell(state->trace->program);
}

// What holds the equation of this name now.
static const Clamp *held_now(const State *state, const Clamps *clamps, const char *name) {
    return clamps_find(clamps, name, shown_updates(state));
}

// Opens the experiment with other holds, at the iteration that is shown; training that is being played goes on.
static bool open_held(State *state, const char *value, Report *report) {
    char updates[32];
    snprintf(updates, sizeof updates, "%ld", shown_updates(state));
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &state->experiment);
    bool sound = experiment_set(&experiment, KEY_CLAMP, strcmp(value, "none") == 0 ? NULL : value, (Place){.file = "clamp"}, report);
    if (sound && strcmp(experiment_get(&experiment, KEY_ITERATIONS), updates) != 0)
        sound = experiment_set(&experiment, KEY_ITERATIONS, updates, (Place){.file = "--iterations"}, report);
    bool is_played = state->running;
    long until = state->run_to;
    sound = sound && state_change(state, &experiment, report);
    if (sound && is_played) {
        state->running = true;
        state->run_to = until;
    }
    experiment_finish(&experiment);
    return sound;
}

static void say_held(State *state, const char *name, const double *value) {
    const Program *program = state->trace->program;
    bool beyond = value && gate_is_beyond(program, program_find_equation(program, name), *value);
    Text number, iteration;
    text_init(&number);
    text_init(&iteration);
    if (value) text_append_number(&number, *value);
    text_printf(&iteration, "%ld", state->trace->iteration);
    state_say(state,
              beyond  ? "clamp.held-beyond"
              : value ? "clamp.held"
                      : "clamp.free",
              (const WordArg[]){{"name", name}, {"value", number.data}, {"iteration", iteration.data}}, 3);
    text_finish(&iteration);
    text_finish(&number);
}

// Holds one equation, or all (`name` NULL), at a value, or lets it go.
static bool change(State *state, Clamps *clamps, const char *name, const double *value, Report *report) {
    Text text;
    text_init(&text);
    clamps_change(clamps, name, shown_updates(state), value);
    clamps_print(clamps, &text);
    bool sound = strcmp(text.data, experiment_get(&state->experiment, KEY_CLAMP)) == 0 || open_held(state, text.data, report);
    text_finish(&text);
    if (!sound) return false;
    if (name)
        say_held(state, name, value);
    else
        state_say(state, "clamp.all-free", NULL, 0);
    return true;
}

// Free, then shut (0), then open (1), then free again.
static bool cycle(State *state, Clamps *clamps, const char *name, Report *report) {
    static const double shut = 0, open = 1;
    const Clamp *held = held_now(state, clamps, name);
    bool is_shut = held && !(fabs(held->hold.value) > 0);
    return change(state, clamps, name, !held ? &shut : is_shut ? &open : NULL, report);
}

static bool hold_at(State *state, Clamps *clamps, const char *argument, Report *report) {
    Clamps wanted;
    const char *problem = clamps_read(&wanted, argument);
    bool sound = !problem && wanted.count == 1 && !strchr(argument, '@');
    if (sound)
        sound = change(state, clamps, wanted.items[0].name, &wanted.items[0].hold.value, report);
    else
        REPORT(report, ((Place){.file = "clamp"}), "clamp.form", {"value", argument});
    clamps_finish(&wanted);
    return sound;
}

bool action_clamp(State *state, const char *argument, Report *report) {
    Clamps clamps;
    clamps_read(&clamps, experiment_get(&state->experiment, KEY_CLAMP));
    bool sound = false;
    int gate = *argument ? -1 : gate_meant(state);
    if (strcmp(argument, "off") == 0)
        sound = change(state, &clamps, NULL, NULL, report);
    else if (strchr(argument, '='))
        sound = hold_at(state, &clamps, argument, report);
    else if (*argument)
        sound = cycle(state, &clamps, argument, report);
    else if (gate >= 0)
        sound = cycle(state, &clamps, state->trace->program->equations[gate].name, report);
    else
        REPORT_PLAIN(report, ((Place){.file = "clamp"}), "clamp.no-gate");
    clamps_finish(&clamps);
    return sound;
}

// "f=0.5@12": where nothing is held yet, the gate that is meant, from the iteration that is shown on.
static void propose(const State *state, const char *name, TextEdit *edit) {
    Text wanted;
    text_init(&wanted);
    text_printf(&wanted, "%s=0.5", name);
    if (shown_updates(state) > 0) text_printf(&wanted, "@%ld", shown_updates(state));
    text_edit_set(edit, wanted.data);
    edit->anchor = strlen(name) + 1; // the number is what one wants to change
    edit->caret = edit->anchor + strlen("0.5");
    text_finish(&wanted);
}

bool action_clamp_value(State *state, const char *argument, Report *report) {
    (void)argument;
    (void)report;
    int gate = gate_meant(state);
    bool is_free = strcmp(experiment_get(&state->experiment, KEY_CLAMP), "none") == 0;
    panel_edit(state, KEY_CLAMP);
    if (gate >= 0 && is_free) propose(state, state->trace->program->equations[gate].name, &state->panel.edit);
    return true;
}
