"""A second opinion: one training iteration of a few cells, worked out in plain Python from nothing but the inputs, weights and initial state
in the JSON of a trace. Gradients come from a tape of vectors (reverse-mode differentiation), so that nothing is shared with the C program."""
import math


class Vector:
    """A vector on the tape: its numbers, its adjoint, and how to pass that on."""

    def __init__(self, data, back=None):
        self.data = data
        self.adjoint = [0.0] * len(data)
        self.back = back


class Tape:
    def __init__(self, held=None):
        self.nodes = []
        self.held = held or {}  # name of an equation: the value in every element, instead of its own

    def add(self, data, back=None):
        node = Vector(data, back)
        self.nodes.append(node)
        return node

    def leaf(self, data):
        return self.add(list(data))

    def plus(self, *terms):
        def back(node):
            for term in terms:
                for i, g in enumerate(node.adjoint):
                    term.adjoint[i] += g
        return self.add([sum(parts) for parts in zip(*(term.data for term in terms))], back)

    def times(self, a, b):
        def back(node):
            for i, g in enumerate(node.adjoint):
                a.adjoint[i] += g * b.data[i]
                b.adjoint[i] += g * a.data[i]
        return self.add([x * y for x, y in zip(a.data, b.data)], back)

    def one_minus(self, a):
        def back(node):
            for i, g in enumerate(node.adjoint):
                a.adjoint[i] -= g
        return self.add([1 - x for x in a.data], back)

    def product(self, matrix, vector):
        """matrix is a leaf of rows * cols numbers, row-major."""
        cols = len(vector.data)
        rows = len(matrix.data) // cols

        def back(node):
            for r, g in enumerate(node.adjoint):
                for c in range(cols):
                    matrix.adjoint[r * cols + c] += g * vector.data[c]
                    vector.adjoint[c] += g * matrix.data[r * cols + c]
        return self.add([math.fsum(matrix.data[r * cols + c] * vector.data[c] for c in range(cols)) for r in range(rows)], back)

    def each(self, a, function, slope):
        def back(node):
            for i, g in enumerate(node.adjoint):
                a.adjoint[i] += g * slope(node.data[i])
        return self.add([function(x) for x in a.data], back)

    def tanh(self, a):
        return self.each(a, math.tanh, lambda y: 1 - y * y)

    def sigmoid(self, a):
        return self.each(a, lambda x: 1 / (1 + math.exp(-x)), lambda y: y * (1 - y))

    def softmax(self, a):
        most = max(a.data)
        powers = [math.exp(x - most) for x in a.data]
        total = math.fsum(powers)
        values = [p / total for p in powers]

        def back(node):
            inner = math.fsum(g * y for g, y in zip(node.adjoint, node.data))
            for i, g in enumerate(node.adjoint):
                a.adjoint[i] += node.data[i] * (g - inner)
        return self.add(values, back)

    def detached(self, a):
        """The same numbers; backward, nothing passes."""
        return self.add(list(a.data))

    def named(self, name, a):
        """The result of an equation; where that is held, numbers that come from nowhere."""
        return self.leaf([self.held[name]] * len(a.data)) if name in self.held else a

    def run_back(self):
        for node in reversed(self.nodes):
            if node.back:
                node.back(node)


# One timestep of each cell: parameters and inputs in, the named equations out ("z": the logits of the readout).

def held_in(experiment):
    """What the key `clamp` holds in this iteration."""
    held, updates = {}, experiment["iterations"]
    for one in experiment.get("clamp", "none").split(","):
        if one == "none":
            continue
        name, rest = one.split("=")
        value, _, span = rest.partition("@")
        begin, _, end = span.partition("-")
        if int(begin or 0) <= updates < (int(end) if end else math.inf):
            held[name] = float(value)
    return held


def readout(tape, p, h):
    z = tape.plus(tape.product(p["W_y"], h), p["b_y"])
    return z, tape.softmax(z)


def elman(tape, p, x, before):
    h = tape.named("h", tape.tanh(tape.plus(tape.product(p["W_x"], x), tape.product(p["W_h"], before("h")), p["b"])))
    z, y = readout(tape, p, h)
    return {"h": h, "y": y, "z": z}


def jordan(tape, p, x, before):
    h = tape.named("h", tape.tanh(tape.plus(tape.product(p["W_x"], x), tape.product(p["W_h"], before("y")), p["b"])))
    z, y = readout(tape, p, h)
    return {"h": h, "y": y, "z": z}


def gate(tape, p, name, x, h, squash):
    return tape.named(name, squash(tape.plus(tape.product(p["W_" + name], x), tape.product(p["U_" + name], h), p["b_" + name])))


