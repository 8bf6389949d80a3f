// UTF-8 and the little of Unicode that Unroll needs.
#ifndef UNROLL_BASE_UTF8_H
#define UNROLL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Decodes the code point that starts at bytes[*at] (*at < length) and moves *at behind it.
// False on malformed UTF-8 (overlong, surrogate, cut short, above U+10FFFF): *at then stays.
bool utf8_next(const char *bytes, size_t length, size_t *at, uint32_t *code_point);

// Writes one code point as 1 to 4 bytes; returns how many.
int utf8_encode(uint32_t code_point, char out[4]);

// The offset of the first byte that is not valid UTF-8, or `length` if all is well.
size_t utf8_valid_length(const char *bytes, size_t length);

// Decodes valid UTF-8 into *code_points (malloc'd, the caller frees), conjoining Hangul jamo composed into syllables
// (Unicode 15, 3.12). Returns how many.
size_t utf8_decode_composed(const char *bytes, size_t length, uint32_t **code_points);

// Whether a name may start with (letter, any script, or _) or go on with (also digits and combining marks) this code point.
bool unicode_is_name_start(uint32_t code_point);
bool unicode_is_name_part(uint32_t code_point);

// The plain letter or digit that one of the mathematical alphabets stands for (U+1D453, an italic f: f), as formulas that are copied out of
// a document have them; any other code point as it is.
uint32_t unicode_plain_letter(uint32_t code_point);

// Whether a terminal or a text line shows it as nothing (combining marks, zero-width), or as two columns (CJK, Hangul).
bool unicode_is_zero_width(uint32_t code_point);
bool unicode_is_wide(uint32_t code_point);

#endif
