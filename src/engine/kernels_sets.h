// The sets of kernels, one for each instruction set that kernels_set.c is compiled for.
#ifndef UNROLL_ENGINE_KERNELS_SETS_H
#define UNROLL_ENGINE_KERNELS_SETS_H

#include "engine/kernels.h"

extern const Kernels kernels_plain;
#if defined(__x86_64__)
extern const Kernels kernels_sse2;
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
#endif

#endif
