#include "sdl/window.h"

#include "base/arena.h"
#include "sdl/keys.h"

#include <SDL.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MIN_WIDTH = 320, MIN_HEIGHT = 180 };

struct Window {
    SDL_Window *window;
    Arena texts;   // of the events that were given last
    uint32_t *own; // pixels where the surface has another format; NULL: the surface's own are drawn on
    int own_width, own_height;
    bool takes_text;
};

// "offscreen" is what SDL falls back to without saying so; nobody would see the window.
static bool has_display(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && strcmp(driver, "offscreen") != 0;
}

// Without XDG_RUNTIME_DIR there is no way to Wayland, and its library says so by itself where it is tried: then only the others are. Who
// chooses a driver by SDL_VIDEODRIVER gets that.
static void choose_drivers(void) {
    const char *folder = getenv("XDG_RUNTIME_DIR");
    if ((folder && *folder) || getenv("WAYLAND_SOCKET")) return;
    Text drivers;
    text_init(&drivers);
    for (int i = 0; i < SDL_GetNumVideoDrivers(); i++) {
        const char *name = SDL_GetVideoDriver(i);
        bool tried = strcmp(name, "wayland") != 0 && strcmp(name, "offscreen") != 0 && strcmp(name, "dummy") != 0;
        if (tried) text_printf(&drivers, "%s%s", drivers.length > 0 ? "," : "", name);
    }
    if (drivers.length > 0) SDL_SetHint(SDL_HINT_VIDEODRIVER, drivers.data);
    text_finish(&drivers);
}

static Window *fail(Report *report, const char *key) {
    REPORT(report, ((Place){0}), key, {"reason", SDL_GetError()});
    SDL_Quit();
    return NULL;
}

Window *window_create(const char *title, int width, int height, Report *report) {
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    choose_drivers();
    if (SDL_Init(SDL_INIT_VIDEO) != 0 || !has_display()) return fail(report, "window.no-display");
    SDL_Window *inner = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, SDL_WINDOW_RESIZABLE);
    if (!inner) return fail(report, "window.failed");
    if (!SDL_GetWindowSurface(inner)) {
        SDL_DestroyWindow(inner);
        return fail(report, "window.failed");
    }
    SDL_SetWindowMinimumSize(inner, MIN_WIDTH, MIN_HEIGHT);
    SDL_StopTextInput(); // on by default, and an input method would swallow the letters of the shortcuts
    SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
    Window *window = memory_alloc_zeros(1, sizeof *window);
    window->window = inner;
    arena_init(&window->texts);
    return window;
}

void window_destroy(Window *window) {
    if (!window) return;
    arena_finish(&window->texts);
    free(window->own);
    SDL_DestroyWindow(window->window);
    SDL_Quit();
    free(window);
}

// ---- events

static const char *keep_text(Window *window, const char *text) {
    return arena_copy_text(&window->texts, text, strlen(text));
}

static bool from_pointer(Event *out, EventKind kind, int x, int y) {
    *out = (Event){.kind = kind, .x = (float)x + 0.5f, .y = (float)y + 0.5f};
    return true;
}

static bool from_window(Window *window, const SDL_WindowEvent *event, Event *out) {
    switch (event->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        *out = (Event){.kind = EVENT_RESIZE, .width = event->data1, .height = event->data2};
        return true;
    case SDL_WINDOWEVENT_EXPOSED:
        SDL_UpdateWindowSurface(window->window);
        return false; // the pixels are still there
    case SDL_WINDOWEVENT_LEAVE:
        *out = (Event){.kind = EVENT_LEAVE};
        return true;
    default:
        return false;
    }
}

static bool from_wheel(const SDL_MouseWheelEvent *event, Event *out) {
    int x, y;
    SDL_GetMouseState(&x, &y);
    from_pointer(out, EVENT_WHEEL, x, y);
    float sign = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
    out->wheel_x = sign * event->preciseX;
    out->wheel_y = sign * event->preciseY;
    return true;
}

static bool from_text(Window *window, EventKind kind, const char *text, Event *out) {
    *out = (Event){.kind = kind, .text = keep_text(window, text)};
    return true;
}

