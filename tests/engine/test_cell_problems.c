// Cells that are wrong: what is told and where, and that what the message proposes mends them.
#include "cell_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

typedef struct Wrong {
    const char *cell;
    const char *problems; // "line:column key, ..."
    const char *mended;   // the same with what the messages propose
} Wrong;

static const Wrong WRONG[] = {
    // Timesteps.
    {"h[t] = tanh(W h[t+1])", "1:17 cell.future", "h[t] = tanh(W h[t-1])"},
    {"h[t] = tanh(W h(t-1) + U x(t))", "1:15 cell.round-brackets, 1:26 cell.round-brackets", "h[t] = tanh(W h[t-1] + U x[t])"},
    {"h(t) = W x[t]", "1:1 cell.round-brackets", "h[t] = W x[t]"},
    {"h[t] = W x + U h", "1:10 cell.input-without-time, 1:16 cell.vector-without-time", "h[t] = W x[t] + U h[t-1]"},
    {"h[t] = W x", "1:10 cell.input-without-time", "h[t] = W x[t]"},
    {"h[t] = tanh(h * x[t])", "1:13 cell.vector-without-time", "h[t] = tanh(h[t-1] * x[t])"},
    {"h_t = W x_t", "1:1 cell.left-without-time, 1:9 cell.subscript-time", "h[t] = W x[t]"},
    {"h = W x[t]", "1:1 cell.left-without-time", "h[t] = W x[t]"},
    {"h[t] = W h[3]", "1:12 cell.bad-time", "h[t] = W h[t-1]"},
    {"h[t] = W h[i-1]", "1:12 cell.bad-time", "h[t] = W h[t-1]"},
    {"h[t] = W h[t-1.5]", "1:12 cell.bad-time", "h[t] = W h[t-1]"},
    {"h[t] = W h[t-1", "1:15 cell.bad-time", "h[t] = W h[t-1]"},
    {"h[t] = W h[t-65]", "1:14 cell.lag-too-large", "h[t] = W h[t-64]"},
    {"h[t] = W h[t-99999999999999999999]", "1:14 cell.lag-too-large", "h[t] = W h[t-64]"},
    {"h[t] = W x[t] * t", "1:17 cell.bare-t", "h[t] = W x[t] * time"},
    {"h[t-1] = W x[t]", "1:1 cell.left-lag", "h[t] = W x[t]"},
    {"h[t+1] = W x[t]", "1:3 cell.future", "h[t] = W x[t]"},

    // As papers set it: small letters, LaTeX, and copies whose indices became letters.
    {"hₜ = tanh(W hₜ₋₁ + U xₜ)", "1:13 cell.subscript-time, 1:1 cell.left-without-time, 1:22 cell.subscript-time",
     "h[t] = tanh(W h[t-1] + U x[t])"},
    {"ft = σ(Wf ht−1 + Uf xt)\nht = ft ∘ ht−2 + (1 − ft) ∘ tanh(U (ft ∘ ht-1))",
     "1:1 cell.left-without-time, 2:1 cell.left-without-time, 1:11 cell.subscript-time, 1:21 cell.subscript-time, 2:6 cell.subscript-time, "
     "2:11 cell.subscript-time, 2:23 cell.subscript-time, 2:37 cell.subscript-time, 2:42 cell.subscript-time",
     "f[t] = σ(Wf h[t-1] + Uf x[t])\nh[t] = f[t] ∘ h[t-2] + (1 − f[t]) ∘ tanh(U (f[t] ∘ h[t-1]))"},
    {"h[t] = tanh(W xt + U ht−1)", "1:15 cell.subscript-time, 1:22 cell.subscript-time", "h[t] = tanh(W x[t] + U h[t-1])"},
    {"xt = W h_t", "1:1 cell.input-on-the-left, 1:6 cell.no-vector", "h[t] = W x[t]"},
    {"h_t = tanh(W_{xh} x_{t} + W_hh h_{t - 1} + U h_t-2)",
     "1:12 cell.latex-meant, 1:19 cell.subscript-time, 1:32 cell.subscript-time, 1:1 cell.left-without-time, 1:46 cell.subscript-time",
     "h[t] = tanh(W_xh x[t] + W_hh h[t-1] + U h[t-2])"},
    {"h^{(t)} = \\tanh\\left(W h^{(t-1)} + U x^{(t)}\\right)",
     "1:1 cell.subscript-time, 1:11 cell.latex-meant, 1:16 cell.latex-layout, 1:24 cell.subscript-time, 1:38 cell.subscript-time, 1:45 "
     "cell.latex-layout",
     "h[t] = tanh(W h[t-1] + U x[t])"},
    {"\\tilde{\\mathbf{c}}_t = W x[t]", "1:1 cell.latex", "c_tilde[t] = W x[t]"},
    {"\\tilde{c}_t &= W \\mathbf{x}_{t} \\\\\nh[t] = \\tilde{c}_t \\odot \\mathbf{b}_h",
     "1:1 cell.subscript-time, 1:13 cell.latex-layout, 1:18 cell.subscript-time, 1:33 cell.latex-layout, 2:8 cell.subscript-time, "
     "2:20 cell.latex-meant, 2:26 cell.latex-meant",
     "c_tilde[t] = W x[t]\nh[t] = c_tilde[t] * b_h"},
    {"h[t] = W x[t] * \\frac{h_{t-1}}{2}", "1:17 cell.latex", "h[t] = W x[t] * (0.5 h[t-1])"},
    {"h[t] = W h_{t-65}", "1:10 cell.subscript-time, 1:11 cell.lag-too-large", "h[t] = W h[t-64]"},
    {"h[t] = W [h[t-1]; x[t]]", "1:17 cell.concatenation", "h[t] = W_h h[t-1] + W_x x[t]"},
    {"h[t] = W [h; x]", "1:12 cell.concatenation", "h[t] = W_h h[t-1] + W_x x[t]"},
    {"h[t] = tanh(Wx[t] + Uh[t-1] + b)", "1:13 cell.space-missing, 1:21 cell.space-missing", "h[t] = tanh(W x[t] + U h[t-1] + b)"},
    {"h[t] = W_x[t] + fh[t]\nf[t] = V x[t]", "1:8 cell.unknown-name, 1:17 cell.unknown-name",
     "h[t] = W_x x[t] + f[t] * h[t-1]\nf[t] = V x[t]"},

    // Products.
    {"h[t] = tanh(W_x * x[t] + W_h * h[t-1] + b)", "1:32 cell.sizes-differ-times", "h[t] = tanh(W_x x[t] + W_h h[t-1] + b)"},
    {"h[t] = W x[t] + W * h[t-1]", "1:17 cell.vector-was-matrix", "h[t] = W x[t] + U h[t-1]"},
    {"h[t] = W * h[t-1] + W x[t]", "1:21 cell.matrix-was-vector", "h[t] = U h[t-1] + W x[t]"},
    {"f[t] = W x[t]\nh[t] = f[t] h[t-1]", "2:13 cell.two-vectors", "f[t] = W x[t]\nh[t] = f[t] * h[t-1]"},
    {"h[t] = (W x[t]) (U x[t]) (V x[t])", "1:17 cell.two-vectors", "h[t] = (W x[t]) * (U x[t]) * (V x[t])"},
    {"h[t] = W h[t-1] U", "1:17 cell.both-sides", "h[t] = W U h[t-1]"},
    {"h[t] = W U + b", "1:8 cell.no-vector", "h[t] = W U x[t] + b"},
    {"h[t] = W × x[t]", "1:10 cell.times-sign", "h[t] = W x[t]"},
    {"h[t] = W x[t] · b", "1:15 cell.times-sign", "h[t] = W x[t] * b"},
    {"h[t] = W @ x[t]", "1:10 cell.at-sign", "h[t] = W x[t]"},
    {"h[t] = W x[t] / 2", "1:15 cell.division", "h[t] = 0.5 W x[t]"},
    {"h[t] = h[t-1]^2", "1:14 cell.power", "h[t] = h[t-1] * h[t-1]"},
    {"h[t] = W [h[t-1], x[t]]", "1:17 cell.comma", "h[t] = W_h h[t-1] + W_x x[t]"},
    {"h[t] = W [h[t-1] x[t]]", "1:10 cell.concatenation", "h[t] = W_h h[t-1] + W_x x[t]"},
    {"h[t] = tanh([h[t-1] x[t]] W)", "1:13 cell.concatenation", "h[t] = tanh(h[t-1] W_h + x[t] W_x)"},
    {"h[t] = W x[t] * -b", "1:17 cell.sign-inside", "h[t] = W x[t] * (-b)"},

    // Functions.
    {"h[t] = W(x[t] * x[t])", "1:8 cell.unknown-function", "h[t] = W (x[t] * x[t])"},
    {"h[t] = Tanh(W x[t])", "1:8 cell.function-misspelt", "h[t] = tanh(W x[t])"},
    {"h[t] = sofmax(W x[t]) + Sigmoid(h(t-1))", "1:8 cell.function-misspelt, 1:25 cell.function-misspelt, 1:33 cell.round-brackets",
     "h[t] = softmax(W x[t]) + sigmoid(h[t-1])"},
    {"h[t] = tanh W x[t]", "1:8 cell.function-without-parentheses", "h[t] = tanh(W x[t])"},
    {"h[t] = tanh(0.5) + W x[t]", "1:13 cell.function-of-number", "h[t] = 0.5 + W x[t]"},
    {"relu[t] = W x[t]", "1:1 cell.name-taken", "r[t] = W x[t]"},

    // Parentheses and what is missing.
    {"h[t] = tanh(W x[t]", "1:12 cell.unclosed", "h[t] = tanh(W x[t])"},
    {"h[t] = tanh(W x[t] +\ny[t] = V h[t]", "1:21 cell.ends-early", "h[t] = tanh(W x[t] + b)\ny[t] = V h[t]"},
    {"h[t] = tanh(\ny[t] = V h[t]", "1:12 cell.unclosed", "h[t] = tanh(W x[t])\ny[t] = V h[t]"},
    {"h[t] = tanh(W x[t]))", "1:20 cell.unopened", "h[t] = tanh(W x[t])"},
    {"h[t] = ()", "1:8 cell.empty-parentheses", "h[t] = (b)"},
    {"h[t] =", "1:7 cell.ends-early", "h[t] = W x[t]"},
    {"h[t] = W x[t] +", "1:16 cell.ends-early", "h[t] = W x[t] + b"},
    {"h[t] = * W x[t]", "1:8 cell.factor-missing", "h[t] = W x[t]"},
    {"h[t] = W x[t] + + b", "1:17 cell.factor-missing", "h[t] = W x[t] + b"},
    {"h[t] = W x[t] ] + b", "1:15 cell.unexpected", "h[t] = W x[t] + b"},
    {"h[t] tanh(W x[t])", "1:6 cell.equals-missing", "h[t] = tanh(W x[t])"},
    {"W x[t] + b\nh[t] = V x[t]", "1:1 cell.not-an-equation", "h[t] = W x[t] + b"},
    {"an Elman network\nh[t] = V x[t]", "1:1 cell.not-an-equation", "# an Elman network\nh[t] = V x[t]"},
    {"(h[t]) = W x[t]", "1:1 cell.left-side", "h[t] = W x[t]"},
    {"W h[t] = x[t]", "1:1 cell.left-side", "h[t] = W x[t]"},
    {"h[t] - b = W x[t]", "1:6 cell.left-side", "h[t] = W x[t] + b"},
    {"h[t] = c[t] = W x[t]", "1:13 cell.second-equals", "c[t] = W x[t]\nh[t] = c[t]"},
    {"h[t] := W x[t]", "1:6 cell.look-alike", "h[t] = W x[t]"},
    {"h[t] = W x[t]; y[t] = V h[t]", "1:14 cell.semicolon", "h[t] = W x[t]\ny[t] = V h[t]"},
    {"", "1:1 cell.empty", "h[t] = W x[t]"},
    {"# nothing\n\n", "1:1 cell.empty", "# nothing\nh[t] = W x[t]"},

    // Characters and numbers.
    {"h[t] = ５ W x[t]", "1:8 cell.look-alike", "h[t] = 5 W x[t]"},
    {"h[t] = W x[t] （b）", "1:15 cell.look-alike, 1:17 cell.look-alike, 1:15 cell.two-vectors", "h[t] = W x[t] * (b)"},
    {"h[t] = W x[t] – b", "1:15 cell.look-alike", "h[t] = W x[t] - b"},
    {"h[t] = W ｘ[ｔ]", "1:10 cell.look-alike, 1:12 cell.look-alike", "h[t] = W x[t]"},
    {"ℎ[t] = 𝑡𝑎𝑛ℎ(𝑊 𝑥[t] + b)", "1:8 cell.look-alike, 1:15 cell.look-alike", "ℎ[t] = tanh(𝑊 x[t] + b)"},
    {"h[t] = W₁ x[t]", "1:9 cell.look-alike", "h[t] = W_1 x[t]"},
    {"h[t] = \\sigma(W x[t])", "1:8 cell.latex-meant", "h[t] = σ(W x[t])"},
    {"h[t] = W h'", "1:11 cell.prime", "h[t] = W h[t-1]"},
    {"h[t] = W x[t] \xE2\x80\x8B+ b", "1:15 cell.invisible-character", "h[t] = W x[t] + b"},
    {"h[t] = W x[t] ! b", "1:15 cell.unknown-character", "h[t] = W x[t] + b"},
    {"h[t] = W x[t] ? ☃ b", "1:15 cell.unknown-character, 1:17 cell.unknown-character", "h[t] = W x[t] + b"},
    {"h[t] = 가 x[t] !!! b", "1:15 cell.unknown-character", "h[t] = 가 x[t] + b"},
    {"h[t] = .5 W x[t]", "1:8 cell.point", "h[t] = 0.5 W x[t]"},
    {"h[t] = 5. W x[t]", "1:9 cell.number-point", "h[t] = 5.0 W x[t]"},
    {"h[t] = 1e999 W x[t]", "1:8 cell.number-too-large", "h[t] = 1e99 W x[t]"},
    {"h[t] = 1e200 * 1e200 * W x[t]", "1:8 cell.number-too-large", "h[t] = 1e20 * 1e20 * W x[t]"},
    {"h[t] = 2 - 1", "1:8 cell.number-equation", "h[t] = 2 - 1 + W x[t]"},

    // Names.
    {"x[t] = W x[t-1]", "1:1 cell.input-on-the-left", "h[t] = W x[t-1]"},
    {"h[t] = W x[t]\nh[t] = U h[t-1]", "2:1 cell.defined-twice", "h[t] = W x[t] + U h[t-1]"},
    {"h[t] = W c[t-1]", "1:10 cell.unknown-name", "h[t] = W c[t-1]\nc[t] = h[t]"},
    {"h[t] = W X[t] + U H[t-1]", "1:10 cell.name-misspelt, 1:19 cell.name-misspelt", "h[t] = W x[t] + U h[t-1]"},
    {"hidden[t] = W x[t] + U hiden[t-1]", "1:24 cell.name-misspelt", "hidden[t] = W x[t] + U hidden[t-1]"},
    {"h[t] = W y[t]", "1:10 cell.unknown-name", "h[t] = W y[t-1]"},
    {"h[t] = tanh(c[t])\nc[t] = W h[t]", "1:13 cell.circle", "h[t] = tanh(c[t-1])\nc[t] = W h[t]"},
    {"a[t] = b[t]\nb[t] = a[t]\nc[t] = c[t] * a[t]", "1:8 cell.circle, 3:8 cell.circle",
     "a[t] = b[t-1]\nb[t] = a[t]\nc[t] = c[t-1] * a[t]"},

    // Sizes.
    {"h[t] = tanh(x[t] + W h[t-1])", "1:13 cell.sizes-differ", "h[t] = tanh(W_x x[t] + W h[t-1])"},
    {"h[t] = tanh(W x[t] + U h[t-1])\ny[t] = softmax(h[t])", "2:16 cell.sizes-differ",
     "h[t] = tanh(W x[t] + U h[t-1])\ny[t] = softmax(V h[t])"},
    {"h[t] = tanh(W x[t] + W h[t-1])", "1:22 cell.matrix-shapes-differ", "h[t] = tanh(W x[t] + U h[t-1])"},
    {"h[t] = tanh(W x[t] + U h[t-1])\ny[t] = U h[t]", "2:8 cell.matrix-shapes-differ", "h[t] = tanh(W x[t] + U h[t-1])\ny[t] = V h[t]"},
    {"y[t] = x[t]", "1:8 cell.sizes-differ", "y[t] = W x[t]"},

    // Annotations.
    {"h[t] = W x[t] #:", "1:17 cell.note-empty", "h[t] = W x[t] #: h place 0 0"},
    {"h[t] = W x[t] #: U init 1", "1:18 cell.note-name", "h[t] = W x[t] #: W init 1"},
    {"h[t] = W x[t] #: h color red", "1:20 cell.note-key", "h[t] = W x[t] #: h name.en red"},
    {"h[t] = W x[t] #: h", "1:19 cell.note-key", "h[t] = W x[t] #: h name.ko 은닉"},
    {"h[t] = W x[t] #: h init 1", "1:18 cell.note-not-weight", "h[t] = W x[t] #: W init 1"},
    {"h[t] = W x[t] #: W place 1 1", "1:18 cell.note-not-equation", "h[t] = W x[t] #: h place 1 1"},
    {"h[t] = W x[t] #: W init one", "1:25 cell.note-value", "h[t] = W x[t] #: W init 1"},
    {"h[t] = W x[t] #: W init 1 2", "1:27 cell.note-value", "h[t] = W x[t] #: W init 1"},
    {"h[t] = W x[t] #: h place 1", "1:26 cell.note-value", "h[t] = W x[t] #: h place 1 1"},
    {"h[t] = W x[t] #: h name.en", "1:27 cell.note-value", "h[t] = W x[t] #: h name.en hidden"},
    {"h[t] = b #: b init identity", "1:20 cell.note-identity-vector", "h[t] = b #: b init 1"},
    {"h[t] = b #: b init 1\n#: b init 2", "2:4 cell.note-twice", "h[t] = b #: b init 1"},

    // All of a file in one go, and none that only follows from another.
    {"h[t] = tanh(W x[t] + U h[t+1]\nc[t] = f[t] h[t]\nf[t] = σ(V x[t]) / 2\no[t] = W * c[t]\n#: f colour red",
     "3:18 cell.division, 1:26 cell.future, 2:13 cell.two-vectors, 5:6 cell.note-key",
     "h[t] = tanh(W x[t] + U h[t-1])\nc[t] = f[t] * h[t]\nf[t] = 0.5 σ(V x[t])\no[t] = W_o c[t]\n#: f name.en red"},
    {"h[t] = tanh(W_x * x[t] + W_h h(t-1))", "1:30 cell.round-brackets, 1:19 cell.sizes-differ-times",
     "h[t] = tanh(W_x x[t] + W_h h[t-1])"},
    {"o[t] = σ(W_o x[t] + p * c[t-1])\nc[t] = tanh(U c[t-1] + V x[t])\nh[t] = o[t] * tanh(c[t]", "3:19 cell.unclosed",
     "o[t] = σ(W_o x[t] + p * c[t-1])\nc[t] = tanh(U c[t-1] + V x[t])\nh[t] = o[t] * tanh(c[t])"},
    {"h t = W x[t]\nc[t] = h[t] * d[t]", "1:1 cell.left-side", "h[t] = W x[t]\nc[t] = h[t] * d[t]\nd[t] = c[t-1]"},
};

