#include "view/formula/formula.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const float SCRIPT_SIZE = 0.75f, SUB_DROP = 0.2f, SUPER_RISE = 0.36f; // em of the line
static const float SCRIPT_GAP = 0.06f;                                       // behind a script, so that it does not touch what follows
static const char STATEMENT_GAP[] = "     ";
static const char ELLIPSIS[] = "…";

void formula_init(Formula *formula) {
    *formula = (Formula){0};
    text_init(&formula->bytes);
}

void formula_finish(Formula *formula) {
    free(formula->runs);
    text_finish(&formula->bytes);
    *formula = (Formula){0};
}

void formula_clear(Formula *formula) {
    formula->count = 0;
    text_clear(&formula->bytes);
}

static void add_run(Formula *formula, FormulaRun run) {
    if (formula->count == formula->capacity) {
        formula->capacity = formula->capacity > 0 ? 2 * formula->capacity : 16;
        formula->runs = memory_resize(formula->runs, (size_t)formula->capacity * sizeof(FormulaRun));
    }
    formula->runs[formula->count++] = run;
}

static void append_run(Formula *formula, Script script, bool lit, const char *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    FormulaRun *last = formula->count > 0 ? &formula->runs[formula->count - 1] : NULL;
    if (last != NULL && last->script == script && last->lit == lit && !last->breaks) {
        last->count += length;
    } else {
        add_run(formula, (FormulaRun){.script = script, .lit = lit, .first = formula->bytes.length, .count = length});
    }
    text_append_bytes(&formula->bytes, bytes, length);
}

void formula_text(Formula *formula, Script script, bool lit, const char *text) {
    append_run(formula, script, lit, text, strlen(text));
}

// Where the base of a name ends and its subscript begins: at the first "_" that has something on both sides.
static size_t base_length(const char *name, size_t length) {
    for (size_t i = 1; i + 1 < length; i++) {
        if (name[i] == '_') {
            return i;
        }
    }
    return length;
}

static void append_name(Formula *formula, bool lit, const char *name, size_t length, const char *time) {
    size_t base = base_length(name, length);
    append_run(formula, SCRIPT_NONE, lit, name, base);
    if (base < length) {
        append_run(formula, SCRIPT_SUB, lit, name + base + 1, length - base - 1);
    }
    if (time != NULL) {
        formula_text(formula, SCRIPT_SUB, lit, base < length ? "," : "");
        formula_text(formula, SCRIPT_SUB, lit, time);
    }
}

void formula_name(Formula *formula, bool lit, const char *name, const char *time) {
    append_name(formula, lit, name, strlen(name), time);
}

static bool is_hangul(uint32_t code_point) {
    return (code_point >= 0xAC00 && code_point <= 0xD7A3) || (code_point >= 0x1100 && code_point <= 0x11FF);
}

// The end of the subscript that begins at `at`. A Korean particle behind a Latin one ("W_h의") does not belong to it.
static size_t subscript_end(const char *label, size_t at, size_t length) {
    uint32_t code_point;
    bool first = true, hangul = false;
    for (size_t next = at; next < length && utf8_next(label, length, &next, &code_point) && unicode_is_name_part(code_point); at = next) {
        hangul = first ? is_hangul(code_point) : hangul;
        first = false;
        if (is_hangul(code_point) && !hangul) {
            break;
        }
    }
    return at;
}

// How many bytes of subscript digits (U+2080 to U+2089) stand at `at`; each is 3 bytes long and ends in its digit.
static size_t digit_bytes(const char *label, size_t at, size_t length) {
    size_t end = at;
    while (end + 3 <= length && memcmp(label + end, "\xE2\x82", 2) == 0 && ((unsigned char)label[end + 2] & 0xF0) == 0x80 &&
           ((unsigned char)label[end + 2] & 0x0F) < 10) {
        end += 3;
    }
    return end - at;
}

void formula_label(Formula *formula, bool lit, const char *label) {
    size_t length = strlen(label);
    size_t at = 0, begin = 0;
    while (at < length) {
        size_t end = label[at] == '_' && at > 0 ? subscript_end(label, at + 1, length) : at;
        size_t digits = digit_bytes(label, at, length);
        if (end <= at + 1 && digits == 0) {
            at++;
            continue;
        }
        append_run(formula, SCRIPT_NONE, lit, label + begin, at - begin);
        if (digits > 0) { // a smaller size moved down is easier to read than the font's own
            for (size_t i = 2; i < digits; i += 3) {
                const char digit = (char)('0' + (label[at + i] & 0x0F));
                append_run(formula, SCRIPT_SUB, lit, &digit, 1);
            }
            end = at + digits;
        } else {
            append_run(formula, SCRIPT_SUB, lit, label + at + 1, end - at - 1);
        }
        begin = at = end;
    }
    append_run(formula, SCRIPT_NONE, lit, label + begin, length - begin);
}

