"""The JSON of a trace against a second opinion (recompute.py): what Unroll says that it computed is what its inputs come to."""
import json
import subprocess
import sys

from recompute import CELLS, clip, first_update, recompute

PROGRAM = sys.argv[1]
TOLERANCE = 1e-11
checked = 0


def trace_of(*flags):
    result = subprocess.run([PROGRAM, "trace", "--format", "json", *flags], capture_output=True)
    assert result.returncode == 0, (flags, result.stderr.decode())
    return json.loads(result.stdout)


def near(where, found, wanted):
    """Compares nested lists of numbers; every number counts."""
    global checked
    if isinstance(wanted, (list, tuple)):
        assert isinstance(found, list) and len(found) == len(wanted), (where, "shape", found, wanted)
        for i, (a, b) in enumerate(zip(found, wanted)):
            near(f"{where}[{i}]", a, b)
        return
    assert abs(found - wanted) <= TOLERANCE * max(1.0, abs(wanted)), (where, found, wanted)
    checked += 1


def check(cell, *flags):
    trace = trace_of("--cell", cell, *flags)
    wanted = recompute(trace, cell)
    assert trace["format"] == "unroll-trace" and trace["version"] == 1
    assert trace["decoder_cell"] is None and trace["decoder_from"] is None
    near("losses", trace["losses"], wanted["losses"])
    near("loss", trace["loss"], wanted["loss"])
    for name in trace["values"]:
        near(f"values.{name}", trace["values"][name], wanted["values"][name])
        near(f"adjoints.{name}", trace["adjoints"][name], wanted["adjoints"][name])
    for name, param in trace["params"].items():
        assert param["shape"][0] * param["shape"][1] == len(param["data"])
        assert trace["grads"][name]["shape"] == param["shape"] == trace["updated_params"][name]["shape"]
        near(f"grads.{name}", trace["grads"][name]["data"], wanted["grads"][name])
    near("norm", trace["clip"]["norm"], wanted["norm"])
    clipped, scale = clip(trace["experiment"], wanted["grads"], wanted["norm"])
    near("scale", trace["clip"]["scale"], scale)
    if trace["experiment"]["iterations"] == 0:
        for name, data in first_update(trace["experiment"], trace["params"], clipped).items():
            near(f"updated.{name}", trace["updated_params"][name]["data"], data)
    return trace


def test_cells_windows_and_lanes():
    for cell in CELLS:
        for flags in ([], ["--bptt", "2"], ["--bptt", "3", "--batch", "2"], ["--losses", "last"]):
            check(cell, "--task", "text:hello world", "--hidden", "3", "--steps", "7", *flags)


def test_what_is_held():
    names = {"elman": "h", "jordan": "h", "lstm": "ifgoch", "gru": "rznh"}
    assert set(names) == set(CELLS)
    for cell, equations in names.items():
        for name in equations:
            for clamp in (f"{name}=0", f"{name}=1", f"{name}=-0.3", f"{name}=0.5@2"):
                for flags in ([], ["--bptt", "2", "--batch", "2", "--iterations", "2"]):
                    trace = check(cell, "--task", "text:hello world", "--hidden", "3", "--steps", "5", "--clamp", clamp, *flags)
                    assert trace["experiment"]["clamp"] == clamp
                    held = clamp[-2:] != "@2" or flags
                    value = float(clamp.split("=")[1].split("@")[0])
                    assert all(x == value for row in trace["values"][name] for lane in row for x in lane) == bool(held), (cell, clamp, flags)
    check("lstm", "--hidden", "3", "--clamp", "f=0,i=1@0-1,i=0.5@1")
    assert "clamp" not in trace_of("--clamp", "none")["experiment"] and "clamp" not in trace_of()["experiment"]


def test_optimizers_and_clipping():
    for optimizer in ("sgd", "adagrad", "adam"):
        for rule in ("none", "0.5", "100", "element:0.05"):
            check("elman", "--optimizer", optimizer, "--clip", rule, "--hidden", "4")


def test_later_iterations_start_from_a_carried_state():
    trace = check("lstm", "--task", "text:the quick brown fox", "--steps", "5", "--iterations", "3", "--state", "carry")
    assert any(x != 0 for x in trace["initial_state"]["c"][0][0])
    trace = check("lstm", "--task", "text:the quick brown fox", "--steps", "5", "--iterations", "3", "--state", "reset")
    assert all(x == 0 for x in trace["initial_state"]["c"][0][0])


def test_losses_on_the_last_k1_of_k2():
    trace = check("gru", "--task", "text:hello world", "--bptt", "2,6", "--iterations", "1")
    assert [target is None for [target] in trace["targets"]] == [True] * 4 + [False] * 2
    assert trace["losses"][:4] == [0, 0, 0, 0] and trace["losses"][4] > 0


