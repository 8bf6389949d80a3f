#include "engine/cell_source.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_PROBLEMS = 100, EXCERPT_LENGTH = 40 };

static const char *const KNOWN_NAMES[] = {
    [NAME_TANH] = "tanh",
    [NAME_SIGMOID] = "sigmoid",
    [NAME_SIGMA] = "σ",
    [NAME_RELU] = "relu",
    [NAME_SOFTMAX] = "softmax",
    [NAME_IDENTITY] = "identity",
    [NAME_X] = "x",
    [NAME_T] = "t",
    [NAME_Y] = "y",
    [NAME_O] = "o",
};
static_assert(sizeof KNOWN_NAMES / sizeof KNOWN_NAMES[0] == NAME_KNOWN_COUNT, "each known name has its text");

static const OpKind FUNCTION_OPS[] = {
    [NAME_TANH] = OP_TANH, [NAME_SIGMOID] = OP_SIGMOID, [NAME_SIGMA] = OP_SIGMOID,
    [NAME_RELU] = OP_RELU, [NAME_SOFTMAX] = OP_SOFTMAX, [NAME_IDENTITY] = OP_IDENTITY,
};
static_assert(sizeof FUNCTION_OPS / sizeof FUNCTION_OPS[0] == NAME_FUNCTION_COUNT, "each function has its operation");

OpKind cell_function_op(int name) {
    return name >= 0 && name < NAME_FUNCTION_COUNT ? FUNCTION_OPS[name] : OP_KIND_COUNT;
}

static bool is_one_letter(const char *bytes, int length) {
    size_t at = 0;
    uint32_t code_point;
    int letters = 0;
    while (at < (size_t)length && utf8_next(bytes, (size_t)length, &at, &code_point)) {
        letters += code_point < 0x300 || code_point > 0x36F; // without what is set above a letter
    }
    return letters == 1;
}

int cell_source_time_base(const char *name, bool lost) {
    static const char *const ENDS[] = {"_t", "ₜ"};
    int length = (int)strlen(name);
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        int base = length - (int)strlen(ENDS[i]);
        if (base > 0 && strcmp(name + base, ENDS[i]) == 0) {
            return base;
        }
    }
    bool fits = lost && length > 1 && name[length - 1] == 't' && name[0] != 't' && is_one_letter(name, length - 1);
    return fits ? length - 1 : 0;
}

static void normalise_newlines(CellSource *source, const char *bytes, size_t size) {
    static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
    size_t at = size >= 3 && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;
    char *text = arena_alloc(source->arena, size + 1);
    int length = 0;
    while (at < size) {
        char byte = bytes[at++];
        if (byte == '\r') {
            byte = '\n';
            at += at < size && bytes[at] == '\n';
        }
        text[length++] = byte;
    }
    source->text = text;
    source->length = length;
}

static void find_lines(CellSource *source) {
    int count = 1;
    for (int i = 0; i < source->length; i++) {
        count += source->text[i] == '\n';
    }
    source->line_starts = arena_array(source->arena, (size_t)count, sizeof(int));
    source->line_count = 1;
    for (int i = 0; i < source->length; i++) {
        if (source->text[i] == '\n') {
            source->line_starts[source->line_count++] = i + 1;
        }
    }
}

bool cell_source_init(CellSource *source, const char *file, const char *bytes, size_t size, Arena *arena, Report *report) {
    *source = (CellSource){.file = file, .report = report, .arena = arena};
    if (size > CELL_MAX_BYTES) {
        REPORT(report, ((Place){file, 0, 0}), "cell.too-large", {"limit", "64 KiB"});
        return false;
    }
    normalise_newlines(source, bytes, size);
    find_lines(source);
    for (int i = 0; i < NAME_KNOWN_COUNT; i++) {
        cell_source_intern(source, KNOWN_NAMES[i], (int)strlen(KNOWN_NAMES[i]));
    }
    return true;
}

// The slot that holds the name, or the empty one where it belongs.
static int name_slot(const CellSource *source, const char *bytes, int length) {
    uint64_t hash = 14695981039346656037u; // FNV-1a
    for (int i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    }
    int slot = (int)(hash & (uint64_t)(source->name_slot_count - 1));
    while (source->name_slots[slot] != 0) {
        const char *name = source->names[source->name_slots[slot] - 1];
        if (strncmp(name, bytes, (size_t)length) == 0 && name[length] == '\0') {
            break;
        }
        slot = (slot + 1) & (source->name_slot_count - 1);
    }
    return slot;
}

