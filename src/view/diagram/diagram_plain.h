// The diagram of a cell without gates and highways.
#ifndef UNROLL_VIEW_DIAGRAM_DIAGRAM_PLAIN_H
#define UNROLL_VIEW_DIAGRAM_DIAGRAM_PLAIN_H

#include "view/diagram/diagram.h"

// The rows on which states run, added to diagram->highways: the shortest way from where a state comes in to where it leaves, as far as no
// two share an op. Memory from the arena.
void diagram_plain_rows(Diagram *diagram, const Program *program, Arena *arena);
// Columns and rows of its nodes.
void diagram_plain_arrange(Diagram *diagram, Arena *arena);
// All of it: every operation by itself with numbers, boxes with what is beneath them, strips of colour instead. False: no room for any.
bool diagram_plain_make(Diagram *diagram, const Frame *frame, Arena *arena);

#endif
