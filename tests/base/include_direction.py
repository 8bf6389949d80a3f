#!/usr/bin/env python3
"""Each folder of src/ includes only itself and the folders above it, and only src/sdl includes SDL.

usage: include_direction.py SOURCE_ROOT
"""
import pathlib
import re
import sys

ORDER = ["base", "engine", "task", "experiment", "trace", "lesson", "view", "raster", "app", "export", "sdl", "cli"]
# Among these, only what is named here.
SIDE_BY_SIDE = {"view": set(), "raster": set(), "app": {"view"}, "export": {"raster"}}
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def allowed(folder):
    above = set(ORDER[: ORDER.index(folder) + 1])
    if folder in SIDE_BY_SIDE:
        above -= set(SIDE_BY_SIDE) - SIDE_BY_SIDE[folder] - {folder}
    return above


def problems_of(root, path):
    folder = path.relative_to(root / "src").parts[0]
    if folder not in ORDER:
        return  # main.c wires everything together
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        place = f"{path.relative_to(root)}:{number}"
        kind, name = match.groups()
        if name.startswith(("SDL", "SDL2/")) and folder != "sdl":
            yield f"{place}: only src/sdl includes {name}"
        if kind == '"':
            target = name.split("/")[0]
            if "/" not in name or target not in ORDER:
                yield f"{place}: {name} is not written from src/"
            elif target not in allowed(folder):
                yield f"{place}: {folder} must not include {name}"
            elif not (root / "src" / name).is_file():
                yield f"{place}: there is no {name}"


def main():
    root = pathlib.Path(sys.argv[1])
    paths = sorted((root / "src").rglob("*.[ch]"))
    if not paths:
        sys.exit("no source file found: this test looks at nothing")
    problems = [problem for path in paths for problem in problems_of(root, path)]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


main()
