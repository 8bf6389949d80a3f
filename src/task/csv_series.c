#include "task/csv_series.h"

#include "task/calendar.h"
#include "task/csv.h"

#include <stdlib.h>
#include <string.h>

// A file that is no data file at all is not told off line by line.
enum { PROBLEM_LIMIT = 10 };

static const long long DAY = 86400; // seconds

typedef struct Reader {
    Csv csv;
    Report *report;
    size_t width; // cells of each line
    size_t column;
    bool has_times;
    MomentKind kind;
    double *values;
    long long *seconds; // in file order; times of day go on counting over midnight
    size_t count, capacity;
    size_t problems;
} Reader;

static void report_number(Reader *reader, Place place, const char *key, const char *name, size_t number) {
    Text text;
    text_init(&text);
    text_printf(&text, "%zu", number);
    REPORT(reader->report, place, key, {name, text.data});
    text_finish(&text);
}

static bool is_number(const char *text) {
    double value;
    return number_parse(text, &value);
}

// Whether the first line has a cell that can only be a heading: one that is neither empty nor a number, a date or a time.
static bool has_heading(const Reader *reader) {
    for (size_t i = 0; i < reader->width; i++) {
        const char *text = reader->csv.cells[i].text;
        MomentKind kind;
        long long seconds;
        if (text[0] != '\0' && !is_number(text) && !calendar_parse(text, &kind, &seconds)) {
            return true;
        }
    }
    return false;
}

static void report_unknown_column(Reader *reader, const char *column) {
    Text known;
    text_init(&known);
    for (size_t i = 0; i < reader->csv.count; i++) {
        text_printf(&known, "%s%s", i > 0 ? ", " : "", reader->csv.cells[i].text);
    }
    REPORT(reader->report, ((Place){reader->csv.path, 1, 0}), "task.csv.unknown-column", {"column", column}, {"known", known.data});
    text_finish(&known);
}

// Finds the column by its heading in the first line, then by its number. *by_heading tells which.
static bool find_column(Reader *reader, const char *column, bool *by_heading) {
    *by_heading = false;
    reader->column = reader->width - 1;
    if (column == NULL) {
        return true;
    }
    bool headings = has_heading(reader);
    for (size_t i = 0; i < reader->width && headings; i++) {
        if (strcmp(reader->csv.cells[i].text, column) == 0) {
            reader->column = i;
            *by_heading = true;
            return true;
        }
    }
    long number;
    if (integer_parse(column, &number) && number >= 1 && (size_t)number <= reader->width) {
        reader->column = (size_t)number - 1;
        return true;
    }
    report_unknown_column(reader, column);
    return false;
}

static void add_row(Reader *reader, double value, long long seconds) {
    if (reader->count == reader->capacity) {
        reader->capacity = reader->capacity > 0 ? reader->capacity * 2 : 256;
        reader->values = memory_resize(reader->values, reader->capacity * sizeof *reader->values);
        reader->seconds = memory_resize(reader->seconds, reader->capacity * sizeof *reader->seconds);
    }
    reader->values[reader->count] = value;
    reader->seconds[reader->count] = seconds;
    reader->count++;
}

// Reads the first cell as the moment of this row. False and a problem if it is none, or before the row above.
static bool read_moment(Reader *reader, long long *seconds) {
    const char *text = reader->csv.cells[0].text;
    MomentKind kind;
    if (!calendar_parse(text, &kind, seconds) || kind != reader->kind) {
        const char *key = reader->kind == MOMENT_DATE ? "task.csv.not-date" : "task.csv.not-time";
        REPORT(reader->report, csv_place(&reader->csv, 0), key, {"cell", text});
        return false;
    }
    if (reader->count == 0) {
        return true;
    }
    long long before = reader->seconds[reader->count - 1];
    if (kind == MOMENT_TIME) {
        *seconds += before / DAY * DAY;
        *seconds += *seconds < before ? DAY : 0;
    }
    if (*seconds < before) {
        REPORT(reader->report, csv_place(&reader->csv, 0), "task.csv.backwards", {"cell", text});
        return false;
    }
    return true;
}

