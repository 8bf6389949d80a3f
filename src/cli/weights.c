#include "cli/weights.h"

#include "app/launch.h"
#include "base/files.h"

#include <stdlib.h>
#include <string.h>

static const char HEADER[] = "unroll-weights 1";

typedef struct Block {
    const char *name;
    long rows, cols;
    double *data; // rows * cols, row-major
    int line;
} Block;

struct Weights {
    char *path;
    Launch launch;
    long updates;
    Block *blocks;
    size_t count, capacity;
    Arena arena;
};

// ---- saving

// The equations on one line, without comments.
static void append_equations(const Program *program, Text *out) {
    for (int i = 0; i < program->equation_count; i++) {
        const Equation *equation = &program->equations[i];
        if (equation->added) continue;
        if (out->length > 0) text_append(out, "; ");
        bool comment = false;
        for (int at = equation->span.start; at < equation->span.end; at++) {
            char c = program->text[at];
            comment = c == '#' || (comment && c != '\n');
            if (!comment) text_append_bytes(out, c == '\n' ? " " : &program->text[at], 1);
        }
    }
}

static bool cell_is_file(const Experiment *experiment) {
    const char *cell = experiment->given[KEY_CELL];
    return cell && (strchr(cell, '/') || strchr(cell, '.'));
}

static void print_experiment(const Session *session, Report *report, Text *out) {
    Launch launch;
    launch_init(&launch);
    experiment_copy(&launch.experiment, &session->experiment);
    if (cell_is_file(&session->experiment)) {
        Text cell;
        text_init(&cell);
        append_equations(session->program, &cell);
        experiment_set(&launch.experiment, KEY_CELL, NULL, (Place){0}, report);
        experiment_set(&launch.experiment, KEY_CELL_TEXT, cell.data, (Place){.file = "--cell-text"}, report);
        text_finish(&cell);
    }
    text_append(out, "unroll ");
    experiment_print(&launch.experiment, out);
    launch_finish(&launch);
}

bool weights_save(const Session *session, const char *path, Report *report) {
    Text out;
    text_init(&out);
    text_printf(&out, "%s\n", HEADER);
    print_experiment(session, report, &out);
    text_printf(&out, "\nupdates %ld\n", session->iteration);
    for (int i = 0; i < session->program->param_count; i++) {
        const Param *param = &session->program->params[i];
        text_printf(&out, "param %s %d %d\n", param->name, param->rows, param->cols);
        for (int row = 0; row < param->rows; row++)
            for (int col = 0; col < param->cols; col++) {
                text_append_number(&out, params_get(&session->params, i, row, col));
                text_append(&out, col + 1 < param->cols ? " " : "\n");
            }
    }
    text_append(&out, "end\n");
    bool sound = file_write(path, out.data, out.length, report);
    text_finish(&out);
    return sound;
}

// ---- loading

// A walk over the lines of a file; the bytes are cut into lines in place.
typedef struct Lines {
    char *next;
    int line;
} Lines;

static char *next_line(Lines *lines) {
    if (!*lines->next) return NULL;
    char *start = lines->next, *end = strchr(start, '\n');
    lines->next = end ? end + 1 : start + strlen(start);
    if (end) *end = '\0';
    lines->line++;
    return start;
}

// The same for a command line, whose quotes may hold several lines.
static char *next_command(Lines *lines) {
    char *start = lines->next, *end = start + shell_line_length(start);
    for (char *at = start; at < end; at++) lines->line += *at == '\n';
    lines->next = end;
    next_line(lines); // its line break
    return end > start ? start : NULL;
}

static char *next_word(char **at) {
    while (**at == ' ') (*at)++;
    if (!**at) return NULL;
    char *start = *at;
    while (**at && **at != ' ') (*at)++;
    if (**at) *(*at)++ = '\0';
    return start;
}

static bool refuse(const Weights *weights, int line, const char *key, Report *report) {
    REPORT_PLAIN(report, ((Place){.file = weights->path, .line = line}), key);
    return false;
}

static bool read_row(const Weights *weights, Lines *lines, double *row, long cols, Report *report) {
    char *at = next_line(lines);
    if (!at) return refuse(weights, lines->line, "cli.weights.short", report);
    for (long col = 0; col < cols; col++) {
        char *word = next_word(&at);
        if (!word || !number_parse(word, &row[col])) return refuse(weights, lines->line, "cli.weights.number", report);
    }
    if (next_word(&at)) return refuse(weights, lines->line, "cli.weights.number", report);
    return true;
}

