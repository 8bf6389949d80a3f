// series:sine and series:@FILE.csv: each value goes in, the next one is wanted.
#include "engine/kernels.h"
#include "task/csv_series.h"
#include "task/dataset.h"
#include "task/tasks.h"

#include <math.h>
#include <string.h>

enum { SINE_VALUES = 1000, SINE_PERIOD = 25 };

static const double TWO_PI = 6.283185307179586;

typedef struct ValueStream {
    const double *values; // (pair_count + 1), as the network sees them
    const double *gaps;   // (pair_count + 1); NULL: no second input
} ValueStream;

// Writes a row of kernel_stride numbers, zeros behind the first two.
static void set_row(double *row, int size, double first, double second) {
    memset(row, 0, (size_t)kernel_stride(size) * sizeof *row);
    row[0] = first;
    if (size > 1) {
        row[1] = second;
    }
}

static void fill_values(const Dataset *dataset, const long *starts, long iteration, Batch *batch) {
    (void)iteration;
    const ValueStream *stream = dataset->own;
    size_t input_stride = (size_t)kernel_stride(dataset->input_size);
    size_t output_stride = (size_t)kernel_stride(dataset->output_size);
    for (int lane = 0; lane < batch->lanes; lane++) {
        long pair = starts[lane] % dataset->pair_count;
        for (int t = 0; t < batch->steps; t++) {
            size_t at = (size_t)t * (size_t)batch->lanes + (size_t)lane;
            double gap = stream->gaps != NULL ? stream->gaps[pair] : 0;
            set_row(batch->input + at * input_stride, dataset->input_size, stream->values[pair], gap);
            set_row(batch->target + at * output_stride, dataset->output_size, stream->values[pair + 1], 0);
            batch->has_target[at] = true;
            pair = pair + 1 < dataset->pair_count ? pair + 1 : 0;
        }
    }
}

// About three significant digits, in the units of the data.
static void append_value(const Dataset *dataset, double value, Text *out) {
    double shown = value * dataset->value_scale + dataset->value_mean;
    double size = fabs(shown);
    text_append_decimal(out, shown, size >= 100 ? 0 : size >= 10 ? 1 : 2, false);
}

static void input_value(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out) {
    size_t row = (size_t)t * (size_t)batch->lanes + (size_t)lane;
    const double *input = batch->input + row * (size_t)kernel_stride(dataset->input_size);
    append_value(dataset, input[0], out);
    if (dataset->input_size > 1) {
        text_append(out, " Δ");
        text_append_decimal(out, input[1], 1, false);
    }
}

static void target_value(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out) {
    size_t row = (size_t)t * (size_t)batch->lanes + (size_t)lane;
    append_value(dataset, batch->target[row * (size_t)kernel_stride(dataset->output_size)], out);
}

static void set_values(Dataset *dataset, const double *values, const double *gaps, long count) {
    dataset_set_stream(dataset, count);
    dataset->input_size = gaps != NULL ? 2 : 1;
    dataset->output_size = 1;
    dataset->fill = fill_values;
    dataset->input_label = input_value;
    dataset->target_label = target_value;
    ValueStream *stream = arena_alloc(&dataset->arena, sizeof *stream);
    *stream = (ValueStream){values, gaps};
    dataset->own = stream;
}

static Dataset *open_sine(const char *argument) {
    Dataset *dataset = dataset_create(TASK_SERIES.name, argument);
    double *values = arena_array(&dataset->arena, SINE_VALUES, sizeof *values);
    for (int i = 0; i < SINE_VALUES; i++) {
        values[i] = kernel_sin(TWO_PI * (i % SINE_PERIOD) / SINE_PERIOD);
    }
    set_values(dataset, values, NULL, SINE_VALUES);
    return dataset;
}

// Brings the values to mean 0 and (population) standard deviation 1. Values that are all the same only lose their mean. Sums run in order,
// and a square root is exact to the last bit everywhere, so that the numbers are the same on every machine. False if a sum overflows.
static bool standardise(Dataset *dataset, double *values, long count) {
    double sum = 0;
    bool constant = true;
    for (long i = 0; i < count; i++) {
        sum += values[i];
        constant = constant && values[i] == values[0];
    }
    double mean = constant ? values[0] : sum / (double)count;
    double squares = 0;
    for (long i = 0; i < count; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    double scale = sqrt(squares / (double)count);
    if (constant || scale == 0) {
        scale = 1; // also where the squares are too small for a double
    }
    if (!isfinite(mean) || !isfinite(scale)) {
        return false;
    }
    for (long i = 0; i < count; i++) {
        values[i] = (values[i] - mean) / scale;
    }
    dataset->value_mean = mean;
    dataset->value_scale = scale;
    return true;
}

// `path` is what stands behind the "@": FILE or FILE#COLUMN.
static Dataset *open_file(const char *argument, const char *path, Report *report) {
    Dataset *dataset = dataset_create(TASK_SERIES.name, argument);
    const char *hash = strrchr(path, '#');
    size_t length = hash != NULL ? (size_t)(hash - path) : strlen(path);
    const char *file = arena_copy_text(&dataset->arena, path, length);
    CsvSeries series;
    bool well = csv_series_read(&series, file, hash != NULL ? hash + 1 : NULL, TASK_FILE_LIMIT, &dataset->arena, report);
    if (well && !standardise(dataset, series.values, series.count)) {
        REPORT_PLAIN(report, ((Place){file, 0, 0}), "task.csv.too-large");
        well = false;
    }
    if (!well) {
        dataset_destroy(dataset);
        return NULL;
    }
    set_values(dataset, series.values, series.gaps, series.count);
    return dataset;
}

static Dataset *open_series(const char *argument, uint64_t seed, Place place, Report *report) {
    (void)seed;
    if (strcmp(argument, "sine") == 0) {
        return open_sine(argument);
    }
    // A name of one's own may stand before the file: series:NAME:@FILE.
    const char *named = strstr(argument, ":@");
    const char *at = argument[0] == '@' ? argument : named != NULL ? named + 1 : NULL;
    if (at == NULL) {
        REPORT(report, place, "task.series.unknown", {"name", argument});
        return NULL;
    }
    return open_file(argument, at + 1, report);
}

const Task TASK_SERIES = {
    .name = "series", .argument = "sine | [NAME:]@FILE.csv[#COLUMN]", .help = "task.series.help", .open = open_series};
