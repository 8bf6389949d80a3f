// The cell language under any bytes: it compiles them or tells what is wrong, and what compiles, compiles again to the same.
#include "base/utf8.h"
#include "engine/program.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_program(const Program *program) {
    Text text;
    text_init(&text);
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        check(op->kind >= 0 && op->kind < OP_KIND_COUNT);
        check(op->span.start >= 0 && op->span.start < op->span.end && (size_t)op->span.end <= strlen(program->text));
        for (int k = 0; k < op->operand_count; k++) {
            const Operand *operand = &op->operands[k];
            if (operand->kind == OPERAND_OP) {
                check(operand->index >= 0 && operand->index < (op->kind == OP_CARRY ? program->op_count : i));
            } else if (operand->kind == OPERAND_PARAM) {
                check(operand->index >= 0 && operand->index < program->param_count);
            }
        }
        if (i < 100) {
            text_clear(&text);
            program_op_text(program, i, 3, &text);
            check(text.length > 0);
        }
    }
    check(program->output_op >= 0 && program->output_op < program->op_count);
    check(program->equation_count >= 1 && program->equation_count <= CELL_MAX_EQUATIONS);
    text_finish(&text);
}

static void compile_twice(const char *bytes, size_t size, const ProgramSizes *sizes, Report *report) {
    Program *program = program_compile("fuzz", bytes, size, sizes, report);
    check((program == NULL) == (report->count > 0));
    if (program != NULL) {
        check_program(program);
        // The readout may be what takes it over the limit.
        if (strlen(program->text) <= CELL_MAX_BYTES) {
            Program *again = program_compile("fuzz", program->text, strlen(program->text), sizes, report);
            check(again != NULL && strcmp(again->text, program->text) == 0 && again->op_count == program->op_count);
            program_destroy(again);
        }
    }
    program_destroy(program);
    report_clear(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (utf8_valid_length((const char *)data, size) < size) {
        return 0; // files are checked before they come to the compiler
    }
    static const ProgramSizes SIZES[] = {
        {.targets_are_indices = true},
        {.input = 3, .output = 4, .hidden = 5, .targets_are_indices = true},
        {.input = 2, .output = 2, .hidden = 2, .targets_are_indices = false},
    };
    Words *words = words_create(size % 2 == 0 ? LANGUAGE_EN : LANGUAGE_KO);
    Report report;
    report_init(&report, words);
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        compile_twice((const char *)data, size, &SIZES[i], &report);
    }
    report_finish(&report);
    words_destroy(words);
    return 0;
}
