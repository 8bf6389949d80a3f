// Comma-separated values (RFC 4180), line by line: cells in double quotes may hold separators and "" for a quote, but no line breaks.
// Separators are commas, or, where the first line has none, semicolons, or tabs.
#ifndef UNROLL_TASK_CSV_H
#define UNROLL_TASK_CSV_H

#include "base/files.h"

typedef struct CsvCell {
    const char *text; // without the quotes and the spaces around
    int column;       // where it stands in its line, in code points from 1
} CsvCell;

typedef struct Csv {
    const char *path;
    Bytes bytes;
    char *next; // the line that comes next; NULL at the end
    char separator;
    int line; // of the cells, from 1; 0 before the first
    CsvCell *cells;
    size_t count, capacity;
} Csv;

// Opens a file of at most `limit` bytes, as file_or_asset_read_text does. False and a problem on failure. `path` must outlive it.
bool csv_open(Csv *csv, const char *path, size_t limit, Report *report);
void csv_close(Csv *csv); // also after csv_open failed

typedef enum CsvLine { CSV_CELLS, CSV_BROKEN, CSV_END } CsvLine;

// Reads the next line into csv->cells, which hold until the next call or csv_close. CSV_BROKEN: quotes are wrong, with a problem in the
// report; the line after it can be read. Blank lines at the end of the file are left out; elsewhere they have one empty cell.
CsvLine csv_read_line(Csv *csv, Report *report);

// The place of a cell of the line.
Place csv_place(const Csv *csv, size_t cell);

#endif