static void test_what_is_wrong_is_told_with_its_place(void **state) {
    CellFixture *fixture = *state;
    int checked = 0;
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_null(cell_compile(fixture, WRONG[i].cell, cell_sizes()));
        const char *problems = cell_dump_problems(fixture);
        if (strcmp(problems, WRONG[i].problems) != 0) {
            fail_msg("%s\ngives %s\ninstead of %s", WRONG[i].cell, problems, WRONG[i].problems);
        }
        checked++;
    }
    assert_true(checked > 80);
}

static void test_what_is_proposed_mends_it(void **state) {
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        program_destroy(cell_compile_fine(fixture, WRONG[i].mended, cell_sizes()));
    }
}

static void test_the_same_problems_in_each_language(void **state) {
    CellFixture *english = *state;
    CellFixture korean;
    cell_fixture_init(&korean, LANGUAGE_KO);
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_null(cell_compile(english, WRONG[i].cell, cell_sizes()));
        assert_null(cell_compile(&korean, WRONG[i].cell, cell_sizes()));
        assert_string_equal(cell_dump_problems(english), cell_dump_problems(&korean));
        for (size_t k = 0; k < english->report.count; k++) {
            assert_string_not_equal(english->report.problems[k].message, korean.report.problems[k].message);
        }
    }
    cell_fixture_finish(&korean);
}