static void read_row(Reader *reader) {
    const Csv *csv = &reader->csv;
    if (csv->count != reader->width) {
        Text cells, expected;
        text_init(&cells);
        text_init(&expected);
        text_printf(&cells, "%zu", csv->count);
        text_printf(&expected, "%zu", reader->width);
        REPORT(reader->report, ((Place){csv->path, csv->line, 0}), "task.csv.ragged", {"count", cells.data}, {"expected", expected.data});
        text_finish(&cells);
        text_finish(&expected);
        return;
    }
    const char *text = csv->cells[reader->column].text;
    double value = 0;
    bool well = true;
    if (text[0] == '\0') {
        REPORT_PLAIN(reader->report, csv_place(csv, reader->column), "task.csv.hole");
        well = false;
    } else if (!number_parse(text, &value)) {
        REPORT(reader->report, csv_place(csv, reader->column), "task.csv.not-number", {"cell", text});
        well = false;
    }
    long long seconds = 0;
    if (reader->has_times) {
        well = read_moment(reader, &seconds) && well;
    }
    if (well) {
        add_row(reader, value, seconds);
    }
}

// Reads the first line: which column, whether there are headings. True if the line is a row of data itself.
static bool read_first_line(Reader *reader, const char *column, bool *is_row) {
    reader->width = reader->csv.count;
    bool by_heading;
    if (!find_column(reader, column, &by_heading)) {
        return false;
    }
    MomentKind kind;
    long long seconds;
    bool starts_with_moment = reader->column > 0 && calendar_parse(reader->csv.cells[0].text, &kind, &seconds);
    *is_row = !by_heading && (starts_with_moment || is_number(reader->csv.cells[reader->column].text));
    return true;
}

// The first row of data settles whether the first column is one of times.
static void read_first_row(Reader *reader) {
    long long seconds;
    reader->has_times = reader->column > 0 && calendar_parse(reader->csv.cells[0].text, &reader->kind, &seconds);
}

static bool read_rows(Reader *reader, const char *column) {
    size_t before = reader->report->count;
    bool settled = false;
    CsvLine line;
    while ((line = csv_read_line(&reader->csv, reader->report)) != CSV_END) {
        if (reader->report->count - before >= PROBLEM_LIMIT) {
            report_number(reader, (Place){reader->csv.path, reader->csv.line, 0}, "task.csv.more", "count", PROBLEM_LIMIT);
            return false;
        }
        if (line == CSV_BROKEN) {
            if (reader->csv.line == 1) {
                return false;
            }
            continue;
        }
        bool is_row = true;
        if (reader->csv.line == 1 && !read_first_line(reader, column, &is_row)) {
            return false;
        }
        if (is_row) {
            if (!settled) {
                read_first_row(reader);
                settled = true;
            }
            read_row(reader);
        }
    }
    if (reader->report->count > before) {
        return false;
    }
    if (reader->count < 2) {
        report_number(reader, (Place){reader->csv.path, 0, 0}, "task.csv.too-short", "count", reader->count);
        return false;
    }
    return true;
}

static int compare_gaps(const void *a, const void *b) {
    long long left = *(const long long *)a;
    long long right = *(const long long *)b;
    return (left > right) - (left < right);
}

// The middle of the gaps between `count` moments; the mean of the middle two where their number is even.
static double median_gap(const long long *seconds, size_t count) {
    size_t gap_count = count - 1;
    long long *gaps = memory_alloc(gap_count * sizeof *gaps);
    for (size_t i = 0; i < gap_count; i++) {
        gaps[i] = seconds[i + 1] - seconds[i];
    }
    qsort(gaps, gap_count, sizeof *gaps, compare_gaps);
    double median = ((double)gaps[(gap_count - 1) / 2] + (double)gaps[gap_count / 2]) / 2;
    free(gaps);
    return median;
}

static bool make_gaps(const Reader *reader, CsvSeries *series, Arena *arena) {
    double median = median_gap(reader->seconds, reader->count);
    if (median == 0) {
        REPORT_PLAIN(reader->report, ((Place){reader->csv.path, 0, 0}), "task.csv.no-gaps");
        return false;
    }
    series->gaps = arena_array(arena, reader->count, sizeof *series->gaps);
    series->gaps[0] = 1;
    for (size_t i = 1; i < reader->count; i++) {
        series->gaps[i] = (double)(reader->seconds[i] - reader->seconds[i - 1]) / median;
    }
    return true;
}

bool csv_series_read(CsvSeries *series, const char *path, const char *column, size_t limit, Arena *arena, Report *report) {
    *series = (CsvSeries){0};
    Reader reader = {.report = report};
    bool well = csv_open(&reader.csv, path, limit, report) && read_rows(&reader, column);
    if (well) {
        series->count = (long)reader.count;
        series->values = arena_array(arena, reader.count, sizeof *series->values);
        memcpy(series->values, reader.values, reader.count * sizeof *series->values);
        well = !reader.has_times || make_gaps(&reader, series, arena);
    }
    free(reader.values);
    free(reader.seconds);
    csv_close(&reader.csv);
    return well;
}
