// Events become commands, or what is dragged, scrolled and typed.
#ifndef UNROLL_APP_INPUT_H
#define UNROLL_APP_INPUT_H

#include "app/event.h"
#include "app/state.h"

// Takes one event. Problems of what it ran go into the report.
void input_take(State *state, const Event *event, Report *report);

#endif
