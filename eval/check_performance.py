#!/usr/bin/env python3
"""Speaks a book, kills the command half way, speaks it again, and checks what came out.

usage: check_performance.py ENGINE BOOK

Needs espeak-ng, ffmpeg and ffprobe. Checks: a take that was there before the kill is not
rendered again; the audio is as long as its takes and pauses, within 5 %; a character has one
voice; the M4B has the chapters of the log. Exit status 1 if a check fails.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time


def seconds(path):
    """How long a file sounds, by ffprobe."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(path)]
    return float(json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["format"]["duration"])


def chapters(path):
    """The titles of a file's chapters, by ffprobe."""
    command = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["chapters"]
    return [chapter["tags"]["title"] for chapter in found]


def takes(folder):
    """The takes of a performance, each with the time it was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("takes/*.wav")}


def main():
    engine, book = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "spoken"
        command = [engine, "perform", book, "-o", str(folder), "--sound", "m4b"]
        first = subprocess.Popen([*command, "-q"])
        while first.poll() is None and len(takes(folder)) < 20:
            time.sleep(0.01)
        first.kill()
        first.wait()
        before = takes(folder)
        assert before, "something was spoken before the kill"
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        after = takes(folder)
        again = [name for name, written in before.items() if after[name] != written]
        assert len(again) <= 1, f"rendered again: {again}"
        third = subprocess.run(command, capture_output=True, check=True).stderr.decode()
        assert third.startswith("spoke 0 of "), third
        log = [json.loads(line) for line in (folder / "book.log.jsonl").read_text("utf-8").splitlines()]
        voices = {}
        for line in log:
            voices.setdefault(line["who"], set()).add(line["voice"])
        assert all(len(used) == 1 for used in voices.values()), voices
        assert len(voices) > 1, "somebody speaks beside the narrator"
        wanted = sum(line["length_ms"] + line["pause_ms"] for line in log) / 1000
        for name in ("book.wav", "book.m4b"):
            got = seconds(folder / name)
            assert abs(got - wanted) <= 0.05 * wanted, f"{name}: {got} s, its takes and pauses {wanted} s"
        titles = chapters(folder / "book.m4b")
        assert titles, "the M4B has chapters"
        print(f"{len(log)} takes, {len(voices)} voices, {wanted:.1f} s, {len(before)} takes before the kill, "
              f"{len(again)} of them again; chapters: {titles}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
