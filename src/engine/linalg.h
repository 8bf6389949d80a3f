// What one asks of a recurrent matrix.
#ifndef UNROLL_ENGINE_LINALG_H
#define UNROLL_ENGINE_LINALG_H

// The largest absolute eigenvalue of the square matrix a (n, n), row-major, rows of n. By Gelfand's formula, lim |A^k|^(1/k), with k = 2^44
// by squaring, over the strongly connected blocks of a. Relative error about 1e-9, or 1e-5 where the eigenvectors of such a block all but
// coincide; 0 for a nilpotent matrix; NaN or infinity if an element is.
// Some milliseconds for n = 128, a tenth of one for n = 32.
double matrix_spectral_radius(const double *a, int n);

// The largest singular value of a (rows, cols), row-major. Relative error about 1e-12; NaN or infinity if an element is.
double matrix_largest_singular_value(const double *a, int rows, int cols);

#endif