typedef struct Told {
    const char *cell, *line;
} Told;

static void test_messages_name_what_they_speak_of(void **state) {
    static const Told TOLD[] = {
        {"h[t] = tanh(x[t] + W h[t-1])",
         "cell:1:13: x[t] has the size (input = 4), but h[t] (1:1), which has to be as long, has the size (hidden = 8): put a matrix of "
         "weights beside one of them, as in W x[t], which brings it to the other's size.\n"},
        {"y[t] = V * h[t]\nh[t] = W h[t-1] + p * h[t-1]", "cell:1:12: h[t] has the size (hidden = 8), but y[t] (1:1) has the size (output "
                                                          "= 3), and * multiplies element by element: if V is "
                                                          "a matrix, write it side by side with its vector, without *, as in V h[t].\n"},
        {"h[t] = tanh(x[t] + W h[t-1] + p * h[t-1])",
         "cell:1:35: h[t-1] has the size (hidden = 8), but x[t] (1:13), which has to be as long, has the size (input = 4): put a matrix of "
         "weights beside one of them, as in W x[t], which brings it to the other's size.\n"},
        {"h[t] = tanh(W x[t] + W h[t-1])",
         "cell:1:22: W would have the shape (hidden = 8, hidden = 8) here, but it has the shape (hidden = 8, input = 4) at 1:13: use two "
         "matrices with two names.\n"},
        {"a[t] = b[t]\nb[t] = c[t]\nc[t] = a[t]",
         "cell:1:8: Within one timestep these wait for each other: a[t] ← b[t] ← c[t] ← a[t]. Read one of them at an earlier timestep, "
         "here for instance as b[t-1].\n"},
        {"h[t] = tanh(Wx[t] + W_hh[t-1] + b)",
         "cell:1:13: No equation computes Wx: a space is missing between matrix and vector, write W x[t]; or, if one name is meant, add "
         "Wx[t] "
         "= …\ncell:1:21: No equation computes W_hh: a space is missing between matrix and vector, write W_h h[t-1]; or, if one name is "
         "meant, add W_hh[t] = …\n"},
        {"fₜ = σ(W fₜ₋₁ + U xₜ)", "cell:1:1: fₜ has no timestep: write f[t] = …\n"
                                  "cell:1:10: Times stand in square brackets: write f[t-1] instead of “fₜ₋₁”.\n"
                                  "cell:1:19: Times stand in square brackets: write x[t] instead of “xₜ”.\n"},
        {"ht = tanh(Wf ht−1 + Uf xt)", "cell:1:1: ht has no timestep: write h[t] = …\n"
                                       "cell:1:14: Times stand in square brackets: write h[t-1] instead of “ht−1”.\n"
                                       "cell:1:24: Times stand in square brackets: write x[t] instead of “xt”.\n"},
        {"h[t] = U(f[t] * h[t-1])\nf[t] = W x[t]", "cell:1:8: There is no function U (there are tanh, sigmoid or σ, relu, softmax, "
                                                   "identity). If U is a matrix, leave a space: U (\n"},
    };
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof TOLD / sizeof TOLD[0]; i++) {
        assert_null(cell_compile(fixture, TOLD[i].cell, cell_sizes()));
        text_clear(&fixture->text);
        report_print(&fixture->report, &fixture->text);
        assert_string_equal(fixture->text.data, TOLD[i].line);
    }
}