static bool read_block(Weights *weights, Lines *lines, char *at, Report *report) {
    char *word = next_word(&at), *name = next_word(&at), *rows = next_word(&at), *cols = next_word(&at);
    Block block = {.line = lines->line};
    bool sound = word && strcmp(word, "param") == 0 && cols && !next_word(&at) && integer_parse(rows, &block.rows) &&
                 integer_parse(cols, &block.cols);
    // Every number takes at least two bytes, so that no file can ask for more than its own size.
    sound = sound && block.rows >= 1 && block.cols >= 1 && block.rows <= 65536 && block.cols <= 65536;
    sound = sound && (size_t)(block.rows * block.cols) <= strlen(lines->next) / 2 + 1;
    if (!sound) return refuse(weights, lines->line, "cli.weights.line", report);
    block.name = arena_copy_text(&weights->arena, name, strlen(name));
    block.data = arena_array(&weights->arena, (size_t)(block.rows * block.cols), sizeof(double));
    for (long row = 0; row < block.rows; row++)
        if (!read_row(weights, lines, block.data + row * block.cols, block.cols, report)) return false;
    if (weights->count == weights->capacity) {
        weights->capacity = weights->capacity ? weights->capacity * 2 : 16;
        weights->blocks = memory_resize(weights->blocks, weights->capacity * sizeof *weights->blocks);
    }
    weights->blocks[weights->count++] = block;
    return true;
}

static bool read_all(Weights *weights, char *data, Report *report) {
    Lines lines = {data, 0};
    char *line = next_line(&lines);
    if (!line || strcmp(line, HEADER) != 0) return refuse(weights, 1, "cli.weights.header", report);
    line = next_command(&lines);
    if (!line || !launch_read_line(&weights->launch, line, report)) return refuse(weights, 2, "cli.weights.experiment", report);
    line = next_line(&lines);
    bool counted = line && strncmp(line, "updates ", 8) == 0 && integer_parse(line + 8, &weights->updates);
    if (!counted || weights->updates < 0) return refuse(weights, 3, "cli.weights.line", report);
    while ((line = next_line(&lines)) && strcmp(line, "end") != 0)
        if (!read_block(weights, &lines, line, report)) return false;
    return line || refuse(weights, lines.line, "cli.weights.short", report);
}

Weights *weights_load(const char *path, Report *report) {
    Bytes bytes = {NULL, 0};
    if (!file_read_text(path, WEIGHTS_MAX_BYTES, &bytes, report)) return NULL;
    Weights *weights = memory_alloc_zeros(1, sizeof *weights);
    arena_init(&weights->arena);
    launch_init(&weights->launch);
    weights->path = arena_copy_text(&weights->arena, path, strlen(path));
    if (!read_all(weights, bytes.data, report)) {
        weights_destroy(weights);
        weights = NULL;
    }
    bytes_finish(&bytes);
    return weights;
}

void weights_destroy(Weights *weights) {
    if (!weights) return;
    launch_finish(&weights->launch);
    arena_finish(&weights->arena);
    free(weights->blocks);
    free(weights);
}

const Experiment *weights_experiment(const Weights *weights) {
    return &weights->launch.experiment;
}

long weights_updates(const Weights *weights) {
    return weights->updates;
}

static const Block *find_block(const Weights *weights, const char *name) {
    for (size_t i = 0; i < weights->count; i++)
        if (strcmp(weights->blocks[i].name, name) == 0) return &weights->blocks[i];
    return NULL;
}

static void append_shape(Text *out, long rows, long cols) {
    text_clear(out);
    text_printf(out, "(%ld, %ld)", rows, cols);
}

static bool check_param(const Weights *weights, const Param *param, const Block *block, Report *report) {
    if (block && block->rows == param->rows && block->cols == param->cols) return true;
    Place place = {.file = weights->path, .line = block ? block->line : 0};
    if (!block) {
        REPORT(report, place, "cli.weights.missing", {"name", param->name});
        return false;
    }
    Text wanted, found;
    text_init(&wanted);
    text_init(&found);
    append_shape(&wanted, param->rows, param->cols);
    append_shape(&found, block->rows, block->cols);
    REPORT(report, place, "cli.weights.shape", {"name", param->name}, {"wanted", wanted.data}, {"found", found.data});
    text_finish(&found);
    text_finish(&wanted);
    return false;
}

bool weights_apply(const Weights *weights, Session *session, Report *report) {
    const Program *program = session->program;
    bool sound = true;
    for (int i = 0; i < program->param_count; i++)
        sound &= check_param(weights, &program->params[i], find_block(weights, program->params[i].name), report);
    for (size_t i = 0; i < weights->count; i++)
        if (program_find_param(program, weights->blocks[i].name) < 0) {
            REPORT(report, ((Place){.file = weights->path, .line = weights->blocks[i].line}), "cli.weights.extra",
                   {"name", weights->blocks[i].name});
            sound = false;
        }
    for (int i = 0; sound && i < program->param_count; i++)
        params_write(&session->params, i, find_block(weights, program->params[i].name)->data);
    return sound;
}