def lstm(tape, p, x, before):
    h_prev, c_prev = before("h"), before("c")
    i = gate(tape, p, "i", x, h_prev, tape.sigmoid)
    f = gate(tape, p, "f", x, h_prev, tape.sigmoid)
    o = gate(tape, p, "o", x, h_prev, tape.sigmoid)
    g = gate(tape, p, "g", x, h_prev, tape.tanh)
    c = tape.named("c", tape.plus(tape.times(f, c_prev), tape.times(i, g)))
    h = tape.named("h", tape.times(o, tape.tanh(c)))
    z, y = readout(tape, p, h)
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": h, "y": y, "z": z}


def gru(tape, p, x, before):
    h_prev = before("h")
    r = gate(tape, p, "r", x, h_prev, tape.sigmoid)
    u = gate(tape, p, "z", x, h_prev, tape.sigmoid)
    candidate = tape.plus(tape.product(p["U_n"], h_prev), p["c_n"])
    n = tape.named("n", tape.tanh(tape.plus(tape.product(p["W_n"], x), p["b_n"], tape.times(r, candidate))))
    h = tape.named("h", tape.plus(tape.times(tape.one_minus(u), n), tape.times(u, h_prev)))
    logits, y = readout(tape, p, h)
    return {"r": r, "z": u, "n": n, "h": h, "y": y, "logits": logits}


CELLS = {"elman": (elman, ["h"]), "jordan": (jordan, ["y"]), "lstm": (lstm, ["h", "c"]), "gru": (gru, ["h"])}


def recompute(trace, cell):
    """What the iteration comes to: values, losses, adjoints, gradients, clipping and the updated weights."""
    step, states = CELLS[cell]
    experiment = trace["experiment"]
    steps, lanes = len(trace["inputs"]), len(trace["inputs"][0])
    window = int(experiment["bptt"]) if experiment["bptt"] != "full" and "," not in experiment["bptt"] else 0
    names = list(trace["values"])
    out = {"values": {name: [[None] * lanes for _ in range(steps)] for name in names},
           "adjoints": {name: [[None] * lanes for _ in range(steps)] for name in names},
           "losses": [0.0] * steps,
           "grads": {name: [0.0] * len(p["data"]) for name, p in trace["params"].items()}}
    for lane in range(lanes):
        tape = Tape(held_in(experiment))
        params = {name: tape.leaf(p["data"]) for name, p in trace["params"].items()}
        past = {name: tape.leaf(trace["initial_state"][name][0][lane]) for name in states}
        rows = []
        for t in range(1, steps + 1):
            cut = window > 0 and t > 1 and (t - 1) % window == 0
            row = step(tape, params, tape.leaf(trace["inputs"][t - 1][lane]), lambda name: tape.detached(past[name]) if cut else past[name])
            past = {name: row[name] for name in states}
            rows.append(row)
        for t, row in enumerate(rows):
            target = trace["targets"][t][lane]
            if target is None:
                continue
            probabilities = row["y"].data
            out["losses"][t] -= math.log(probabilities[target])
            # Cross-entropy under softmax, straight to the logits: p - 1[target].
            logits = row["logits"] if "logits" in row else row["z"]
            for i, p in enumerate(probabilities):
                logits.adjoint[i] += (p - (i == target)) / lanes
        tape.run_back()
        for t, row in enumerate(rows):
            logits = row["logits"] if "logits" in row else row["z"]
            for name in names:
                out["values"][name][t][lane] = row[name].data
                out["adjoints"][name][t][lane] = (logits if name == "y" else row[name]).adjoint
        for name, param in params.items():
            out["grads"][name] = [a + b for a, b in zip(out["grads"][name], param.adjoint)]
    out["loss"] = math.fsum(out["losses"]) / lanes
    out["norm"] = math.sqrt(math.fsum(g * g for grad in out["grads"].values() for g in grad))
    return out


def clip(experiment, grads, norm):
    """The gradients that the update uses, and the factor."""
    rule = experiment["clip"]
    if rule == "none":
        return grads, 1.0
    if rule.startswith("element:"):
        most = float(rule.split(":")[1])
        return {name: [max(-most, min(most, g)) for g in grad] for name, grad in grads.items()}, 1.0
    scale = min(1.0, float(rule) / norm) if norm > 0 else 1.0
    return {name: [g * scale for g in grad] for name, grad in grads.items()}, scale


def first_update(experiment, params, grads):
    """The weights after the very first update of an optimiser."""
    lr = experiment["lr"]

    def moved(w, g):
        if experiment["optimizer"] == "sgd":
            return w - lr * g
        if experiment["optimizer"] == "adagrad":
            return w - lr * g / (math.sqrt(g * g) + 1e-10)
        m, v = (1 - 0.9) * g, (1 - 0.999) * g * g
        return w - lr * (m / (1 - 0.9)) / (math.sqrt(v / (1 - 0.999)) + 1e-8)
    return {name: [moved(w, g) for w, g in zip(param["data"], grads[name])] for name, param in params.items()}
