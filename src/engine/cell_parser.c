// file     = { [ equation ] [ comment ] newline }          a line goes on while a parenthesis is open
// equation = name "[t]" "=" sum
// sum      = [ "-" ] term { ( "+" | "-" ) term }
// term     = product { ( "*" | "∘" | "⊙" ) product }       element-wise
// product  = factor { factor }                              side by side: binds tighter than "*"
// factor   = number | name | name "[t]" | name "[t-" integer "]" | function "(" sum ")" | "(" sum ")"
#include "engine/cell_parser.h"

#include <string.h>

typedef struct Parser {
    CellSource *source;
    CellFile *file;
    const Token *tokens; // all of them
    Token *line;         // of the line that is being read, without newlines, with a TOKEN_END behind
    int at, count;       // into `line`
    int depth;           // open parentheses
} Parser;

static CellNode *parse_sum(Parser *parser);

static const Token *look(const Parser *parser, int ahead) {
    int at = parser->at + ahead;
    return &parser->line[at < parser->count ? at : parser->count];
}

static TokenKind kind_at(const Parser *parser, int ahead) {
    return look(parser, ahead)->kind;
}

static bool touches_next(const Parser *parser) {
    return look(parser, 0)->span.end == look(parser, 1)->span.start;
}

static const char *name_text(const Parser *parser, int name) {
    return parser->source->names[name];
}

static const char *token_text(const Parser *parser, const Token *token) {
    return cell_excerpt(parser->source, token->span);
}

static CellNode *make_node(Parser *parser, NodeKind kind, Span span) {
    CellNode *node = arena_alloc(parser->source->arena, sizeof *node);
    *node = (CellNode){.kind = kind, .span = span, .outer = span, .sign = 1, .name = -1, .function = OP_KIND_COUNT, .size = -1};
    parser->file->node_count++;
    return node;
}

// Something stands where it cannot. A bad token was told by the lexer.
static void unexpected(Parser *parser, const char *key) {
    const Token *token = look(parser, 0);
    if (token->kind == TOKEN_END) {
        CELL_PROBLEM(parser->source, token->span.start, "cell.ends-early",
                     {"before", token_text(parser, &parser->line[parser->count - 1])});
    } else if (token->kind != TOKEN_BAD) {
        CELL_PROBLEM(parser->source, token->span.start, key, {"found", token_text(parser, token)});
    }
}

// Whether the tokens from `ahead` on are `t` or `t - integer`. `lag` gets the integer, or one more than the most for any above.
static bool match_time(const Parser *parser, int ahead, int *length, int *lag) {
    if (kind_at(parser, ahead) != TOKEN_NAME || look(parser, ahead)->name != NAME_T) {
        return false;
    }
    *length = 1;
    *lag = 0;
    if (kind_at(parser, ahead + 1) == TOKEN_MINUS && kind_at(parser, ahead + 2) == TOKEN_NUMBER) {
        const Token *number = look(parser, ahead + 2);
        for (int i = number->span.start; i < number->span.end; i++) {
            if (parser->source->text[i] < '0' || parser->source->text[i] > '9') {
                return false;
            }
        }
        *length = 3;
        *lag = number->number > CELL_MAX_LAG ? CELL_MAX_LAG + 1 : (int)number->number;
    }
    return true;
}

static const char *time_text(const Parser *parser, int name, int lag) {
    return lag == 0 ? cell_format(parser->source, "%s[t]", name_text(parser, name))
                    : cell_format(parser->source, "%s[t-%d]", name_text(parser, name), lag);
}

// Whether a bad token stands between the bracket at `ahead` and the one that closes it: what is wrong there was told by the lexer.
static bool bad_token_within(const Parser *parser, int ahead) {
    for (int i = ahead, depth = 0; kind_at(parser, i) != TOKEN_END; i++) {
        depth += (kind_at(parser, i) == TOKEN_BRACKET_OPEN) - (kind_at(parser, i) == TOKEN_BRACKET_CLOSE);
        if (depth == 0 || kind_at(parser, i) == TOKEN_BAD) {
            return depth != 0;
        }
    }
    return false;
}

