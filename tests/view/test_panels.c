// The panels: what they say, that all of it can be read, and that the pointer finds what it sees.
#include "../base/testing.h"
#include "scene.h"

#include "trace/sentence.h"
#include "view/panels/panels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const CUT[] = {"task", "text:hello", "hidden", "3", "bptt", "2", NULL};
static const char *const ONE_STEP[] = {"task", "text:hello", "hidden", "1", "steps", "1", NULL};
static const char *const LSTM[] = {"cell", "lstm", "task", "text:hello world", "hidden", "8", NULL};
static const char *const GRU[] = {"cell", "gru", "task", "random:6", "steps", "60", "hidden", "16", "bptt", "25", NULL};
static const char *const SINE[] = {"cell", "elman", "task", "series:sine", "steps", "12", "hidden",
                                   "5",    "batch", "2",    "losses",      "last",  NULL};
static const char *const LONG[] = {"task", "random:4", "steps", "700", "hidden", "2", "bptt", "150", NULL};
static const char *const WINDOW[] = {"cell", "window", "task", "text:unroll", "hidden", "100", "optimizer", "adam", "clip", "1", NULL};

typedef struct Panel {
    const char *name;
    void (*draw)(Frame *frame, Rect rect);
    size_t rect; // offset in Layout
} Panel;

static const Panel PANELS[] = {
    {"header", header_draw, offsetof(Layout, header)},       {"tray", tray_draw, offsetof(Layout, tray)},
    {"reach", reach_draw, offsetof(Layout, reach)},          {"inspector", inspector_draw, offsetof(Layout, inspector)},
    {"norms", norms_draw, offsetof(Layout, plot)},           {"sentence", sentence_draw, offsetof(Layout, sentence)},
    {"timeline", timeline_draw, offsetof(Layout, timeline)},
};

static Rect rect_of(const Scene *scene, const Panel *panel) {
    Rect rect;
    memcpy(&rect, (const char *)&scene->layout + panel->rect, sizeof rect);
    return rect;
}

static int count_ellipses(const char *text, size_t length) {
    int count = 0;
    for (size_t i = 0; i + 3 <= length; i++) {
        count += memcmp(text + i, "…", 3) == 0;
    }
    return count;
}

// A sentence is told to its end.
static void check_sentence(Scene *scene) {
    display_clear(&scene->list);
    sentence_draw(&scene->frame, scene->layout.sentence);
    Text sentence;
    text_init(&sentence);
    trace_sentence_at(scene->trace, scene->view.position, scene->words, &sentence);
    if (count_ellipses(scene->list.bytes, scene->list.byte_count) != count_ellipses(sentence.data, sentence.length)) {
        print_error("cut short: %s\n", sentence.data);
        scene->faults++;
    }
    text_finish(&sentence);
}

// Every panel at moments spread over the whole trace.
static int check_all(Scene *scene, int width, int height) {
    int checked = 0;
    double last = (double)(trace_moment_count(scene->trace) - 1);
    enum { POSITIONS = 23 };
    for (int i = 0; i <= POSITIONS; i++) {
        scene_frame(scene, width, height, floor(last * i / POSITIONS));
        for (size_t k = 0; k < COUNT(PANELS); k++) {
            bool is_folded =
                scene->layout.opened < 1 && (PANELS[k].draw == tray_draw || PANELS[k].draw == reach_draw || PANELS[k].draw == norms_draw);
            if (is_folded) {
                continue;
            }
            size_t first = scene->list.shape_count;
            Rect rect = rect_of(scene, &PANELS[k]);
            PANELS[k].draw(&scene->frame, rect);
            char what[128];
            snprintf(what, sizeof what, "%s, %dx%d, %s, moment %ld", PANELS[k].name, width, height,
                     language_code(words_language(scene->words)), scene->frame.index);
            checked += scene_check_texts(scene, first, rect, what);
        }
        check_sentence(scene);
    }
    return checked;
}

static void test_all_texts_can_be_read(void **state) {
    (void)state;
    static const char *const *const EXPERIMENTS[] = {HELLO, CUT, LSTM, GRU, SINE, LONG, WINDOW};
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {1366, 768}};
    int checked = 0;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            scene_open(&scene, (Language)language, EXPERIMENTS[i]);
            for (size_t k = 0; k < COUNT(SIZES); k++) {
                checked += check_all(&scene, SIZES[k][0], SIZES[k][1]);
            }
            assert_int_equal(scene.faults, 0);
            scene_close(&scene);
        }
    }
    assert_true(checked > 10000);
}

