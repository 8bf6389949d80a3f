// The parts that panels, help pages and the shelf are composed of. They draw into frame->list and register in frame->hits, and read only
// theme, words, unit and view->measure of the frame, so that they work without a trace. Rectangles are px; sizes of text are units.
#ifndef UNROLL_VIEW_PARTS_WIDGETS_H
#define UNROLL_VIEW_PARTS_WIDGETS_H

#include "view/frame.h"
#include "view/parts/icons.h"

// How a widget stands at this frame; combined with |.
enum {
    WIDGET_PLAIN = 0,
    WIDGET_DISABLED = 1, // drawn faint, registers no hit
    WIDGET_FOCUSED = 2,  // has the keyboard: drawn with a ring
    WIDGET_CHOSEN = 4,   // pressed in, switched on, selected
    WIDGET_PRIMARY = 8,  // the one that a beginner should press
};

// The inner part of a rectangle, `margin` px in from each side (never negative in size).
Rect rect_inset(Rect rect, float margin);
bool rect_holds(Rect rect, Point point);
// Takes `height` px (`width` px) off a rectangle and returns them; at most what is left.
Rect rect_cut_top(Rect *rect, float height);
Rect rect_cut_bottom(Rect *rect, float height);
Rect rect_cut_left(Rect *rect, float width);
Rect rect_cut_right(Rect *rect, float width);

// A surface that swallows clicks. Returns the rectangle inside its margins.
Rect card_draw(Frame *frame, Rect rect);
// The same with a title line ("" or NULL: none); returns what is left beneath the title.
Rect card_draw_titled(Frame *frame, Rect rect, const char *title);

// A veil over everything drawn so far, and a hit over the whole of it that runs `command` (a click beside a dialogue).
void veil_draw(Frame *frame, Rect rect, const char *command);

// A ring around what has the keyboard.
void focus_ring_draw(Frame *frame, Rect rect, float radius);

// A button for a command. `label` may be NULL, `icon` ICON_NONE. The hit is focusable.
void button_draw(Frame *frame, Rect rect, Icon icon, const char *label, const char *command, const char *argument, unsigned state);
// The width in px that a button of that height needs.
float button_width(const Frame *frame, Icon icon, const char *label, float height);

// A switch with its label to the right; WIDGET_CHOSEN: on.
void toggle_draw(Frame *frame, Rect rect, const char *label, const char *command, const char *argument, unsigned state);

// One line of text that can be edited. `caret` and `anchor` are byte offsets (between them: the selection); `composing` is what an input
// method has not finished, shown underlined at the caret, or NULL. The text scrolls sideways so that the caret shows. Registers HIT_FIELD
// with `key`.
typedef struct Field {
    const char *key;
    const char *text;
    size_t caret, anchor;
    const char *composing;
    const char *hint;    // shown faint while the text is empty; NULL: none
    const char *problem; // told beneath the box, which then is one line high; NULL: none
} Field;
void field_draw(Frame *frame, Rect rect, const Field *field, unsigned state);
// The byte offset in the field's text that is nearest to `x` px: where a click puts the caret.
size_t field_offset_at(const Frame *frame, Rect rect, const Field *field, unsigned state, float x);

// One of a few values: segments side by side, the chosen one filled; each runs `command` with its value. Chosen -1: none.
void segments_draw(Frame *frame, Rect rect, const char *const *labels, const char *const *values, int count, int chosen,
                   const char *command, unsigned state);

// A row of a list: a title, a quieter note beneath (NULL: none), an icon at its right end (ICON_NONE: none).
void row_draw(Frame *frame, Rect rect, const char *title, const char *note, Icon icon, const char *command, const char *argument,
              unsigned state);

// A bar at the right edge for content of `content` px scrolled by `offset` px within rect.h. Nothing where all of it fits.
void scrollbar_draw(Frame *frame, Rect rect, float content, float offset);

// Text broken into lines at spaces (Hangul words stay whole where they fit); "\n" breaks too. Draws from the top of `rect` as many lines as
// it has room for, the last with "…" if there is more; lines stand closer where all of them fit then. Returns the height in px that the
// whole text takes.
float paragraph_draw(Frame *frame, Rect rect, FontFace face, float size, Color color, const char *text);
float paragraph_height(const Frame *frame, float width, FontFace face, float size, const char *text);
// The same with what stands behind a "_" as a subscript.
float paragraph_draw_formulas(Frame *frame, Rect rect, FontFace face, float size, Color color, const char *text);
// How far apart its lines are, px.
float paragraph_leading(const Frame *frame, float size);

// A short message at the right of `area`, in its middle; what is higher than the area grows downwards. `appear` 0..1 fades it. For a
// problem: with a warning sign and in the colour of attention.
void toast_draw(Frame *frame, Rect area, const char *message, bool is_problem, float appear);

// A key as it is printed on a keyboard ("Space", "Ctrl+C"), its left edge at x, centred on y. Returns its width in px.
float keycap_draw(Frame *frame, float x, float y, const char *key);
float keycap_width(const Frame *frame, const char *key);

// What a button without words does, and its key ("": none), beneath it, or above where that would leave `within`.
void tip_draw(Frame *frame, Rect of, Rect within, const char *text, const char *key);

// How far a piece of work has come: 0..1.
void progress_draw(Frame *frame, Rect rect, double fraction, Color color);

#endif