// name "[" "t" [ "-" integer ] "]", standing at the name. False with a problem; *lag is then unchanged.
static bool parse_time(Parser *parser, int *lag) {
    const Token *name = look(parser, 0);
    int length, found;
    bool has_time = match_time(parser, 2, &length, &found);
    if (has_time && kind_at(parser, 2 + length) == TOKEN_BRACKET_CLOSE) {
        if (found > CELL_MAX_LAG) {
            CELL_PROBLEM(parser->source, look(parser, 4)->span.start, "cell.lag-too-large",
                         {"limit", cell_format(parser->source, "%d", CELL_MAX_LAG)});
            found = CELL_MAX_LAG;
        }
        parser->at += 2 + length + 1;
        *lag = found;
        return true;
    }
    const char *text = name_text(parser, name->name);
    const Token *bad = look(parser, has_time ? 2 + length : 2);
    if (bad_token_within(parser, 1)) {
        return false;
    }
    if (has_time && length == 1 && bad->kind == TOKEN_PLUS) {
        CELL_PROBLEM(parser->source, look(parser, 2)->span.start, "cell.future", {"name", text});
    } else if (kind_at(parser, 2) == TOKEN_NAME && kind_at(parser, 3) == TOKEN_BRACKET_OPEN) { // W [h[t-1] x[t]]
        CELL_PROBLEM(parser->source, look(parser, 1)->span.start, "cell.concatenation", {"found", "["});
    } else {
        CELL_PROBLEM(parser->source, bad->span.start, "cell.bad-time", {"name", text});
    }
    return false;
}

// "(" sum ")". The node's outer span takes the parentheses in.
static CellNode *parse_group(Parser *parser) {
    const Token *open = look(parser, 0);
    if (parser->depth == CELL_MAX_NESTING) {
        CELL_PROBLEM(parser->source, open->span.start, "cell.too-deep", {"limit", cell_format(parser->source, "%d", CELL_MAX_NESTING)});
        return NULL;
    }
    parser->at++;
    parser->depth++;
    if (kind_at(parser, 0) == TOKEN_CLOSE) {
        CELL_PROBLEM(parser->source, open->span.start, "cell.empty-parentheses", {"found", "()"});
        return NULL;
    }
    if (kind_at(parser, 0) == TOKEN_END) {
        CELL_PROBLEM(parser->source, open->span.start, "cell.unclosed", {"found", "("});
        return NULL;
    }
    CellNode *node = parse_sum(parser);
    if (node == NULL) {
        return NULL;
    }
    if (kind_at(parser, 0) != TOKEN_CLOSE) {
        if (kind_at(parser, 0) == TOKEN_END) {
            CELL_PROBLEM(parser->source, open->span.start, "cell.unclosed", {"found", "("});
        } else {
            unexpected(parser, "cell.unexpected");
        }
        return NULL;
    }
    node->outer = (Span){open->span.start, look(parser, 0)->span.end};
    parser->at++;
    parser->depth--;
    return node;
}

static CellNode *make_call(Parser *parser, const Token *name, CellNode *argument) {
    CellNode *node = make_node(parser, NODE_CALL, (Span){name->span.start, argument->outer.end});
    node->function = cell_function_op(name->name);
    node->first = argument;
    argument->outer = argument->span; // the parentheses belong to the call
    return node;
}

// A name that touches "(" and is no function: h(t-1), or a matrix without a space, or a function that there is not.
static CellNode *parse_unknown_call(Parser *parser) {
    const Token *name = look(parser, 0);
    const char *text = name_text(parser, name->name);
    int length, lag;
    if (match_time(parser, 2, &length, &lag) && kind_at(parser, 2 + length) == TOKEN_CLOSE) {
        CELL_PROBLEM(parser->source, name->span.start, "cell.round-brackets", {"meant", time_text(parser, name->name, lag)});
        CellNode *node = make_node(parser, NODE_REF, (Span){name->span.start, look(parser, 2 + length)->span.end});
        node->name = name->name;
        node->lag = lag > CELL_MAX_LAG ? CELL_MAX_LAG : lag;
        parser->at += 2 + length + 1;
        return node;
    }
    const char *nearest = cell_nearest(text, parser->source->names, NAME_FUNCTION_COUNT);
    if (nearest != NULL) {
        CELL_PROBLEM(parser->source, name->span.start, "cell.function-misspelt", {"name", text}, {"meant", nearest});
    } else {
        CELL_PROBLEM(parser->source, name->span.start, "cell.unknown-function", {"name", text});
    }
    parser->at++;
    CellNode *argument = parse_group(parser);
    return argument == NULL ? NULL : make_call(parser, name, argument);
}

