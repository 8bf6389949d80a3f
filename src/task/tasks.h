// The tasks, a file each. task.c puts them into one table.
#ifndef UNROLL_TASK_TASKS_H
#define UNROLL_TASK_TASKS_H

#include "task/task.h"

extern const Task TASK_TEXT;   // the next character
extern const Task TASK_SERIES; // the next value
extern const Task TASK_RANDOM; // random symbols, for benchmarks
extern const Task TASK_RECALL; // the first symbol, after a long time
extern const Task TASK_ADDING; // the sum of two marked values
extern const Task TASK_COPY;   // ten symbols, after a long time

#endif
