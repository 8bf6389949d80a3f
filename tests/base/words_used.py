#!/usr/bin/env python3
"""Every key of the words that the code names must stand in the words: an unknown one aborts the program.

usage: words_used.py SOURCE_ROOT

A string in src/ counts as a key if it is made of words joined by dots and the first of them begins a key of en.txt.
"""
import pathlib
import re
import sys

KEY = re.compile(r'"([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)"')
FILE_ENDINGS = {".c", ".h", ".cell", ".csv", ".gif", ".json", ".md", ".mp4", ".npy", ".npz", ".otf", ".png", ".py",
                ".so", ".svg", ".tmp", ".ttc", ".ttf", ".txt", ".webm"}


def main():
    root = pathlib.Path(sys.argv[1])
    lines = (root / "assets/text/en.txt").read_text(encoding="utf-8").splitlines()
    keys = {line.split(" = ")[0] for line in lines if line and not line.startswith("#")}
    families = {key.split(".")[0] for key in keys}
    found, unknown = 0, []
    for path in sorted((root / "src").rglob("*.[ch]")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for key in KEY.findall(line):
                if pathlib.PurePath(key).suffix in FILE_ENDINGS or key.split(".")[0] not in families:
                    continue
                found += 1
                if key not in keys:
                    unknown.append(f"{path.relative_to(root)}:{number}: {key} is not in assets/text/en.txt")
    print("\n".join(unknown))
    if found == 0:
        sys.exit("no key found in src/: this test looks at nothing")
    sys.exit(1 if unknown else 0)


main()
