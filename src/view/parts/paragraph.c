// Text broken into lines: paragraph_draw and paragraph_height of view/parts/widgets.h.
#include "view/parts/widgets.h"

#include "base/utf8.h"
#include "view/formula/formula.h"

#include <string.h>

static const float LEADING = 1.4f;        // em
static const float TIGHT_LEADING = 1.22f; // em: where that saves a line from being cut
static const float ASCENT = 0.95f;        // em from the top of a line to its baseline: Hangul stands higher than Latin

typedef struct Breaker {
    const Frame *frame;
    FontFace face;
    float px, width;
    const char *text;
    size_t length, at; // the next line begins at `at`
} Breaker;

// A line: bytes [begin, end) of the text.
typedef struct Line {
    size_t begin, end;
} Line;

static float width_of(const Breaker *breaker, size_t begin, size_t end) {
    const TextMeasure *measure = &breaker->frame->view->measure;
    return measure->width(measure->context, breaker->face, breaker->px, breaker->text + begin, end - begin);
}

static size_t code_point_end(const Breaker *breaker, size_t at) {
    uint32_t code_point;
    return utf8_next(breaker->text, breaker->length, &at, &code_point) ? at : at + 1;
}

static size_t word_end(const Breaker *breaker, size_t at) {
    while (at < breaker->length && breaker->text[at] != ' ' && breaker->text[at] != '\n') {
        at++;
    }
    return at;
}

// A word that is wider than a whole line: as many code points as fit, at least one.
static size_t break_word(const Breaker *breaker, size_t begin, size_t end) {
    size_t at = code_point_end(breaker, begin);
    while (at < end) {
        size_t next = code_point_end(breaker, at);
        if (width_of(breaker, begin, next) > breaker->width) {
            return at;
        }
        at = next;
    }
    return end;
}

static bool next_line(Breaker *breaker, Line *line) {
    if (breaker->at >= breaker->length) {
        return false;
    }
    size_t begin = breaker->at, end = begin, at = begin;
    while (at < breaker->length && breaker->text[at] != '\n') {
        size_t word = at;
        while (word < breaker->length && breaker->text[word] == ' ') {
            word++;
        }
        size_t behind = word_end(breaker, word);
        if (width_of(breaker, begin, behind) > breaker->width) {
            if (end == begin) {
                end = at = break_word(breaker, begin, behind);
            }
            break;
        }
        end = at = behind;
    }
    *line = (Line){begin, end};
    while (at < breaker->length && breaker->text[at] == ' ') {
        at++;
    }
    breaker->at = at < breaker->length && breaker->text[at] == '\n' ? at + 1 : at;
    return true;
}

static Breaker breaker_of(const Frame *frame, float width, FontFace face, float size, const char *text) {
    return (Breaker){
        .frame = frame, .face = face, .px = frame_text_size(frame, size), .width = width, .text = text, .length = strlen(text)};
}

static int count_lines(Breaker breaker) {
    Line line;
    int lines = 0;
    while (next_line(&breaker, &line)) {
        lines++;
    }
    return lines;
}

float paragraph_leading(const Frame *frame, float size) {
    return LEADING * frame_text_size(frame, size);
}

float paragraph_height(const Frame *frame, float width, FontFace face, float size, const char *text) {
    return (float)count_lines(breaker_of(frame, width, face, size, text)) * paragraph_leading(frame, size);
}

static void draw_line(Frame *frame, Point at, FontFace face, float px, Color color, const char *text, float width, bool formulas) {
    if (!formulas) {
        frame_text_fit(frame, at.x, at.y, ALIGN_LEFT, face, px, color, text, width);
        return;
    }
    Formula formula;
    formula_init(&formula);
    formula_label(&formula, false, text);
    formula_draw_fit(frame, &formula, at.x, at.y, face, px, color, color, width);
    formula_finish(&formula);
}

static float draw(Frame *frame, Rect rect, FontFace face, float size, Color color, const char *text, bool formulas) {
    Breaker breaker = breaker_of(frame, rect.w, face, size, text);
    float leading = paragraph_leading(frame, size);
    int all = count_lines(breaker);
    if ((float)all * leading > rect.h && (float)all * TIGHT_LEADING * breaker.px <= rect.h) {
        leading = rect.h / (float)all;
    }
    float ascent = ASCENT * breaker.px - 0.7f * (paragraph_leading(frame, size) - leading);
    Line line;
    Text string;
    text_init(&string);
    int lines = 0;
    while (next_line(&breaker, &line)) {
        float top = rect.y + (float)lines * leading;
        bool fits = top + leading <= rect.y + rect.h + 0.5f;
        bool is_last = fits && top + 2 * leading > rect.y + rect.h + 0.5f && breaker.at < breaker.length;
        if (fits) {
            text_clear(&string);
            text_append_bytes(&string, text + line.begin, line.end - line.begin);
            text_append(&string, is_last ? " …" : "");
            draw_line(frame, (Point){rect.x, top + ascent}, face, breaker.px, color, string.data, rect.w, formulas);
        }
        lines++;
    }
    text_finish(&string);
    return (float)lines * leading;
}

float paragraph_draw(Frame *frame, Rect rect, FontFace face, float size, Color color, const char *text) {
    return draw(frame, rect, face, size, color, text, false);
}

float paragraph_draw_formulas(Frame *frame, Rect rect, FontFace face, float size, Color color, const char *text) {
    return draw(frame, rect, face, size, color, text, true);
}