void formula_append(Formula *formula, const Formula *other) {
    for (int i = 0; i < other->count; i++) {
        const FormulaRun *run = &other->runs[i];
        if (run->breaks) {
            formula_next(formula);
        } else {
            append_run(formula, run->script, run->lit, other->bytes.data + run->first, run->count);
        }
    }
}

void formula_next(Formula *formula) {
    if (formula->count > 0) {
        add_run(formula, (FormulaRun){.breaks = true, .first = formula->bytes.length, .count = strlen(STATEMENT_GAP)});
        text_append(&formula->bytes, STATEMENT_GAP);
    }
}

bool formula_drop(Formula *formula) {
    for (int i = formula->count - 1; i > 0; i--) {
        if (formula->runs[i].breaks) {
            formula->bytes.length = formula->runs[i].first;
            formula->bytes.data[formula->bytes.length] = '\0';
            formula->count = i;
            return true;
        }
    }
    return false;
}

// The runs from byte `first` to byte `end`.
static void append_part(Formula *out, const Formula *formula, size_t first, size_t end) {
    for (int i = 0; i < formula->count; i++) {
        const FormulaRun *run = &formula->runs[i];
        size_t from = run->first > first ? run->first : first, to = run->first + run->count < end ? run->first + run->count : end;
        if (from < to && run->breaks) {
            formula_next(out);
        } else if (from < to) {
            append_run(out, run->script, run->lit, formula->bytes.data + from, to - from);
        }
    }
}

bool formula_split(const Frame *frame, Formula *formula, float size, float width, float room, Formula *rest) {
    const char *bytes = formula->bytes.data;
    size_t length = formula->bytes.length, plus = 0, space = 0;
    Formula part;
    formula_init(&part);
    for (size_t i = 1; i + 1 < length; i++) {
        if (bytes[i] != ' ' || bytes[i + 1] == ' ') {
            continue;
        }
        formula_clear(&part);
        append_part(&part, formula, 0, i);
        if (formula_width(frame, &part, size) > width) {
            break;
        }
        space = i;
        plus = bytes[i + 1] == '+' ? i : plus;
    }
    size_t at = plus > 0 ? plus : space;
    formula_clear(&part);
    append_part(&part, formula, at + 1, length);
    bool splits = at > 0 && formula_width(frame, &part, size) <= room;
    if (splits) {
        formula_append(rest, &part);
        formula_clear(&part);
        append_part(&part, formula, 0, at);
        formula_clear(formula);
        formula_append(formula, &part);
    }
    formula_finish(&part);
    return splits;
}

// A reader of a cell's text that only needs to typeset what has already been compiled.
typedef struct Source {
    const char *text;
    size_t at, end;
    Span lit;
    Formula *formula;
    bool after_operand; // what came last ends an operand: a minus is then binary, and the next factor stands a space further on
} Source;

static bool is_lit(const Source *source, size_t at) {
    return (int)at >= source->lit.start && (int)at < source->lit.end;
}

static bool starts_name(const Source *source, size_t at, size_t *behind) {
    uint32_t code_point;
    *behind = at;
    return utf8_next(source->text, source->end, behind, &code_point) && unicode_is_name_start(code_point);
}

