#include "app/number.h"

#include "app/actions/actions.h"
#include "app/panels/over.h"
#include "app/reading.h"
#include "view/lanes/lanes.h"
#include "view/parts/widgets.h"

#include <math.h>

#define ASIDE_COST 3.0f // what lies to the side of a direction counts as so much further away

static bool is_same(Element a, Element b) {
    return a.kind == b.kind && a.index == b.index && a.t == b.t && a.lane == b.lane && a.row == b.row && a.col == b.col &&
           a.reader == b.reader;
}

static Point middle(const Hit *hit) {
    return (Point){hit->rect.x + hit->rect.w / 2, hit->rect.y + hit->rect.h / 2};
}

static bool is_number(const State *state, const Hit *hit) {
    return hit->kind == HIT_ELEMENT && reading_is_on_top(state, hit);
}

const Hit *number_hit(const State *state) {
    const AskedNumber *asked = &state->number;
    const Hit *nearest = NULL;
    float least = INFINITY;
    for (size_t i = 0; asked->active && i < state->hits.count; i++) {
        const Hit *hit = &state->hits.hits[i];
        if (!is_number(state, hit) || hit->trace != asked->trace || !is_same(hit->element, asked->element)) continue;
        float distance = hypotf(middle(hit).x - asked->place.x, middle(hit).y - asked->place.y);
        if (distance < least) {
            least = distance;
            nearest = hit;
        }
    }
    return nearest;
}

static void ask(State *state, const Hit *hit) {
    state->focus.active = false;
    state->number = (AskedNumber){.active = true, .element = hit->element, .trace = hit->trace, .place = middle(hit)};
}

// The numbers of the picture, without the rows that the answer itself is made of: these change with what is asked.
static void read_numbers(State *state, Reading *numbers) {
    reading_init(numbers, state, is_number);
    Rect answer = over_side(state);
    size_t kept = 0;
    for (size_t i = 0; i < numbers->count; i++)
        if (!rect_holds(answer, middle(numbers->hits[i]))) numbers->hits[kept++] = numbers->hits[i];
    numbers->count = kept;
}

static bool tell_none(Report *report) {
    REPORT_PLAIN(report, ((Place){0}), "app.number.none");
    return false;
}

// Where one begins who has asked nothing yet: at the first number that is computed already, from either end.
static int first_of(State *state, const Reading *numbers, int by) {
    View view = state_view(state);
    Frame frame;
    frame_begin(&frame, &view, NULL, NULL);
    int count = (int)numbers->count, from = by > 0 ? 0 : count - 1;
    for (int i = from; i >= 0 && i < count; i += by) {
        const Hit *hit = numbers->hits[i];
        Frame its = lanes_frame(&frame, hit->trace);
        double value;
        if (element_value(its.trace, its.known, hit->element, &value)) return i;
    }
    return from;
}

static bool go_by(State *state, int by, Report *report) {
    Reading numbers;
    read_numbers(state, &numbers);
    int count = (int)numbers.count;
    const Hit *asked = number_hit(state);
    int found = asked ? reading_find(&numbers, asked) : -1;
    int at = found >= 0 ? found + by : first_of(state, &numbers, by);
    if (count > 0) ask(state, numbers.hits[(at + count) % count]);
    reading_finish(&numbers);
    return count > 0 || tell_none(report);
}

// To the nearest number in the direction (x, y) of length 1; from nowhere, to the first.
static bool go_towards(State *state, float x, float y, Report *report) {
    const Hit *asked = number_hit(state);
    if (!asked) return go_by(state, 1, report);
    Reading numbers;
    read_numbers(state, &numbers);
    const Hit *nearest = NULL;
    float least = INFINITY;
    for (size_t i = 0; i < numbers.count; i++) {
        float dx = middle(numbers.hits[i]).x - middle(asked).x, dy = middle(numbers.hits[i]).y - middle(asked).y;
        float ahead = dx * x + dy * y, aside = fabsf(dx * y - dy * x);
        float cost = ahead + ASIDE_COST * aside;
        if (ahead > 1 && cost < least) {
            least = cost;
            nearest = numbers.hits[i];
        }
    }
    if (nearest) ask(state, nearest);
    reading_finish(&numbers);
    return true;
}

bool action_number_next(State *state, const char *argument, Report *report) {
    (void)argument;
    return go_by(state, 1, report);
}

bool action_number_back(State *state, const char *argument, Report *report) {
    (void)argument;
    return go_by(state, -1, report);
}

bool action_number_left(State *state, const char *argument, Report *report) {
    (void)argument;
    return go_towards(state, -1, 0, report);
}

bool action_number_right(State *state, const char *argument, Report *report) {
    (void)argument;
    return go_towards(state, 1, 0, report);
}

bool action_number_up(State *state, const char *argument, Report *report) {
    (void)argument;
    return go_towards(state, 0, -1, report);
}

bool action_number_down(State *state, const char *argument, Report *report) {
    (void)argument;
    return go_towards(state, 0, 1, report);
}
