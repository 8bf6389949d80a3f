#include "task/csv.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

// The separator is the first of these that occurs in the first line.
static char find_separator(const char *text) {
    static const char CANDIDATES[] = ",;\t";
    size_t length = strcspn(text, "\n");
    for (const char *candidate = CANDIDATES; *candidate != '\0'; candidate++) {
        if (memchr(text, *candidate, length) != NULL) {
            return *candidate;
        }
    }
    return CANDIDATES[0];
}

// Cuts spaces and line breaks off the end, so that blank lines there do not count.
static void trim_end(Bytes *bytes) {
    while (bytes->size > 0 && strchr(" \n\r", bytes->data[bytes->size - 1]) != NULL) {
        bytes->size--;
    }
    bytes->data[bytes->size] = '\0';
}

bool csv_open(Csv *csv, const char *path, size_t limit, Report *report) {
    *csv = (Csv){.path = path};
    if (!file_or_asset_read_text(path, limit, &csv->bytes, report)) {
        return false;
    }
    csv->separator = find_separator(csv->bytes.data);
    trim_end(&csv->bytes);
    csv->next = csv->bytes.size > 0 ? csv->bytes.data : NULL;
    return true;
}

void csv_close(Csv *csv) {
    free(csv->cells);
    bytes_finish(&csv->bytes);
    *csv = (Csv){0};
}

static void add_cell(Csv *csv, const char *text, int column) {
    if (csv->count == csv->capacity) {
        csv->capacity = csv->capacity > 0 ? csv->capacity * 2 : 16;
        csv->cells = memory_resize(csv->cells, csv->capacity * sizeof *csv->cells);
    }
    csv->cells[csv->count++] = (CsvCell){text, column};
}

static int code_points_between(const char *from, const char *to) {
    int count = 0;
    for (; from < to; from++) {
        count += ((unsigned char)*from & 0xC0) != 0x80;
    }
    return count;
}

static char *skip_spaces(char *at) {
    while (*at == ' ') {
        at++;
    }
    return at;
}

// The separator or the end of the line behind the cell that begins at `start`; NULL if its quotes do not close just before.
static char *find_end(char *start, char separator) {
    char *at = start;
    if (*start == '"') {
        for (at++; at[0] != '"' || at[1] == '"'; at++) {
            if (*at == '\0') {
                return NULL;
            }
            at += *at == '"';
        }
        at = skip_spaces(at + 1);
        return *at == separator || *at == '\0' ? at : NULL;
    }
    while (*at != separator && *at != '\0') {
        at++;
    }
    return at;
}

// Ends the cell within its own bytes, without its quotes or the spaces behind it.
static void trim_cell(char *start, char *behind) {
    while (behind > start && behind[-1] == ' ') {
        behind--;
    }
    *behind = '\0';
    if (*start != '"') {
        return;
    }
    behind[-1] = '\0';
    char *to = start;
    for (const char *from = start + 1; *from != '\0'; from++) {
        from += *from == '"';
        *to++ = *from;
    }
    *to = '\0';
}

CsvLine csv_read_line(Csv *csv, Report *report) {
    if (csv->next == NULL) {
        return CSV_END;
    }
    char *at = csv->next;
    char *end = strchr(at, '\n');
    if (end != NULL) {
        *end = '\0';
    }
    csv->next = end != NULL ? end + 1 : NULL;
    csv->line++;
    csv->count = 0;
    int column = 1;
    for (bool more = true; more;) {
        char *start = skip_spaces(at);
        column += (int)(start - at);
        char *behind = find_end(start, csv->separator);
        if (behind == NULL) {
            REPORT_PLAIN(report, ((Place){csv->path, csv->line, column}), "task.csv.quote");
            return CSV_BROKEN;
        }
        more = *behind != '\0';
        add_cell(csv, start, column);
        column += code_points_between(start, behind) + 1; // before the quotes go
        trim_cell(start, behind);
        at = behind + 1;
    }
    return CSV_CELLS;
}

Place csv_place(const Csv *csv, size_t cell) {
    return (Place){csv->path, csv->line, csv->cells[cell].column};
}