static size_t name_end(const Source *source, size_t at) {
    uint32_t code_point;
    size_t next = at;
    while (next < source->end && utf8_next(source->text, source->end, &next, &code_point) && unicode_is_name_part(code_point)) {
        at = next;
    }
    return at;
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static void skip_space(Source *source) {
    while (source->at < source->end) {
        if (source->text[source->at] == '#') {
            while (source->at < source->end && source->text[source->at] != '\n') {
                source->at++;
            }
        } else if (is_space(source->text[source->at])) {
            source->at++;
        } else {
            return;
        }
    }
}

// What stands in the brackets of a timestep, without spaces and with a typographic minus. Returns the offset behind the bracket.
static size_t read_time(const Source *source, size_t at, Text *time) {
    for (at++; at < source->end && source->text[at] != ']'; at++) {
        if (source->text[at] == '-') {
            text_append(time, "−");
        } else if (!is_space(source->text[at])) {
            text_append_bytes(time, &source->text[at], 1);
        }
    }
    return at < source->end ? at + 1 : at;
}

static void space_between_factors(Source *source, bool lit) {
    if (source->after_operand) {
        formula_text(source->formula, SCRIPT_NONE, lit && source->at > 0 && is_lit(source, source->at - 1), " ");
    }
}

static void set_name(Source *source) {
    size_t begin = source->at, end = name_end(source, begin);
    bool lit = is_lit(source, begin);
    space_between_factors(source, lit);
    source->at = end;
    if (end < source->end && source->text[end] == '(') {
        bool is_sigmoid = end - begin == strlen("sigmoid") && memcmp(source->text + begin, "sigmoid", end - begin) == 0;
        const char *name = is_sigmoid ? "σ" : source->text + begin;
        append_run(source->formula, SCRIPT_NONE, lit, name, is_sigmoid ? strlen("σ") : end - begin);
        source->after_operand = false;
        return;
    }
    Text time;
    text_init(&time);
    if (end < source->end && source->text[end] == '[') {
        source->at = read_time(source, end, &time);
    }
    append_name(source->formula, lit, source->text + begin, end - begin, time.length > 0 ? time.data : NULL);
    text_finish(&time);
    source->after_operand = true;
}

static void set_number(Source *source) {
    size_t begin = source->at;
    space_between_factors(source, is_lit(source, begin));
    while (source->at < source->end) {
        char byte = source->text[source->at];
        char before = source->at > begin ? source->text[source->at - 1] : '0';
        bool is_exponent_sign = (byte == '+' || byte == '-') && (before == 'e' || before == 'E');
        if (!is_digit(byte) && byte != '.' && byte != 'e' && byte != 'E' && !is_exponent_sign) {
            break;
        }
        source->at++;
    }
    append_run(source->formula, SCRIPT_NONE, is_lit(source, begin), source->text + begin, source->at - begin);
    source->after_operand = true;
}

static void set_sign(Source *source) {
    size_t begin = source->at, behind = begin;
    bool lit = is_lit(source, begin);
    uint32_t code_point = 0;
    if (!utf8_next(source->text, source->end, &behind, &code_point)) {
        behind = source->end;
    }
    if (code_point == '(') {
        space_between_factors(source, lit);
    }
    source->at = behind;
    switch (code_point) {
    case '*':
    case 0x2218:
    case 0x2299:
        formula_text(source->formula, SCRIPT_NONE, lit, " ∘ ");
        source->after_operand = false;
        return;
    case '-':
        formula_text(source->formula, SCRIPT_NONE, lit, source->after_operand ? " − " : "−");
        source->after_operand = false;
        return;
    case '+':
        formula_text(source->formula, SCRIPT_NONE, lit, " + ");
        source->after_operand = false;
        return;
    case '=':
        formula_text(source->formula, SCRIPT_NONE, lit, " = ");
        source->after_operand = false;
        return;
    default:
        append_run(source->formula, SCRIPT_NONE, lit, source->text + begin, behind - begin);
        source->after_operand = code_point == ')' || code_point == ']';
    }
}

void formula_source(Formula *formula, const char *text, Span span, Span lit) {
    Source source = {.text = text, .at = (size_t)span.start, .end = (size_t)span.end, .lit = lit, .formula = formula};
    for (skip_space(&source); source.at < source.end; skip_space(&source)) {
        size_t behind;
        if (starts_name(&source, source.at, &behind)) {
            set_name(&source);
        } else if (is_digit(text[source.at]) || text[source.at] == '.') {
            set_number(&source);
        } else {
            set_sign(&source);
        }
    }
}

void formula_of_equation(Formula *formula, const Program *program, int equation, int op) {
    const Equation *named = &program->equations[equation];
    bool whole = op == named->op;
    Span left = {named->span.start, named->span_name_end}, right = {named->span_name_end, named->span.end};
    formula_source(formula, program->text, left, whole ? left : (Span){0, 0});
    formula_source(formula, program->text, right, op >= 0 ? program->ops[op].span : (Span){0, 0});
}

static float run_size(const Frame *frame, Script script, float size) {
    float least = frame_text_size(frame, 0);
    float scaled = size * SCRIPT_SIZE;
    return script == SCRIPT_NONE ? size : scaled > least ? scaled : least < size ? least : size;
}

// Lays the runs out from `x`; with `draw` they are drawn. Returns the width.
static float lay_out(const Frame *frame, Frame *draw, const Formula *formula, float x, float baseline, FontFace face, float size,
                     const Color colors[2]) {
    float at = x;
    Text text;
    text_init(&text);
    for (int i = 0; i < formula->count; i++) {
        const FormulaRun *run = &formula->runs[i];
        const char *bytes = formula->bytes.data + run->first;
        float px = run_size(frame, run->script, size);
        if (i > 0 && run->script == SCRIPT_NONE && formula->runs[i - 1].script != SCRIPT_NONE) {
            at += SCRIPT_GAP * size;
        }
        text_clear(&text);
        text_append_bytes(&text, bytes, run->count);
        if (draw != NULL) {
            float shift = run->script == SCRIPT_SUB ? SUB_DROP * size : run->script == SCRIPT_SUPER ? -SUPER_RISE * size : 0;
            frame_text(draw, at, baseline + shift, ALIGN_LEFT, face, px, colors[run->lit], text.data);
        }
        at += frame_text_width(frame, face, px, text.data);
    }
    text_finish(&text);
    return at - x;
}

float formula_label_size(const Frame *frame) {
    return 1.15f * frame_text_size(frame, 20);
}

float formula_width(const Frame *frame, const Formula *formula, float size) {
    return lay_out(frame, NULL, formula, 0, 0, FACE_REGULAR, size, (const Color[2]){0, 0});
}

float formula_fit(const Frame *frame, const Formula *formula, float size, float least, float width) {
    for (float at = size; at > least; at -= 0.5f) {
        if (formula_width(frame, formula, at) <= width) {
            return at;
        }
    }
    return formula_width(frame, formula, least) <= width ? least : 0;
}

float formula_draw(Frame *frame, const Formula *formula, float x, float baseline, FontFace face, float size, Color color, Color lit) {
    return lay_out(frame, frame, formula, x, baseline, face, size, (const Color[2]){color, lit});
}

// Copies runs [from, ...) of a formula, then drops code points at the end until it fits.
static void shorten(const Frame *frame, const Formula *formula, int from, FontFace face, float size, float width, Formula *out) {
    formula_clear(out);
    formula_text(out, SCRIPT_NONE, false, from > 0 ? ELLIPSIS : "");
    for (int i = from; i < formula->count; i++) {
        const FormulaRun *run = &formula->runs[i];
        append_run(out, run->script, run->lit, formula->bytes.data + run->first, run->count);
    }
    const Color none[2] = {0, 0};
    if (lay_out(frame, NULL, out, 0, 0, face, size, none) <= width) {
        return;
    }
    width -= frame_text_width(frame, face, size, ELLIPSIS) + SCRIPT_GAP * size;
    while (out->count > 0 && lay_out(frame, NULL, out, 0, 0, face, size, none) > width) {
        do {
            out->bytes.length--;
        } while (out->bytes.length > 0 && ((unsigned char)out->bytes.data[out->bytes.length] & 0xC0) == 0x80);
        out->bytes.data[out->bytes.length] = '\0';
        FormulaRun *last = &out->runs[out->count - 1];
        last->count = out->bytes.length - last->first;
        out->count -= last->count == 0;
    }
    formula_text(out, SCRIPT_NONE, false, ELLIPSIS);
}

static bool shows_lit(const Formula *formula) {
    for (int i = 0; i < formula->count; i++) {
        if (formula->runs[i].lit) {
            return true;
        }
    }
    return false;
}

float formula_draw_fit(Frame *frame, const Formula *formula, float x, float baseline, FontFace face, float size, Color color, Color lit,
                       float width) {
    const Color colors[2] = {color, lit};
    if (lay_out(frame, NULL, formula, 0, 0, face, size, colors) <= width) {
        return lay_out(frame, frame, formula, x, baseline, face, size, colors);
    }
    Formula part;
    formula_init(&part);
    shorten(frame, formula, 0, face, size, width, &part);
    if (!shows_lit(&part)) {
        int first = 0;
        while (first < formula->count && !formula->runs[first].lit) {
            first++;
        }
        if (first < formula->count) {
            shorten(frame, formula, first, face, size, width, &part);
        }
    }
    float drawn = lay_out(frame, frame, &part, x, baseline, face, size, colors);
    formula_finish(&part);
    return drawn;
}

void formula_print(const Formula *formula, Text *out) {
    static const char *const OPEN[] = {[SCRIPT_NONE] = "", [SCRIPT_SUB] = "_{", [SCRIPT_SUPER] = "^{"};
    bool lit = false;
    for (int i = 0; i < formula->count; i++) {
        const FormulaRun *run = &formula->runs[i];
        if (run->lit != lit) {
            text_append(out, run->lit ? "«" : "»");
            lit = run->lit;
        }
        text_append(out, OPEN[run->script]);
        text_append_bytes(out, formula->bytes.data + run->first, run->count);
        text_append(out, run->script == SCRIPT_NONE ? "" : "}");
    }
    text_append(out, lit ? "»" : "");
}
