"""The printed NumPy programs are run, and must come to what Unroll came to: every cell of the shelf, every optimiser, whole and truncated.

usage: test_code.py UNROLL FOLDER_OF_CELLS

Skipped where no Python with NumPy is found; Debian's stands in /usr/bin even where another Python comes first.
"""
import contextlib
import io
import itertools
import json
import math
import os
import pathlib
import subprocess
import sys

SKIPPED = 77
TOLERANCE = 1e-12


def with_numpy():
    """Goes on in an interpreter that has NumPy."""
    try:
        import numpy  # noqa: F401
        return
    except ImportError:
        pass
    if "UNROLL_NUMPY_SOUGHT" not in os.environ:
        for python in ("/usr/bin/python3", "/usr/local/bin/python3"):
            if os.path.exists(python) and subprocess.run([python, "-c", "import numpy"], capture_output=True).returncode == 0:
                os.environ["UNROLL_NUMPY_SOUGHT"] = "1"
                os.execv(python, [python, *sys.argv])
    print("skipped: no Python with NumPy (Debian: python3-numpy)")
    sys.exit(SKIPPED)


with_numpy()
PROGRAM = sys.argv[1]
CELLS = sorted(path.stem for path in pathlib.Path(sys.argv[2]).glob("*.cell"))
compared = 0


def unroll(verb, *flags, code=0):
    result = subprocess.run([PROGRAM, verb, *flags], capture_output=True)
    assert result.returncode == code, (verb, flags, result.returncode, result.stderr.decode())
    return result.stdout.decode()


def run(code):
    """Everything that the code defines, and the lines that it prints."""
    defined, printed = {"__name__": "__main__"}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "printed", "exec"), defined)
    return defined, printed.getvalue().splitlines()


def near(where, found, wanted, scale=None):
    global compared
    compared += 1
    scale = abs(wanted) if scale is None else scale
    assert abs(found - wanted) <= TOLERANCE * scale, (where, found, wanted)


def near_params(where, found, wanted):
    """Element by element, measured by the size of the whole: where terms cancel, their rounding stays."""
    assert list(found) == list(wanted), (where, list(found), list(wanted))
    for name, param in wanted.items():
        numbers = found[name].ravel().tolist()
        assert len(numbers) == len(param["data"]) == param["shape"][0] * param["shape"][1], (where, name)
        size = math.sqrt(sum(x * x for x in param["data"]))
        for a, b in zip(numbers, param["data"]):
            near((where, name), a, b, size)


def read(lines):
    pairs = [line.rsplit(" = ", 1) for line in lines]
    return [name for name, _ in pairs], [float(number) for _, number in pairs]


def check(*flags):
    code, trace = unroll("code", *flags), json.loads(unroll("trace", "--format", "json", *flags))
    defined, printed = run(code)
    near((flags, "loss"), defined["loss"], trace["loss"])
    near((flags, "norm"), float(defined["norm"]), trace["clip"]["norm"])
    near_params((flags, "updated"), defined["weights"], trace["updated_params"])
    scale = trace["clip"]["scale"]
    if not str(trace["experiment"]["clip"]).startswith("element"):
        wanted = {name: {**g, "data": [x * scale for x in g["data"]]} for name, g in trace["grads"].items()}
        near_params((flags, "grads"), defined["grads"], wanted)
    # What is printed is what stands at the end of the code, line by line.
    assert len(printed) >= 2 + len(trace["params"]), (flags, printed)
    names, numbers = read(printed)
    names_found, numbers_found = read([line[2:] for line in code.splitlines()[-len(printed):]])
    assert names == names_found, (flags, names, names_found)
    for name, a, b in zip(names, numbers, numbers_found):
        near((flags, name), a, b)
    near((flags, "printed loss"), numbers[0], trace["loss"])
    return code, defined


def test_every_cell_every_optimiser():
    assert len(CELLS) >= 14, CELLS
    tasks = (["--task", "text:hello world", "--steps", "5"], ["--task", "series:sine", "--steps", "5"])
    for cell, task, bptt, batch, optimizer in itertools.product(CELLS, tasks, ("full", "2"), ("1", "2"), ("sgd", "adagrad", "adam")):
        check("--cell", cell, *task, "--hidden", "3", "--bptt", bptt, "--batch", batch, "--optimizer", optimizer)


