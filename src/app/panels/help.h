// The help page: what can be done and by which key, read from the table of commands.
#ifndef UNROLL_APP_PANELS_HELP_H
#define UNROLL_APP_PANELS_HELP_H

#include "app/state.h"
#include "view/frame.h"

void help_draw(State *state, Frame *frame);

#endif
