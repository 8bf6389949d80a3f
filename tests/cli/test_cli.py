"""The command line's contract: verbs, flags, keys, exit codes, and what is said about wrong input."""
import json
import os
import pathlib
import pty
import re
import subprocess
import tempfile

from program import PLAIN, PROGRAM, run_tests, unroll

FOLDER = tempfile.TemporaryDirectory()
HERE = pathlib.Path(FOLDER.name)


def file(name, content):
    path = HERE / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


# ---- every key takes good values and refuses bad ones

KEYS = {
    "cell": (["elman", "lstm", "gru", "jordan"], ["nothing", "./missing.cell", ""]),
    "cell-text": (["h[t] = tanh(W x[t] + U h[t-1])", "s[t] = σ(U x[t] + W s[t-1]); o[t] = σ(V s[t])"], ["h[t] = ", "h[t] = tanh(W x[t", "1"]),
    "task": (["text:abab", "series:sine", "random:3"], ["nothing", "text:", "text:a", "text:@/no/such/file", "random:0", "random:x"]),
    "wiring": (["many-to-many"], ["sideways", ""]),
    "losses": (["all", "last"], ["first", ""]),
    "hidden": (["1", "64", "1024"], ["0", "-1", "1025", "1000000000000", "x", "", "1.5", "nan", " 3"]),
    "steps": (["1", "4"], ["0", "-3", "5", "10001", "99999999999999999999", "x", ""]),
    "batch": (["1", "2"], ["0", "-1", "1025", "x", ""]),
    "bptt": (["full", "1", "3", "2,4"], ["0", "-1", "half", "4,2", "0,4", ",", "2,", ""]),
    "state": (["carry", "reset"], ["keep", ""]),
    "feed": (["order", "shuffled"], ["sorted", ""]),
    "loss": (["cross-entropy"], ["hinge", ""]),
    "optimizer": (["sgd", "adagrad", "adam"], ["lion", ""]),
    "lr": (["0.5", "1e-3"], ["0", "-0.1", "nan", "inf", "1e999", "x", ""]),
    "clip": (["none", "5", "element:0.1"], ["0", "-1", "element:", "element:-1", "nan", "x"]),
    "init": (["0.5", "spectral:0.9"], ["spectral:", "-1", "nan", "x"]),
    "set": (["W_x=1 2 3 4;5 6 7 8", "b=1;2"], ["W_x", "Q=1", "W_x=1 2", "W_x=a b c d;e f g h", "W_x=1 2 3 4"]),
    "clamp": (["none", "h=0", "h=1@2", "h=0@0-2,h=.5@2"], ["h", "h=", "h=x", "h=inf", "h=0@", "h=0@3-2", "h=0,h=1", "g=0", "y=0", ""]),
    "seed": (["0", "7", "18446744073709551615"], ["-1", "x", "18446744073709551616", "1.5"]),
    "iterations": (["0", "3"], ["-1", "x", "1.5"]),
}


def test_every_key_takes_its_good_values():
    for key, (good, _) in KEYS.items():
        for value in good:
            for flags in ([f"--{key}", value], [f"--{key}={value}"]):
                size = [] if key == "hidden" else ["--hidden", "2"]
                result = unroll("trace", *size, *flags)
                assert result.code == 0 and not result.err, (flags, result)
                assert result.out.startswith("0\tstart\t") and "\tupdate\t" in result.out, (flags, result)


def test_every_key_refuses_its_bad_values_with_exit_1_and_names_itself():
    for key, (_, bad) in KEYS.items():
        for value in bad:
            result = unroll("trace", "--hidden", "2", f"--{key}={value}") if key != "hidden" else unroll("trace", f"--{key}={value}")
            assert result.code == 1 and not result.out, (key, value, result)
            assert result.err.strip() and "--" + key in result.err or key in ("cell", "task", "cell-text"), (key, value, result)


def test_the_table_of_this_test_has_every_key():
    result = unroll("trace", "--help")
    keys = re.findall(r"^  --([a-z-]+)", result.out.split("The experiment:")[1], re.M)
    assert sorted(keys) == sorted([*KEYS, "decoder"]), keys


# ---- misuse

