#include "cli/progress.h"

#include "cli/output.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR_CELLS = 30 };

void progress_init(Progress *progress, const Words *words, long total) {
    *progress = (Progress){.words = words, .terminal = isatty(STDOUT_FILENO) == 1, .total = total, .next_line = 1, .shown = -1};
    text_init(&progress->line);
}

void progress_finish(Progress *progress) {
    text_finish(&progress->line);
}

// 1, 2, 5, 10, 20, 50, ...: as many lines for a decade of a long run as for one of a short.
static long line_after(long iteration) {
    long decade = 1;
    while (decade * 10 <= iteration) decade *= 10;
    return iteration < 2 * decade ? 2 * decade : iteration < 5 * decade ? 5 * decade : 10 * decade;
}

long progress_chunk(const Progress *progress, const Session *session) {
    long made = session->history.count;
    if (!progress->terminal) return progress->next_line > made ? progress->next_line - made : 1;
    // About a fiftieth of a second on a usual machine; large networks simply show every update.
    long work = (long)session->schedule.steps * session->schedule.lanes * session->settings.hidden * session->settings.hidden;
    return 1 + 4000000 / (work + 1);
}

static void append_line(Progress *progress, const Session *session, long made) {
    double loss = session->history.loss[session->history.count - 1];
    double perplexity = session_perplexity(session, loss);
    Text iteration, loss_text, perplexity_text;
    text_init(&iteration);
    text_init(&loss_text);
    text_init(&perplexity_text);
    text_printf(&iteration, "%ld", made);
    text_append_decimal(&loss_text, loss, 4, false);
    text_append_decimal(&perplexity_text, perplexity, 4, false);
    if (isnan(perplexity))
        WORDS_FORMAT(progress->words, &progress->line, "cli.train.line", {"iteration", iteration.data}, {"loss", loss_text.data});
    else
        WORDS_FORMAT(progress->words, &progress->line, "cli.train.line-perplexity", {"iteration", iteration.data}, {"loss", loss_text.data},
                     {"perplexity", perplexity_text.data});
    text_finish(&perplexity_text);
    text_finish(&loss_text);
    text_finish(&iteration);
}

static bool show_bar(Progress *progress, const Session *session, long made) {
    double now = output_clock(NULL);
    bool last = made >= progress->total || session->stopped;
    if (!last && progress->shown >= 0 && now - progress->shown < 0.05) return true;
    progress->shown = now;
    text_clear(&progress->line);
    text_append(&progress->line, "\r\033[K["); // to the start of the line, clear it
    for (int i = 0; i < BAR_CELLS; i++)
        text_append(&progress->line, (double)i * (double)progress->total < (double)made * BAR_CELLS ? "#" : ".");
    text_append(&progress->line, "] ");
    append_line(progress, session, made);
    if (last) text_append(&progress->line, "\n");
    return output_write(&progress->line, progress->words);
}

bool progress_show(Progress *progress, const Session *session, long made) {
    if (made == 0) return true;
    if (progress->terminal) return show_bar(progress, session, made);
    if (made < progress->next_line && made < progress->total && !session->stopped) return true;
    while (progress->next_line <= made) progress->next_line = line_after(progress->next_line);
    text_clear(&progress->line);
    append_line(progress, session, made);
    text_append(&progress->line, "\n");
    return output_write(&progress->line, progress->words);
}
