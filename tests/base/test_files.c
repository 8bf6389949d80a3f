#define _XOPEN_SOURCE 700 // mkdtemp, RLIMIT_FSIZE
#include "testing.h"

#include "base/files.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

// A folder of its own for each test, and a report.
typedef struct Fixture {
    char folder[256];
    char path[512]; // what path_in wrote last
    Words *words;
    Report report;
} Fixture;

static int set_up(void **state) {
    Fixture *fixture = memory_alloc_zeros(1, sizeof *fixture);
    const char *temporary = getenv("TMPDIR");
    snprintf(fixture->folder, sizeof fixture->folder, "%s/unroll-files-XXXXXX", temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(fixture->folder) == NULL) {
        return -1;
    }
    fixture->words = words_create(LANGUAGE_EN);
    report_init(&fixture->report, fixture->words);
    *state = fixture;
    return 0;
}

static const char *path_in(Fixture *fixture, const char *name) {
    snprintf(fixture->path, sizeof fixture->path, "%s/%s", fixture->folder, name);
    return fixture->path;
}

// Counts what is in the folder, and removes it where asked to.
static int sweep(Fixture *fixture, bool away) {
    DIR *folder = opendir(fixture->folder);
    assert_non_null(folder);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        count++;
        if (away) {
            remove(path_in(fixture, entry->d_name));
        }
    }
    closedir(folder);
    return count;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    unsetenv("UNROLL_ASSETS");
    sweep(fixture, true);
    rmdir(fixture->folder);
    report_finish(&fixture->report);
    words_destroy(fixture->words);
    free(fixture);
    return 0;
}

static void assert_content(const char *path, const char *wanted, Report *report) {
    Bytes bytes;
    assert_true(file_read(path, 1 << 20, &bytes, report));
    assert_int_equal(bytes.size, strlen(wanted));
    assert_string_equal(bytes.data, wanted);
    bytes_finish(&bytes);
    assert_null(bytes.data);
}

static void assert_one_problem(Report *report, const char *key, int line, int column) {
    assert_int_equal(report->count, 1);
    assert_string_equal(report->problems[0].key, key);
    assert_int_equal(report->problems[0].place.line, line);
    assert_int_equal(report->problems[0].place.column, column);
    report_clear(report);
}

static void what_was_written_is_read(void **state) {
    Fixture *fixture = *state;
    const char *path = path_in(fixture, "a.bin");
    assert_true(file_write(path, "a\0\xFF\r\n", 5, &fixture->report));
    Bytes bytes;
    assert_true(file_read(path, 5, &bytes, &fixture->report));
    assert_int_equal(bytes.size, 5);
    assert_memory_equal(bytes.data, "a\0\xFF\r\n", 6); // and a NUL behind
    bytes_finish(&bytes);
    assert_true(file_write(path, "", 0, &fixture->report));
    assert_content(path, "", &fixture->report);
    assert_int_equal(fixture->report.count, 0);
    assert_int_equal(sweep(fixture, false), 1); // nothing temporary is left
}

static void what_cannot_be_read_is_told(void **state) {
    Fixture *fixture = *state;
    Report *report = &fixture->report;
    Bytes bytes = {(char *)"x", 1};
    assert_false(file_read(path_in(fixture, "none"), 10, &bytes, report));
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 0);
    assert_string_equal(report->problems[0].place.file, fixture->path);
    assert_one_problem(report, "file.missing", 0, 0);
    assert_false(file_read(fixture->folder, 10, &bytes, report));
    assert_one_problem(report, "file.directory", 0, 0);
    assert_true(file_write(path_in(fixture, "large"), "12345678901", 11, report));
    assert_false(file_read(fixture->path, 10, &bytes, report));
    assert_one_problem(report, "file.too-large", 0, 0);
    assert_int_equal(mkfifo(path_in(fixture, "pipe"), 0600), 0);
    assert_false(file_read(fixture->path, 10, &bytes, report)); // and does not wait for a writer
    assert_one_problem(report, "file.unreadable", 0, 0);
    assert_null(bytes.data);
}

typedef struct TextCase {
    const char *bytes;
    size_t size;
    const char *text; // NULL: refused
    const char *key;
    int line, column;
} TextCase;

#define TEXT(literal, wanted)                                                                                                              \
    { literal, sizeof(literal) - 1, wanted, NULL, 0, 0 }
#define BAD(literal, key, line, column)                                                                                                    \
    { literal, sizeof(literal) - 1, NULL, key, line, column }

static void texts_are_checked_and_brought_into_one_form(void **state) {
    Fixture *fixture = *state;
    static const TextCase CASES[] = {
        TEXT("hello\n", "hello\n"),
        TEXT("\xEF\xBB\xBFhello", "hello"),
        TEXT("a\r\nb\r\n", "a\nb\n"),
        TEXT("a\rb\r", "a\rb\r"),
        TEXT("a\r\r\nb", "a\r\nb"),
        TEXT("한글", "한글"),
        BAD("", "file.empty", 0, 0),
        BAD("\xEF\xBB\xBF", "file.empty", 0, 0),
        BAD("ab\0cd", "file.binary", 0, 0),
        BAD("\xB0\xA1\xB3\xAA", "file.not-utf8", 1, 1), // 가나 in EUC-KR
        BAD("ok\r\n한\xC0\xAF", "file.not-utf8", 2, 2),
        BAD("\xEF\xBB\xBF"
            "a\xFF",
            "file.not-utf8", 1, 2),
    };
    const char *path = path_in(fixture, "text");
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const TextCase *c = &CASES[i];
        assert_true(file_write(path, c->bytes, c->size, &fixture->report));
        Bytes bytes;
        bool well = file_read_text(path, 100, &bytes, &fixture->report);
        assert_int_equal(well, c->text != NULL);
        if (well) {
            assert_string_equal(bytes.data, c->text);
            assert_int_equal(bytes.size, strlen(c->text));
            bytes_finish(&bytes);
        } else {
            assert_null(bytes.data);
            assert_one_problem(&fixture->report, c->key, c->line, c->column);
        }
    }
}