def test_later_iterations_carry_states_and_the_memory_of_the_optimiser():
    for cell, optimizer in itertools.product(CELLS, ("adagrad", "adam")):
        check("--cell", cell, "--task", "text:the quick brown fox", "--steps", "4", "--state", "carry", "--batch", "2", "--hidden", "4",
              "--iterations", "3", "--optimizer", optimizer, "--bptt", "3")
    check("window-ordered", "--task", "series:sine", "--iterations", "2", "--steps", "4")


def test_where_losses_stand():
    for task in ("text:hello world", "series:sine"):
        for flags in (["--losses", "last"], ["--bptt", "2,6"], ["--bptt", "2,6", "--iterations", "2"], ["--wiring", "one-to-many"],
                      ["--wiring", "many-to-one"], ["--steps", "1"]):
            for cell in ("lstm", "elman-sigmoid", "jordan"):
                check("--cell", cell, "--task", task, "--hidden", "3", "--batch", "2", *flags)


def test_what_is_held():
    lstm = ["--cell", "lstm", "--task", "text:hello world", "--steps", "5", "--hidden", "3"]
    gru = ["--cell", "gru", "--task", "series:sine", "--steps", "5", "--hidden", "3"]
    for bptt, clamp in itertools.product(("full", "2"), ("f=0", "f=1", "f=0.25,i=1", "o=1", "c=-0.5", "h=0.5", "g=0@1", "f=1@0-1,i=0@1")):
        for iterations in ("0", "2"):
            code, _ = check(*lstm, "--bptt", bptt, "--clamp", clamp, "--batch", "2", "--iterations", iterations)
    for clamp in ("z=1", "z=0", "r=0", "n=0.5", "h=0", "z=1@5"):
        check(*gru, "--clamp", clamp)
    code, _ = check(*lstm, "--clamp", "f=0")
    assert "        f = np.full_like(f, 0)  # held" in code, code
    assert 'self.grads["U_f"]' not in code and 'self.grads["U_i"]' in code
    # Nothing is held in another iteration, and nothing is said of it.
    free, held_later = unroll("code", *lstm), unroll("code", *lstm, "--clamp", "f=0@1")
    assert free.splitlines()[3:] == held_later.splitlines()[3:], held_later
    for text in ODD:
        names = [line.split("[t]")[0].strip() for line in text.splitlines() if "[t] =" in line and not line.startswith(("y[t]", "o[t]"))]
        for name in names:
            check("--cell-text", text.replace("\n", ";"), "--task", "text:hello world", "--hidden", "3", "--lr", "0.01", "--clamp", name + "=0.5")


def test_clipping():
    for rule in ("0.01", "100", "element:0.05"):
        check("--clip", rule, "--optimizer", "adam")


def test_squared_error_of_symbols():
    check("--loss", "squared-error", "--batch", "2")
    check("--cell", "jordan", "--loss", "squared-error", "--losses", "last")


ODD = (
    "h[t] = tanh(h[t-1] W_h + x[t] W_x + b)",                                               # rows
    "h[t] = tanh(h[t-1] W_h * h[t-1] + x[t] W_x * p + q)\no[t] = σ(h[t] V)",
    "h[t] = tanh(W x[t] + U h[t-2] - V h[t-3] + V_x x[t-2] + b)",                           # lags
    "g[t] = tanh(W_x x[t] + W_g g[t-1])\nh[t] = tanh(V g[t] + W_h h[t-4])\ny[t] = softmax(U h[t] + W g[t-2])",
    "h[t] = tanh(W h[t-1] + σ(W (W_x x[t])) + d * h[t-1] + d)\ny[t] = softmax(V (W h[t]) + U y[t-1])",
    "h[t] = -(1 - h[t-1]) * tanh(W x[t]) - 0.5 (-p + 2 * q) - 1e-3 * h[t-1]",               # signs
    "h[t] = W x[t] + h[t-1]",                                                               # no function
    "h[t] = identity(h[t-1])\nk[t] = tanh(p + h[t])",                                       # nothing goes in
    "h[t] = tanh(W x[t] + U h[t-1])\nz[t] = V h[t]\ny[t] = softmax(z[t] + R z[t-1])",
    "h[t] = softmax(W x[t] + U h[t-1]) * h[t-1] + σ(x[t] W_2)",
    "a[t] = p\nh[t] = relu(W x[t] + a[t] * h[t-1]) + 2 U a[t] - 0.5",
    "h[t] = b\no[t] = W h[t] + c",                                                          # weights alone
    "h[t] = x[t] * x[t] * h[t-1] + p * x[t]\ny[t] = softmax(W h[t])",
    "h[t] = σ(W x[t] + U h[t-1])\nk[t] = tanh(U (h[t] * p))\ny[t] = softmax(V h[t])",       # k reaches no loss
    # Names that Python has, that the code has, and that Python would read as one.
    "lambda[t] = tanh(in x[t] + is lambda[t-1] + self)\nh[t] = tanh(weights lambda[t] + dh lambda[t-1] + np)",
    "h[t] = tanh(T x[t] + STEPS h[t-1] + dh)\nh_prev[t] = tanh(a_h h[t] + grads h_prev[t-1])\nlogits[t] = h_prev[t] * h[t]",
    "망각[t] = σ(W_은닉 x[t] + ª 망각[t-1] + a)\nh[t] = tanh(ﬁ 망각[t] + fi h[t-1])",
    "__h[t] = tanh(__W x[t] + U __h[t-1] + φ)",
)


