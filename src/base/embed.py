#!/usr/bin/env python3
"""Writes one C file that holds every file below the given folders: see assets.h.

usage: embed.py OUTPUT.c DEPFILE [PREFIX=]FOLDER...

A file's name is its path below FOLDER, behind PREFIX. Hidden files, editors' backups and meson.build stay out. The
depfile lists the files and their folders, so that a new file is noticed as well as a changed one.
"""
import os
import sys


def is_asset(name):
    return not (name.startswith(".") or name.endswith("~") or name == "meson.build")


def collect(arguments):
    """Returns {name: path} of all files, and the folders that were looked through."""
    files, folders = {}, []
    for argument in arguments:
        prefix, _, root = argument.rpartition("=")
        for folder, below, names in os.walk(root):
            below[:] = filter(is_asset, below)
            folders.append(folder)
            for name in filter(is_asset, names):
                path = os.path.join(folder, name)
                files[prefix + os.path.relpath(path, root).replace(os.sep, "/")] = path
    return files, folders


def c_string(text):
    return "".join(f"\\{byte:03o}" if byte < 32 or byte > 126 or byte in b'"\\?' else chr(byte) for byte in text.encode())


def write_source(output, files):
    names = sorted(files, key=str.encode)
    lines = ["// Made by embed.py; not edited by hand.", '#include "base/assets.h"']
    sizes = []
    for index, name in enumerate(names):
        with open(files[name], "rb") as file:
            data = file.read()
        sizes.append(len(data))
        lines.append(f"\nstatic const unsigned char DATA_{index}[] = {{")
        lines += ["    " + ",".join(map(str, data[at : at + 32])) + "," for at in range(0, len(data), 32)]
        lines.append("    0 // behind the last byte\n};")
    lines.append("\nconst Asset EMBEDDED_ASSETS[] = {")
    lines += [f'    {{"{c_string(name)}", DATA_{index}, {size}}},' for index, (name, size) in enumerate(zip(names, sizes))]
    lines += ["    {0} // so that the table is never empty", "};"]
    lines.append(f"const size_t EMBEDDED_ASSET_COUNT = {len(names)};\n")
    with open(output, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines))


def write_depfile(depfile, output, inputs):
    def escape(path):
        return path.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#")

    with open(depfile, "w", encoding="utf-8", newline="\n") as file:
        file.write(escape(output) + ":" + "".join(" \\\n  " + escape(path) for path in inputs) + "\n")


def main():
    output, depfile, *arguments = sys.argv[1:]
    files, folders = collect(arguments)
    write_source(output, files)
    write_depfile(depfile, output, folders + sorted(files.values()))


main()