static void test_the_pointer_finds_only_what_shows(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM);
    scene_frame_at(&scene, 1280, 720, "backward:h[2]");
    for (size_t k = 0; k < COUNT(PANELS); k++) {
        size_t first = scene.hits.count;
        Rect rect = rect_of(&scene, &PANELS[k]);
        PANELS[k].draw(&scene.frame, rect);
        assert_true(scene.hits.count > first || PANELS[k].draw == sentence_draw);
        for (size_t i = first; i < scene.hits.count; i++) {
            Rect hit = scene.hits.hits[i].rect;
            assert_true(hit.w > 0 && hit.h > 0);
            assert_true(hit.x >= rect.x - 1 && hit.x + hit.w <= rect.x + rect.w + 1);
            assert_true(hit.y >= rect.y - 1 && hit.y + hit.h <= rect.y + rect.h + 1);
        }
    }
    scene_close(&scene);
}

static void test_a_number_keeps_its_result_where_its_parts_have_no_room(void **unused) {
    (void)unused;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"hidden", "4", NULL});
    scene_frame_at(&scene, 1920, 1080, "forward:h[2].4");
    header_draw(&scene.frame, scene.layout.header);
    assert_false(scene_says(&scene, "…"));
    scene_close(&scene);
}

// The buttons that the header has in a window of this width, checked for size, order and the way by Tab; -1 where one is missing at the
// right, which keep theirs always.
static int count_buttons(Scene *scene, int width, int height) {
    static const char *const COMMANDS[] = {"help", "language", "theme", "panel", "equations", "compare", "code"};
    scene_frame_at(scene, width, height, "backward:h[2]");
    header_draw(&scene->frame, scene->layout.header);
    float right = (float)width;
    int count = 0;
    for (size_t k = 0; k < sizeof COMMANDS / sizeof COMMANDS[0]; k++) {
        const Hit *found = NULL;
        for (size_t i = 0; i < scene->hits.count; i++) {
            const Hit *hit = &scene->hits.hits[i];
            found = hit->kind == HIT_COMMAND && hit->focusable && strcmp(hit->command, COMMANDS[k]) == 0 ? hit : found;
        }
        if (found == NULL) {
            return k < 4 ? -1 : count;
        }
        assert_true(found->wordless && found->rect.x + found->rect.w < right && found->rect.w >= 18);
        right = found->rect.x;
        count++;
    }
    assert_true(right > 0.68f * (float)width); // what is learned, and its formula, have most of the header
    return count;
}

static void test_the_header_has_buttons_for_lanes_code_and_equations(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    assert_int_equal(count_buttons(&scene, 1920, 1080), 7);
    assert_int_equal(count_buttons(&scene, 1280, 720), 7);
    assert_int_equal(count_buttons(&scene, 3840, 2160), 7);
    int narrow = count_buttons(&scene, 480, 800);
    assert_true(narrow >= 4 && narrow < 7);
    scene_close(&scene);
}

static void test_the_header_says_what_is_learned_by_what(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, CUT);
    scene_frame(&scene, 1920, 1080, 0);
    header_draw(&scene.frame, scene.layout.header);
    assert_true(scene_says(&scene, "hello"));
    assert_true(scene_says(&scene, "Elman network · 4 timesteps · hidden 3 · BPTT cut every 2"));
    static const char *const COMMANDS[] = {"help", "panel", "theme", "language"};
    for (size_t i = 0; i < COUNT(COMMANDS); i++) {
        assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, COMMANDS[i]), 1);
    }
    scene_close(&scene);
    // The sizes stay as long as there is room for them.
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame(&scene, 1440, 810, 0);
    header_draw(&scene.frame, scene.layout.header);
    assert_true(scene_says(&scene, "4 timesteps · hidden 3"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, ONE_STEP);
    scene_frame(&scene, 1920, 1080, 0);
    header_draw(&scene.frame, scene.layout.header);
    assert_true(scene_says(&scene, "· 1 timestep ·"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_KO, HELLO);
    scene_frame(&scene, 1920, 1080, 0);
    header_draw(&scene.frame, scene.layout.header);
    assert_true(scene_says(&scene, "엘만 네트워크 · 시점 4개 · 은닉 3 · 전체 BPTT"));
    scene_close(&scene);
}

static void test_the_timeline_covers_every_moment_once(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame(&scene, 1920, 1080, 10);
    timeline_draw(&scene.frame, scene.layout.timeline);
    double reached = 0;
    float right = 0;
    int segments = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        if (hit->kind != HIT_TIMELINE) {
            continue;
        }
        assert_true(hit->from == reached && hit->to > hit->from);
        assert_true(segments == 0 || fabsf(hit->rect.x - right) < 0.01f);
        reached = hit->to;
        right = hit->rect.x + hit->rect.w;
        segments++;
    }
    assert_int_equal(segments, 4);
    assert_true(reached == (double)(trace_moment_count(scene.trace) - 1));
    assert_true(scene_says(&scene, "forward"));
    static const char *const COMMANDS[] = {"play", "beat", "beat-back"};
    for (size_t i = 0; i < COUNT(COMMANDS); i++) {
        assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, COMMANDS[i]), 1);
    }
    scene_close(&scene);
}

