// What the tests of the editor share.
#ifndef UNROLL_TESTS_APP_EDITOR_FIXTURE_H
#define UNROLL_TESTS_APP_EDITOR_FIXTURE_H

#include "fixture.h"

#include "app/editor/editor.h"

// A cell with comments, annotations, and letters of several bytes.
extern const char MGU[];

const Editor *stand_editor(const Stand *stand);
const char *stand_text(const Stand *stand); // what is written

// Ctrl+v, and what the clipboard has.
void stand_paste(Stand *stand, const char *text);

#endif
