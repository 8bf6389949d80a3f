#include "app/panels/question.h"

#include "app/panels/over.h"
#include "trace/sentence.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// A set of losses, by their places in trace->loss_steps.
typedef struct Losses {
    bool *has; // loss_count of them
    int count, first, last;
} Losses;

// The losses for which `belongs` holds at the timestep of the question.
typedef bool Belongs(const Trace *trace, int s, int t);

static bool is_own(const Trace *trace, int s, int t) {
    return (void)trace, s == t;
}
static bool is_earlier(const Trace *trace, int s, int t) {
    return (void)trace, s <= t;
}
static bool is_later(const Trace *trace, int s, int t) {
    return (void)trace, s >= t;
}
static bool is_any(const Trace *trace, int s, int t) {
    return (void)trace, (void)s, (void)t, true;
}
static bool does_reach(const Trace *trace, int s, int t) {
    return trace_loss_reaches(trace, s, trace_state_equation(trace), t);
}

static Losses collect(const Trace *trace, Belongs *belongs) {
    Losses losses = {.has = memory_alloc_zeros((size_t)trace->loss_count, sizeof(bool)), .first = -1};
    for (int i = 0; i < trace->loss_count; i++) {
        if (!belongs(trace, trace->loss_steps[i], trace_question_t(trace))) continue;
        losses.has[i] = true;
        losses.count++;
        losses.last = i;
        if (losses.first < 0) losses.first = i;
    }
    return losses;
}

static bool is_same(const Trace *trace, const Losses *a, const Losses *b) {
    for (int i = 0; i < trace->loss_count; i++)
        if (a->has[i] != b->has[i]) return false;
    return true;
}

typedef struct Options {
    Losses sets[QUESTION_MAX_OPTIONS];
    int count, right;
} Options;

static void add_option(const Trace *trace, Options *options, Belongs *belongs) {
    Losses losses = collect(trace, belongs);
    for (int i = 0; i < options->count; i++)
        if (is_same(trace, &losses, &options->sets[i])) {
            free(losses.has);
            return;
        }
    // By where they begin, then by how many they are: their order says nothing about which is right.
    int at = options->count++;
    for (; at > 0; at--) {
        const Losses *before = &options->sets[at - 1];
        if (before->first < losses.first || (before->first == losses.first && before->count <= losses.count)) break;
        options->sets[at] = *before;
    }
    options->sets[at] = losses;
}

static Options make_options(const Trace *trace) {
    static Belongs *const GUESSES[] = {is_any, is_earlier, is_later, is_own, does_reach};
    _Static_assert(sizeof GUESSES / sizeof *GUESSES == QUESTION_MAX_OPTIONS, "room for each guess");
    Options options = {.count = 0};
    if (trace->loss_count == 0) return options;
    for (int i = 0; i < QUESTION_MAX_OPTIONS; i++) add_option(trace, &options, GUESSES[i]);
    Losses truth = collect(trace, does_reach);
    for (int i = 0; i < options.count; i++)
        if (is_same(trace, &truth, &options.sets[i])) options.right = i;
    free(truth.has);
    return options;
}

static void finish_options(Options *options) {
    for (int i = 0; i < options->count; i++) free(options->sets[i].has);
}

int question_options(const Trace *trace, int *right) {
    Options options = make_options(trace);
    finish_options(&options);
    *right = options.right;
    return options.count;
}

static void append_loss(Text *out, int t) {
    char digits[16];
    snprintf(digits, sizeof digits, "%d", t);
    text_append(out, "L");
    for (const char *digit = digits; *digit; digit++)
        text_append_code_point(out, 0x2080u + (unsigned)(*digit - '0')); // subscript zero to nine
}

static void append_set(const Trace *trace, const Losses *losses, const Words *words, Text *out) {
    enum { MOST_LISTED = 4 };
    if (losses->count == 0) {
        text_append(out, words_get(words, "app.question.none"));
        return;
    }
    bool is_run = losses->last - losses->first + 1 == losses->count;
    if (losses->count > 2 && (is_run || losses->count > MOST_LISTED)) {
        append_loss(out, trace->loss_steps[losses->first]);
        text_append(out, " … ");
        append_loss(out, trace->loss_steps[losses->last]);
        return;
    }
    bool any = false;
    for (int i = losses->first; i <= losses->last; i++) {
        if (!losses->has[i]) continue;
        if (any) text_append(out, ", ");
        append_loss(out, trace->loss_steps[i]);
        any = true;
    }
}

