// What people do, without a word about where it comes from: the window, a test and the web make the same events.
#ifndef UNROLL_APP_EVENT_H
#define UNROLL_APP_EVENT_H

typedef enum EventKind {
    EVENT_KEY,         // a key went down: `key`
    EVENT_TEXT,        // `text` was typed (only while the state wants text)
    EVENT_COMPOSITION, // `text` is what an input method has not finished; "" when it is done
    EVENT_POINTER,     // the pointer moved to x, y
    EVENT_LEAVE,       // the pointer left the picture
    EVENT_PRESS,       // its main button went down at x, y
    EVENT_RELEASE,     // and up
    EVENT_WHEEL,       // at x, y by `wheel_x`, `wheel_y` notches; up and right are positive
    EVENT_RESIZE,      // the picture is now `width` x `height` px
    EVENT_DROP,        // the file `text` was dropped on it
    EVENT_PASTE,       // `text` came from the clipboard, as was requested
    EVENT_QUIT,        // the window was closed
} EventKind;

enum { EVENT_KEY_BYTES = 32 };

typedef struct Event {
    EventKind kind;
    // "Ctrl+", "Alt+", "Shift+" in this order, then "Space", "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Tab",
    // "Enter", "Esc", "Backspace", "Delete", "F1", "F8", or the character as it is printed on the key ("l", "?", "+"; those that need Shift
    // do not name it).
    char key[EVENT_KEY_BYTES];
    const char *text; // UTF-8, valid during the call
    float x, y;       // px
    float wheel_x, wheel_y;
    int width, height;
} Event;

#endif
