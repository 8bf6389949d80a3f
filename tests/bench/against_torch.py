#!/usr/bin/env python3
"""Training speed of unroll as a ratio to PyTorch, both on one core and in double precision.

usage: against_torch.py UNROLL [SECONDS]      (needs PyTorch, e.g. Debian's python3-torch)

Both do the same iteration: forward over the timesteps, cross-entropy, backward through all of them, one SGD step, the state
handed on. The two take turns, three times each, and the middle of the three ratios of tokens per second is printed, so that a
machine whose speed drifts does not decide. PyTorch gets its one-hot inputs ready made.
"""
import os
import re
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # noqa: E402  (the threads have to be set before it is loaded)

SIZES = [  # cell, hidden, vocabulary, steps, batch
    ("elman", 8, 8, 10, 1),
    ("elman", 32, 32, 25, 1),
    ("elman", 100, 80, 25, 1),
    ("elman", 64, 64, 200, 1),
    ("lstm", 128, 80, 50, 16),
    ("gru", 128, 80, 50, 16),
]
LAYERS = {"elman": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def torch_tokens(cell, hidden, vocabulary, steps, batch, seconds):
    torch.manual_seed(1)
    layer = LAYERS[cell](vocabulary, hidden).double()
    readout = torch.nn.Linear(hidden, vocabulary).double()
    optimizer = torch.optim.SGD([*layer.parameters(), *readout.parameters()], lr=0.01)
    symbols = torch.randint(vocabulary, (steps + 1, batch))
    inputs = torch.nn.functional.one_hot(symbols[:-1], vocabulary).double()
    targets = symbols[1:].reshape(-1)
    state, done, start = None, 0, None
    while start is None or time.perf_counter() - start < seconds:
        outputs, state = layer(inputs, state)
        loss = torch.nn.functional.cross_entropy(readout(outputs).reshape(-1, vocabulary), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        done += 1
        if start is None and done == 20:  # warm by now
            start, done = time.perf_counter(), 0
    return done * steps * batch / (time.perf_counter() - start)


def unroll_tokens(unroll, cell, hidden, vocabulary, steps, batch, seconds):
    flags = ["--cell", cell, "--hidden", hidden, "--task", f"random:{vocabulary}", "--steps", steps, "--batch", batch,
             "--lr", "0.01", "--seconds", seconds]
    line = subprocess.run([unroll, "bench", "train", *map(str, flags)], check=True, capture_output=True, text=True).stdout
    return float(re.match(r"tokens/s (\S+)", line).group(1))


def main():
    unroll, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    print("cell   hidden  vocabulary  steps  batch  ratio")
    for size in SIZES:
        ratios = sorted(unroll_tokens(unroll, *size, seconds) / torch_tokens(*size, seconds) for _ in range(3))
        print("%-6s %6d  %10d  %5d  %5d  %5.1f" % (*size, ratios[1]), flush=True)


if __name__ == "__main__":
    main()
