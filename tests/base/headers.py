#!/usr/bin/env python3
"""Each header of src/ compiles alone, and a second time behind itself, with the flags of its own folder.

usage: headers.py SOURCE_ROOT BUILD_ROOT

A header has an include guard that is named after its path. One without a guard is no contract but a part of a single file, such as a
table that was written by a script: exactly one .c file of its own folder includes it.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

GUARD = re.compile(r"^#ifndef (\w+)\n#define (\w+)$", re.MULTILINE)
WITH_VALUE = {"-o", "-MF", "-MQ", "-MT"}
ALONE = {"-c", "-MD", "-MMD"}


def flags_of_folders(build):
    """{folder: (working directory, compiler and flags)}, from how the first file of each folder is compiled."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        folder = os.path.realpath(os.path.dirname(os.path.join(entry["directory"], entry["file"])))
        words, command = iter(shlex.split(entry["command"])), []
        for word in words:
            if word in WITH_VALUE:
                next(words)
            elif word not in ALONE and word != entry["file"]:
                command.append(word)
        found.setdefault(folder, (entry["directory"], command))
    return found


def compile_twice(name, directory, command):
    """What the compiler says, or nothing. The typedef is there because a file of macros alone is empty to C."""
    source = f'#include "{name}"\n#include "{name}"\ntypedef int not_empty;\n'
    checking = [*command, "-Werror", "-fdiagnostics-color=never", "-fsyntax-only", "-x", "c", "-"]
    result = subprocess.run(checking, input=source, cwd=directory, capture_output=True, text=True)
    return result.stderr.strip() if result.returncode != 0 else ""


def problem_of_fragment(root, header, name):
    users = [path for path in (root / "src").rglob("*.[ch]") if f'#include "{name}"' in path.read_text(encoding="utf-8")]
    if len(users) == 1 and users[0].suffix == ".c" and users[0].parent == header.parent:
        return ""
    return f"no include guard, and {len(users)} files include it: only one .c file of its folder may"


def problem_of(root, header, flags):
    name = header.relative_to(root / "src").as_posix()
    text = header.read_text(encoding="utf-8")
    guard = GUARD.search(text)
    if not guard:
        problem = problem_of_fragment(root, header, name)
    elif set(guard.groups()) != {"UNROLL_" + re.sub(r"\W", "_", name).upper()}:
        problem = f"the include guard {guard.group(1)} is not named after the path"
    elif os.path.realpath(header.parent) not in flags:
        problem = "nothing in its folder is compiled"
    else:
        problem = compile_twice(name, *flags[os.path.realpath(header.parent)])
    return f"src/{name}: {problem}" if problem else ""


def main():
    root, build = map(pathlib.Path, sys.argv[1:])
    headers = sorted((root / "src").rglob("*.h"))
    if not headers:
        sys.exit("no header found: this test looks at nothing")
    flags = flags_of_folders(build)
    if not compile_twice("no/such/header.h", *flags[os.path.realpath(root / "src/base")]):
        sys.exit("a header that does not exist compiles: this test looks at nothing")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = list(filter(None, pool.map(lambda header: problem_of(root, header, flags), headers)))
    print("\n".join(problems))
    print(f"{len(headers)} headers, {len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
