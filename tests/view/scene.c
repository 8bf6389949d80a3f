#include "scene.h"

#include "../base/testing.h"

#include "base/files.h"
#include "view/plots/plots.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void scene_open(Scene *scene, Language language, const char *const *keys) {
    *scene = (Scene){.words = words_create(language)};
    report_init(&scene->report, scene->words);
    experiment_init(&scene->experiment);
    const Place place = {"test", 0, 0};
    bool fine = true;
    for (int i = 0; keys[i] != NULL; i += 2) {
        Key key;
        fine = key_find(keys[i], &key) && experiment_set(&scene->experiment, key, keys[i + 1], place, &scene->report) && fine;
    }
    scene->session = fine ? session_create(&scene->experiment, &scene->report) : NULL;
    if (scene->session == NULL) {
        Text problems;
        text_init(&problems);
        report_print(&scene->report, &problems);
        fail_msg("%s", problems.data);
    }
    scene->trace = trace_record(scene->session);
    display_init(&scene->list);
    hits_init(&scene->hits);
    scene->view = (View){.traces = {scene->trace},
                         .trace_count = 1,
                         .theme = theme_at(0),
                         .words = scene->words,
                         .scale = 1,
                         .measure = text_measure_fixed()};
}

void scene_close(Scene *scene) {
    hits_finish(&scene->hits);
    display_finish(&scene->list);
    trace_destroy(scene->trace);
    session_destroy(scene->session);
    experiment_finish(&scene->experiment);
    report_finish(&scene->report);
    words_destroy(scene->words);
}

void scene_frame(Scene *scene, int width, int height, double position) {
    scene->view.width = width;
    scene->view.height = height;
    scene->view.position = position;
    display_clear(&scene->list);
    hits_clear(&scene->hits);
    layout_make(&scene->view, &scene->layout);
    frame_begin(&scene->frame, &scene->view, &scene->list, &scene->hits);
}

void scene_frame_at(Scene *scene, int width, int height, const char *name) {
    long index = trace_find(scene->trace, name, (Place){"test", 0, 0}, &scene->report);
    assert_true(index >= 0);
    scene_frame(scene, width, height, (double)index);
}

static char *text_of(const Scene *scene, const Shape *shape) {
    char *text = memory_alloc(shape->count + 1);
    memcpy(text, scene->list.bytes + shape->first, shape->count);
    text[shape->count] = '\0';
    return text;
}

bool scene_says(const Scene *scene, const char *wanted) {
    bool found = false;
    for (size_t i = 0; i < scene->list.shape_count && !found; i++) {
        if (scene->list.shapes[i].kind == SHAPE_TEXT) {
            char *text = text_of(scene, &scene->list.shapes[i]);
            found = strstr(text, wanted) != NULL;
            free(text);
        }
    }
    return found;
}

int scene_count_hits(const Scene *scene, HitKind kind, const char *command) {
    int count = 0;
    for (size_t i = 0; i < scene->hits.count; i++) {
        const Hit *hit = &scene->hits.hits[i];
        count += hit->kind == kind && (command == NULL || strcmp(hit->command, command) == 0);
    }
    return count;
}

// The box of a line of text: from the top of its capitals to the bottom of its letters.
static Rect extent(const Scene *scene, const Shape *shape) {
    const TextMeasure *measure = &scene->view.measure;
    float width = measure->width(measure->context, shape->face, shape->rect.h, scene->list.bytes + shape->first, shape->count);
    return (Rect){shape->rect.x, shape->rect.y - 0.74f * shape->rect.h, width, 0.95f * shape->rect.h};
}

static bool leaves(Rect inner, Rect outer, float slack) {
    return inner.x < outer.x - slack || inner.y < outer.y - slack || inner.x + inner.w > outer.x + outer.w + slack ||
           inner.y + inner.h > outer.y + outer.h + slack;
}

static bool overlap(Rect a, Rect b) {
    float slack = 0.5f;
    return a.x + slack < b.x + b.w && b.x + slack < a.x + a.w && a.y + slack < b.y + b.h && b.y + slack < a.y + a.h;
}

