// What the commands do. Each has the signature of Command.run.
#ifndef UNROLL_APP_ACTIONS_ACTIONS_H
#define UNROLL_APP_ACTIONS_ACTIONS_H

#include "app/state.h"

// actions_play.c: through time
bool action_play(State *state, const char *argument, Report *report);
bool action_beat(State *state, const char *argument, Report *report);
bool action_beat_back(State *state, const char *argument, Report *report);
bool action_step(State *state, const char *argument, Report *report);
bool action_step_back(State *state, const char *argument, Report *report);
bool action_timestep(State *state, const char *argument, Report *report);
bool action_timestep_back(State *state, const char *argument, Report *report);
bool action_phase(State *state, const char *argument, Report *report);
bool action_phase_back(State *state, const char *argument, Report *report);
bool action_start(State *state, const char *argument, Report *report);
bool action_end(State *state, const char *argument, Report *report);
bool action_seek(State *state, const char *argument, Report *report);
bool action_faster(State *state, const char *argument, Report *report);
bool action_slower(State *state, const char *argument, Report *report);
bool action_speed(State *state, const char *argument, Report *report);
bool action_operations(State *state, const char *argument, Report *report);
bool action_answer(State *state, const char *argument, Report *report);

// actions_look.c: the picture
bool action_zoom_in(State *state, const char *argument, Report *report);
bool action_zoom_out(State *state, const char *argument, Report *report);
bool action_zoom(State *state, const char *argument, Report *report);
bool action_pan(State *state, const char *argument, Report *report);
bool action_pan_left(State *state, const char *argument, Report *report);
bool action_pan_right(State *state, const char *argument, Report *report);
bool action_fit(State *state, const char *argument, Report *report);
bool action_theme(State *state, const char *argument, Report *report);
bool action_language(State *state, const char *argument, Report *report);
bool action_scale(State *state, const char *argument, Report *report);
bool action_scale_up(State *state, const char *argument, Report *report);
bool action_scale_down(State *state, const char *argument, Report *report);
bool action_motion(State *state, const char *argument, Report *report);
bool action_weight(State *state, const char *argument, Report *report);
bool action_choose_loss(State *state, const char *argument, Report *report);

// actions_edit.c: the experiment
bool action_panel(State *state, const char *argument, Report *report);
bool action_set(State *state, const char *argument, Report *report);
bool action_undo(State *state, const char *argument, Report *report);
bool action_redo(State *state, const char *argument, Report *report);
bool action_iteration(State *state, const char *argument, Report *report);
bool action_next_iteration(State *state, const char *argument, Report *report);
bool action_previous_iteration(State *state, const char *argument, Report *report);
bool action_open(State *state, const char *argument, Report *report);
bool action_open_line(State *state, const char *argument, Report *report);
bool action_compare(State *state, const char *argument, Report *report);
bool action_edit(State *state, const char *argument, Report *report);

// actions_clamp.c: equations held at a value
bool action_clamp(State *state, const char *argument, Report *report);
bool action_clamp_value(State *state, const char *argument, Report *report);

// actions_plots.c: plots, and the knob that changes them
bool action_plot(State *state, const char *argument, Report *report);
bool action_lane(State *state, const char *argument, Report *report);
bool action_preset(State *state, const char *argument, Report *report);
bool action_radius(State *state, const char *argument, Report *report);
bool action_radius_up(State *state, const char *argument, Report *report);
bool action_radius_down(State *state, const char *argument, Report *report);
bool action_cell_next(State *state, const char *argument, Report *report);
bool action_longer(State *state, const char *argument, Report *report);
bool action_shorter(State *state, const char *argument, Report *report);
bool action_losses(State *state, const char *argument, Report *report);

// training_actions.c: training
bool action_train(State *state, const char *argument, Report *report);
bool action_train_stop(State *state, const char *argument, Report *report);
bool action_last_good(State *state, const char *argument, Report *report);
bool action_shuffle(State *state, const char *argument, Report *report);

// number.c: any number, by keys
bool action_number_next(State *state, const char *argument, Report *report);
bool action_number_back(State *state, const char *argument, Report *report);
bool action_number_left(State *state, const char *argument, Report *report);
bool action_number_right(State *state, const char *argument, Report *report);
bool action_number_up(State *state, const char *argument, Report *report);
bool action_number_down(State *state, const char *argument, Report *report);

// code_panel.c: the code of the iteration
bool action_code(State *state, const char *argument, Report *report);
bool action_code_line(State *state, const char *argument, Report *report);
bool action_code_up(State *state, const char *argument, Report *report);
bool action_code_down(State *state, const char *argument, Report *report);

// editor.c, editor_save.c: the equations
bool action_equations(State *state, const char *argument, Report *report);
bool action_equations_start(State *state, const char *argument, Report *report);
bool action_equations_problem(State *state, const char *argument, Report *report);
bool action_save_cell(State *state, const char *argument, Report *report);

// editor_input.c: typing
bool action_type(State *state, const char *argument, Report *report);
bool action_key(State *state, const char *argument, Report *report);

// prove.c: a gradient beside its differences
bool action_prove(State *state, const char *argument, Report *report);

// actions_program.c: the program
bool action_copy(State *state, const char *argument, Report *report);
bool action_paste(State *state, const char *argument, Report *report);
bool action_save_picture(State *state, const char *argument, Report *report);
bool action_help(State *state, const char *argument, Report *report);
bool action_close(State *state, const char *argument, Report *report);
bool action_focus_next(State *state, const char *argument, Report *report);
bool action_focus_previous(State *state, const char *argument, Report *report);
bool action_activate(State *state, const char *argument, Report *report);
bool action_quit(State *state, const char *argument, Report *report);

#endif
