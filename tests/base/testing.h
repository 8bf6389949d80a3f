// What every cmocka test includes, in the order that cmocka asks for.
#ifndef UNROLL_TESTS_BASE_TESTING_H
#define UNROLL_TESTS_BASE_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
