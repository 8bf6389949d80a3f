// The text of a cell -> tokens and annotations.
#ifndef UNROLL_ENGINE_CELL_LEXER_H
#define UNROLL_ENGINE_CELL_LEXER_H

#include "engine/cell_source.h"

typedef enum TokenKind {
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES, // * ∘ ⊙
    TOKEN_EQUALS,
    TOKEN_OPEN,  // (
    TOKEN_CLOSE, // )
    TOKEN_BRACKET_OPEN,
    TOKEN_BRACKET_CLOSE,
    TOKEN_BAD, // a problem was told already
    TOKEN_NEWLINE,
    TOKEN_END, // the last one, always
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Span span;
    int name;      // TOKEN_NAME
    double number; // TOKEN_NUMBER
} Token;

typedef struct CellTokens {
    Token *tokens;
    int count;
    Span *annotations; // what stands behind each "#:", to the end of its line
    int annotation_count;
} CellTokens;

// Splits the whole text; characters that the language does not have are told and become TOKEN_BAD, or what they look like.
void cell_lex(CellSource *source, CellTokens *out);

#endif