MISUSE = [
    (["trase"], "trace"), (["rendr", "-o", "x.png"], "render"), (["cod"], "code"), (["code", "extra"], ""), (["xyzzy"], ""),
    (["trace", "--stepz", "3"], "--steps"), (["trace", "--optimiser", "sgd"], "--optimizer"), (["trace", "--qqqqqqqq"], ""),
    (["--hiden", "3"], "--hidden"), (["trace", "--steps"], "--steps"), (["trace", "--steps", "--hidden", "3"], "--steps"),
    (["trace", "--theme", "dark"], ""), (["trace", "-o", "x"], ""), (["trace", "-x"], ""), (["check"], ""), (["render"], "-o"), (["sample"], "--load"),
    (["bench"], "train"), (["bench", "everything"], "frame"), (["bench", "train", "--cached=yes"], "--cached"), (["trace", "extra"], ""),
    (["trace", "elman", "lstm"], ""), (["sample", "--load", "x", "elman"], ""), (["check", "--hidden", "3", "x"], ""),
]


def test_misuse_exits_with_2_and_suggests():
    for flags, hint in MISUSE:
        result = unroll(*flags)
        assert result.code == 2 and not result.out, (flags, result)
        assert hint in result.err and "--help" in result.err, (flags, result)


def test_values_of_other_flags_are_checked():
    picture = str(HERE / "refused.png")
    for flags in (["trace", "--format", "xml"], ["trace", "--lang", "fr"], ["render", "-o", picture, "--size", "0x0"],
                  ["render", "-o", picture, "--size", "-1x5"], ["render", "-o", picture, "--size", "99999x99999"],
                  ["render", "-o", picture, "--size", "1280"], ["render", "-o", picture, "--theme", "pink"], ["render", "-o", picture, "--scale", "0"],
                  ["render", "-o", picture, "--scale", "nan"], ["render", "-o", picture, "--camera", "x"], ["render", "-o", picture, "--camera", "1"],
                  ["render", "-o", picture, "--plot", "pie"], ["render", "-o", picture, "--plot", "gates,4"], ["render", "-o", picture, "--plot", "gates,x"],
                  ["render", "-o", picture, "--camera", "2,-5"], ["render", "-o", picture, "--at", "nowhere"], ["render", "-o", picture, "--at", "99999"],
                  ["render", "-o", picture, "--at", "-1"], ["render", "-o", picture, "--at", "forward:h[9]"], ["render", "-o", picture, "--at", ""],
                  ["render", "-o", picture, "--compare", "nonsense"], ["render", "-o", picture, "--compare", "bptt=0"],
                  ["render", "-o", picture, "--compare", "hidden=2,hidden=3,hidden=4"], ["render", "-o", "x.gif"], ["render", "-o", "x.mp4"],
                  ["render", "-o", "folder/"], ["render", "-o", "x.jpeg"], ["render", "-o", ""], ["lesson.md"], ["render", "lesson.md", "-o", picture],
                  ["bench", "train", "--seconds", "0"], ["bench", "train", "--seconds", "x"], ["sample", "--load", "x", "--length", "0"]):
        result = unroll(*flags)
        assert result.code == 1 and result.err.strip() and not result.out, (flags, result)
    assert not os.path.exists(picture)


def test_arguments_that_are_not_utf8_are_refused():
    for flags in ([b"trace", b"\x9b\x90man"], [b"\xff"], [b"trace", b"--task", b"text:caf\xe9"], [b"--\xc3"]):
        for language in (b"en", b"ko"):
            process = subprocess.run([PROGRAM.encode(), *flags, b"--lang", language], capture_output=True, env=PLAIN)
            assert process.returncode == 1 and process.stderr and not process.stdout, (flags, process)


# ---- help and version

def test_help_and_version():
    assert re.fullmatch(r"unroll \d+\.\d+\.\d+\n", unroll("--version").out)
    whole = unroll("--help")
    assert whole.code == 0
    for verb in ("trace", "train", "render", "sample", "check", "bench"):
        assert f"unroll {verb}" in whole.out
        for flags in ([verb, "--help"], [verb, "-h"]):
            result = unroll(*flags)
            assert result.code == 0 and result.out.startswith(f"unroll {verb} ") and not result.err, (flags, result)
        korean = unroll(verb, "--help", "--lang", "ko")
        assert korean.code == 0 and re.search("[가-힣]", korean.out) and korean.out != result.out


