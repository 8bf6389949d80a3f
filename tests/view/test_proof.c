// The card that proves a gradient: what it says, that it can be read, and what it does where numbers are missing or not finite.
#include "../base/testing.h"
#include "scene.h"

#include "view/panels/proof.h"

#include <math.h>
#include <stdio.h>

static const char *const HELLO[] = {"hidden", "3", "seed", "7", NULL};
static const char *const CUT[] = {"hidden", "3", "seed", "7", "bptt", "2", NULL};
static const char *const WHOLE[] = {"hidden", "3", "seed", "7", "bptt", "4", NULL}; // as long as the sequence: nothing is cut
static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {800, 480}};

// As if the loss were a parabola that has the gradient of W_h(1,2) at the weight.
static Proof proof_of(const Scene *scene) {
    int param = program_find_param(scene->trace->program, "W_h");
    Proof proof = {.gradient = {.kind = ELEMENT_GRADIENT, .index = param, .row = 0, .col = 1},
                   .weight = params_get(&scene->trace->before, param, 0, 1),
                   .by_bptt = params_get(&scene->trace->grads, param, 0, 1),
                   .has_difference = true,
                   .points = PROOF_POINTS};
    proof.by_difference = proof.by_bptt * (1 + 1e-9);
    for (int i = 0; i < PROOF_POINTS; i++) {
        double way = proof_weight_at(&proof, i) - proof.weight;
        proof.losses[i] = scene->trace->loss + way * proof.by_bptt + 0.3 * way * way;
    }
    return proof;
}

static void draw(Scene *scene, int width, int height, const Proof *proof) {
    char what[64];
    snprintf(what, sizeof what, "%dx%d", width, height);
    scene_frame_at(scene, width, height, "loss:2");
    float wide = fminf((float)width, fmaxf(860 * scene->frame.unit, 30 * scene->frame.text_min)) - 40;
    Rect rect = {20, 20, wide, proof_height(&scene->frame, wide)};
    size_t first = scene->list.shape_count;
    proof_draw(&scene->frame, rect, proof);
    assert_true(scene_check_texts(scene, first, rect, what) > 8);
    assert_int_equal(scene->faults, 0);
}

static void all_of_it_can_be_read(void **state) {
    (void)state;
    const char *const *const experiments[] = {HELLO, CUT};
    for (size_t e = 0; e < COUNT(experiments); e++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            scene_open(&scene, (Language)language, experiments[e]);
            Proof proof = proof_of(&scene);
            for (size_t k = 0; k < COUNT(SIZES); k++) {
                draw(&scene, SIZES[k][0], SIZES[k][1], &proof);
            }
            scene_close(&scene);
        }
    }
}

static void both_numbers_stand_in_full_and_the_difference_between_them(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    Proof proof = proof_of(&scene);
    proof.by_bptt = -0.012345678912;
    proof.by_difference = -0.012345678999;
    draw(&scene, 1920, 1080, &proof);
    assert_true(scene_says(&scene, "−0.0123456789"));
    assert_true(scene_says(&scene, "−0.0123456790"));
    assert_true(scene_says(&scene, "7.0e−9"));
    proof.by_bptt = 4.5e-21;
    proof.has_difference = false;
    draw(&scene, 1920, 1080, &proof);
    assert_true(scene_says(&scene, "+4.50000000e−21"));
    assert_true(scene_says(&scene, "…"));
    assert_false(scene_says(&scene, "−0.0123456790"));
    scene_close(&scene);
}

static void the_states_at_the_cuts_are_told_to_be_fixed_where_there_are_cuts(void **state) {
    (void)state;
    const char *const *const experiments[] = {HELLO, WHOLE, CUT};
    for (size_t e = 0; e < COUNT(experiments); e++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, experiments[e]);
        Proof proof = proof_of(&scene);
        draw(&scene, 1920, 1080, &proof);
        assert_int_equal(scene_says(&scene, "fixed"), experiments[e] == CUT);
        scene_close(&scene);
    }
}

static void the_relative_difference_is_of_the_larger_one(void **state) {
    (void)state;
    assert_true(proof_relative_difference(&(Proof){.by_bptt = 2, .by_difference = 1}) == 0.5);
    assert_true(proof_relative_difference(&(Proof){.by_bptt = 1, .by_difference = -4}) == 1.25);
    assert_true(proof_relative_difference(&(Proof){.by_bptt = 0, .by_difference = 0}) == 0);
    assert_true(isnan(proof_relative_difference(&(Proof){.by_bptt = NAN, .by_difference = 1})));
    assert_true(isnan(proof_relative_difference(&(Proof){.by_bptt = 1, .by_difference = INFINITY})));
}

static void the_curve_has_the_weight_in_its_middle(void **state) {
    (void)state;
    const Proof proof = {.weight = 0.25};
    assert_true(proof_weight_at(&proof, PROOF_POINTS / 2) == 0.25);
    assert_true(proof_weight_at(&proof, 0) == 0.25 - PROOF_REACH && proof_weight_at(&proof, PROOF_POINTS - 1) == 0.25 + PROOF_REACH);
}

static void losses_that_are_not_finite_are_drawn_around(void **state) {
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Scene scene;
        scene_open(&scene, (Language)language, HELLO);
        Proof proof = proof_of(&scene);
        proof.losses[0] = INFINITY;
        proof.losses[PROOF_POINTS - 1] = NAN;
        draw(&scene, 1920, 1080, &proof);
        proof.points = 0;
        draw(&scene, 1280, 720, &proof);
        proof.by_bptt = proof.by_difference = NAN;
        scene_frame_at(&scene, 1280, 720, "loss:2");
        proof_draw(&scene.frame, (Rect){20, 20, 600, 500}, &proof);
        assert_true(scene_says(&scene, "NaN"));
        assert_true(scene_says(&scene, language == LANGUAGE_EN ? "finite" : "유한하지"));
        scene_close(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_it_can_be_read),
        cmocka_unit_test(both_numbers_stand_in_full_and_the_difference_between_them),
        cmocka_unit_test(the_states_at_the_cuts_are_told_to_be_fixed_where_there_are_cuts),
        cmocka_unit_test(the_relative_difference_is_of_the_larger_one),
        cmocka_unit_test(the_curve_has_the_weight_in_its_middle),
        cmocka_unit_test(losses_that_are_not_finite_are_drawn_around),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
