#include "view/theme.h"

#include <math.h>
#include <string.h>

// Forward, backward and the scale's ends are the blue, vermilion and orange of Okabe and Ito (2008), which colour-blind eyes tell
// apart, made darker or lighter until text in them is legible on the theme's surfaces.
static const Theme THEMES[] = {
    {
        .name = "light",
        .background = 0xfffbfaf7,
        .surface = 0xffffffff,
        .header = 0xffffffff,
        .line = 0xffdedcd6,
        .text = 0xff1b1b22,
        .quiet = 0xff62626c,
        .faint = 0xffb4b2ac,
        .forward = 0xff006ba8,
        .backward = 0xffc25000,
        .loss = 0xff8a3fa8,
        .update = 0xff007a58,
        .forward_soft = 0xffcfe4f1,
        .backward_soft = 0xfff5dcc6,
        .loss_soft = 0xffe9d8f0,
        .update_soft = 0xffc6e8dc,
        .negative = 0xff0072b2,
        .zero = 0xffffffff,
        .positive = 0xffe8881a,
        .on_strong = 0xffffffff,
        .focus = 0xff006ba8,
        .border = 1.5f,
        .shadow = 0,
    },
    {
        .name = "dark",
        .background = 0xff14171b,
        .surface = 0xff1c2028,
        .header = 0xff1c2028,
        .line = 0xff333844,
        .text = 0xffecebe8,
        .quiet = 0xffa3a8b2,
        .faint = 0xff565c68,
        .forward = 0xff5cb3e8,
        .backward = 0xffff9248,
        .loss = 0xffc69ad6,
        .update = 0xff3fc79a,
        .forward_soft = 0xff1f3f55,
        .backward_soft = 0xff583621,
        .loss_soft = 0xff46344f,
        .update_soft = 0xff1d4a3c,
        .negative = 0xff4aa3ee,
        .zero = 0xff20242c,
        .positive = 0xffee9a3a,
        .on_strong = 0xff000000,
        .focus = 0xff5cb3e8,
        .border = 1.5f,
        .shadow = 0,
    },
    {
        .name = "contrast",
        .background = 0xffffffff,
        .surface = 0xffffffff,
        .header = 0xffffffff,
        .line = 0xff6e6e6e,
        .text = 0xff000000,
        .quiet = 0xff333333,
        .faint = 0xff8a8a8a,
        .forward = 0xff00488c,
        .backward = 0xffa83200,
        .loss = 0xff6a1a8c,
        .update = 0xff00573c,
        .forward_soft = 0xffb9d6ee,
        .backward_soft = 0xfff8cfae,
        .loss_soft = 0xffe2c6ee,
        .update_soft = 0xffaedfcb,
        .negative = 0xff00519c,
        .zero = 0xffffffff,
        .positive = 0xfff07800,
        .on_strong = 0xffffffff,
        .focus = 0xff000000,
        .border = 2.5f,
        .shadow = 0,
    },
};

enum { THEME_COUNT = sizeof THEMES / sizeof THEMES[0] };

const Theme *theme_at(int index) {
    return index >= 0 && index < THEME_COUNT ? &THEMES[index] : NULL;
}

const Theme *theme_find(const char *name) {
    for (int i = 0; i < THEME_COUNT; i++) {
        if (strcmp(THEMES[i].name, name) == 0) {
            return &THEMES[i];
        }
    }
    return NULL;
}

static unsigned channel(Color color, int shift) {
    return (color >> shift) & 0xff;
}

Color color_mix(Color a, Color b, float amount) {
    float share = fminf(fmaxf(amount, 0), 1);
    Color mixed = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        float from = (float)channel(a, shift), to = (float)channel(b, shift);
        mixed |= (Color)lroundf(from + (to - from) * share) << shift;
    }
    return mixed;
}

Color color_fade(Color color, float alpha) {
    float share = fminf(fmaxf(alpha, 0), 1);
    return (color & 0x00ffffff) | (Color)lroundf((float)channel(color, 24) * share) << 24;
}

Color theme_diverging(const Theme *theme, double value, double limit) {
    if (!isfinite(value) || !(limit > 0)) {
        return theme->zero;
    }
    double share = fmin(fabs(value) / limit, 1);
    return color_mix(theme->zero, value < 0 ? theme->negative : theme->positive, (float)share);
}

// An sRGB channel as light: a cubic within 1 % of the standard's curve, for speed.
static float light(Color color, int shift) {
    float c = (float)channel(color, shift) / 255;
    return c * (0.0125f + c * (0.6822f + c * 0.3053f));
}

static float luminance(Color color) {
    return 0.2126f * light(color, 16) + 0.7152f * light(color, 8) + 0.0722f * light(color, 0);
}

static float contrast(Color a, Color b) {
    float one = luminance(a) + 0.05f, other = luminance(b) + 0.05f;
    return one > other ? one / other : other / one;
}

Color theme_text_on(const Theme *theme, Color ground) {
    return contrast(theme->text, ground) >= contrast(theme->on_strong, ground) ? theme->text : theme->on_strong;
}