static CellNode *parse_name(Parser *parser) {
    const Token *name = look(parser, 0);
    bool is_function = cell_function_op(name->name) != OP_KIND_COUNT;
    if (kind_at(parser, 1) == TOKEN_BRACKET_OPEN && !is_function && name->name != NAME_T) {
        int lag;
        if (!parse_time(parser, &lag)) {
            return NULL;
        }
        CellNode *node = make_node(parser, NODE_REF, (Span){name->span.start, parser->line[parser->at - 1].span.end});
        node->name = name->name;
        node->lag = lag;
        return node;
    }
    if (is_function) {
        if (kind_at(parser, 1) != TOKEN_OPEN) {
            CELL_PROBLEM(parser->source, name->span.start, "cell.function-without-parentheses", {"name", name_text(parser, name->name)});
            return NULL;
        }
        parser->at++;
        CellNode *argument = parse_group(parser);
        return argument == NULL ? NULL : make_call(parser, name, argument);
    }
    if (name->name == NAME_T) {
        CELL_PROBLEM(parser->source, name->span.start, "cell.bare-t", {"name", "t"});
        return NULL;
    }
    if (kind_at(parser, 1) == TOKEN_OPEN && touches_next(parser)) {
        return parse_unknown_call(parser);
    }
    CellNode *node = make_node(parser, NODE_NAME, name->span);
    node->name = name->name;
    parser->at++;
    return node;
}

static CellNode *parse_factor(Parser *parser) {
    const Token *token = look(parser, 0);
    switch (token->kind) {
    case TOKEN_NUMBER: {
        CellNode *node = make_node(parser, NODE_NUMBER, token->span);
        node->number = token->number;
        parser->at++;
        return node;
    }
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_OPEN:
        return parse_group(parser);
    case TOKEN_BRACKET_OPEN:
        unexpected(parser, "cell.concatenation");
        return NULL;
    case TOKEN_MINUS:
        unexpected(parser, "cell.sign-inside");
        return NULL;
    default:
        unexpected(parser, "cell.factor-missing");
        return NULL;
    }
}

static bool starts_factor(TokenKind kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_OPEN || kind == TOKEN_BRACKET_OPEN;
}

// Appends to the children of `parent`, which ends where its last child ends.
static void add_child(CellNode *parent, CellNode **last, CellNode *child) {
    if (*last == NULL) {
        parent->first = child;
    } else {
        (*last)->next = child;
    }
    *last = child;
    parent->span.end = parent->outer.end = child->outer.end;
}

static CellNode *parse_product(Parser *parser) {
    CellNode *first = parse_factor(parser);
    if (first == NULL || !starts_factor(kind_at(parser, 0))) {
        return first;
    }
    CellNode *product = make_node(parser, NODE_BESIDE, first->outer);
    CellNode *last = NULL;
    add_child(product, &last, first);
    while (starts_factor(kind_at(parser, 0))) {
        CellNode *factor = parse_factor(parser);
        if (factor == NULL) {
            return NULL;
        }
        add_child(product, &last, factor);
    }
    return product;
}

static CellNode *parse_term(Parser *parser) {
    CellNode *first = parse_product(parser);
    if (first == NULL || kind_at(parser, 0) != TOKEN_TIMES) {
        return first;
    }
    CellNode *term = make_node(parser, NODE_TIMES, first->outer);
    CellNode *last = NULL;
    add_child(term, &last, first);
    while (kind_at(parser, 0) == TOKEN_TIMES) {
        parser->at++;
        CellNode *product = parse_product(parser);
        if (product == NULL) {
            return NULL;
        }
        add_child(term, &last, product);
    }
    return term;
}

