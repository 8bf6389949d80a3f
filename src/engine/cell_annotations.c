#include "engine/cell_annotations.h"

#include <string.h>

typedef enum NoteKind { NOTE_INIT, NOTE_NAME_EN, NOTE_NAME_KO, NOTE_PLACE, NOTE_KIND_COUNT } NoteKind;

static const char *const NOTE_KEYS[] = {
    [NOTE_INIT] = "init",
    [NOTE_NAME_EN] = "name.en",
    [NOTE_NAME_KO] = "name.ko",
    [NOTE_PLACE] = "place",
};
static_assert(sizeof NOTE_KEYS / sizeof NOTE_KEYS[0] == NOTE_KIND_COUNT, "each kind of annotation has its key");
static_assert(LANGUAGE_COUNT == 2, "each language has its name.CODE");

// One annotation: words are taken from the front.
typedef struct Note {
    CellModel *model;
    CellSource *source;
    Span rest;
    Span name;
    const char *name_text;
    bool *seen; // by number of name and kind: told twice
} Note;

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static Span trim(const CellSource *source, Span span) {
    while (span.start < span.end && is_blank(source->text[span.start])) {
        span.start++;
    }
    while (span.end > span.start && is_blank(source->text[span.end - 1])) {
        span.end--;
    }
    return span;
}

// The next word of the annotation; empty at its end.
static Span take_word(Note *note) {
    Span word = note->rest = trim(note->source, note->rest);
    word.end = word.start;
    while (word.end < note->rest.end && !is_blank(note->source->text[word.end])) {
        word.end++;
    }
    note->rest = trim(note->source, (Span){word.end, note->rest.end});
    return word;
}

static const char *copy(const CellSource *source, Span span) {
    return arena_copy_text(source->arena, source->text + span.start, (size_t)(span.end - span.start));
}

static bool is_empty(Span span) {
    return span.start == span.end;
}

static void tell_value(Note *note, Span at, const char *example) {
    CELL_PROBLEM(note->source, at.start, "cell.note-value", {"example", cell_format(note->source, "#: %s %s", note->name_text, example)});
}

static void read_init(Note *note, CellWeight *weight) {
    Span word = take_word(note);
    const char *value = copy(note->source, word);
    if (!is_empty(note->rest)) {
        tell_value(note, note->rest, "init 1");
    } else if (strcmp(value, "identity") == 0 && weight->is_matrix) {
        weight->init = PARAM_INIT_IDENTITY;
    } else if (strcmp(value, "identity") == 0) {
        CELL_PROBLEM(note->source, word.start, "cell.note-identity-vector", {"name", note->name_text});
    } else if (number_parse(value, &weight->init_constant)) {
        weight->init = PARAM_INIT_CONSTANT;
    } else {
        tell_value(note, word, weight->is_matrix ? "init identity" : "init 1");
    }
}

static void read_place(Note *note, EquationNote *out) {
    Span column = take_word(note);
    Span row = take_word(note);
    out->placed =
        is_empty(note->rest) && number_parse(copy(note->source, column), &out->column) && number_parse(copy(note->source, row), &out->row);
    if (!out->placed) {
        tell_value(note, column, "place 2 0");
    }
}

static void read_title(Note *note, EquationNote *out, Language language) {
    if (is_empty(note->rest)) {
        tell_value(note, note->rest, language == LANGUAGE_KO ? "name.ko 망각 게이트" : "name.en forget gate");
        return;
    }
    out->title[language] = copy(note->source, note->rest);
}

// The kind of an annotation; NOTE_KIND_COUNT, with a problem, if there is none of that key.
static NoteKind read_key(Note *note, bool of_weight) {
    Span word = take_word(note);
    const char *key = copy(note->source, word);
    for (int kind = 0; kind < NOTE_KIND_COUNT; kind++) {
        if (strcmp(key, NOTE_KEYS[kind]) == 0) {
            return (NoteKind)kind;
        }
    }
    CELL_PROBLEM(note->source, word.start, "cell.note-key", {"found", cell_excerpt(note->source, word)},
                 {"example", cell_format(note->source, "#: %s %s", note->name_text, of_weight ? "init 1" : "name.en forget gate")});
    return NOTE_KIND_COUNT;
}

static void read_note(Note *note, EquationNote *notes) {
    CellModel *model = note->model;
    note->name = take_word(note);
    note->name_text = copy(note->source, note->name);
    if (is_empty(note->name)) {
        CELL_PROBLEM(note->source, note->name.start, "cell.note-empty", {"example", "#: b_f init 1"});
        return;
    }
    int name = cell_source_find_name(note->source, note->name_text, note->name.end - note->name.start);
    int equation = name >= 0 ? model->equation_of[name] : -1;
    int weight = name >= 0 ? model->weight_of[name] : -1;
    if (equation < 0 && weight < 0) {
        if (!model->file->incomplete) { // else it may stand where nothing could be read
            CELL_PROBLEM(note->source, note->name.start, "cell.note-name", {"name", cell_excerpt(note->source, note->name)});
        }
        return;
    }
    NoteKind kind = read_key(note, weight >= 0);
    if (kind == NOTE_KIND_COUNT) {
        return;
    }
    if (kind == NOTE_INIT ? weight < 0 : equation < 0) {
        CELL_PROBLEM(note->source, note->name.start, kind == NOTE_INIT ? "cell.note-not-weight" : "cell.note-not-equation",
                     {"name", note->name_text}, {"key", NOTE_KEYS[kind]});
        return;
    }
    bool *seen = &note->seen[name * NOTE_KIND_COUNT + (int)kind];
    if (*seen) {
        CELL_PROBLEM(note->source, note->name.start, "cell.note-twice", {"name", note->name_text}, {"key", NOTE_KEYS[kind]});
    }
    *seen = true;
    switch (kind) {
    case NOTE_INIT:
        read_init(note, &model->weights[weight]);
        break;
    case NOTE_NAME_EN:
        read_title(note, &notes[equation], LANGUAGE_EN);
        break;
    case NOTE_NAME_KO:
        read_title(note, &notes[equation], LANGUAGE_KO);
        break;
    case NOTE_PLACE:
        read_place(note, &notes[equation]);
        break;
    case NOTE_KIND_COUNT:
        break;
    }
}

void cell_annotate(CellModel *model, const CellTokens *tokens, EquationNote *notes) {
    CellSource *source = model->source;
    memset(notes, 0, CELL_MAX_EQUATIONS * sizeof *notes);
    bool *seen = arena_array(source->arena, (size_t)source->name_count * NOTE_KIND_COUNT, sizeof(bool));
    for (int i = 0; i < tokens->annotation_count; i++) {
        Note note = {.model = model, .source = source, .rest = tokens->annotations[i], .seen = seen};
        read_note(&note, notes);
    }
}
