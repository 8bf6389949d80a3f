#!/usr/bin/env python3
"""What gates do: who learns recall:19, with which optimiser, and how much of the last loss's gradient is left at the first timestep.

usage: gates.py BENCH_LANES [FIRST..LAST]      BENCH_LANES is build/tests/bench/bench_lanes; the seeds are 9..40 by default

The setting, which is that of the example "gates" in the window, was chosen on seeds 1 to 8; the table is of others. Everything but
the cell and one bias is the same in all rows. A network has learned where the mean loss of 50 iterations in a row is below 0.1 (chance is
ln 4 = 1.386).
"""
import re
import subprocess
import sys

SETTING = "--task recall:19 --hidden 32 --batch 8 --clip 1 --init spectral:0.5 --iterations 1200"
OPTIMIZERS = [("sgd", "--lr 0.7"), ("adam", "")]
CELLS = [  # as it is called, as a lane
    ("elman", "cell=elman"),
    ("lstm, b_f = 3", "cell=lstm+set=b_f=3"),
    ("gru, b_z = 3", "cell=gru+set=b_z=3"),
    ("lstm, b_f = 1", "cell=lstm"),
    ("gru, b_z = 0", "cell=gru"),
    ("mgu, b_f = -3", "cell=mgu+set=b_f=-3"),
    ("mgu, b_f = 0", "cell=mgu"),
    ("irnn", "cell=irnn+init=0.17677669529663687"),  # its matrix begins as the identity: no radius is set
]


def measure(bench, seeds, optimizer, rate):
    """(cell's name, its lines as a dictionary) of every cell, two lanes at a time beside the first."""
    leading = f"unroll {SETTING} --optimizer {optimizer} {rate}"
    for first in range(0, len(CELLS), 2):
        pair = CELLS[first:first + 2]
        line = f"{leading} --compare '{','.join(lane for _, lane in pair)}'"
        out = subprocess.run([bench, seeds, line], check=True, capture_output=True, text=True).stdout
        lanes = re.split(r"(?m)^(?=\S)", out)[2:]  # the leading one stands among the compared ones, too
        for (name, _), text in zip(pair, lanes, strict=True):
            yield name, dict(re.findall(r"(?m)^  (.{24}) (.*)$", text))


def stripped(fields):
    return {key.strip(): value for key, value in fields.items()}


def gradient(fields, when):
    """The middle seed's, of the state that has most."""
    found = [value.split()[0] for key, value in fields.items() if key.startswith("|dL_T/d") and key.endswith(when)]
    return max(found, key=float)


def main():
    bench, seeds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "9..40"
    for optimizer, rate in OPTIMIZERS:
        print(f"{optimizer} {rate}".strip(), f"(seeds {seeds})\n")
        print("| cell | gradient at t = 1, iteration 1 | after | learned | iterations until then | mean loss of the last 50: mean, worst |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name, fields in measure(bench, seeds, optimizer, rate):
            fields = stripped(fields)
            worst = fields["late loss"].split()[-1].rstrip(")")
            at = fields["learned at"].split()[0]
            print(f"| {name} | {gradient(fields, 'before')} | {gradient(fields, 'after')} | {fields['learned']} |"
                  f" {'–' if at == 'inf' else at} | {float(fields['late loss, mean']):.4f}, {float(worst):.4f} |", flush=True)
        print()


if __name__ == "__main__":
    main()