static void check_text(Scene *scene, size_t first, size_t i, Rect rect, const char *what) {
    const Shape *shape = &scene->list.shapes[i];
    char *text = text_of(scene, shape);
    Rect box = extent(scene, shape);
    if (leaves(box, rect, 1)) {
        print_error("%s: \"%s\" leaves its rectangle\n", what, text);
        scene->faults++;
    }
    if (shape->rect.h < scene->frame.text_min - 0.01f) {
        print_error("%s: \"%s\" is %g px, below %g\n", what, text, (double)shape->rect.h, (double)scene->frame.text_min);
        scene->faults++;
    }
    for (size_t k = first; k < i; k++) {
        const Shape *other = &scene->list.shapes[k];
        if (other->kind == SHAPE_TEXT && overlap(box, extent(scene, other))) {
            char *under = text_of(scene, other);
            print_error("%s: \"%s\" overlaps \"%s\"\n", what, text, under);
            free(under);
            scene->faults++;
        }
    }
    free(text);
}

int scene_check_texts(Scene *scene, size_t first, Rect rect, const char *what) {
    int count = 0;
    for (size_t i = first; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind == SHAPE_TEXT) {
            check_text(scene, first, i, rect, what);
            count++;
        } else if ((shape->kind == SHAPE_BOX || shape->kind == SHAPE_DISC) && leaves(shape->rect, rect, 0.5f)) {
            print_error("%s: a box at %g, %g of %g x %g leaves its rectangle\n", what, (double)shape->rect.x, (double)shape->rect.y,
                        (double)shape->rect.w, (double)shape->rect.h);
            scene->faults++;
        }
    }
    return count;
}

void scene_check_golden(Scene *scene, const char *folder, const char *name) {
    Text drawn, path;
    text_init(&drawn);
    text_init(&path);
    display_print(&scene->list, &drawn);
    text_printf(&path, "%s/%s.txt", folder, name);
    if (getenv("UNROLL_WRITE_GOLDEN") != NULL) {
        assert_true(file_write(path.data, drawn.data, drawn.length, &scene->report));
    }
    Bytes golden;
    assert_true(file_read_text(path.data, 1 << 20, &golden, &scene->report));
    const char *a = drawn.data, *b = golden.data;
    for (int line = 1; *a != '\0' || *b != '\0'; line++) {
        size_t left = strcspn(a, "\n"), right = strcspn(b, "\n");
        if (left != right || memcmp(a, b, left) != 0) {
            fail_msg("%s, line %d:\n%.*s\ninstead of\n%.*s", path.data, line, (int)left, a, (int)right, b);
        }
        a += left + (a[left] != '\0');
        b += right + (b[right] != '\0');
    }
    bytes_finish(&golden);
    text_finish(&path);
    text_finish(&drawn);
}

void scene_draw_plot(Scene *scene, PlotKind kind, int width, int height) {
    scene->view.plot = kind;
    scene_frame(scene, width, height, 0);
    plots_draw(&scene->frame, scene->layout.plot);
}

bool scene_says_number(const Scene *scene, double value) {
    Text exact;
    text_init(&exact);
    text_append_number(&exact, value);
    bool says = scene_says(scene, exact.data);
    text_finish(&exact);
    return says;
}

const Hit *scene_hit(const Scene *scene, Element element) {
    for (size_t i = 0; i < scene->hits.count; i++) {
        const Hit *hit = &scene->hits.hits[i];
        if (hit->kind == HIT_ELEMENT && hit->element.kind == element.kind && hit->element.index == element.index &&
            hit->element.t == element.t && hit->element.row == element.row) {
            return hit;
        }
    }
    return NULL;
}

int scene_check_moments(const char *const *keys, PlotKind plot, int parts) {
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};
    int texts = 0;
    for (int i = 0; i < LANGUAGE_COUNT * (int)COUNT(SIZES); i++) {
        Language language = (Language)(i % LANGUAGE_COUNT);
        const int *size = SIZES[i / LANGUAGE_COUNT];
        Scene scene;
        scene_open(&scene, language, keys);
        scene.view.plot = plot;
        double last = (double)(trace_moment_count(scene.trace) - 1);
        for (int place = 0; place <= parts; place++) {
            scene_frame(&scene, size[0], size[1], floor(last * place / parts));
            view_draw(&scene.view, &scene.list, &scene.hits);
            char what[96];
            snprintf(what, sizeof what, "%s %s, %dx%d, %s, moment %d of %d", keys[0], keys[1], size[0], size[1], language_code(language),
                     place, parts);
            texts += scene_check_texts(&scene, 0, (Rect){0, 0, (float)size[0], (float)size[1]}, what);
        }
        assert_int_equal(scene.faults, 0);
        scene_close(&scene);
    }
    return texts;
}
