#!/usr/bin/env python3
"""Measures many books: Python beside the command, threads, a corpus, and its memory.

usage: measure_scale.py ENGINE NOVEL... [--runs 3] [--books 32] [--long-run 500]

ENGINE is the dramaturg binary; the package `dramaturg` has to be importable and built from
the same source. Prints a line a measurement: the best of --runs wall times, and beside it the
seconds of CPU, which other work on the machine disturbs less. The load of the machine stands
first and last. With --long-run 0 the memory over many books is left out.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

N_WORDS = 100_000
#: A book of the long run: long enough to be a book, short enough for hundreds of them.
LONG_RUN_WORDS = 20_000
READ = "import dramaturg, sys; sys.stdout.write(dramaturg.read_file(sys.argv[1]).json())"


def cpu(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def timed(function, who, runs):
    """The best wall time of some runs, and the CPU time of that run."""
    best = None
    for _ in range(runs):
        wall, busy = time.perf_counter(), cpu(who)
        function()
        measured = time.perf_counter() - wall, cpu(who) - busy
        best = min(best or measured, measured)
    return best


def started(*command):
    """Runs a command to its end, its output thrown away."""
    def run():
        subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, check=True)
    return run


def said(what, wall, busy, more=""):
    print(f"{what:<58} {wall:8.2f} s wall {busy:8.2f} s CPU  {more}", flush=True)


def load():
    return " ".join(f"{x:.1f}" for x in os.getloadavg())


def of_words(text, n_words):
    """The start of a text, of so many words, up to the end of a paragraph."""
    at = 0
    for paragraph in text.split("\n\n"):
        n_words -= len(paragraph.split())
        at += len(paragraph) + 2
        if n_words <= 0:
            break
    return text[:at]


def library(folder, texts, n_books, n_words):
    """Books of so many words, no two alike: each is some novels, from another place on."""
    folder.mkdir()
    joined = [text + "\n\n" for text in texts]
    n = 0
    for i in range(n_books):
        start = i % len(texts)
        text = "\n\n".join(joined[start:] + joined[:start])
        # A new round begins a little further on.
        skip = text.find("\n\n", 4_000 * (i // len(texts))) if i >= len(texts) else 0
        text = of_words(text[skip:], n_words)
        n += len(text.split())
        (folder / f"book-{i:04}.txt").write_text(text, "utf-8")
    return n


def resident(pid):
    """The memory of a process, in MiB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def memory(engine, folder, out, n_books):
    """The memory of a long `corpus`, by parts done."""
    command = [str(engine), "-q", "corpus", str(folder), "-o", str(out), "--threads", "2"]
    process = subprocess.Popen(command)
    samples = []
    while process.poll() is None:
        try:
            samples.append((len(list((out / "done").glob("*.json"))), resident(process.pid)))
        except (OSError, ValueError):
            pass  # it has just ended, or has not begun
        time.sleep(0.05)
    if process.returncode != 0:
        raise SystemExit(f"{command}: exit status {process.returncode}")
    n_parts = max(done for done, _ in samples) or 1
    for tenth in range(10):
        here = [mib for done, mib in samples if done * 10 // (n_parts + 1) == tenth]
        if here:
            print(f"  books {tenth * n_books // 10:>4} to {(tenth + 1) * n_books // 10:>4}: "
                  f"{sum(here) / len(here):6.0f} MiB on average, {max(here):6.0f} at most")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("engine", type=pathlib.Path)
    parser.add_argument("novels", type=pathlib.Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--books", type=int, default=32, help="of the corpus")
    parser.add_argument("--long-run", type=int, default=500, help="books of the long corpus; 0 for none")
    arguments = parser.parse_args()
    import dramaturg

    engine, runs = arguments.engine.resolve(), arguments.runs
    texts = [path.read_text("utf-8", errors="replace") for path in arguments.novels]
    print(f"load: {load()}; {os.cpu_count()} processors; best of {runs}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        library(folder / "one", texts, 1, N_WORDS)
        (novel,) = (folder / "one").iterdir()
        children = resource.RUSAGE_CHILDREN
        command = timed(started(engine, "-q", "read", novel, "--format", "json"), children, runs)
        said(f"read, {N_WORDS:,} words: the command", *command)
        python = timed(started(sys.executable, "-c", READ, novel), children, runs)
        said("  Python, interpreter started anew", *python, f"{python[1] / command[1] - 1:+.1%} CPU")
        dramaturg.read_file(novel)
        inside = timed(lambda: dramaturg.read_file(novel).json(), resource.RUSAGE_SELF, runs)
        said("  Python, in a session", *inside, f"{inside[1] / command[1] - 1:+.1%} CPU")

        walls = {}
        for threads in (1, 2):
            def many(threads=threads):
                for story in dramaturg.read_many(arguments.novels, threads=threads, progress=False):
                    story.json()
            walls[threads] = timed(many, resource.RUSAGE_SELF, runs)
            said(f"read_many, {len(texts)} novels, threads={threads}", *walls[threads])
        print(f"  two threads over one: {walls[1][0] / walls[2][0]:.2f} times as fast", flush=True)

        n_words = library(folder / "library", texts, arguments.books, N_WORDS)
        n_runs = iter(range(runs))

        def corpus():
            started(engine, "-q", "corpus", folder / "library", "-o", folder / f"tables{next(n_runs)}",
                    "--threads", "2")()
        wall, busy = timed(corpus, children, runs)
        novels = n_words / N_WORDS
        said(f"corpus, {arguments.books} books, {n_words:,} words", wall, busy,
             f"{novels / wall:.2f} novels of {N_WORDS:,} words a second; {2 * novels / busy:.2f} by CPU on two cores")
        if arguments.long_run:
            n_words = library(folder / "long", texts, arguments.long_run, LONG_RUN_WORDS)
            print(f"corpus, {arguments.long_run} books of {LONG_RUN_WORDS:,} words, memory by tenths:", flush=True)
            memory(engine, folder / "long", folder / "long-tables", arguments.long_run)
    print(f"load: {load()}")


if __name__ == "__main__":
    main()