static CellNode *parse_sum(Parser *parser) {
    int start = look(parser, 0)->span.start;
    bool negative = kind_at(parser, 0) == TOKEN_MINUS;
    parser->at += negative;
    CellNode *first = parse_term(parser);
    bool goes_on = kind_at(parser, 0) == TOKEN_PLUS || kind_at(parser, 0) == TOKEN_MINUS;
    if (first == NULL || (!negative && !goes_on)) {
        return first;
    }
    first->sign = negative ? -1 : 1;
    CellNode *sum = make_node(parser, NODE_SUM, (Span){start, first->outer.end});
    CellNode *last = NULL;
    add_child(sum, &last, first);
    while (kind_at(parser, 0) == TOKEN_PLUS || kind_at(parser, 0) == TOKEN_MINUS) {
        int sign = kind_at(parser, 0) == TOKEN_MINUS ? -1 : 1;
        parser->at++;
        CellNode *term = parse_term(parser);
        if (term == NULL) {
            return NULL;
        }
        term->sign = sign;
        add_child(sum, &last, term);
    }
    return sum;
}

static bool line_has_equals(const Parser *parser) {
    for (int i = 0; i < parser->count; i++) {
        if (parser->line[i].kind == TOKEN_EQUALS) {
            return true;
        }
    }
    return false;
}

// A left side without brackets: the name that is meant, of "h_t", "hₜ" or "ht" that of "h".
static int name_without_time(Parser *parser, int name) {
    const char *text = name_text(parser, name);
    int base = cell_source_time_base(text, true);
    if (base == 0) {
        return name;
    }
    parser->file->indices_lost = parser->file->indices_lost || cell_source_time_base(text, false) == 0;
    return cell_source_intern(parser->source, text, base);
}

static void check_left_name(Parser *parser, CellEquation *equation) {
    int start = equation->span.start;
    const char *name = name_text(parser, equation->name);
    if (equation->name == NAME_X) {
        CELL_PROBLEM(parser->source, start, "cell.input-on-the-left", {"name", "x"});
    } else if (equation->name == NAME_T || cell_function_op(equation->name) != OP_KIND_COUNT) {
        CELL_PROBLEM(parser->source, start, "cell.name-taken", {"name", name});
    } else {
        return;
    }
    equation->name = -1;
}

// name "[t]" "=". True if the right side follows; where the left side is wrong but it is plain what was meant, that too.
static bool parse_left_side(Parser *parser, CellEquation *equation) {
    const Token *name = look(parser, 0);
    bool has_equals = line_has_equals(parser);
    if (name->kind != TOKEN_NAME) {
        unexpected(parser, has_equals ? "cell.left-side" : "cell.not-an-equation");
        parser->file->names_missing = true;
        return false;
    }
    equation->name = kind_at(parser, 1) == TOKEN_EQUALS ? name_without_time(parser, name->name) : name->name;
    check_left_name(parser, equation);
    int length, lag = 0;
    if (kind_at(parser, 1) == TOKEN_EQUALS) {
        if (equation->name >= 0) {
            CELL_PROBLEM(parser->source, name->span.start, "cell.left-without-time", {"meant", time_text(parser, equation->name, 0)},
                         {"name", name_text(parser, name->name)});
        }
        parser->at++;
    } else if (kind_at(parser, 1) == TOKEN_BRACKET_OPEN) {
        if (!parse_time(parser, &lag)) {
            return false;
        }
        if (lag > 0) {
            CELL_PROBLEM(parser->source, name->span.start, "cell.left-lag", {"meant", time_text(parser, name->name, 0)});
        }
    } else if (kind_at(parser, 1) == TOKEN_OPEN && match_time(parser, 2, &length, &lag) && kind_at(parser, 2 + length) == TOKEN_CLOSE) {
        CELL_PROBLEM(parser->source, name->span.start, "cell.round-brackets", {"meant", time_text(parser, name->name, 0)});
        parser->at += 2 + length + 1;
    } else {
        equation->name = -1;
        parser->file->names_missing = true;
        if (kind_at(parser, 1) != TOKEN_BAD) {
            CELL_PROBLEM(parser->source, name->span.start, has_equals ? "cell.left-side" : "cell.not-an-equation",
                         {"found", token_text(parser, name)});
        }
        return false;
    }
    equation->name_end = parser->line[parser->at - 1].span.end;
    if (kind_at(parser, 0) != TOKEN_EQUALS) {
        if (kind_at(parser, 0) != TOKEN_BAD) {
            const char *left = time_text(parser, name->name, 0);
            CELL_PROBLEM(parser->source, look(parser, 0)->span.start, has_equals ? "cell.left-side" : "cell.equals-missing", {"left", left},
                         {"found", left});
        }
        return false;
    }
    parser->at++;
    return true;
}

