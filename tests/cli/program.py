"""Running the program from tests."""
import os
import subprocess
import sys

PROGRAM = sys.argv[1]

# What of the environment must not reach the program: its language, its display.
PLAIN = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": os.environ.get("HOME", "/")}
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
    if name in os.environ:
        PLAIN[name] = os.environ[name]


class Result:
    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout.decode()
        self.err = process.stderr.decode()

    def __repr__(self):
        return f"exit {self.code}\n--- out\n{self.out[:600]}\n--- err\n{self.err[:600]}"


def unroll(*flags, env=None, cwd=None, seconds=60):
    return Result(subprocess.run([PROGRAM, *flags], capture_output=True, env={**PLAIN, **(env or {})}, cwd=cwd, timeout=seconds))


def run_tests(namespace):
    tests = [f for name, f in namespace.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()
        print("ok", test.__name__, flush=True)