def test_the_man_page_names_every_verb_and_flag():
    page = (pathlib.Path(__file__).parents[2] / "src/cli/unroll.1").read_text().replace("\\-", "-")
    flags = set()
    for verb in ("", "trace", "train", "render", "sample", "check", "bench"):
        assert verb in page
        flags |= set(re.findall(r"--[a-z-]+", "\n".join(line for line in unroll(*filter(None, [verb]), "--help").out.splitlines()
                                                         if line.startswith("  -"))))
    assert len(flags) > 25
    for flag in flags:
        assert flag in page, flag


def commands_of(text):
    """name: (argument, keys) of what --commands lists."""
    return {name: (argument or "", keys or "") for name, argument, keys in
            re.findall(r"(?m)^  ([a-z]\S*)(?: (\S+))?(?: {2,}|\n +)\S.*?(?:  \((.+)\))?$", text)}


def test_every_command_of_keys_and_scripts_is_listed():
    listed = unroll("--commands")
    assert listed.code == 0 and not listed.err
    commands = commands_of(listed.out)
    assert len(commands) > 80 and commands["compare"] == ("[KEY=VALUE]", "k") and commands["beat"] == ("", "Right") and commands["seek"] == ("MOMENT", "")
    korean = unroll("--commands", "--lang", "ko")
    assert commands_of(korean.out) == commands and re.search("[가-힣]", korean.out)
    page = (pathlib.Path(__file__).parents[2] / "src/cli/unroll.1").read_text().replace("\\-", "-")
    section = page.split(".SH COMMANDS\n")[1].split(".SH")[0]
    told = {name: (argument or "", keys or "") for name, argument, keys in re.findall(r'(?m)^\.TP\n\.BR (\S+) "(?: ([^\s(]\S*))?(?: \((.+)\))?"$', section)}
    assert told == commands, {name: (told.get(name), commands.get(name)) for name in told.keys() | commands.keys() if told.get(name) != commands.get(name)}


def test_the_language_is_that_of_the_flag_then_of_the_environment():
    for env, flags, korean in (({}, [], False), ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, [], True), ({"LC_ALL": "en_US.UTF-8", "LANG": "ko_KR.UTF-8"}, [], False),
                               ({"LC_ALL": "", "LC_MESSAGES": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, [], True), ({"LC_ALL": "ko_KR.UTF-8"}, ["--lang", "en"], False),
                               ({}, ["--lang=ko"], True)):
        result = unroll("trace", *flags, env=env)
        assert bool(re.search("[가-힣]", result.out)) == korean, (env, flags)
        wrong = unroll("trace", "--steps", "0", *flags, env=env)
        assert wrong.code == 1 and bool(re.search("[가-힣]", wrong.err)) == korean, (env, flags, wrong)


# ---- trace

def test_a_trace_as_text_has_a_line_for_every_moment():
    result = unroll("trace", "--hidden", "3")
    lines = [line.split("\t") for line in result.out.splitlines()]
    assert [int(line[0]) for line in lines] == list(range(len(lines))) and len(lines) > 50
    names = [line[1] for line in lines]
    for name in ("start", "forward:h[1]", "forward:y[4]", "loss:4", "sum:4", "backward:h[1].6", "clip", "update"):
        assert name in names, name
    assert len(set(names)) == len(names) and all(len(line) == 3 and line[2] for line in lines)


# ---- files

def test_files_that_cannot_be_read():
    missing = str(HERE / "missing")
    cases = [(missing, "missing"), (str(HERE), "folder"), (file("empty.txt", ""), "empty"), (file("zeros.txt", b"ab\0cd"), "binary"),
             (file("latin.txt", b"caf\xe9 caf\xe9"), "not UTF-8"), (file("huge.txt", b"a" * (17 << 20)), "huge")]
    for path, what in cases:
        result = unroll("trace", "--task", "text:@" + path)
        assert result.code == 1 and not result.out and path in result.err, (what, result)
        result = unroll("check", path)
        assert result.code == 1 and path in result.err, (what, result)
    for path, what in cases:
        cell = path + ".cell"
        if os.path.isfile(path):
            os.rename(path, cell)
        result = unroll("trace", "--cell", cell)
        assert result.code == 1 and cell in result.err, (what, result)


