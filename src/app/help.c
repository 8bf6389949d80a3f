#include "app/help.h"

#include "app/command.h"
#include "view/widgets.h"

#include <math.h>
#include <string.h>

// A flow of lines in columns: where the next one goes.
typedef struct Column {
    Rect area;       // of all columns
    float x, y;      // of the next line
    float width, gap;
} Column;

static float line_height(const Frame *frame) { return 1.8f * frame_text_size(frame, 20); }

static void next_line(Column *column, float height) {
    if (column->y + height <= column->area.y + column->area.h + 0.5f) return;
    column->x += column->width + column->gap;
    column->y = column->area.y;
}

// The first key of a command; commands without one are written as scripts write them.
static float draw_name(Frame *frame, Column *column, const Command *command, float middle) {
    float px = frame_text_size(frame, 20);
    if (command->keys[0] == '\0') {
        Text text;
        text_init(&text);
        text_printf(&text, "%s %s", command->name, command->argument);
        float width = frame_text(frame, column->x, middle + 0.35f * px, ALIGN_LEFT, FACE_MONO, px, frame->theme->text, text.data);
        text_finish(&text);
        return width;
    }
    char key[32];
    size_t length = strcspn(command->keys, " ");
    memcpy(key, command->keys, length);
    key[length] = '\0';
    return keycap_draw(frame, column->x, middle, key);
}

static void draw_command(Frame *frame, Column *column, const Command *command) {
    float height = line_height(frame), px = frame_text_size(frame, 20), middle = column->y + height / 2;
    Text key;
    text_init(&key);
    text_printf(&key, "command.%s", command->name);
    float label = fmaxf(0.34f * column->width, draw_name(frame, column, command, middle) + 0.6f * px);
    frame_text_fit(frame, column->x + label, middle + 0.35f * px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->text, words_get(frame->words, key.data),
                   column->width - label);
    text_finish(&key);
    column->y += height;
}

static void draw_title(Frame *frame, Column *column, const char *title) {
    float px = frame_text_size(frame, 22), height = line_height(frame);
    next_line(column, 2 * height); // never alone at the end of a column
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
            next_line(column, line_height(frame));
            draw_command(frame, column, command_at(i));
        }
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
    frame_text_fit(frame, title.x, title.y + title_px, ALIGN_LEFT, FACE_BOLD, title_px, frame->theme->text, words_get(frame->words, "app.help.title"), title.w);
    float gap = 1.6f * px;
    int columns = inner.w >= 110 * px ? 4 : inner.w >= 62 * px ? 3 : inner.w >= 44 * px ? 2 : 1;
    float width = (inner.w - gap * (float)(columns - 1)) / (float)columns;
    // What the columns have no room for is reached by scrolling: they grow downwards together.
    int lines = (COMMAND_GROUP_COUNT + 1) * 2;
    for (size_t i = 0; command_at(i); i++) lines++;
    float content = ceilf((float)lines / (float)columns) * line_height(frame);
    float room = fmaxf(inner.h, content);
    state->help_scroll = fmaxf(0, fminf(state->help_scroll, room - inner.h));
    Rect area = {inner.x, inner.y - state->help_scroll, inner.w, content > inner.h ? content : inner.h};
    Column column = {.area = area, .x = area.x, .y = area.y, .width = width, .gap = gap};
    display_clip(frame->list, inner);
    draw_columns(frame, &column);
    display_clip_end(frame->list);
    if (content > inner.h) scrollbar_draw(frame, inner, content, state->help_scroll);
}