def test_odd_cells():
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "odd.cell")
        ran = 0
        for text in ODD:
            for task in ("text:hello world", "series:sine"):
                if "y[t] = softmax" in text and task.startswith("series"):
                    continue  # probabilities cannot be vectors of numbers
                pathlib.Path(path).write_text(text + "\n", encoding="utf-8")
                for flags in (["--hidden", "3"], ["--hidden", "3", "--bptt", "2", "--batch", "3", "--iterations", "1", "--state", "carry", "--steps", "4"]):
                    check(path, "--task", task, "--lr", "0.01", *flags)
                    ran += 1
        assert ran >= 3 * len(ODD), ran


def test_logits_that_are_a_state():
    check("--cell-text", "h[t] = tanh(W x[t] + U h[t-1]); z[t] = V h[t] + R z[t-1]; y[t] = softmax(z[t])", "--task", "text:hello world",
          "--hidden", "8", "--bptt", "2", "--batch", "2")


def test_many_numbers_are_still_read():
    code, _ = check("lstm", "--hidden", "80", "--init", "0.1")
    assert '.split(), float).reshape(80, 80)' in code
    check("--hidden", "1")


def test_it_is_short_and_needs_nothing_but_numpy():
    for cell in CELLS:
        code = unroll("code", cell)
        imports = [line for line in code.splitlines() if "import" in line.split()]
        assert imports == ["import numpy as np"], imports
        program = code[:code.index("weights = {")].splitlines()
        assert len(program) <= 140, (cell, len(program))
        assert max(map(len, code.splitlines())) <= 125, cell


def test_comments_are_in_the_language_and_the_code_is_the_same():
    import ast
    def bare(code):
        tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and isinstance(node.body[0], ast.Expr):
                node.body = node.body[1:] or [ast.Pass()]
        return ast.dump(tree)
    english, korean = unroll("code", "gru", "--lang", "en"), unroll("code", "gru", "--lang", "ko")
    assert bare(english) == bare(korean) and english != korean
    assert "시점" in korean and "timestep" in english and "시점" not in english
    run(korean)


def test_a_command_line_of_any_bytes_stays_in_its_comment():
    check("--task", "text:a\nb\rc\"\"\"\\d\n", "--hidden", "2")


def test_it_runs_from_a_pipe():
    code = unroll("code", "lstm", "--iterations", "2")
    result = subprocess.run([sys.executable, "-"], input=code.encode(), capture_output=True)
    assert result.returncode == 0 and not result.stderr, result.stderr.decode()
    assert result.stdout.decode().startswith("loss = ")


def test_exit_codes():
    unroll("code", "--to", "fortran", code=1)
    unroll("code", "--to", code=2)
    unroll("code", "--cell", "nothing", code=1)
    code = unroll("code", "--to", "numpy", "--cell", "elman-identity", "--init", "1e200", "--task", "text:hello world", code=1)
    compile(code, "printed", "exec")


if __name__ == "__main__":
    import warnings
    warnings.simplefilter("ignore")
    tests = [f for name, f in sorted(globals().items()) if name.startswith("test_")]
    assert len(tests) >= 12
    for test in tests:
        test()
        print("ok", test.__name__, flush=True)
    assert compared > 50000, compared
    print(compared, "numbers agree")
