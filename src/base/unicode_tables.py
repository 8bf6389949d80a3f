#!/usr/bin/env python3
"""Prints unicode_tables.h: the classes of code points in base/utf8.h, from Python's copy of the Unicode database.

Run by hand when a newer Unicode is wanted: python3 unicode_tables.py > unicode_tables.h
Neighbouring ranges are joined across code points that are not assigned, which keeps the tables short.
"""
import sys
import unicodedata


def ranges(wanted):
    found = []
    open_range = None
    gap_is_unassigned = True
    for code in range(0x110000):
        character = chr(code)
        if wanted(character):
            if open_range and gap_is_unassigned:
                open_range[1] = code
            else:
                open_range = [code, code]
                found.append(open_range)
            gap_is_unassigned = True
        elif unicodedata.category(character) != "Cn":
            gap_is_unassigned = False
    return found


def category_in(*names):
    return lambda c: any(unicodedata.category(c).startswith(name) for name in names)


def zero_width(c):
    # The vowels and tails of decomposed Hangul stand within the width of their lead.
    return category_in("Mn", "Me", "Cf")(c) and c != "\u00ad" or "\u1160" <= c <= "\u11ff"


def wide(c):
    # The private use areas count as ambiguous and stay narrow.
    return unicodedata.east_asian_width(c) in "WF" and unicodedata.category(c) != "Cn" and not zero_width(c)


def table(name, comment, wanted):
    print(f"\n// {comment}\nstatic const CodeRange {name}[] = {{")
    cells = [f"{{0x{first:04X}, 0x{last:04X}}}," for first, last in ranges(wanted)]
    for at in range(0, len(cells), 5):
        print("    " + " ".join(cells[at : at + 5]))
    print("};")


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
print(f"// Made by unicode_tables.py from the Unicode {unicodedata.unidata_version} database; not edited by hand.")
print("// Each table is sorted, its ranges closed at both ends.")
table("LETTERS", "Letters of any script, and numbers made of letters: categories L*, Nl.", category_in("L", "Nl"))
table("DIGITS_AND_MARKS", "Decimal digits and combining marks: categories Nd, M*.", category_in("Nd", "M"))
table("ZERO_WIDTH", "What shows as nothing of its own: categories Mn, Me, Cf, and Hangul vowels and tails.", zero_width)
table("WIDE", "What takes two columns: East Asian width W or F.", wide)
