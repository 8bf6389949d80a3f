#include "app/launch.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool needs_no_quotes(const char *value) {
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
    return *value != '\0' && strspn(value, PLAIN) == strlen(value);
}

void shell_quote(const char *value, Text *out) {
    if (needs_no_quotes(value)) {
        text_append(out, value);
        return;
    }
    text_append(out, "'");
    for (; *value; value++)
        if (*value == '\'')
            text_append(out, "'\\''");
        else
            text_append_bytes(out, value, 1);
    text_append(out, "'");
}

// Reads one word from *line, which does not start with a blank, into `out`. False where a quote is not closed.
static bool read_word(const char **line, Text *out) {
    const char *at = *line;
    char quote = '\0';
    for (; *at && (quote || !is_blank(*at)); at++) {
        if (*at == quote)
            quote = '\0';
        else if (!quote && (*at == '\'' || *at == '"'))
            quote = *at;
        else if (*at == '\\' && quote != '\'' && at[1] && (!quote || strchr("\"\\$`", at[1])))
            text_append_bytes(out, ++at, 1);
        else
            text_append_bytes(out, at, 1);
    }
    *line = at;
    return quote == '\0';
}

int shell_split(const char *line, Arena *arena, const char **words, int capacity) {
    int count = 0;
    bool sound = true;
    Text word;
    text_init(&word);
    while (sound) {
        while (is_blank(*line)) line++;
        if (!*line) break;
        text_clear(&word);
        sound = read_word(&line, &word) && count < capacity;
        if (sound) words[count++] = arena_copy_text(arena, word.data, word.length);
    }
    text_finish(&word);
    return sound ? count : -1;
}

size_t shell_line_length(const char *text) {
    char quote = '\0';
    const char *at = text;
    for (; *at && (quote || (*at != '\n' && *at != '\r')); at++) {
        if (*at == '\\' && quote != '\'' && at[1])
            at++;
        else if (*at == quote)
            quote = '\0';
        else if (!quote && (*at == '\'' || *at == '"'))
            quote = *at;
    }
    return quote ? strcspn(text, "\r\n") : (size_t)(at - text); // a quote that is never closed is told as such
}
