#include "experiment/cell_text.h"

#include "engine/program.h"

#include <string.h>

bool cell_is_path(const char *cell) {
    size_t length = strlen(cell);
    return strchr(cell, '/') || (length > 5 && strcmp(cell + length - 5, ".cell") == 0);
}

// The names of the shelf: "elman, gru, ...".
static void list_cells(Text *out) {
    static const char FOLDER[] = "cells/", ENDING[] = ".cell";
    const char *name;
    for (size_t i = 0; (name = asset_name(FOLDER, i)); i++) {
        if (i) text_append(out, ", ");
        text_append_bytes(out, name + strlen(FOLDER), strlen(name) - strlen(FOLDER) - strlen(ENDING));
    }
}

void cell_text_lines(const char *value, Text *out) {
    bool on_one_line = strchr(value, '\n') == NULL;
    for (; *value; value++) {
        if (!on_one_line || *value != ';') {
            text_append_bytes(out, value, 1);
            continue;
        }
        text_append(out, "\n");
        value += strspn(value + 1, " ");
    }
}

void cell_text_value(const char *lines, Text *out) {
    text_append(out, lines);
    if (strchr(lines, ';') && !strchr(lines, '\n')) text_append(out, "\n");
}

bool cell_text_read(const Experiment *experiment, Bytes *bytes, Text *file, Report *report) {
    const char *value = experiment->given[KEY_CELL_TEXT];
    *bytes = (Bytes){0};
    if (value) {
        text_append(file, "--cell-text");
        Text lines;
        text_init(&lines);
        cell_text_lines(value, &lines);
        *bytes = (Bytes){lines.data, lines.length};
        return true;
    }
    const char *cell = experiment_get(experiment, KEY_CELL);
    if (cell_is_path(cell)) {
        text_append(file, cell);
        return file_read_text(cell, CELL_MAX_BYTES, bytes, report);
    }
    text_printf(file, "cells/%s.cell", cell);
    if (asset_read(file->data, bytes)) return true;
    Text cells;
    text_init(&cells);
    list_cells(&cells);
    REPORT(report, ((Place){.file = "--cell"}), "experiment.unknown-cell", {"cell", cell}, {"cells", cells.data});
    text_finish(&cells);
    return false;
}