def test_series_with_holes_name_the_place():
    for content, place in (("t,v\n1,2\n2,\n3,4\n", ":3"), ("v\n1\nx\n3\n", ":3"), ("v\n1\n", ""), ("a,b\n1,2\n1\n", ":3"), ("v\n1\nnan\n2\n", ":3")):
        path = file("series.csv", content)
        result = unroll("trace", "--task", "series:@" + path)
        assert result.code == 1 and path + place in result.err, (content, result)
    good = file("good.csv", "v\n1\n2\n4\n3\n1\n")
    assert unroll("trace", "--task", "series:@" + good, "--hidden", "2").code == 0
    assert unroll("trace", "--task", "series:@" + good + "#w").code == 1


def test_check_tells_all_errors_with_their_places():
    good, bad = file("good.cell", "h[t] = tanh(W x[t] + U h[t-1])\n"), file("bad.cell", "h[t] = tanh(W x[t\ng[t] = foo(h[t])\nk[t] = h[t+1]\n")
    result = unroll("check", good)
    assert result.code == 0 and good in result.out and not result.err
    result = unroll("check", good, bad)
    assert result.code == 1 and good in result.out
    assert len(re.findall(rf"^{re.escape(bad)}:\d+:\d+: .", result.err, re.M)) >= 2, result
    cells = pathlib.Path(__file__).parents[2] / "assets/cells"
    assert unroll("check", *map(str, sorted(cells.glob("*.cell")))).code == 0
    assert unroll("check", str(HERE / "lesson.md")).code == 1


def test_a_cell_is_a_name_or_a_file():
    path = file("own.cell", "h[t] = tanh(W x[t] + U h[t-1])\n")
    for flags in ([path], ["--cell", path]):
        assert unroll("trace", *flags).code == 0
    assert unroll("trace", "own.cell", cwd=str(HERE)).code == 0
    assert unroll("trace", "lstm").out == unroll("trace", "--cell=lstm").out


def test_output_that_cannot_be_written_is_told():
    for path in ("/dev/full",):
        if os.path.exists(path):
            with open(path, "w") as full:
                result = subprocess.run([PROGRAM, "trace"], stdout=full, stderr=subprocess.PIPE, env=PLAIN)
            assert result.returncode == 1 and result.stderr
    result = unroll("render", "-o", str(HERE / "no-folder" / "x.png"))
    assert result.code == 1 and "x.png" in result.err
    result = unroll("train", "--iterations", "1", "--save", str(HERE / "no-folder" / "weights"))
    assert result.code == 1 and "weights" in result.err


# ---- train and sample

def test_training_lowers_the_loss_and_prints_plain_lines_in_a_pipe():
    result = unroll("train", "--iterations", "100", "--lr", "0.5")
    rows = re.findall(r"^iteration (\d+)  loss ([\d.]+)  perplexity ([\d.]+)$", result.out, re.M)
    assert result.code == 0 and [int(row[0]) for row in rows] == [1, 2, 5, 10, 20, 50, 100], result
    assert float(rows[-1][1]) < float(rows[0][1]) / 10 and "\r" not in result.out
    assert re.search(r"^sample: [helo]{80}$", result.out, re.M), result


def test_training_draws_a_bar_on_a_terminal():
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, "train", "--iterations", "3000", "--hidden", "16"], stdout=theirs, stderr=subprocess.PIPE, env=PLAIN)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            piece = b""
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert process.wait() == 0 and not process.stderr.read()
    process.stderr.close()
    bars = re.findall(rb"\[([#.]{30})\] iteration (\d+)", seen)
    assert bars and bars[-1] == (b"#" * 30, b"3000"), seen[-300:]
    assert seen.count(b"\n") <= 3 and b"sample: " in seen


def test_weights_are_stored_and_go_on():
    path = str(HERE / "weights.txt")
    cell = file("stored.cell", "# a comment\nh[t] = tanh(W x[t] +\n   U h[t-1] + b) # here too\n) \n".replace(") \n", ""))
    assert unroll("train", cell, "--hidden", "12", "--iterations", "300", "--lr", "0.3", "--save", path).code == 0
    os.remove(cell)  # the file of weights has the equations
    sample = unroll("sample", "--load", path, "--length", "40")
    assert sample.code == 0 and len(sample.out) == 41 and set(sample.out) <= set("helo\n")
    assert sample.out == unroll("sample", "--load", path, "--length", "40").out
    assert sample.out != unroll("sample", "--load", path, "--length", "40", "--seed", "2").out
    again = unroll("train", "--load", path, "--iterations", "1", "--lr", "0.3")
    loss = float(re.search(r"iteration 1  loss ([\d.]+)", again.out).group(1))
    assert again.code == 0 and loss < 0.2, again
    assert unroll("train", "--load", path, "--hidden", "3").code == 1


