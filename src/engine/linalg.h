// What one asks of a recurrent matrix.
#ifndef UNROLL_ENGINE_LINALG_H
#define UNROLL_ENGINE_LINALG_H

// The largest absolute eigenvalue of the square matrix a (n, n), row-major, rows of n. By Gelfand's formula, lim |A^k|^(1/k), with k doubled by squaring
// until it no longer changes. Relative error about 1e-9; 0 for a nilpotent matrix; NaN or infinity if an element is.
double matrix_spectral_radius(const double *a, int n);

// The largest singular value of a (rows, cols), row-major. Relative error about 1e-12.
double matrix_largest_singular_value(const double *a, int rows, int cols);

#endif
