#include "sdl/fonts.h"

#include "base/arena.h"

#include <SDL.h>
#include <SDL_ttf.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A font file that was found. It is opened when its first glyph is wanted.
typedef struct FontFile {
    char *path;
    TTF_Font *drawn;    // at `size`, GLYPH_PHASES times wider than high
    TTF_Font *measured; // unhinted, at METRICS_SIZE
    float size;
    bool broken;
} FontFile;

enum {
    MAX_FILES = 16,
    METRICS_SIZE = 2048, // px per em: advances come out finer than any screen
    POINTS_PER_INCH = 72,
};

struct Fonts {
    FontFile files[MAX_FILES];
    size_t file_count;
    size_t chain[FACE_COUNT][MAX_FILES]; // indices into files, in the order of preference
    size_t chain_length[FACE_COUNT];
    bool ttf_ready;
    SDL_Surface *surface; // of the glyph that was given last
};

static const char *const FOLDERS[] = {
    "/usr/share/fonts/truetype/dejavu", // Debian
    "/usr/share/fonts/truetype/nanum",
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/dejavu-sans-fonts", // Fedora
    "/usr/share/fonts/dejavu-sans-mono-fonts",
    "/usr/share/fonts/naver-nanum-gothic-fonts",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/TTF", // Arch
    "/usr/share/fonts/nanum",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/dejavu", // Alpine
    "/usr/share/fonts/noto",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "~/Library/Fonts", // macOS
    "/Library/Fonts",
    "/System/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
};

// Each list ends with NULL. A face first looks into its own, then into the regular ones, so that no letter is lost for want of a bold one.
static const char *const REGULAR_FILES[] = {"DejaVuSans.ttf", "NanumGothic.ttf",      "NanumGothic-Regular.ttf", "NotoSansCJK-Regular.ttc",
                                            "Helvetica.ttc",  "AppleSDGothicNeo.ttc", "Arial Unicode.ttf",       NULL};
static const char *const BOLD_FILES[] = {"DejaVuSans-Bold.ttf", "NanumGothicBold.ttf", "NanumGothic-Bold.ttf", "NotoSansCJK-Bold.ttc",
                                         NULL};
static const char *const MONO_FILES[] = {"DejaVuSansMono.ttf", "Menlo.ttc", NULL};

static const char *const *const FACE_FILES[FACE_COUNT] = {
    [FACE_REGULAR] = REGULAR_FILES,
    [FACE_BOLD] = BOLD_FILES,
    [FACE_MONO] = MONO_FILES,
};

static bool file_exists(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    fclose(file);
    return true;
}

// The path of a font by its file name; NULL if no folder has it. The caller frees it.
static char *find_path(const char *name) {
    const char *home = getenv("HOME");
    for (size_t i = 0; i < sizeof FOLDERS / sizeof *FOLDERS; i++) {
        const char *folder = FOLDERS[i], *root = "";
        if (folder[0] == '~') {
            if (!home) continue;
            root = home;
            folder++;
        }
        size_t size = strlen(root) + strlen(folder) + strlen(name) + 2;
        char *path = memory_alloc(size);
        snprintf(path, size, "%s%s/%s", root, folder, name);
        if (file_exists(path)) return path;
        free(path);
    }
    return NULL;
}

static void chain_add(Fonts *fonts, FontFace face, const char *const *names) {
    for (; *names; names++) {
        char *path = find_path(*names);
        if (!path) continue;
        size_t at = 0;
        while (at < fonts->file_count && strcmp(fonts->files[at].path, path) != 0) at++;
        if (at < fonts->file_count) {
            free(path);
        } else {
            fonts->files[fonts->file_count++] = (FontFile){.path = path};
        }
        fonts->chain[face][fonts->chain_length[face]++] = at;
    }
}

static bool file_open(FontFile *file) {
    if (file->drawn) return true;
    if (file->broken) return false;
    file->drawn = TTF_OpenFont(file->path, METRICS_SIZE / 64);
    file->measured = TTF_OpenFont(file->path, METRICS_SIZE);
    if (!file->drawn || !file->measured) {
        file->broken = true;
        if (file->drawn) TTF_CloseFont(file->drawn);
        if (file->measured) TTF_CloseFont(file->measured);
        file->drawn = file->measured = NULL;
        return false;
    }
    // Light hinting moves outlines up and down only: stems keep their place and weight across, horizontals become crisp.
    TTF_SetFontHinting(file->drawn, TTF_HINTING_LIGHT);
    TTF_SetFontHinting(file->measured, TTF_HINTING_NONE);
    return true;
}