// Twice as many slots as names at least, so that a free one is near.
static void grow_names(CellSource *source) {
    int capacity = source->name_capacity > 0 ? source->name_capacity * 2 : 64;
    const char **names = arena_array(source->arena, (size_t)capacity, sizeof(char *));
    if (source->name_count > 0) {
        memcpy(names, source->names, (size_t)source->name_count * sizeof(char *));
    }
    source->names = names;
    source->name_capacity = capacity;
    source->name_slot_count = capacity * 2;
    source->name_slots = arena_array(source->arena, (size_t)source->name_slot_count, sizeof(int));
    for (int i = 0; i < source->name_count; i++) {
        source->name_slots[name_slot(source, names[i], (int)strlen(names[i]))] = i + 1;
    }
}

int cell_source_intern(CellSource *source, const char *bytes, int length) {
    if (source->name_count == source->name_capacity) {
        grow_names(source);
    }
    int slot = name_slot(source, bytes, length);
    if (source->name_slots[slot] == 0) {
        source->names[source->name_count++] = arena_copy_text(source->arena, bytes, (size_t)length);
        source->name_slots[slot] = source->name_count;
    }
    return source->name_slots[slot] - 1;
}

int cell_source_find_name(const CellSource *source, const char *bytes, int length) {
    return source->name_slots[name_slot(source, bytes, length)] - 1;
}

static Place place_at(const CellSource *source, int offset) {
    int low = 0, high = source->line_count;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (source->line_starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    int column = 1;
    for (int i = source->line_starts[low]; i < offset; i++) {
        column += (source->text[i] & 0xC0) != 0x80; // continuation bytes belong to the code point before
    }
    return (Place){source->file, low + 1, column};
}

void cell_problem(CellSource *source, int offset, const char *key, const WordArg *args, size_t count) {
    source->problem_count++;
    if (source->problem_count <= MAX_PROBLEMS) {
        report_add(source->report, place_at(source, offset), key, args, count);
    } else if (source->problem_count == MAX_PROBLEMS + 1) {
        report_add(source->report, place_at(source, offset), "cell.too-many-problems", NULL, 0);
    }
}

const char *cell_format(const CellSource *source, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(source->arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(args);
    va_end(again);
    return text;
}

const char *cell_place_text(const CellSource *source, int offset) {
    if (source->problem_count > MAX_PROBLEMS) {
        return ""; // nobody will read it, and thousands of places in one long line would take their time
    }
    Place place = place_at(source, offset);
    return cell_format(source, "%d:%d", place.line, place.column);
}

const char *cell_excerpt(const CellSource *source, Span span) {
    int end = span.start;
    for (int count = 0; end < span.end && source->text[end] != '\n'; count++) {
        if (count == EXCERPT_LENGTH) {
            break;
        }
        uint32_t code_point;
        size_t at = (size_t)end;
        end = utf8_next(source->text, (size_t)source->length, &at, &code_point) ? (int)at : end + 1;
    }
    return cell_format(source, "%.*s%s", end - span.start, source->text + span.start, end < span.end ? "…" : "");
}

static bool equal_but_for_case(const char *a, const char *b) {
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        bool same = *a == *b || ((*a ^ *b) == 0x20 && ((*a | 0x20) >= 'a' && (*a | 0x20) <= 'z'));
        if (!same) {
            return false;
        }
    }
    return *a == *b;
}

// Whether one byte added, left out or changed, or two swapped, makes one of the other.
static bool one_letter_off(const char *a, const char *b) {
    size_t prefix = 0;
    while (a[prefix] != '\0' && a[prefix] == b[prefix]) {
        prefix++;
    }
    const char *rest_a = a + prefix;
    const char *rest_b = b + prefix;
    if (*rest_a == '\0' || *rest_b == '\0') {
        return strlen(rest_a) + strlen(rest_b) <= 1;
    }
    return strcmp(rest_a + 1, rest_b) == 0 || strcmp(rest_a, rest_b + 1) == 0 || strcmp(rest_a + 1, rest_b + 1) == 0 ||
           (rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && strcmp(rest_a + 2, rest_b + 2) == 0);
}

const char *cell_nearest(const char *name, const char *const *candidates, int count) {
    for (int i = 0; i < count; i++) {
        if (equal_but_for_case(name, candidates[i])) {
            return candidates[i];
        }
    }
    // One letter of two or three is too much of a name to call it a slip.
    for (int i = 0; i < count && strlen(name) >= 4; i++) {
        if (one_letter_off(name, candidates[i])) {
            return candidates[i];
        }
    }
    return NULL;
}
