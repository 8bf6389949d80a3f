// What a dataset's symbols stand for.
#ifndef UNROLL_TASK_SYMBOLS_H
#define UNROLL_TASK_SYMBOLS_H

#include "task/task.h"

// Appends a symbol as it is written into a text, where Dataset.symbols has the name for pictures: a real space for "␣", a real line break
// for "⏎". The numbers of random:V are followed by a space. The dataset is a stream of symbols, `index` below their count.
void symbol_append(const Dataset *dataset, int index, Text *out);

#endif