// False for an event that means nothing here.
static bool translate(Window *window, const SDL_Event *event, Event *out) {
    switch (event->type) {
    case SDL_QUIT:
        *out = (Event){.kind = EVENT_QUIT};
        return true;
    case SDL_WINDOWEVENT:
        return from_window(window, &event->window, out);
    case SDL_KEYDOWN:
        *out = (Event){.kind = EVENT_KEY};
        return key_chord(&event->key.keysym, out->key);
    case SDL_TEXTINPUT:
        return from_text(window, EVENT_TEXT, event->text.text, out);
    case SDL_TEXTEDITING:
        return from_text(window, EVENT_COMPOSITION, event->edit.text, out);
    case SDL_MOUSEMOTION:
        return from_pointer(out, EVENT_POINTER, event->motion.x, event->motion.y);
    case SDL_MOUSEBUTTONDOWN:
        return event->button.button == SDL_BUTTON_LEFT && from_pointer(out, EVENT_PRESS, event->button.x, event->button.y);
    case SDL_MOUSEBUTTONUP:
        return event->button.button == SDL_BUTTON_LEFT && from_pointer(out, EVENT_RELEASE, event->button.x, event->button.y);
    case SDL_MOUSEWHEEL:
        return from_wheel(&event->wheel, out);
    case SDL_DROPFILE: {
        bool sound = from_text(window, EVENT_DROP, event->drop.file, out);
        SDL_free(event->drop.file);
        return sound;
    }
    default:
        return false;
    }
}

static bool wait(SDL_Event *event, double seconds) {
    if (!(seconds > 0)) return SDL_PollEvent(event);
    if (seconds > 3600) return SDL_WaitEvent(event);
    return SDL_WaitEventTimeout(event, (int)ceil(seconds * 1000));
}

size_t window_events(Window *window, double seconds, Event *events, size_t capacity) {
    arena_finish(&window->texts);
    size_t count = 0;
    SDL_Event event;
    bool more = wait(&event, seconds);
    while (more) {
        Event one;
        if (translate(window, &event, &one)) {
            // Of a pointer that moves, only where it got to matters.
            bool moves_on = count > 0 && one.kind == EVENT_POINTER && events[count - 1].kind == EVENT_POINTER;
            events[moves_on ? count - 1 : count] = one;
            if (!moves_on) count++;
        }
        more = count < capacity && SDL_PollEvent(&event);
    }
    return count;
}

// ---- pixels

static bool is_ours(const SDL_Surface *surface) {
    Uint32 format = surface->format->format;
    return (format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888) && surface->pitch % 4 == 0;
}

Pixels window_pixels(Window *window) {
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    if (!surface || surface->w < 1 || surface->h < 1) return (Pixels){NULL, 0, 0, 0};
    if (is_ours(surface)) return (Pixels){surface->pixels, surface->w, surface->h, surface->pitch / 4};
    if (!window->own || window->own_width != surface->w || window->own_height != surface->h) {
        window->own = memory_resize(window->own, (size_t)surface->w * (size_t)surface->h * sizeof *window->own);
        window->own_width = surface->w;
        window->own_height = surface->h;
    }
    return (Pixels){window->own, surface->w, surface->h, surface->w};
}

static void convert(const Window *window, SDL_Surface *surface) {
    SDL_ConvertPixels(surface->w, surface->h, SDL_PIXELFORMAT_RGB888, window->own, surface->w * 4, surface->format->format, surface->pixels,
                      surface->pitch);
}

void window_show(Window *window, const PixelRect *rects, size_t count) {
    enum { MOST = 64 };
    SDL_Surface *surface = SDL_GetWindowSurface(window->window);
    if (!surface || count == 0) return;
    if (!is_ours(surface) && window->own) convert(window, surface);
    if (count > MOST) {
        SDL_UpdateWindowSurface(window->window);
        return;
    }
    SDL_Rect shown[MOST];
    for (size_t i = 0; i < count; i++) shown[i] = (SDL_Rect){rects[i].x, rects[i].y, rects[i].w, rects[i].h};
    SDL_UpdateWindowSurfaceRects(window->window, shown, (int)count);
}

// ---- text and the clipboard

void window_take_text(Window *window, bool on, float x, float y, float w, float h) {
    SDL_Rect rect = {(int)x, (int)y, (int)w, (int)h};
    if (on) SDL_SetTextInputRect(&rect);
    if (on == window->takes_text) return;
    window->takes_text = on;
    if (on)
        SDL_StartTextInput();
    else
        SDL_StopTextInput();
}

void window_set_clipboard(Window *window, const char *text) {
    (void)window;
    SDL_SetClipboardText(text);
}

const char *window_clipboard(Window *window) {
    char *text = SDL_GetClipboardText();
    const char *kept = keep_text(window, text ? text : "");
    SDL_free(text);
    return kept;
}
