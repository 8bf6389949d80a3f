// The tasks, a file each. task.c puts them into one table.
#ifndef UNROLL_TASK_TASKS_H
#define UNROLL_TASK_TASKS_H

#include "task/task.h"

extern const Task TASK_TEXT;   // the next character
extern const Task TASK_SERIES; // the next value
extern const Task TASK_RANDOM; // random symbols, for benchmarks

#endif