def test_what_is_held_is_held_while_it_writes():
    """h held at 0 leaves the readout its bias alone, from the iterations on in which the key says so."""
    texts = []
    for clamp in ("none", "h=0@300", "h=0@301"):
        path = str(HERE / "held.txt")
        assert unroll("train", "--hidden", "12", "--iterations", "300", "--lr", "0.3", "--clamp", clamp, "--save", path).code == 0
        sample = unroll("sample", "--load", path, "--length", "60")
        assert sample.code == 0 and len(sample.out) == 61, sample
        texts.append(sample.out)
    assert texts[0] == texts[2] != texts[1], texts


def test_a_cell_text_of_several_lines_comes_through_to_the_byte():
    text = "# a comment; with 'quotes' and \"more\"\n#: f name.ko 망각; 게이트\n#: b_f init 1\nf[t] = σ(W_f x[t] + b_f) # one; two\n" \
        "h[t] = tanh(f[t] * (U h[t-1]))\n"
    trace = json.loads(unroll("trace", "--format", "json", "--hidden", "2", "--cell-text", text).out)
    assert trace["experiment"]["cell-text"] == text and trace["cell"].startswith(text)
    assert all(row == 1 for row in trace["params"]["b_f"]["data"])
    path = str(HERE / "lines.weights")
    assert unroll("train", "--cell-text", text, "--hidden", "2", "--iterations", "2", "--save", path).code == 0
    assert text in pathlib.Path(path).read_text().replace("'\\''", "'")
    assert len(unroll("sample", "--load", path, "--length", "5").out) == 6
    assert unroll("code", "--cell-text", text, "--hidden", "2").code == 0


def test_files_that_hold_no_weights():
    good = str(HERE / "small.txt")
    assert unroll("train", "--hidden", "2", "--iterations", "1", "--save", good).code == 0
    text = pathlib.Path(good).read_text()
    for content in ("", "hello\n", "unroll-weights 1\n", text[:-5], text.replace("param b ", "param q "), text.replace("param W_h 2 2", "param W_h 2 3"),
                    text.replace("param W_h 2 2", "param W_h 99999999 99999999"), re.sub(r"(param b .*\n)[^\n]*", r"\1x", text), text.replace("elman", "nix"),
                    re.sub("unroll --.*", "unroll --steps zero", text), re.sub("updates .*", "updates many", text),
                    re.sub("updates .*", "updates -1", text)):
        path = file("wrong.txt", content)
        if content == text:
            continue
        for verb in ("sample", "train"):
            result = unroll(verb, "--load", path)
            assert result.code == 1 and result.err.strip(), (content[:80], verb, result)


def test_only_a_model_of_symbols_can_write():
    path = str(HERE / "series.weights")
    assert unroll("train", "--task", "series:sine", "--iterations", "1", "--save", path).code == 0
    result = unroll("sample", "--load", path)
    assert result.code == 1 and result.err.strip() and not result.out


def test_training_that_stops_being_finite_says_where_and_keeps_the_trace():
    flags = ["--cell", "elman-identity", "--lr", "1e200", "--iterations", "20"]
    for verb in ("train", "trace"):
        result = unroll(verb, *flags)
        assert result.code == 1 and result.out and re.search(r"iteration \d+", result.err, re.I), (verb, result)


# ---- render