void question_option_text(const Trace *trace, int option, const Words *words, Text *out) {
    Options options = make_options(trace);
    if (option >= 0 && option < options.count) append_set(trace, &options.sets[option], words, out);
    finish_options(&options);
}

bool question_is_shown(const State *state) {
    if (!state->trace || state->playhead.duration > 0) return false;
    double question = trace_question(state->trace);
    return question >= 0 && fabs(state->playhead.position - question) < 1e-9;
}

// ---- drawing

// Why the right answer is right: all later losses come back, or a cut, or the lack of a path, keeps some away.
static const char *reason(const Trace *trace) {
    Losses truth = collect(trace, does_reach), later = collect(trace, is_later);
    bool all_later = is_same(trace, &truth, &later);
    free(truth.has);
    free(later.has);
    return all_later ? "app.question.why" : run_schedule(trace->run)->window > 0 ? "app.question.why-cut" : "app.question.why-path";
}

// The options one under the other, and, once it is answered, the way on.
static void draw_buttons(State *state, Frame *frame, Rect *rest, const Options *options, float height) {
    bool answered = state->playhead.answered;
    for (int i = 0; i < options->count; i++) {
        Text label;
        char argument[16];
        text_init(&label);
        append_set(state->trace, &options->sets[i], frame->words, &label);
        snprintf(argument, sizeof argument, "%d", i + 1);
        Icon icon = !answered ? ICON_NONE : i == options->right ? ICON_CHECK : i == state->answer ? ICON_CLOSE : ICON_NONE;
        unsigned look = answered && i == options->right ? WIDGET_CHOSEN : WIDGET_PLAIN;
        button_draw(frame, rect_cut_top(rest, height), icon, label.data, "answer", argument, look);
        rect_cut_top(rest, 0.3f * height);
        text_finish(&label);
    }
}

typedef struct Said {
    Text asked, verdict; // verdict: "" until it is answered
} Said;

static void say(const State *state, const Words *words, const Options *options, Said *said) {
    text_init(&said->asked);
    text_init(&said->verdict);
    trace_sentence_at(state->trace, state->playhead.position, words, &said->asked);
    if (!state->playhead.answered) return;
    const char *verdict = state->answer < 0                 ? "app.question.answer"
                          : state->answer == options->right ? "app.question.right"
                                                            : "app.question.wrong";
    text_printf(&said->verdict, "%s %s", words_get(words, verdict), words_get(words, reason(state->trace)));
}

void question_draw(State *state, Frame *frame) {
    Options options = make_options(state->trace);
    if (!state->playhead.answered) state->answer = -1; // asked anew, what was chosen before is forgotten
    Said said;
    say(state, frame->words, &options, &said);
    bool answered = said.verdict.length > 0;
    float px = frame_text_size(frame, 20), row = 1.8f * px, pad = 0.9f * px;
    Rect side = over_side(state);
    float width = side.w - 2 * pad;
    float asked = paragraph_height(frame, width, FACE_BOLD, 20, said.asked.data) + 0.5f * px;
    float verdict = answered ? paragraph_height(frame, width, FACE_REGULAR, 20, said.verdict.data) + 0.5f * px + row : 0;
    float height = asked + 1.3f * row * (float)options.count + verdict + 2 * pad;
    Rect card = {side.x, side.y + fmaxf(0, side.h - height), side.w, fminf(height, side.h)};
    card_draw(frame, card);
    Rect rest = rect_inset(card, pad);
    paragraph_draw(frame, rect_cut_top(&rest, asked), FACE_BOLD, 20, frame->theme->text, said.asked.data);
    draw_buttons(state, frame, &rest, &options, row);
    if (answered) {
        const char *next = words_get(frame->words, "app.question.next");
        button_draw(frame, rect_cut_bottom(&rest, row), ICON_FORWARD, next, "beat", NULL, WIDGET_PRIMARY);
        rect_cut_top(&rest, 0.2f * px);
        paragraph_draw(frame, rest, FACE_REGULAR, 20, frame->theme->text, said.verdict.data);
    }
    text_finish(&said.verdict);
    text_finish(&said.asked);
    finish_options(&options);
}
