#include "engine/cell_lexer.h"

#include "base/utf8.h"

#include <string.h>

typedef struct Lexer {
    CellSource *source;
    CellTokens *out;
    int at;       // byte offset
    int bad_end;  // where the last bad character ended: a run of them is told once
    int brackets; // that are open on this line
} Lexer;

// A character that is not in the language, and what was probably meant.
typedef struct LookAlike {
    uint32_t code_point;
    TokenKind kind;
    const char *meant;
} LookAlike;

static const LookAlike LOOK_ALIKES[] = {
    {0x00D7, TOKEN_TIMES, "*"},  // multiplication sign
    {0x00B7, TOKEN_TIMES, "*"},  // middle dot
    {0x22C5, TOKEN_TIMES, "*"},  // dot operator
    {0x2217, TOKEN_TIMES, "*"},  // asterisk operator
    {0x2219, TOKEN_TIMES, "*"},  // bullet operator
    {0x2022, TOKEN_TIMES, "*"},  // bullet
    {0x2297, TOKEN_TIMES, "*"},  // circled times
    {0x2A00, TOKEN_TIMES, "*"},  // n-ary circled dot
    {0x25E6, TOKEN_TIMES, "*"},  // white bullet
    {0x2010, TOKEN_MINUS, "-"},  // hyphen
    {0x2011, TOKEN_MINUS, "-"},  // non-breaking hyphen
    {0x2012, TOKEN_MINUS, "-"},  // figure dash
    {0x2013, TOKEN_MINUS, "-"},  // en dash
    {0x2014, TOKEN_MINUS, "-"},  // em dash
    {0x2190, TOKEN_EQUALS, "="}, // leftwards arrow
    {0x2254, TOKEN_EQUALS, "="}, // colon equals
    {0x2261, TOKEN_EQUALS, "="}, // identical to
    {0x1D6D4, TOKEN_BAD, "σ"},   // mathematical bold small sigma
    {0x1D70E, TOKEN_BAD, "σ"},   // mathematical italic small sigma
};