def png_size(path):
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND"
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def test_pictures_have_the_size_asked_for_and_differ_where_they_should():
    seen = {}
    for name, flags in {"plain": [], "moment": ["--at", "backward:h[2]"], "number": ["--at", "17"], "dark": ["--theme", "dark"], "korean": ["--lang", "ko"],
                        "large": ["--scale", "1.5"], "near": ["--camera", "2,700", "--at", "end"], "between": ["--at", "0.5"], "lstm": ["lstm"]}.items():
        path = str(HERE / (name + ".png"))
        result = unroll("render", *flags, "-o", path, "--size", "960x540")
        assert result.code == 0 and not result.out, (name, result)
        assert png_size(path) == (960, 540)
        seen[name] = pathlib.Path(path).read_bytes()
    assert len(set(seen.values())) == len(seen)
    path = str(HERE / "again.png")
    assert unroll("render", "--at=backward:h[2]", "-o" + path, "--size=960x540").code == 0
    assert pathlib.Path(path).read_bytes() == seen["moment"]
    lanes = []
    for flags in (["--compare", "bptt=2"], ["--compare", "bptt=2,cell=lstm"], ["--compare", "bptt=2", "--compare", "cell=lstm"]):
        assert unroll("render", "--at=backward:h[2]", "-o", path, "--size", "960x540", *flags).code == 0
        assert png_size(path) == (960, 540)
        lanes.append(pathlib.Path(path).read_bytes())
    assert len({seen["moment"], *lanes}) == 3 and lanes[1] == lanes[2]


def test_scripts_play_the_commands():
    first, second, end = (str(HERE / name) for name in ("first.png", "second.png", "end.png"))
    script = file("script.txt", f"# a comment\n\nset hidden=3\nseek forward:h[2]\nsave-picture {first}\nlanguage ko\ntheme dark\nsave-picture {second}\n")
    assert unroll("render", "--script", script, "-o", end, "--size", "960x540").code == 0
    direct = str(HERE / "direct.png")
    assert unroll("render", "--hidden", "3", "--at", "forward:h[2]", "-o", direct, "--size", "960x540").code == 0
    assert pathlib.Path(first).read_bytes() == pathlib.Path(direct).read_bytes()
    assert pathlib.Path(second).read_bytes() == pathlib.Path(end).read_bytes() != pathlib.Path(first).read_bytes()
    for content, line in (("beat\nbeet\n", 2), ("seek\n", 1), ("play now\n", 1), ("seek nowhere\n", 1), ("set hidden=0\n", 1), ("\n\nspeed fast\n", 3)):
        script = file("wrong.txt", content)
        result = unroll("render", "--script", script, "-o", str(HERE / "none.png"))
        assert result.code == 1 and f"{script}:{line}" in result.err, (content, result)
    assert unroll("render", "--script", str(HERE / "missing"), "-o", end).code == 1


# ---- bench

def test_benchmarks_print_their_line():
    for flags, pattern in ((["train"], r"tokens/s \d+  us/iteration \d+\.\d+\n"), (["frame"], r"frame ms median \d+\.\d+ p99 \d+\.\d+  1920x1080\n"),
                           (["frame", "--cached", "--size", "640x360"], r"frame ms median \d+\.\d+ p99 \d+\.\d+  640x360\n"),
                           (["startup", "--size", "640x360"], r"startup ms \d+\.\d+  640x360\n")):
        result = unroll("bench", *flags, "--seconds", "0.05")
        assert result.code == 0 and re.fullmatch(pattern, result.out), (flags, result)


# ---- what surrounds the program

def test_no_display_is_told():
    result = unroll(seconds=20)
    assert result.code == 1 and "display" in result.err, result
    assert result.err.count("\n") == 1, result  # and no library says anything besides
    result = unroll("--lang", "ko", "lstm", seconds=20)
    assert result.code == 1 and "화면" in result.err, result


def test_without_fonts_it_says_so_and_draws():
    hide = "mount -t tmpfs none /usr/share/fonts && (test ! -d /usr/local/share/fonts || mount -t tmpfs none /usr/local/share/fonts) && "
    possible = subprocess.run(["unshare", "-rm", "sh", "-c", hide + "true"], capture_output=True) if os.path.exists("/usr/bin/unshare") else None
    if not possible or possible.returncode != 0:
        print("skipped: fonts cannot be hidden from a process here")
        return
    path = str(HERE / "no-fonts.png")
    result = subprocess.run(["unshare", "-rm", "sh", "-c", hide + 'exec "$0" render --size 640x360 -o "$1"', PROGRAM, path],
                            capture_output=True, env={**PLAIN, "HOME": str(HERE)})
    assert result.returncode == 0 and b"fonts-dejavu-core" in result.stderr, result
    assert png_size(path) == (640, 360)


if __name__ == "__main__":
    with FOLDER:
        run_tests(dict(globals()))
