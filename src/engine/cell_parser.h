// Tokens -> the equations of a cell as trees. The grammar stands in cell_parser.c.
#ifndef UNROLL_ENGINE_CELL_PARSER_H
#define UNROLL_ENGINE_CELL_PARSER_H

#include "engine/cell_lexer.h"

typedef enum NodeKind {
    NODE_NUMBER,
    NODE_NAME,   // a bare name: weights
    NODE_REF,    // name[t - lag]
    NODE_CALL,   // function(argument)
    NODE_SUM,    // children with signs; one child only if it is negative
    NODE_TIMES,  // children multiplied element by element, two or more
    NODE_BESIDE, // children side by side, two or more
} NodeKind;

// What a node stands for. cell_resolve finds it.
typedef enum ValueKind {
    VALUE_BROKEN, // a problem was told
    VALUE_NUMBER,
    VALUE_WEIGHTS, // a vector of weights by itself: a bare name
    VALUE_VECTOR,
} ValueKind;

typedef struct CellNode CellNode;

struct CellNode {
    NodeKind kind;
    Span span;        // without the parentheses around it
    Span outer;       // with them
    int sign;         // +1 or -1, as a child of NODE_SUM
    int name;         // NODE_NAME, NODE_REF
    int lag;          // NODE_REF
    OpKind function;  // NODE_CALL; OP_KIND_COUNT for an unknown one
    CellNode *first;  // the first child
    CellNode *next;   // the next child of the same parent
    ValueKind value;  // from cell_resolve
    double number;    // NODE_NUMBER, and every node with VALUE_NUMBER
    CellNode *vector; // NODE_BESIDE: the child that is not a matrix or a number; NULL if there is none
    CellNode **chain; // NODE_BESIDE: the matrices and numbers in the order in which they are applied to it
    int chain_count;
    int size; // from cell_shapes: its size class
};

// Whether parentheses stand around it.
static inline bool cell_node_is_grouped(const CellNode *node) {
    return node->outer.start != node->span.start;
}

typedef struct CellEquation {
    int name;        // -1 where the left side is not a name that may be defined
    Span span;       // from the name to the last token
    int name_end;    // end of "name[t]"
    CellNode *value; // the right side; NULL where it could not be read
} CellEquation;

typedef struct CellFile {
    CellEquation equations[CELL_MAX_EQUATIONS];
    int equation_count;
    int node_count;
    bool incomplete;    // some equation could not be read
    bool indices_lost;  // some left side is "ht": the text of a paper whose indices became letters
    bool names_missing; // of some line not even the left side: a name that is missing may be defined there
} CellFile;

// Reads every line; what is wrong with one does not keep the next from being read.
void cell_parse(CellSource *source, const CellTokens *tokens, CellFile *out);

#endif