static TokenKind kind_of_ascii(char byte) {
    switch (byte) {
    case '+':
        return TOKEN_PLUS;
    case '-':
        return TOKEN_MINUS;
    case '*':
        return TOKEN_TIMES;
    case '=':
        return TOKEN_EQUALS;
    case '(':
        return TOKEN_OPEN;
    case ')':
        return TOKEN_CLOSE;
    case '[':
        return TOKEN_BRACKET_OPEN;
    case ']':
        return TOKEN_BRACKET_CLOSE;
    default:
        return TOKEN_BAD;
    }
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_space(uint32_t code_point) {
    return code_point == ' ' || code_point == '\t' || code_point == 0x00A0 || code_point == 0x3000; // also no-break, ideographic
}

static Token *push(Lexer *lexer, TokenKind kind, int end) {
    Token *token = &lexer->out->tokens[lexer->out->count++];
    *token = (Token){.kind = kind, .span = {lexer->at, end}, .name = -1};
    lexer->at = end;
    lexer->brackets = kind == TOKEN_NEWLINE ? 0 : lexer->brackets + (kind == TOKEN_BRACKET_OPEN) - (kind == TOKEN_BRACKET_CLOSE);
    return token;
}

// The code point at a byte offset, and where the next one starts. Bytes that are no UTF-8 count as U+FFFD, one each.
static uint32_t code_point_at(const CellSource *source, int at, int *next) {
    size_t end = (size_t)at;
    uint32_t code_point = 0xFFFD;
    if (!utf8_next(source->text, (size_t)source->length, &end, &code_point)) {
        end = (size_t)at + 1;
    }
    *next = (int)end;
    return code_point;
}

// The ASCII letter that a full-width or mathematical one looks like, as input methods and copies from slides bring them; 0 for any other.
static char plain_letter(uint32_t code_point) {
    if (code_point > 0xFF00 && code_point < 0xFF5F) {
        return (char)(code_point - 0xFEE0);
    }
    if (code_point == 0x210E) { // stands for the italic h, which is missing among the others
        return 'h';
    }
    if (code_point >= 0x1D400 && code_point <= 0x1D6A3) {
        uint32_t letter = (code_point - 0x1D400) % 52;
        return (char)(letter < 26 ? 'A' + letter : 'a' + letter - 26);
    }
    return '\0';
}

// The number of the function, x or t that a name looks like without being it; -1 for any other name.
static int known_look_alike(const Lexer *lexer, int start, int end) {
    char plain[16];
    int length = 0;
    bool differs = false;
    for (int at = start, next; at < end && length < (int)sizeof plain; at = next) {
        uint32_t code_point = code_point_at(lexer->source, at, &next);
        char letter = plain_letter(code_point);
        differs = differs || letter != '\0';
        plain[length++] = letter != '\0' ? letter : code_point < 0x80 ? (char)code_point : ' ';
    }
    int name = differs ? cell_source_find_name(lexer->source, plain, length) : -1;
    return name <= NAME_T ? name : -1;
}

static int skip_name(const CellSource *source, int at) {
    int next;
    while (at < source->length && unicode_is_name_part(code_point_at(source, at, &next))) {
        at = next;
    }
    return at;
}

static int skip_spaces(const CellSource *source, int at) {
    int next;
    while (at < source->length && is_space(code_point_at(source, at, &next))) {
        at = next;
    }
    return at;
}

enum { LONGEST_INDEX = 64 }; // bytes of which another name can begin: no index of a paper is longer

// A name with an index as papers set it: the same in this language.
typedef struct Written {
    const char *name;
    int lag; // -1: no time
    int end;
} Written;

// "t" or "t-1" at a byte offset, where a LaTeX group holds it; false for anything else. out->end stands behind it.
static bool match_latex_time(const CellSource *source, int at, Written *out) {
    if (source->text[at] != 't') {
        return false;
    }
    out->lag = 0;
    out->end = at + 1;
    int minus = skip_spaces(source, at + 1), digits;
    uint32_t code_point = code_point_at(source, minus, &digits);
    digits = skip_spaces(source, digits);
    if ((code_point == '-' || code_point == 0x2212) && is_digit(source->text[digits])) {
        for (; is_digit(source->text[digits]); digits++) {
            out->lag = out->lag > CELL_MAX_LAG ? out->lag : out->lag * 10 + source->text[digits] - '0';
        }
        out->end = digits;
    }
    return true;
}

// The index behind `base` at a byte offset: _{t-1}, ^{(t)}, _{hh}, _t, _f.
static bool match_latex_index(const CellSource *source, const char *base, int at, Written *out) {
    char mark = source->text[at];
    *out = (Written){.name = base, .lag = -1, .end = at};
    if (mark == '_' && source->text[at + 1] != '{') {
        out->end = skip_name(source, at + 1);
        const char *index = cell_format(source, "%.*s", out->end - at - 1, source->text + at + 1);
        bool is_time = strcmp(index, "t") == 0;
        out->lag = is_time ? 0 : -1;
        out->name = is_time ? base : cell_format(source, "%s_%s", base, index);
        return index[0] != '\0';
    }
    if ((mark != '_' && mark != '^') || source->text[at + 1] != '{') {
        return false;
    }
    int inner = skip_spaces(source, at + 2);
    bool grouped = source->text[inner] == '(';
    if (match_latex_time(source, inner + grouped, out)) {
        int close = skip_spaces(source, out->end + (grouped && source->text[out->end] == ')'));
        if (source->text[close] == '}') {
            out->end = close + 1;
            return true;
        }
    }
    out->lag = -1;
    const char *name = cell_format(source, "%s_", base);
    int close = inner;
    for (int end; close - inner < LONGEST_INDEX && (end = skip_name(source, close)) > close;) {
        name = cell_format(source, "%s%.*s", name, end - close, source->text + close);
        close = skip_spaces(source, end);
        close += source->text[close] == ',';
        close = skip_spaces(source, close);
    }
    out->name = name;
    out->end = close + 1;
    return mark == '_' && close > inner && source->text[close] == '}';
}

// The index of the name that ends at `end`, set as papers do: in LaTeX's braces, or with a small minus and small digits.
static bool match_index(const CellSource *source, int start, int end, Written *out) {
    const char *text = source->text;
    int base_end = end - (text[end] == '{' && text[end - 1] == '_');
    if (base_end > start && (text[base_end] == '_' || text[base_end] == '^')) {
        return match_latex_index(source, cell_format(source, "%.*s", base_end - start, text + start), base_end, out);
    }
    const char *small_t = "ₜ", *small_minus = "₋";
    base_end = end - (int)strlen(small_t);
    if (base_end <= start || memcmp(text + base_end, small_t, strlen(small_t)) != 0 ||
        strncmp(text + end, small_minus, strlen(small_minus)) != 0) {
        return false;
    }
    *out = (Written){.name = cell_format(source, "%.*s", base_end - start, text + start), .end = end + (int)strlen(small_minus)};
    int first = out->end, next;
    for (uint32_t digit; (digit = code_point_at(source, out->end, &next)) >= 0x2080 && digit <= 0x2089; out->end = next) {
        out->lag = out->lag > CELL_MAX_LAG ? out->lag : out->lag * 10 + (int)(digit - 0x2080);
    }
    return out->end > first;
}

// Tells how it is written here, and goes on as if it were.
static void push_written(Lexer *lexer, const Written *written) {
    CellSource *source = lexer->source;
    const char *found = cell_excerpt(source, (Span){lexer->at, written->end});
    int start = lexer->at;
    int name = cell_source_intern(source, written->name, (int)strlen(written->name));
    if (written->lag < 0) {
        CELL_PROBLEM(source, start, "cell.latex-meant", {"found", found}, {"meant", written->name});
        push(lexer, TOKEN_NAME, written->end)->name = name;
        return;
    }
    const char *lag = written->lag > 0 ? cell_format(source, "-%d", written->lag) : "";
    CELL_PROBLEM(source, start, "cell.subscript-time", {"found", found}, {"meant", cell_format(source, "%s[t%s]", written->name, lag)});
    push(lexer, TOKEN_NAME, start + 1)->name = name;
    push(lexer, TOKEN_BRACKET_OPEN, start + 1);
    push(lexer, TOKEN_NAME, start + 1)->name = NAME_T;
    if (written->lag > 0) {
        push(lexer, TOKEN_MINUS, start + 1);
        push(lexer, TOKEN_NUMBER, start + 1)->number = written->lag;
    }
    push(lexer, TOKEN_BRACKET_CLOSE, written->end);
}

static void lex_name(Lexer *lexer, int end) {
    CellSource *source = lexer->source;
    int start = lexer->at;
    int next;
    end = skip_name(source, end);
    Written written;
    if (match_index(source, start, end, &written)) {
        push_written(lexer, &written);
        return;
    }
    int name = known_look_alike(lexer, start, end);
    if (name >= 0) {
        const char *code = cell_format(source, "U+%04X", (unsigned)code_point_at(source, start, &next));
        CELL_PROBLEM(source, start, "cell.look-alike", {"found", cell_excerpt(source, (Span){start, end})}, {"code", code},
                     {"meant", source->names[name]});
    } else {
        name = cell_source_intern(source, source->text + start, end - start);
    }
    push(lexer, TOKEN_NAME, end)->name = name;
}

static int skip_digits(const char *text, int at) {
    while (is_digit(text[at])) {
        at++;
    }
    return at;
}

// number = digits [ "." digits ] [ "e" [ "+" | "-" ] digits ]
static void lex_number(Lexer *lexer) {
    const char *text = lexer->source->text;
    int start = lexer->at;
    int end = skip_digits(text, start);
    if (text[end] == '.') {
        if (!is_digit(text[end + 1])) {
            CELL_PROBLEM(lexer->source, end, "cell.number-point", {"number", cell_excerpt(lexer->source, (Span){start, end})});
            push(lexer, TOKEN_BAD, end + 1);
            return;
        }
        end = skip_digits(text, end + 1);
    }
    int exponent = end + 1;
    if (text[end] == 'e') {
        exponent += text[exponent] == '+' || text[exponent] == '-';
        if (is_digit(text[exponent])) {
            end = skip_digits(text, exponent);
        }
    }
    const char *digits = cell_format(lexer->source, "%.*s", end - start, text + start);
    Token *token = push(lexer, TOKEN_NUMBER, end);
    if (!number_parse(digits, &token->number)) {
        CELL_PROBLEM(lexer->source, start, "cell.number-too-large", {"number", cell_excerpt(lexer->source, token->span)});
        token->kind = TOKEN_BAD;
    }
}

static void lex_comment(Lexer *lexer) {
    const CellSource *source = lexer->source;
    int start = lexer->at;
    while (lexer->at < source->length && source->text[lexer->at] != '\n') {
        if (source->text[lexer->at] == '\0') { // would end the text of the program
            CELL_PROBLEM(lexer->source, lexer->at, "cell.invisible-character", {"code", "U+0000"});
        }
        lexer->at++;
    }
    if (source->text[start + 1] == ':') {
        lexer->out->annotations[lexer->out->annotation_count++] = (Span){start + 2, lexer->at};
    }
}

static const LookAlike *look_alike(uint32_t code_point) {
    for (size_t i = 0; i < sizeof LOOK_ALIKES / sizeof LOOK_ALIKES[0]; i++) {
        if (LOOK_ALIKES[i].code_point == code_point) {
            return &LOOK_ALIKES[i];
        }
    }
    return NULL;
}

// The problem for an ASCII character that the notation of a neighbouring field has and this language has not.
static const char *key_of_foreign(char byte) {
    switch (byte) {
    case '/':
        return "cell.division";
    case '^':
        return "cell.power";
    case '@':
        return "cell.at-sign";
    case '\'':
        return "cell.prime";
    case ',':
        return "cell.comma";
    case ';':
        return "cell.semicolon";
    case '.':
        return "cell.point";
    default:
        return NULL;
    }
}

// What a command of LaTeX is here.
typedef enum LatexUse { LATEX_TIMES, LATEX_NAME, LATEX_FONT, LATEX_ACCENT, LATEX_LAYOUT } LatexUse;

typedef struct LatexCommand {
    const char *name;
    LatexUse use;
    const char *meant; // NULL: the same as the name
} LatexCommand;

static const LatexCommand LATEX_COMMANDS[] = {
    {"odot", LATEX_TIMES, "*"},    {"circ", LATEX_TIMES, "*"},         {"cdot", LATEX_TIMES, "*"},    {"times", LATEX_TIMES, "*"},
    {"ast", LATEX_TIMES, "*"},     {"otimes", LATEX_TIMES, "*"},       {"tanh", LATEX_NAME, NULL},    {"sigmoid", LATEX_NAME, NULL},
    {"sigma", LATEX_NAME, "σ"},    {"softmax", LATEX_NAME, NULL},      {"relu", LATEX_NAME, NULL},    {"ReLU", LATEX_NAME, "relu"},
    {"alpha", LATEX_NAME, NULL},   {"beta", LATEX_NAME, NULL},         {"gamma", LATEX_NAME, NULL},   {"Gamma", LATEX_NAME, NULL},
    {"lambda", LATEX_NAME, NULL},  {"theta", LATEX_NAME, NULL},        {"mathbf", LATEX_FONT, NULL},  {"mathrm", LATEX_FONT, NULL},
    {"mathit", LATEX_FONT, NULL},  {"boldsymbol", LATEX_FONT, NULL},   {"bm", LATEX_FONT, NULL},      {"text", LATEX_FONT, NULL},
    {"vec", LATEX_FONT, NULL},     {"operatorname", LATEX_FONT, NULL}, {"tilde", LATEX_ACCENT, NULL}, {"widetilde", LATEX_ACCENT, "tilde"},
    {"hat", LATEX_ACCENT, NULL},   {"widehat", LATEX_ACCENT, "hat"},   {"bar", LATEX_ACCENT, NULL},   {"left", LATEX_LAYOUT, NULL},
    {"right", LATEX_LAYOUT, NULL}, {"big", LATEX_LAYOUT, NULL},        {"bigl", LATEX_LAYOUT, NULL},  {"bigr", LATEX_LAYOUT, NULL},
    {"quad", LATEX_LAYOUT, NULL},  {"qquad", LATEX_LAYOUT, NULL},
};

// Behind the group that opens at a byte offset, or at the end of its line.
static int skip_braces(const CellSource *source, int at) {
    for (int depth = 0; at < source->length && source->text[at] != '\n'; at++) {
        depth += (source->text[at] == '{') - (source->text[at] == '}');
        if (depth == 0) {
            return at + 1;
        }
    }
    return at;
}

// \mathbf{h}_{t-1}: the name in the group, and its index.
static bool match_latex_group(const CellSource *source, const char *accent, int at, Written *out) {
    int end = source->text[at] == '{' ? skip_name(source, at + 1) : at;
    if (end <= at + 1 || source->text[end] != '}') {
        return false;
    }
    const char *name =
        cell_format(source, "%.*s%s%s", end - at - 1, source->text + at + 1, accent != NULL ? "_" : "", accent != NULL ? accent : "");
    if (!match_latex_index(source, name, end + 1, out)) {
        *out = (Written){.name = name, .lag = -1, .end = end + 1};
    }
    return true;
}

static const LatexCommand *find_latex_command(const char *text, int length) {
    for (size_t i = 0; i < sizeof LATEX_COMMANDS / sizeof LATEX_COMMANDS[0]; i++) {
        if ((int)strlen(LATEX_COMMANDS[i].name) == length && memcmp(LATEX_COMMANDS[i].name, text, (size_t)length) == 0) {
            return &LATEX_COMMANDS[i];
        }
    }
    return NULL;
}

// A command or a group of LaTeX, or a mark of its layout, as one problem.
static void lex_latex(Lexer *lexer) {
    CellSource *source = lexer->source;
    const char *text = source->text;
    int start = lexer->at, end = start + 1;
    if (text[start] == '\\') {
        while ((text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z') {
            end++;
        }
    }
    const LatexCommand *command = find_latex_command(text + start + 1, end - start - 1);
    bool layout = command != NULL && command->use == LATEX_LAYOUT;
    if (text[start] == '&' || text[start] == '$') {
        layout = true;
    } else if (text[start] == '\\' && end == start + 1 && text[end] != '\0' && strchr("\\,;:! ", text[end]) != NULL) {
        layout = true;
        end++;
    }
    const char *meant = command == NULL ? NULL : command->meant != NULL ? command->meant : command->name;
    Written written = {.name = meant, .lag = -1, .end = end};
    bool grouped = command != NULL && (command->use == LATEX_FONT || command->use == LATEX_ACCENT);
    if (layout) {
        CELL_PROBLEM(source, start, "cell.latex-layout", {"found", cell_excerpt(source, (Span){start, end})});
        lexer->at = end;
    } else if (command != NULL && command->use == LATEX_TIMES) {
        CELL_PROBLEM(source, start, "cell.latex-meant", {"found", cell_excerpt(source, (Span){start, end})}, {"meant", meant});
        push(lexer, TOKEN_TIMES, end);
    } else if ((command != NULL && command->use == LATEX_NAME) ||
               (grouped && match_latex_group(source, command->use == LATEX_ACCENT ? meant : NULL, end, &written))) {
        push_written(lexer, &written);
    } else {
        end = text[start] == '{' ? start : end;
        while (text[end] == '{') {
            end = skip_braces(source, end);
        }
        CELL_PROBLEM(source, start, "cell.latex", {"found", cell_excerpt(source, (Span){start, end})});
        push(lexer, TOKEN_BAD, end);
    }
}

// A character that cannot stand here. What it looks like takes its place, so that the rest of the line is still read.
static void lex_foreign(Lexer *lexer, uint32_t code_point, int end) {
    CellSource *source = lexer->source;
    int start = lexer->at;
    bool goes_on = lexer->bad_end == start && lexer->out->count > 0;
    const char *found = cell_format(source, "%.*s", end - start, source->text + start);
    const char *code = cell_format(source, "U+%04X", (unsigned)code_point);
    const char *meant = NULL;
    TokenKind kind = TOKEN_BAD;
    const LookAlike *like = look_alike(code_point);
    if (code_point == ':' && source->text[end] == '=') {
        found = ":=";
        meant = "=";
        kind = TOKEN_EQUALS;
        end++;
    } else if (like != NULL) {
        meant = like->meant;
        kind = like->kind;
    } else if (code_point > 0xFF00 && code_point < 0xFF5F) { // full-width forms of ASCII
        char ascii = (char)(code_point - 0xFEE0);
        meant = cell_format(source, "%c", ascii);
        kind = kind_of_ascii(ascii);
    } else if (code_point >= 0x2080 && code_point <= 0x2089) { // subscript digits
        meant = cell_format(source, "_%c", (char)('0' + (code_point - 0x2080)));
    }
    lexer->bad_end = end;
    const char *foreign = code_point < 0x80 ? key_of_foreign((char)code_point) : NULL;
    if (goes_on && kind == TOKEN_BAD) {
        push(lexer, TOKEN_BAD, end);
        return;
    }
    if (meant != NULL) {
        const char *key = kind == TOKEN_TIMES ? "cell.times-sign" : "cell.look-alike";
        CELL_PROBLEM(source, start, key, {"found", found}, {"code", code}, {"meant", meant});
    } else if (code_point == ';' && lexer->brackets > 0) { // [h[t-1]; x[t]]
        CELL_PROBLEM(source, start, "cell.concatenation", {"found", found});
    } else if (foreign != NULL) {
        CELL_PROBLEM(source, start, foreign, {"found", found});
    } else if (code_point < 0x20 || code_point == 0x7F || code_point == 0xFFFD || unicode_is_zero_width(code_point)) {
        CELL_PROBLEM(source, start, "cell.invisible-character", {"code", code});
    } else {
        CELL_PROBLEM(source, start, "cell.unknown-character", {"found", found}, {"code", code});
    }
    push(lexer, kind, end);
}

static void lex_one(Lexer *lexer) {
    const CellSource *source = lexer->source;
    int end;
    uint32_t code_point = code_point_at(source, lexer->at, &end);
    char byte = source->text[lexer->at];
    if (is_space(code_point)) {
        lexer->at = end;
    } else if (byte == '\n') {
        push(lexer, TOKEN_NEWLINE, end);
    } else if (byte == '#') {
        lex_comment(lexer);
    } else if (is_digit(byte)) {
        lex_number(lexer);
    } else if (unicode_is_name_start(code_point) && look_alike(code_point) == NULL) {
        lex_name(lexer, end);
    } else if (byte != '\0' && strchr("\\{}&$", byte) != NULL) {
        lex_latex(lexer);
    } else if (code_point == 0x2212) { // minus sign
        push(lexer, TOKEN_MINUS, end);
    } else if (code_point == 0x2218 || code_point == 0x2299) { // ring operator, circled dot operator
        push(lexer, TOKEN_TIMES, end);
    } else if (code_point < 0x80 && kind_of_ascii(byte) != TOKEN_BAD) {
        push(lexer, kind_of_ascii(byte), end);
    } else {
        lex_foreign(lexer, code_point, end);
    }
}

void cell_lex(CellSource *source, CellTokens *out) {
    size_t most = (size_t)source->length + 1; // each token but the last takes a byte or more
    int annotations = 0;
    for (int i = 0; i < source->length; i++) {
        annotations += source->text[i] == '#';
    }
    *out = (CellTokens){.tokens = arena_array(source->arena, most, sizeof(Token)),
                        .annotations = arena_array(source->arena, (size_t)annotations + 1, sizeof(Span))};
    Lexer lexer = {.source = source, .out = out};
    while (lexer.at < source->length) {
        lex_one(&lexer);
    }
    push(&lexer, TOKEN_END, source->length);
}