static bool file_set_size(FontFile *file, float size) {
    if (file->size == size) return true;
    // Twice the size at half the resolution: half pixels, which the whole number of points could not say.
    if (TTF_SetFontSizeDPI(file->drawn, (int)(size * 2), GLYPH_PHASES * POINTS_PER_INCH / 2, POINTS_PER_INCH / 2) != 0) return false;
    file->size = size;
    return true;
}

// The first font of the face that has the code point; NULL if none has.
static FontFile *find_file(Fonts *fonts, FontFace face, uint32_t code_point) {
    for (size_t i = 0; i < fonts->chain_length[face]; i++) {
        FontFile *file = &fonts->files[fonts->chain[face][i]];
        if (file_open(file) && TTF_GlyphIsProvided32(file->drawn, code_point)) return file;
    }
    return NULL;
}

// Cuts the empty edges off a rendered glyph. The surface is as high as the font and begins at the pen, or further left or up where the
// glyph does.
static void describe_surface(const FontFile *file, const SDL_Surface *surface, int min_x, int max_y, GlyphBitmap *out) {
    const uint8_t *pixels = surface->pixels;
    int x0 = surface->w, x1 = 0, y0 = surface->h, y1 = 0;
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            if (!pixels[y * surface->pitch + x]) continue;
            if (x < x0) x0 = x;
            if (x >= x1) x1 = x + 1;
            if (y < y0) y0 = y;
            y1 = y + 1;
        }
    }
    if (x0 >= x1) return;
    int ascent = TTF_FontAscent(file->drawn);
    out->coverage = pixels + y0 * surface->pitch + x0;
    out->width = x1 - x0;
    out->height = y1 - y0;
    out->stride = surface->pitch;
    out->left = x0 + (min_x < 0 ? min_x : 0);
    out->top = (max_y > ascent ? max_y : ascent) - y0;
}

static bool load_glyph(void *context, FontFace face, float size, uint32_t code_point, GlyphBitmap *out) {
    Fonts *fonts = context;
    FontFile *file = find_file(fonts, face, code_point);
    if (!file || !file_set_size(file, size)) return false;
    int advance, min_x, max_x, min_y, max_y;
    if (TTF_GlyphMetrics32(file->measured, code_point, NULL, NULL, NULL, NULL, &advance) != 0) return false;
    *out = (GlyphBitmap){.advance = (float)advance / METRICS_SIZE * size};
    if (TTF_GlyphMetrics32(file->drawn, code_point, &min_x, &max_x, &min_y, &max_y, NULL) != 0) return false;
    if (max_x <= min_x || max_y <= min_y) return true; // a space

    SDL_FreeSurface(fonts->surface);
    SDL_Color white = {255, 255, 255, 255}, black = {0, 0, 0, 255};
    fonts->surface = TTF_RenderGlyph32_Shaded(file->drawn, code_point, white, black);
    if (!fonts->surface) return false;
    describe_surface(file, fonts->surface, min_x, max_y, out);
    return true;
}

static bool has_glyph(Fonts *fonts, uint32_t code_point) {
    return find_file(fonts, FACE_REGULAR, code_point) != NULL;
}

Fonts *fonts_create(Report *report) {
    Fonts *fonts = memory_alloc_zeros(1, sizeof *fonts);
    fonts->ttf_ready = TTF_Init() == 0;
    for (int face = 0; face < FACE_COUNT; face++) {
        chain_add(fonts, (FontFace)face, FACE_FILES[face]);
        if (face != FACE_REGULAR) chain_add(fonts, (FontFace)face, REGULAR_FILES);
    }
    if (!fonts->ttf_ready) {
        REPORT(report, (Place){0}, "fonts.broken", {"reason", TTF_GetError()});
    } else if (!has_glyph(fonts, 'a')) {
        REPORT_PLAIN(report, (Place){0}, "fonts.none");
    } else {
        if (!has_glyph(fonts, 0xAC00)) REPORT_PLAIN(report, (Place){0}, "fonts.no-hangul");
        return fonts;
    }
    fonts_destroy(fonts);
    return NULL;
}

void fonts_destroy(Fonts *fonts) {
    if (!fonts) return;
    SDL_FreeSurface(fonts->surface);
    for (size_t i = 0; i < fonts->file_count; i++) {
        if (fonts->files[i].drawn) TTF_CloseFont(fonts->files[i].drawn);
        if (fonts->files[i].measured) TTF_CloseFont(fonts->files[i].measured);
        free(fonts->files[i].path);
    }
    if (fonts->ttf_ready) TTF_Quit();
    free(fonts);
}

GlyphSource fonts_source(Fonts *fonts) {
    return (GlyphSource){fonts, load_glyph};
}