static int count_kind(const Scene *scene, ShapeKind kind) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        count += scene->list.shapes[i].kind == kind;
    }
    return count;
}

static int count_boxes(const Scene *scene, Color fill) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        count += scene->list.shapes[i].kind == SHAPE_BOX && scene->list.shapes[i].fill == fill;
    }
    return count;
}

static void test_the_reach_map_hatches_what_the_cut_keeps_apart(void **state) {
    (void)state;
    static const struct {
        const char *const *keys;
        const char *moment, *says;
        int reached, hatched;
    } CASES[] = {
        {HELLO, "seed", "0 / 10", 0, 0},
        {HELLO, "end", "10 / 10", 10, 0},
        {CUT, "seed", "0 / 10", 0, 4},
        {CUT, "end", "6 / 10", 6, 4},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, CASES[i].keys);
        scene_frame_at(&scene, 1920, 1080, CASES[i].moment);
        reach_draw(&scene.frame, scene.layout.reach);
        assert_true(scene_says(&scene, CASES[i].says));
        assert_int_equal(count_boxes(&scene, scene.view.theme->backward), CASES[i].reached);
        assert_int_equal(count_kind(&scene, SHAPE_CLIP), CASES[i].hatched);
        assert_int_equal(scene_count_hits(&scene, HIT_COLUMN, NULL), 4);
        scene_close(&scene);
    }
}

static void test_the_tray_fills_as_timesteps_give_their_share(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    int param = program_find_param(scene.trace->program, "W_h");
    int before = 0;
    for (int t = 4; t >= 1; t--) {
        char name[32];
        snprintf(name, sizeof name, "backward:h[%d]", t);
        scene_frame_at(&scene, 1920, 1080, name);
        // To the moment that uses W_h.
        while (scene.frame.moment.op < 0 || tray_param(&scene.frame) != param ||
               !trace_has_share(scene.trace, scene.frame.known, param, t)) {
            scene_frame(&scene, 1920, 1080, scene.view.position + 1);
            assert_true(scene.frame.moment.phase == PHASE_BACKWARD);
        }
        tray_draw(&scene.frame, scene.layout.tray);
        int elements = scene_count_hits(&scene, HIT_ELEMENT, NULL);
        assert_int_equal(elements, 9 * (4 - t + 1) + 9); // the shares so far, and the sum
        assert_true(elements > before);
        before = elements;
        assert_int_equal(scene_says(&scene, "t = 1 gives 0: h[0] = 0"), t == 1);
    }
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "weight"), scene.trace->program->param_count);
    scene_close(&scene);
}

static void test_the_tray_says_that_there_are_more_weights_than_tabs(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM);
    int count = scene.trace->program->param_count;
    // One weight after the other is reached by what stands beside the tabs.
    scene.view.weight = scene.trace->program->params[0].name;
    int reached = 0;
    for (int turn = 0; turn < count; turn++) {
        scene_frame_at(&scene, 1280, 720, "backward:h[2]");
        tray_draw(&scene.frame, scene.layout.tray);
        assert_int_equal(scene_says(&scene, "…"), true);
        int furthest = 0;
        for (size_t i = 0; i < scene.hits.count; i++) {
            const Hit *hit = &scene.hits.hits[i];
            if (hit->kind == HIT_COMMAND) {
                furthest = program_find_param(scene.trace->program, hit->argument);
            }
        }
        reached = furthest > reached ? furthest : reached;
        scene.view.weight = scene.trace->program->params[reached].name;
    }
    assert_int_equal(reached, count - 1);
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, ONE_STEP);
    scene_frame_at(&scene, 1280, 720, "end");
    tray_draw(&scene.frame, scene.layout.tray);
    assert_true(scene_says(&scene, "sum"));
    scene_close(&scene);
}

