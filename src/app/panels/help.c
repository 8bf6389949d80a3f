#include "app/panels/help.h"

#include "app/command.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

// A flow of lines in columns: where the next one goes.
typedef struct Column {
    Rect area;  // of all columns
    float x, y; // of the next line
    float width, gap;
    bool draws; // else it is only found out how far it reaches
} Column;

static float line_height(const Frame *frame) {
    return 1.8f * frame_text_size(frame, 20);
}

static void next_line(Column *column, float height) {
    if (column->y + height <= column->area.y + column->area.h + 0.5f) return;
    column->x += column->width + column->gap;
    column->y = column->area.y;
}

// The first key of a command; commands without one are written as scripts write them.
static void write_name(const Command *command, Text *out) {
    if (command->keys[0] != '\0')
        text_append_bytes(out, command->keys, strcspn(command->keys, " "));
    else
        text_printf(out, "%s %s", command->name, command->argument);
}

static float name_width(const Frame *frame, const Command *command) {
    float px = frame_text_size(frame, 20);
    Text name;
    text_init(&name);
    write_name(command, &name);
    float width = command->keys[0] != '\0' ? keycap_width(frame, name.data) : frame_text_width(frame, FACE_MONO, px, name.data);
    text_finish(&name);
    return width;
}

static void draw_name(Frame *frame, const Column *column, const Command *command, float middle) {
    float px = frame_text_size(frame, 20);
    Text name;
    text_init(&name);
    write_name(command, &name);
    if (command->keys[0] != '\0')
        keycap_draw(frame, column->x, middle, name.data);
    else
        frame_text(frame, column->x, middle + 0.35f * px, ALIGN_LEFT, FACE_MONO, px, frame->theme->text, name.data);
    text_finish(&name);
}

// What a command does, and where that stands beside its key.
typedef struct Entry {
    const char *words;
    float left, height; // px: from the left end of the column; of the whole entry
} Entry;

static Entry entry_of(const Frame *frame, float width, const Command *command) {
    float px = frame_text_size(frame, 20);
    Text key;
    text_init(&key);
    text_printf(&key, "command.%s", command->name);
    Entry entry = {.words = words_get(frame->words, key.data), .left = fmaxf(0.34f * width, name_width(frame, command) + 0.6f * px)};
    float lines = paragraph_height(frame, width - entry.left, FACE_REGULAR, 20, entry.words);
    entry.height = fmaxf(line_height(frame), lines + 0.4f * px);
    text_finish(&key);
    return entry;
}

static void draw_command(Frame *frame, Column *column, const Command *command) {
    Entry entry = entry_of(frame, column->width, command);
    next_line(column, entry.height);
    if (column->draws) {
        float first = line_height(frame), leading = paragraph_leading(frame, 20);
        draw_name(frame, column, command, column->y + first / 2);
        Rect words = {column->x + entry.left, column->y + (first - leading) / 2, column->width - entry.left, entry.height};
        paragraph_draw(frame, words, FACE_REGULAR, 20, frame->theme->text, entry.words);
    }
    column->y += entry.height;
}

static void draw_title(Frame *frame, Column *column, const char *title) {
    float px = frame_text_size(frame, 22), height = line_height(frame);
    next_line(column, 2 * height); // never alone at the end of a column
    if (column->draws)
        frame_text_fit(frame, column->x, column->y + height / 2 + 0.35f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->forward,
                       words_get(frame->words, title), column->width);
    column->y += height;
}

// The commands of a group that have keys, or, where `group` is COMMAND_GROUP_COUNT, all that have none.
static bool belongs(const Command *command, int group) {
    bool has_key = command->keys[0] != '\0';
    return group == COMMAND_GROUP_COUNT ? !has_key : has_key && (int)command->group == group;
}

static void draw_columns(Frame *frame, Column *column) {
    for (int group = 0; group <= COMMAND_GROUP_COUNT; group++) {
        draw_title(frame, column, group == COMMAND_GROUP_COUNT ? "app.group.scripts" : command_group_title((CommandGroup)group));
        for (size_t i = 0; command_at(i); i++) {
            if (!belongs(command_at(i), group)) continue;
            draw_command(frame, column, command_at(i));
        }
    }
}

// The least height, in lines, at which all commands stand in the columns that fit side by side into `area`.
static float columns_height(Frame *frame, Rect area, Column column) {
    column.draws = false;
    for (column.area = area;; column.area.h += line_height(frame)) {
        column.x = area.x;
        column.y = area.y;
        draw_columns(frame, &column);
        if (column.x + column.width <= area.x + area.w + 0.5f) return column.area.h;
    }
}

void help_draw(State *state, Frame *frame) {
    Rect whole = {0, 0, (float)state->width, (float)state->height};
    float unit = frame->unit, px = frame_text_size(frame, 20);
    veil_draw(frame, whole, "close");
    Rect card = rect_inset(whole, 40 * unit), inner = card_draw(frame, card);
    Rect title = rect_cut_top(&inner, 2.4f * px);
    Rect close = rect_cut_right(&title, 1.8f * px);
    close.h = 1.8f * px;
    button_draw(frame, close, ICON_CLOSE, NULL, "close", "", WIDGET_PLAIN);
    float title_px = frame_text_size(frame, 28);
    frame_text_fit(frame, title.x, title.y + title_px, ALIGN_LEFT, FACE_BOLD, title_px, frame->theme->text,
                   words_get(frame->words, "app.help.title"), title.w);
    float gap = 1.6f * px;
    int columns = inner.w >= 110 * px ? 4 : inner.w >= 62 * px ? 3 : inner.w >= 44 * px ? 2 : 1;
    float width = (inner.w - gap * (float)(columns - 1)) / (float)columns;
    // What the columns have no room for is reached by scrolling: they grow downwards together.
    Column column = {.width = width, .gap = gap};
    float content = columns_height(frame, inner, column);
    float room = fmaxf(inner.h, content);
    state->help_scroll = fmaxf(0, fminf(state->help_scroll, room - inner.h));
    column.area = (Rect){inner.x, inner.y - state->help_scroll, inner.w, room};
    column.x = column.area.x;
    column.y = column.area.y;
    column.draws = true;
    display_clip(frame->list, inner);
    draw_columns(frame, &column);
    display_clip_end(frame->list);
    if (content > inner.h) scrollbar_draw(frame, inner, content, state->help_scroll);
}