def test_inputs_and_targets_are_the_text():
    trace = trace_of("--task", "text:hello")
    vocabulary = sorted(set("hello"))
    assert [vocabulary[lanes[0].index(1)] for lanes in trace["inputs"]] == list("hell")
    assert [vocabulary[lane] for [lane] in trace["targets"]] == list("ello")
    assert all(sum(lanes[0]) == 1 and len(lanes[0]) == 4 for lanes in trace["inputs"])


def test_two_lanes_start_half_a_text_apart():
    text = "abcdefghijk"  # ten pairs: the second lane starts at pair five
    trace = trace_of("--task", "text:" + text, "--batch", "2", "--steps", "3")
    assert [[lane.index(1) for lane in lanes] for lanes in trace["inputs"]] == [[0, 5], [1, 6], [2, 7]]


def test_series_are_vectors():
    trace = trace_of("--task", "series:sine", "--steps", "4", "--hidden", "3")
    assert all(len(lane) == 1 for lanes in trace["inputs"] for lane in lanes)
    assert trace["inputs"][1:] == trace["targets"][:-1]
    assert trace["experiment"]["loss"] == "squared-error"
    half = sum((y - target) ** 2 / 2 for [[y]], [[target]] in zip(trace["values"]["y"], trace["targets"]))
    near("loss", trace["loss"], half)


def test_inputs_at_a_lag_have_an_initial_state():
    trace = trace_of("--cell", "window", "--hidden", "3")
    assert len(trace["initial_state"]["x"]) == 2 and trace["initial_state"]["x"][0] == [[0, 0, 0, 0]]


def test_a_state_at_two_lags_has_both_rows():
    trace = trace_of("--cell-text", "h[t] = tanh(W x[t] + U h[t-1] + V h[t-2])", "--hidden", "2", "--iterations", "2",
                     "--task", "text:hello world", "--steps", "3")
    assert trace["experiment"]["cell"] is None and "V h[t-2]" in trace["experiment"]["cell-text"]
    assert len(trace["initial_state"]["h"]) == 2
    assert trace["initial_state"]["h"][0] != trace["initial_state"]["h"][1]


def test_every_key_stands_in_the_experiment():
    trace = trace_of("--seed", "18446744073709551615", "--lr", "0.25", "--clip", "5")
    keys = ("cell cell-text decoder task wiring losses hidden steps batch bptt state loss optimizer lr clip init set seed iterations").split()
    assert sorted(trace["experiment"]) == sorted(keys)
    wanted = {"cell": "elman", "task": "text:hello", "hidden": 8, "steps": 4, "batch": 1, "bptt": "full", "loss": "cross-entropy",
              "optimizer": "sgd", "lr": 0.25, "clip": "5", "seed": 18446744073709551615, "iterations": 0, "losses": "all"}
    for key, value in wanted.items():
        assert trace["experiment"][key] == value, (key, trace["experiment"][key])


def test_the_cell_with_its_readout_reads_back_to_the_same_numbers():
    first = trace_of("--cell", "elman", "--hidden", "3")
    lines = [line for line in first["cell"].splitlines() if line and not line.startswith("#")]
    second = trace_of("--cell-text", ";".join(lines), "--hidden", "3")
    for part in ("params", "values", "grads", "updated_params"):
        assert first[part] == second[part], part


def test_numbers_that_are_not_finite_are_words():
    result = subprocess.run([PROGRAM, "trace", "--format", "json", "--cell", "elman-identity", "--init", "1e200", "--task", "text:hello world"],
                            capture_output=True)
    assert result.returncode == 1 and result.stderr
    trace = json.loads(result.stdout, parse_constant=lambda word: (_ for _ in ()).throw(AssertionError(word)))
    assert any(text in result.stdout.decode() for text in ('"inf"', '"-inf"', '"nan"'))
    assert trace["loss"] in ("inf", "-inf", "nan") or any(isinstance(x, str) for x in trace["losses"])


def test_the_same_seed_gives_the_same_bytes():
    flags = [PROGRAM, "trace", "--format", "json", "--cell", "lstm", "--iterations", "5", "--optimizer", "adam"]
    runs = [subprocess.run(flags, capture_output=True, env=env).stdout for env in (None, {"LC_ALL": "de_DE.UTF-8"}, {"LANG": "ko_KR.UTF-8"})]
    assert runs[0] and runs[0] == runs[1] == runs[2]


if __name__ == "__main__":
    tests = [f for name, f in sorted(globals().items()) if name.startswith("test_")]
    for test in tests:
        test()
        print("ok", test.__name__)
    assert len(tests) >= 13 and checked > 5000, (len(tests), checked)
    print(checked, "numbers agree")
