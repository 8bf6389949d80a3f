// A column of a data file as a series.
#ifndef UNROLL_TASK_CSV_SERIES_H
#define UNROLL_TASK_CSV_SERIES_H

#include "base/arena.h"
#include "base/report.h"

typedef struct CsvSeries {
    double *values; // (count), as they stand in the file
    double *gaps;   // (count): the time since the step before, in units of the median gap, the first 1; NULL if the file has no times
    long count;     // at least 2
} CsvSeries;

// Reads a column of a file of at most `limit` bytes: the one whose heading is `column`, or else whose number it is (from 1); the last where
// `column` is NULL. A first line in which that column is no number, and the first no date, is the headings. A first column of dates or
// times of day, where it is not the column asked for, gives the gaps; a time of day before the one above is on the next day. The arrays
// live in the arena. False with every problem found (up to a limit) in `report`.
bool csv_series_read(CsvSeries *series, const char *path, const char *column, size_t limit, Arena *arena, Report *report);

#endif