static void a_write_that_fails_leaves_the_old_file(void **state) {
    Fixture *fixture = *state;
    const char *path = path_in(fixture, "weights");
    assert_true(file_write(path, "old", 3, &fixture->report));

    // No file may grow beyond 100 bytes: the write fails half-way, as on a full disk.
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit tight = {100, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    static const char LARGE[1000];
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    bool written = file_write(path, LARGE, sizeof LARGE, &fixture->report);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);

    assert_false(written);
    assert_one_problem(&fixture->report, "file.unwritable", 0, 0);
    assert_content(path, "old", &fixture->report);
    assert_int_equal(sweep(fixture, false), 1);
}

static void what_cannot_be_written_is_told(void **state) {
    Fixture *fixture = *state;
    Report *report = &fixture->report;
    assert_false(file_write(fixture->folder, "x", 1, report));
    assert_one_problem(report, "file.unwritable", 0, 0);
    assert_false(file_write(path_in(fixture, "none/a"), "x", 1, report));
    assert_non_null(strstr(report->problems[0].message, "the folder does not exist"));
    assert_one_problem(report, "file.unwritable", 0, 0);
    assert_int_equal(sweep(fixture, false), 0);
}

static void links_modes_and_pipes_outlast_a_write(void **state) {
    Fixture *fixture = *state;
    char target[512];
    snprintf(target, sizeof target, "%s", path_in(fixture, "target"));
    assert_true(file_write(target, "1", 1, &fixture->report));
    assert_int_equal(chmod(target, 0640), 0);
    const char *link = path_in(fixture, "link");
    assert_int_equal(symlink("target", link), 0);
    assert_true(file_write(link, "2", 1, &fixture->report));
    assert_content(target, "2", &fixture->report);
    struct stat status;
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(target, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);

    assert_true(file_write("/dev/null", "x", 1, &fixture->report));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void embedded_assets_are_found_by_name(void **state) {
    (void)state;
    Bytes bytes;
    assert_true(asset_read("text/en.txt", &bytes));
    assert_non_null(strstr(bytes.data, "file.missing = "));
    assert_int_equal(strlen(bytes.data), bytes.size);
    bytes_finish(&bytes);
    static const char *const NONE[] = {"text/en", "text/en.txt2", "text/", "", "../meson.build", "meson.build", "text/../text/en.txt"};
    for (size_t i = 0; i < COUNT(NONE); i++) {
        assert_false(asset_read(NONE[i], &bytes));
        assert_null(bytes.data);
    }
}

static void assets_are_listed_in_order(void **state) {
    (void)state;
    size_t count = 0;
    for (const char *name; (name = asset_name("", count)) != NULL; count++) {
        assert_true(count == 0 || strcmp(asset_name("", count - 1), name) < 0);
    }
    assert_true(count >= 2);
    assert_string_equal(asset_name("text/", 0), "text/en.txt");
    assert_string_equal(asset_name("text/", 1), "text/ko.txt");
    assert_null(asset_name("text/", 2));
    assert_null(asset_name("text/zz", 0));
    assert_null(asset_name("zzz", 0));
    assert_null(asset_name("", count + 1));
}

static void a_folder_may_stand_in_for_the_assets(void **state) {
    Fixture *fixture = *state;
    assert_true(file_write(path_in(fixture, "mine.txt"), "mine", 4, &fixture->report));
    setenv("UNROLL_ASSETS", fixture->folder, 1);
    Bytes bytes;
    assert_true(asset_read("mine.txt", &bytes));
    assert_string_equal(bytes.data, "mine");
    bytes_finish(&bytes);
    assert_false(asset_read("text/en.txt", &bytes)); // it is not in that folder
    assert_false(asset_read("../mine.txt", &bytes)); // no way out
    setenv("UNROLL_ASSETS", "", 1);
    assert_true(asset_read("text/en.txt", &bytes));
    bytes_finish(&bytes);
}

static void a_missing_file_may_be_an_asset(void **state) {
    Fixture *fixture = *state;
    Bytes bytes;
    assert_true(file_or_asset_read_text("text/en.txt", 1 << 20, &bytes, &fixture->report));
    assert_non_null(strstr(bytes.data, "file.missing = "));
    bytes_finish(&bytes);
    assert_true(file_write(path_in(fixture, "a"), "from the disk", 13, &fixture->report));
    assert_true(file_or_asset_read_text(fixture->path, 100, &bytes, &fixture->report));
    assert_string_equal(bytes.data, "from the disk");
    bytes_finish(&bytes);
    assert_int_equal(fixture->report.count, 0);
    assert_false(file_or_asset_read_text("text/none.txt", 100, &bytes, &fixture->report));
    assert_one_problem(&fixture->report, "file.missing", 0, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),
        TEST(what_cannot_be_read_is_told),
        TEST(texts_are_checked_and_brought_into_one_form),
        TEST(a_write_that_fails_leaves_the_old_file),
        TEST(what_cannot_be_written_is_told),
        TEST(links_modes_and_pipes_outlast_a_write),
        TEST(embedded_assets_are_found_by_name),
        TEST(assets_are_listed_in_order),
        TEST(a_folder_may_stand_in_for_the_assets),
        TEST(a_missing_file_may_be_an_asset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
