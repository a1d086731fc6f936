#!/usr/bin/env python3
"""Draws the report of a book as an SVG picture.

usage: docs/report_svg.py DRAMATURG BOOK > docs/report.svg

Runs `DRAMATURG read BOOK` in a terminal of 80 columns and turns its colours into text
elements, a line a row. Needs Python alone, on Linux or macOS.
"""
import os
import pty
import re
import subprocess
import sys
from xml.sax.saxutils import escape

COLUMNS = 80
MAX_LINES = 62
CELL = 8.4
LINE = 18
PAD = 20
PLAIN, BACKGROUND, DIM = "#d8dee9", "#20242c", "#7d8799"
COLOURS = {31: "#e06c75", 32: "#98c379", 33: "#e5c07b", 34: "#61afef", 35: "#c678dd", 36: "#56b6c2"}


def report(command):
    """What the command writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    environment.pop("NO_COLOR", None)
    child = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    written = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # The terminal is closed.
            break
        if not block:
            break
        written += block
    if child.wait() != 0:
        sys.exit(f"{' '.join(command)}: exit status {child.returncode}")
    return written.decode("utf-8").replace("\r", "")


def pieces(line, style):
    """The runs of one style in a line: column, words, style; and the style behind it."""
    column, found = 0, []
    for words, code in re.findall(r"([^\x1b]*)(?:\x1b\[([0-9;]*)m)?", line):
        if words:
            found.append((column, words, dict(style)))
            column += len(words)
        for number in [int(n or 0) for n in code.split(";")] if code or "\x1b" in line else []:
            if number == 0:
                style = {}
            elif number == 1:
                style = {**style, "bold": True}
            elif number == 2:
                style = {**style, "dim": True}
            elif number in COLOURS:
                style = {**style, "colour": COLOURS[number]}
    return found, style


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    lines = report([sys.argv[1], "read", sys.argv[2]]).rstrip("\n").split("\n")
    lines = lines[:MAX_LINES]
    width, height = round(COLUMNS * CELL + 2 * PAD), LINE * (len(lines) + 2) + 2 * PAD
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>',
        '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">',
        f'<text x="{PAD}" y="{PAD + 12}" fill="{DIM}">$ dramaturg read {escape(sys.argv[2])}</text>',
    ]
    style = {}
    for row, line in enumerate(lines):
        found, style = pieces(line, style)
        for column, words, own in found:
            if not words.strip():
                continue
            lead = len(words) - len(words.lstrip())
            words = words.strip()
            x, y = PAD + (column + lead) * CELL, PAD + 12 + LINE * (row + 2)
            fill = own.get("colour", DIM if own.get("dim") else PLAIN)
            weight = ' font-weight="bold"' if own.get("bold") else ""
            out.append(
                f'<text x="{x:.1f}" y="{y}" fill="{fill}"{weight} xml:space="preserve" '
                f'textLength="{len(words) * CELL:.1f}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
            )
    out += ["</g>", "</svg>"]
    print("\n".join(out))


main()
