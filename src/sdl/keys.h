// Names of keys as app/event.h writes them.
#ifndef UNROLL_SDL_KEYS_H
#define UNROLL_SDL_KEYS_H

#include "app/event.h"

#include <SDL_keyboard.h>

#include <stdbool.h>

// Writes the name of a key with its modifiers into `out`. False for a key that has none here (Shift by itself, and so on).
bool key_chord(const SDL_Keysym *key, char out[EVENT_KEY_BYTES]);

#endif
