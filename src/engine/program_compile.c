#include "engine/cell_annotations.h"
#include "engine/cell_shapes.h"
#include "engine/program_emit.h"

#include <string.h>

// What is known of a text before sizes come in.
typedef struct Analysis {
    CellSource source;
    CellTokens tokens;
    CellFile file;
    CellModel model;
} Analysis;

// The output is the equation named y, or, without one, o if nothing reads o[t]. A y that is only read asks for a readout.
static int find_output(const CellModel *model) {
    if (model->equation_of[NAME_Y] >= 0 || model->reads_missing_output) {
        return model->equation_of[NAME_Y];
    }
    int o = model->equation_of[NAME_O];
    EquationSet read_now = 0;
    for (int e = 0; e < model->file->equation_count; e++) {
        read_now |= model->reads_now[e];
    }
    bool known = !model->file->incomplete; // else what could not be read may read o[t]
    return o >= 0 && known && (read_now >> o & 1) == 0 ? o : -1;
}

static Analysis *analyse(const char *file, const char *bytes, size_t size, Arena *arena, Report *report) {
    Analysis *analysis = arena_alloc(arena, sizeof *analysis);
    if (!cell_source_init(&analysis->source, file, bytes, size, arena, report)) {
        return NULL;
    }
    cell_lex(&analysis->source, &analysis->tokens);
    cell_parse(&analysis->source, &analysis->tokens, &analysis->file);
    cell_resolve(&analysis->source, &analysis->file, &analysis->model);
    cell_order(&analysis->model);
    analysis->model.output = find_output(&analysis->model);
    return analysis;
}

// The equation that the readout reads: the last that no other reads at lag 0, else the last.
static int readout_source(const CellModel *model) {
    EquationSet read_now = 0;
    int count = model->file->equation_count;
    for (int e = 0; e < count; e++) {
        read_now |= model->reads_now[e];
    }
    for (int e = count - 1; e >= 0; e--) {
        if ((read_now >> e & 1) == 0) {
            return e;
        }
    }
    return count - 1;
}

// The text of the cell with its readout as the last line. Its weights are W_y and b_y, or, where the cell has such names, the first free of
// W_y2 and b_y2, W_y3 and b_y3, ...
static const char *add_readout(const Analysis *analysis, bool with_softmax) {
    const CellSource *source = &analysis->source;
    const char *suffix = "";
    for (int number = 2;; number++) {
        const char *matrix = cell_format(source, "W_y%s", suffix);
        const char *bias = cell_format(source, "b_y%s", suffix);
        if (cell_source_find_name(source, matrix, (int)strlen(matrix)) < 0 && cell_source_find_name(source, bias, (int)strlen(bias)) < 0) {
            break;
        }
        suffix = cell_format(source, "%d", number);
    }
    const char *read = source->names[analysis->file.equations[readout_source(&analysis->model)].name];
    const char *newline = source->text[source->length - 1] == '\n' ? "" : "\n";
    return cell_format(source, "%s%sy[t] = %sW_y%s %s[t] + b_y%s%s\n", source->text, newline, with_softmax ? "softmax(" : "", suffix, read,
                       suffix, with_softmax ? ")" : "");
}

static bool is_softmax(const CellModel *model) {
    const CellNode *value = model->file->equations[model->output].value;
    return value != NULL && value->kind == NODE_CALL && value->function == OP_SOFTMAX;
}

static LossKind choose_loss(const CellModel *model, const ProgramSizes *sizes) {
    bool fits = is_softmax(model) && sizes->targets_are_indices;
    return fits && sizes->loss != LOSS_CHOICE_SQUARED_ERROR ? LOSS_CROSS_ENTROPY : LOSS_SQUARED_ERROR;
}

static void check_loss(const CellModel *model, const ProgramSizes *sizes) {
    const CellEquation *output = &model->file->equations[model->output];
    if (output->value == NULL) {
        return;
    }
    const char *key = NULL;
    if (is_softmax(model) && !sizes->targets_are_indices) {
        key = "cell.softmax-for-vectors";
    } else if (sizes->loss == LOSS_CHOICE_CROSS_ENTROPY && !sizes->targets_are_indices) {
        key = "cell.cross-entropy-for-vectors";
    } else if (sizes->loss == LOSS_CHOICE_CROSS_ENTROPY && !is_softmax(model)) {
        key = "cell.cross-entropy-without-softmax";
    }
    if (key != NULL) {
        CELL_PROBLEM(model->source, output->value->span.start, key, {"output", cell_excerpt(model->source, output->value->span)});
    }
}

static void set_output(Program *program, const CellModel *model, const ProgramSizes *sizes) {
    program->output_equation = model->output;
    program->output_op = program->equations[model->output].op;
    program->loss = choose_loss(model, sizes);
    program->logits_op = program->output_op;
    if (program->loss == LOSS_CROSS_ENTROPY) {
        program->logits_op = program->ops[program->output_op].operands[0].index;
    }
    program->input_size = sizes->input;
    program->output_size = sizes->output;
    program->hidden = sizes->hidden;
}

static Program *compile(Analysis *analysis, const ProgramSizes *sizes, bool added) {
    CellModel *model = &analysis->model;
    CellShapes shapes;
    EquationNote notes[CELL_MAX_EQUATIONS];
    cell_shapes_infer(&shapes, model, sizes);
    cell_annotate(model, &analysis->tokens, notes);
    if (model->output >= 0) {
        check_loss(model, sizes);
    }
    if (analysis->source.problem_count > 0) {
        return NULL;
    }
    Program *program = memory_alloc_zeros(1, sizeof *program);
    arena_init(&program->arena);
    program->text = arena_copy_text(&program->arena, analysis->source.text, (size_t)analysis->source.length);
    program_emit(program, model, &shapes, notes);
    program->equations[model->output].added = added;
    set_output(program, model, sizes);
    return program;
}

Program *program_compile(const char *file, const char *bytes, size_t size, const ProgramSizes *sizes, Report *report) {
    Arena arena;
    arena_init(&arena);
    Analysis *analysis = analyse(file, bytes, size, &arena, report);
    bool add = analysis != NULL && analysis->source.problem_count == 0 && analysis->model.output < 0;
    if (add) {
        const char *text = add_readout(analysis, sizes->targets_are_indices);
        analysis = analyse(file, text, strlen(text), &arena, report);
    }
    Program *program = analysis != NULL ? compile(analysis, sizes, add) : NULL;
    arena_finish(&arena);
    return program;
}