typedef struct Refused {
    const char *cell;
    bool indices;
    LossChoice loss;
    const char *problems;
} Refused;

static void test_a_loss_that_does_not_fit_is_refused(void **state) {
    static const Refused REFUSED[] = {
        {"y[t] = softmax(V x[t])", false, LOSS_CHOICE_AUTO, "1:8 cell.softmax-for-vectors"},
        {"y[t] = softmax(V x[t])", false, LOSS_CHOICE_CROSS_ENTROPY, "1:8 cell.softmax-for-vectors"},
        {"y[t] = softmax(V x[t])", false, LOSS_CHOICE_SQUARED_ERROR, "1:8 cell.softmax-for-vectors"},
        {"y[t] = V x[t]", false, LOSS_CHOICE_CROSS_ENTROPY, "1:8 cell.cross-entropy-for-vectors"},
        {"h[t] = V x[t]", false, LOSS_CHOICE_CROSS_ENTROPY, "2:8 cell.cross-entropy-for-vectors"},
        {"y[t] = σ(V x[t])", true, LOSS_CHOICE_CROSS_ENTROPY, "1:8 cell.cross-entropy-without-softmax"},
    };
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        ProgramSizes sizes = cell_sizes();
        sizes.targets_are_indices = REFUSED[i].indices;
        sizes.loss = REFUSED[i].loss;
        assert_null(cell_compile(fixture, REFUSED[i].cell, sizes));
        assert_string_equal(cell_dump_problems(fixture), REFUSED[i].problems);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_wrong_is_told_with_its_place), cmocka_unit_test(test_what_is_proposed_mends_it),
        cmocka_unit_test(test_the_same_problems_in_each_language),   cmocka_unit_test(test_messages_name_what_they_speak_of),
        cmocka_unit_test(test_a_loss_that_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, cell_fixture_setup, cell_fixture_teardown);
}
