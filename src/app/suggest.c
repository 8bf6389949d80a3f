#include "app/suggest.h"

#include <string.h>

enum { LONGEST = 63 };

static int least(int a, int b) {
    return a < b ? a : b;
}

int edit_distance(const char *a, const char *b) {
    size_t rows = strlen(a), cols = strlen(b);
    if (rows > LONGEST || cols > LONGEST) return LONGEST + 1;
    int before[LONGEST + 1] = {0}, above[LONGEST + 1], row[LONGEST + 1] = {0}; // two rows back, the row above, this row
    for (size_t j = 0; j <= cols; j++) above[j] = (int)j;
    for (size_t i = 1; i <= rows; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= cols; j++) {
            int replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = least(row[j], before[j - 2] + 1);
        }
        memcpy(before, above, sizeof before);
        memcpy(above, row, sizeof above);
    }
    return above[cols];
}

void suggestion_init(Suggestion *suggestion, const char *wanted) {
    *suggestion = (Suggestion){wanted, NULL, LONGEST + 1};
}

void suggestion_offer(Suggestion *suggestion, const char *candidate) {
    size_t wanted = strlen(suggestion->wanted), offered = strlen(candidate);
    int distance = edit_distance(suggestion->wanted, candidate);
    int limit = (int)((wanted > offered ? wanted : offered) / 3);
    bool begins = wanted >= 3 && strncmp(candidate, suggestion->wanted, wanted) == 0;
    if (distance > (limit < 1 ? 1 : limit) && !begins) return;
    if (distance >= suggestion->distance) return;
    suggestion->best = candidate;
    suggestion->distance = distance;
}