static void test_the_reach_map_says_what_its_rows_and_columns_are(void **state) {
    (void)state;
    static const struct {
        Language language;
        int width, height;
        const char *says;
    } CASES[] = {
        {LANGUAGE_EN, 1920, 1080, "loss"},
        {LANGUAGE_KO, 1920, 1080, "행은 손실, 열은 상태"},
        {LANGUAGE_EN, 1280, 720, "loss ×"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        scene_open(&scene, CASES[i].language, HELLO);
        scene_frame_at(&scene, CASES[i].width, CASES[i].height, "end");
        reach_draw(&scene.frame, scene.layout.reach);
        if (!scene_says(&scene, CASES[i].says)) {
            fail_msg("%s at %d", CASES[i].says, CASES[i].width);
        }
        scene_close(&scene);
    }
    // However many pairs there are, how many have been reached is told whole.
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, GRU);
    scene_frame_at(&scene, 1280, 720, "end");
    reach_draw(&scene.frame, scene.layout.reach);
    assert_false(scene_says(&scene, "…"));
    assert_true(scene_says(&scene, "%") || scene_says(&scene, "1830"));
    scene_close(&scene);
}

// What stands in the rows of the inspector: their numbers as they are written, from the top down.
static int read_numbers(const Scene *scene, char numbers[][16], int capacity) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        const char *text = scene->list.bytes + shape->first;
        bool is_number = shape->kind == SHAPE_TEXT && shape->count < 16 && (text[0] == '+' || memcmp(text, "−", 3) == 0) &&
                         strchr("0123456789", text[shape->count - 1]);
        if (is_number && count < capacity) {
            memcpy(numbers[count], text, shape->count);
            numbers[count++][shape->count] = '\0';
        }
    }
    return count;
}

static int decimals(const char *number) {
    const char *point = strchr(number, '.');
    return point != NULL ? (int)strlen(point + 1) : 0;
}

static void test_the_rows_of_the_inspector_add_up(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}};
    int lists = 0;
    for (size_t size = 0; size < COUNT(SIZES); size++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, HELLO);
        int op = scene.trace->program->equations[trace_state_equation(scene.trace)].op;
        for (int t = 1; t <= 3; t++) {
            for (int row = 0; row < 3; row++) {
                scene.view.pointed = (Element){.kind = ELEMENT_ADJOINT, .index = op, .t = t, .row = row};
                scene_frame_at(&scene, SIZES[size][0], SIZES[size][1], "end");
                inspector_draw(&scene.frame, scene.layout.inspector);
                assert_false(SIZES[size][0] == 1920 && scene_says(&scene, "…")); // nothing is cut where there is room
                char numbers[8][16];
                int count = read_numbers(&scene, numbers, 8);
                assert_int_equal(count, 3);
                assert_true(decimals(numbers[0]) == decimals(numbers[2]) && decimals(numbers[1]) == decimals(numbers[2]));
                lists++;
            }
        }
        scene_close(&scene);
    }
    assert_int_equal(lists, 18);
}

static void test_the_inspector_tells_where_a_gradient_comes_from(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame_at(&scene, 1920, 1080, "backward:h[2]");
    inspector_draw(&scene.frame, scene.layout.inspector);
    assert_true(scene_says(&scene, "from its own loss"));
    assert_true(scene_says(&scene, "from the future"));
    assert_true(scene_says(&scene, "sum"));
    assert_true(scene_count_hits(&scene, HIT_ELEMENT, NULL) == 2);
    // A number of the future is not known yet.
    scene.view.pointed =
        (Element){.kind = ELEMENT_ADJOINT, .index = scene.trace->program->equations[trace_state_equation(scene.trace)].op, .t = 1};
    scene_frame_at(&scene, 1920, 1080, "backward:h[3]");
    inspector_draw(&scene.frame, scene.layout.inspector);
    assert_true(scene_says(&scene, "Not computed yet."));
    scene_close(&scene);
}

// Two ways of one gate to the same state: a product, and what is left of one.
static void test_ways_from_one_equation_are_told_apart(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, GRU);
    int gate = -1;
    for (int op = 0; op < scene.trace->program->op_count; op++) {
        const Reader *readers;
        bool is_gate = scene.trace->program->ops[op].kind == OP_SIGMOID;
        gate = is_gate && run_readers(scene.trace->run, op, &readers) == 2 ? op : gate;
    }
    assert_true(gate >= 0);
    scene.view.pointed = (Element){.kind = ELEMENT_ADJOINT, .index = gate, .t = 3};
    scene_frame_at(&scene, 1920, 1080, "end");
    inspector_draw(&scene.frame, scene.layout.inspector);
    assert_true(scene_says(&scene, "h[3]: 1 "));
    // At the slope of the gate: by which factor it was multiplied.
    scene.view.pointed.index = scene.trace->program->ops[gate].operands[0].index;
    scene_frame_at(&scene, 1920, 1080, "end");
    inspector_draw(&scene.frame, scene.layout.inspector);
    assert_true(scene_says(&scene, " × "));
    scene_close(&scene);
}