static void parse_right_side(Parser *parser, CellEquation *equation) {
    CellNode *value = parse_sum(parser);
    if (value == NULL) {
        return;
    }
    switch (kind_at(parser, 0)) {
    case TOKEN_END:
        equation->value = value;
        break;
    case TOKEN_CLOSE:
        unexpected(parser, "cell.unopened");
        break;
    case TOKEN_EQUALS:
        unexpected(parser, "cell.second-equals");
        break;
    default:
        unexpected(parser, "cell.unexpected");
        break;
    }
}

static void parse_equation(Parser *parser) {
    CellFile *file = parser->file;
    Span span = {parser->line[0].span.start, parser->line[parser->count - 1].span.end};
    if (file->equation_count == CELL_MAX_EQUATIONS) {
        CELL_PROBLEM(parser->source, span.start, "cell.too-many-equations",
                     {"limit", cell_format(parser->source, "%d", CELL_MAX_EQUATIONS)});
        return;
    }
    CellEquation *equation = &file->equations[file->equation_count++];
    *equation = (CellEquation){.name = -1, .span = span, .name_end = span.start};
    if (parse_left_side(parser, equation)) {
        parse_right_side(parser, equation);
    }
    file->incomplete = file->incomplete || equation->name < 0 || equation->value == NULL;
}

// Copies the tokens of the line that starts at token `from` and returns where the next one starts. An open parenthesis does not
// swallow a line with "=" in it, which can only be the next equation.
static int take_line(Parser *parser, int from) {
    int depth = 0, at = from;
    parser->at = parser->count = parser->depth = 0;
    for (;; at++) {
        const Token *token = &parser->tokens[at];
        if (token->kind == TOKEN_END) {
            break;
        }
        if (token->kind != TOKEN_NEWLINE) {
            parser->line[parser->count++] = *token;
            depth += (token->kind == TOKEN_OPEN) - (token->kind == TOKEN_CLOSE && depth > 0);
            continue;
        }
        bool next_is_equation = false;
        for (int i = at + 1; depth > 0 && parser->tokens[i].kind != TOKEN_NEWLINE && parser->tokens[i].kind != TOKEN_END; i++) {
            next_is_equation = next_is_equation || parser->tokens[i].kind == TOKEN_EQUALS;
        }
        if (depth == 0 || next_is_equation) {
            break;
        }
    }
    int end = parser->count > 0 ? parser->line[parser->count - 1].span.end : 0;
    parser->line[parser->count] = (Token){.kind = TOKEN_END, .span = {end, end}, .name = -1};
    return parser->tokens[at].kind == TOKEN_END ? -1 : at + 1;
}

void cell_parse(CellSource *source, const CellTokens *tokens, CellFile *out) {
    *out = (CellFile){0};
    Parser parser = {.source = source, .file = out, .tokens = tokens->tokens};
    parser.line = arena_array(source->arena, (size_t)tokens->count + 1, sizeof(Token));
    int from = 0;
    int problems = source->problem_count;
    while (from >= 0) {
        from = take_line(&parser, from);
        bool full = out->equation_count == CELL_MAX_EQUATIONS;
        if (parser.count > 0) {
            parse_equation(&parser);
            if (full) {
                out->incomplete = out->names_missing = true;
                break; // told once; the rest is as good as not there
            }
        }
    }
    if (out->equation_count == 0 && source->problem_count == problems && !out->incomplete) {
        CELL_PROBLEM(source, 0, "cell.empty", {"example", "h[t] = tanh(W_x x[t] + W_h h[t-1] + b)"});
    }
}
