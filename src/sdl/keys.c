#include "sdl/keys.h"

#include <SDL_keycode.h>

#include <stdio.h>
#include <string.h>

typedef struct NamedKey {
    SDL_Keycode code;
    const char *name;
} NamedKey;

static const NamedKey NAMED[] = {
    {SDLK_SPACE, "Space"}, {SDLK_LEFT, "Left"},           {SDLK_RIGHT, "Right"},   {SDLK_UP, "Up"},
    {SDLK_DOWN, "Down"},   {SDLK_HOME, "Home"},           {SDLK_END, "End"},       {SDLK_PAGEUP, "PageUp"},
    {SDLK_TAB, "Tab"},     {SDLK_PAGEDOWN, "PageDown"},   {SDLK_RETURN, "Enter"},  {SDLK_KP_ENTER, "Enter"},
    {SDLK_ESCAPE, "Esc"},  {SDLK_BACKSPACE, "Backspace"}, {SDLK_DELETE, "Delete"}, {SDLK_F1, "F1"},
    {SDLK_F8, "F8"},       {SDLK_KP_PLUS, "+"},           {SDLK_KP_MINUS, "-"},
};

static const char *find_named(SDL_Keycode code) {
    for (size_t i = 0; i < sizeof NAMED / sizeof *NAMED; i++)
        if (NAMED[i].code == code) return NAMED[i].name;
    return NULL;
}

// What Shift makes of a key that is not a letter, on the keyboards that most people have.
static char shifted(char plain) {
    static const char PLAIN[] = "/=-0123456789;',.[]\\`", SHIFTED[] = "?+_)!@#$%^&*(:\"<>{}|~";
    const char *found = strchr(PLAIN, plain);
    return found ? SHIFTED[found - PLAIN] : plain;
}

bool key_chord(const SDL_Keysym *key, char out[EVENT_KEY_BYTES]) {
    bool ctrl = (key->mod & (KMOD_CTRL | KMOD_GUI)) != 0, alt = (key->mod & KMOD_ALT) != 0, shift = (key->mod & KMOD_SHIFT) != 0;
    const char *name = find_named(key->sym);
    char character[2] = "";
    if (!name) {
        if (key->sym <= ' ' || key->sym >= 127) return false;
        character[0] = (char)key->sym;
        bool letter = key->sym >= 'a' && key->sym <= 'z';
        if (shift && !letter) {
            character[0] = shifted(character[0]);
            shift = false; // it is in the character
        }
        name = character;
    }
    snprintf(out, EVENT_KEY_BYTES, "%s%s%s%s", ctrl ? "Ctrl+" : "", alt ? "Alt+" : "", shift ? "Shift+" : "", name);
    return true;
}
