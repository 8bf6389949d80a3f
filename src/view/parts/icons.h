// Icons as shapes: they scale, take any colour and need no font.
#ifndef UNROLL_VIEW_PARTS_ICONS_H
#define UNROLL_VIEW_PARTS_ICONS_H

#include "base/display.h"

typedef enum Icon {
    ICON_NONE,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_FORWARD, // to the next beat
    ICON_BACK,    // to the beat before
    ICON_GEAR,
    ICON_HELP,
    ICON_SCISSORS, // open to the left, where it cuts
    ICON_COPY,
    ICON_THEME,
    ICON_LANGUAGE,
    ICON_CLOSE, // also: wrong
    ICON_CHECK,
    ICON_WARNING,
    ICON_CHEVRON_LEFT,
    ICON_CHEVRON_RIGHT,
    ICON_CHEVRON_DOWN,
    ICON_BOOK,
    ICON_LOCK,
    ICON_PENCIL, // to write
    ICON_CODE,
    ICON_LANES, // side by side
    ICON_COUNT
} Icon;

// Draws an icon around `center` in a square of `size` px.
void icon_draw(DisplayList *list, Icon icon, Point center, float size, Color color);

#endif
