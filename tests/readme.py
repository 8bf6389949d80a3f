#!/usr/bin/env python3
"""The examples in README.md work: every `sh` block is run as it stands, in one new folder, against the built program.

usage: readme.py README.md UNROLL

What would open a window draws the same picture into a file instead. A block that is marked `cell NAME` becomes the file NAME.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

STAND_IN = """#!/bin/sh
case $1 in
VERBS) exec "$UNROLL_UNDER_TEST" "$@" ;;
*) exec "$UNROLL_UNDER_TEST" render "$@" -o window.png ;;
esac
"""

SETUP = """#!/bin/sh
[ "$1" = run ] || exit 2
shift
exec unroll "$@"
"""


def stand_in(program):
    """A script that passes on what has a verb, of those that the help lists, and else draws."""
    shown = subprocess.run([program, "--help"], capture_output=True, encoding="utf-8", check=True).stdout
    return STAND_IN.replace("VERBS", " | ".join(re.findall(r"^  unroll (\w+)", shown, re.MULTILINE)))


def write_script(path, text):
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def main():
    readme, program = sys.argv[1:]
    ran = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        write_script(folder / "bin/unroll", stand_in(program))
        write_script(folder / "setup", SETUP)
        environment = dict(os.environ, UNROLL_UNDER_TEST=os.path.abspath(program), LC_ALL="C.UTF-8",
                           PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
        for kind, file, text in BLOCK.findall(pathlib.Path(readme).read_text(encoding="utf-8")):
            if kind == "cell":
                (folder / file).write_text(text, encoding="utf-8")
            elif kind == "sh":
                result = subprocess.run(["sh", "-eux"], input=text, cwd=folder, env=environment, text=True, encoding="utf-8",
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                print(result.stdout)
                if result.returncode != 0:
                    sys.exit(f"exit code {result.returncode} from:\n{text}")
                ran += text.count("unroll ") + text.count("./setup run")
    if ran < 10:
        sys.exit(f"only {ran} examples found: this test looks at too little")
    print(f"{ran} examples work")


main()