static void test_the_inspector_asks_at_the_start(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_KO, HELLO);
    scene_frame(&scene, 1920, 1080, 0);
    assert_int_equal(inspector_telling(&scene.frame).kind, ELEMENT_NONE);
    inspector_draw(&scene.frame, scene.layout.inspector);
    assert_true(scene_says(&scene, "이 수는 어디에서 왔을까요?"));
    scene_close(&scene);
}

static int count_dots(const Scene *scene, Color color) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        count += shape->kind == SHAPE_DISC && shape->fill == color && shape->rect.w > 10;
    }
    return count;
}

static void test_the_plot_fills_in_as_the_gradient_goes_back(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    for (int t = 4; t >= 1; t--) {
        char name[32];
        snprintf(name, sizeof name, "backward:h[%d]", t);
        scene_frame_at(&scene, 1920, 1080, name);
        norms_draw(&scene.frame, scene.layout.plot);
        assert_int_equal(count_dots(&scene, scene.view.theme->backward), 4 - t + 1);
        assert_int_equal(scene_count_hits(&scene, HIT_COLUMN, NULL), 4);
    }
    // The value of the chosen loss at its own timestep stands there with three digits.
    Text value;
    text_init(&value);
    double norm = trace_adjoint_norm_of_loss(scene.trace, trace_state_equation(scene.trace), 4);
    text_append_decimal(&value, norm, 3, false);
    assert_true(norm > 0.1 && norm < 1);
    assert_true(scene_says(&scene, value.data));
    text_finish(&value);
    scene_close(&scene);
}

static void test_an_exact_zero_has_a_mark_and_a_word(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, CUT); // no gradient of the last loss goes behind the cut
    scene_frame_at(&scene, 1920, 1080, "end");
    norms_draw(&scene.frame, scene.layout.plot);
    assert_true(scene_says(&scene, "exactly 0"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame_at(&scene, 1920, 1080, "end");
    norms_draw(&scene.frame, scene.layout.plot);
    assert_false(scene_says(&scene, "exactly 0"));
    scene_close(&scene);
}

static void test_the_description_has_a_line_for_each_part(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame_at(&scene, 1920, 1080, "backward:h[2]");
    Text text;
    text_init(&text);
    panels_describe(&scene.frame, &text);
    static const char BEGINNING[] = "hello: Elman network · 4 timesteps · hidden 3 · full BPTT\n"
                                    "∂L/∂h_{t} = «W_{y}^{T} ∂L/∂z_{t}» + W_{h}^{T} ∂L/∂a_{t+1}";
    assert_memory_equal(text.data, BEGINNING, strlen(BEGINNING));
    int lines = 0;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.data[i] == '\n';
    }
    assert_int_equal(lines, 4);
    text_finish(&text);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_number_keeps_its_result_where_its_parts_have_no_room),
        cmocka_unit_test(test_all_texts_can_be_read),
        cmocka_unit_test(test_the_pointer_finds_only_what_shows),
        cmocka_unit_test(test_the_header_has_buttons_for_lanes_code_and_equations),
        cmocka_unit_test(test_the_header_says_what_is_learned_by_what),
        cmocka_unit_test(test_the_timeline_covers_every_moment_once),
        cmocka_unit_test(test_the_reach_map_hatches_what_the_cut_keeps_apart),
        cmocka_unit_test(test_the_tray_fills_as_timesteps_give_their_share),
        cmocka_unit_test(test_the_tray_says_that_there_are_more_weights_than_tabs),
        cmocka_unit_test(test_the_reach_map_says_what_its_rows_and_columns_are),
        cmocka_unit_test(test_the_rows_of_the_inspector_add_up),
        cmocka_unit_test(test_the_inspector_tells_where_a_gradient_comes_from),
        cmocka_unit_test(test_ways_from_one_equation_are_told_apart),
        cmocka_unit_test(test_the_inspector_asks_at_the_start),
        cmocka_unit_test(test_the_plot_fills_in_as_the_gradient_goes_back),
        cmocka_unit_test(test_an_exact_zero_has_a_mark_and_a_word),
        cmocka_unit_test(test_the_description_has_a_line_for_each_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
