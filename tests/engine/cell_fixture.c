#include "cell_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

void cell_fixture_init(CellFixture *fixture, Language language) {
    fixture->words = words_create(language);
    report_init(&fixture->report, fixture->words);
    text_init(&fixture->text);
}

void cell_fixture_finish(CellFixture *fixture) {
    text_finish(&fixture->text);
    report_finish(&fixture->report);
    words_destroy(fixture->words);
}

ProgramSizes cell_sizes(void) {
    return (ProgramSizes){.input = 4, .output = 3, .hidden = 8, .targets_are_indices = true};
}

ProgramSizes cell_symbols(void) {
    return (ProgramSizes){.targets_are_indices = true};
}

Program *cell_compile(CellFixture *fixture, const char *text, ProgramSizes sizes) {
    report_clear(&fixture->report);
    return program_compile("cell", text, strlen(text), &sizes, &fixture->report);
}

Program *cell_compile_fine(CellFixture *fixture, const char *text, ProgramSizes sizes) {
    Program *program = cell_compile(fixture, text, sizes);
    if (program == NULL || fixture->report.count > 0) {
        text_clear(&fixture->text);
        report_print(&fixture->report, &fixture->text);
        fail_msg("does not compile:\n%s\n%s", text, fixture->text.data);
    }
    return program;
}

static void dump_operand(Text *out, const Program *program, const Operand *operand) {
    text_append(out, operand->sign < 0 ? " -" : " ");
    switch (operand->kind) {
    case OPERAND_OP:
        text_printf(out, "%%%d", operand->index);
        break;
    case OPERAND_PARAM:
        text_append(out, program->params[operand->index].name);
        break;
    case OPERAND_NUMBER:
        text_append_number(out, operand->number);
        break;
    }
}

const char *cell_dump_ops(CellFixture *fixture, const Program *program) {
    Text *out = &fixture->text;
    text_clear(out);
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        text_printf(out, "%d %s", i, op_kind_name(op->kind));
        if (op->lag > 0) {
            text_printf(out, "-%d", op->lag);
        }
        for (int k = 0; k < op->operand_count; k++) {
            dump_operand(out, program, &op->operands[k]);
        }
        text_printf(out, " :%d%s\n", op->size, op->needs_gradient ? "" : "-");
    }
    return out->data;
}

static void dump_param(Text *out, const Param *param) {
    static const char *const ROLES[] = {[PARAM_MATRIX] = "matrix", [PARAM_BIAS] = "bias", [PARAM_DIAGONAL] = "diagonal"};
    text_printf(out, "%s (%d, %d) %s%s", param->name, param->rows, param->cols, ROLES[param->role], param->acts_on_lagged ? " lagged" : "");
    if (param->init == PARAM_INIT_IDENTITY) {
        text_append(out, " init identity");
    } else if (param->init == PARAM_INIT_CONSTANT) {
        text_append(out, " init ");
        text_append_number(out, param->init_constant);
    }
    text_append(out, "\n");
}

static void dump_equation(Text *out, const Program *program, const Equation *equation) {
    Span span = equation->span;
    text_printf(out, "%s = %%%d :%d lag %d%s", equation->name, equation->op, equation->size, equation->max_lag,
                equation->added ? " added" : "");
    text_printf(out, " <%.*s|%.*s>", equation->span_name_end - span.start, program->text + span.start, span.end - equation->span_name_end,
                program->text + equation->span_name_end);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        if (equation->title[language] != NULL) {
            text_printf(out, " %s: %s", language_code((Language)language), equation->title[language]);
        }
    }
    if (equation->placed) {
        text_append(out, " at ");
        text_append_number(out, equation->place_column);
        text_append(out, " ");
        text_append_number(out, equation->place_row);
    }
    text_append(out, "\n");
}

const char *cell_dump_rest(CellFixture *fixture, const Program *program) {
    Text *out = &fixture->text;
    text_clear(out);
    for (int i = 0; i < program->param_count; i++) {
        dump_param(out, &program->params[i]);
    }
    for (int i = 0; i < program->equation_count; i++) {
        dump_equation(out, program, &program->equations[i]);
    }
    text_append(out, "backward");
    for (int i = 0; i < program->backward_count; i++) {
        text_printf(out, " %d", program->backward[i]);
    }
    text_printf(out, "\noutput %s op %d logits %d %s\n", program->equations[program->output_equation].name, program->output_op,
                program->logits_op, program->loss == LOSS_CROSS_ENTROPY ? "cross-entropy" : "squared-error");
    text_printf(out, "lag %d, input lag %d\n", program->max_lag, program->input_max_lag);
    return out->data;
}

const char *cell_dump_problems(CellFixture *fixture) {
    Text *out = &fixture->text;
    text_clear(out);
    for (size_t i = 0; i < fixture->report.count; i++) {
        const Problem *problem = &fixture->report.problems[i];
        text_printf(out, "%s%d:%d %s", i > 0 ? ", " : "", problem->place.line, problem->place.column, problem->key);
    }
    return out->data;
}

int cell_fixture_setup(void **state) {
    static CellFixture fixture;
    cell_fixture_init(&fixture, LANGUAGE_EN);
    *state = &fixture;
    return 0;
}

int cell_fixture_teardown(void **state) {
    cell_fixture_finish(*state);
    return 0;
}
