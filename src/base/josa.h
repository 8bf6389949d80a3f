// Korean particles that change with the last sound of the word before them.
#ifndef UNROLL_BASE_JOSA_H
#define UNROLL_BASE_JOSA_H

#include <stdbool.h>

// The form of a particle that fits `value`. `particle` is either form of 은/는, 이/가, 을/를, 과/와, 으로/로; NULL for any other.
// Where the last sound cannot be told ("→"), both forms: "을(를)". The answer is a constant.
const char *josa_select(const char *particle, const char *value);

#endif
