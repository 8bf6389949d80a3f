// What happens at this moment, in one sentence.
#include "view/panels/panels.h"

#include "trace/sentence.h"
#include "view/parts/widgets.h"

#include <stdio.h>

void sentence_write(const Frame *frame, Text *out) {
    const View *view = frame->view;
    if (view->trace_count <= 1 || view->position > 0) {
        trace_sentence_at(frame->trace, view->position, frame->words, out);
        return;
    }
    char iteration[32], count[16];
    snprintf(iteration, sizeof iteration, "%ld", frame->trace->iteration);
    snprintf(count, sizeof count, "%d", view->trace_count);
    WORDS_FORMAT(frame->words, out, "lanes.start", {"iteration", iteration}, {"count", count});
}

void sentence_draw(Frame *frame, Rect rect) {
    static const float SIZES[] = {26, 24, 22, 20};
    Text sentence;
    text_init(&sentence);
    sentence_write(frame, &sentence);
    float size = 20, height = 0;
    // One line in the largest size that takes it; else two, which fit in any case but that of the longest names.
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        size = SIZES[i];
        height = paragraph_height(frame, rect.w, FACE_REGULAR, size, sentence.data);
        if (height <= 1.5f * paragraph_leading(frame, size)) {
            break;
        }
    }
    float shown = height < rect.h ? height : rect.h;
    Rect lines = {rect.x, rect.y + (rect.h - shown) / 2, rect.w, shown};
    paragraph_draw_formulas(frame, lines, FACE_REGULAR, size, frame->theme->text, sentence.data);
    text_finish(&sentence);
}
