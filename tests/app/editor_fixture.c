#include "editor_fixture.h"

const char MGU[] = "# minimal gated unit; one gate\n"
                   "#: f name.ko 망각 게이트\n"
                   "f[t] = σ(W_f x[t] + U_f h[t-1] + b_f)\n"
                   "n[t] = tanh(W_n x[t] + U_n (f[t] * h[t-1]) + b_n)\n"
                   "h[t] = (1 - f[t]) * h[t-1] + f[t] * n[t]";

const Editor *stand_editor(const Stand *stand) {
    return &stand->state->editor;
}

const char *stand_text(const Stand *stand) {
    return stand_editor(stand)->text.edit.text.data;
}

void stand_paste(Stand *stand, const char *text) {
    stand_key(stand, "Ctrl+v");
    assert_true(stand->state->requests.paste);
    stand->state->requests.paste = false;
    stand_event(stand, (Event){.kind = EVENT_PASTE, .text = text});
}
