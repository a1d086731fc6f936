#!/usr/bin/env python3
"""Writes the first inputs of each fuzz target from the files of `samples/hostile`.

    python3 fuzz/seeds.py       writes fuzz/corpus/TARGET/, which is not kept

What a target has found stays in `fuzz/seeds/TARGET/`, and is copied, too.
"""

import io
import shutil
import sys
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "samples" / "hostile"))

import make  # noqa: E402

# What of an archive a target takes, by the archive's ending.
INNER = {
    "epub": ("epub", "OEBPS/a.xhtml"),
    "docx": ("docx", "word/document.xml"),
    "odt": ("odt", "content.xml"),
}
ENDINGS = {"txt": "plain", "md": "markdown", "html": "html", "xhtml": "html", "rtf": "rtf"}
# What the small targets take, by the format whose inputs they share.
SMALL = {
    "decoding": "plain",
    "lines": "plain",
    "marks": "plain",
    "words": "plain",
    "markup": "html",
}
# The order of the formats in `dramaturg_text::checks`.
FORMATS = ["plain", "markdown", "html", "epub", "docx", "odt", "archive", "rtf"]
MAX_BYTES = 8000


def main() -> None:
    """Writes the inputs."""
    seeds: dict[str, list[bytes]] = {target: [] for target in FORMATS}
    for case in make.CASES:
        if case.is_big or isinstance(case.name, bytes):
            continue
        content = case.content()
        if not content:
            continue
        data = content if isinstance(content, bytes) else content.encode()
        ending = case.name.rpartition(".")[2]
        if ending in ENDINGS:
            # The target puts the signature of rich text in front.
            data = data.removeprefix(b"{\\rtf1 ")
            seeds[ENDINGS[ending]].append(data[:MAX_BYTES])
        if data.startswith(b"PK\x03\x04") and len(data) < MAX_BYTES:
            # The target puts the signature in front.
            seeds["archive"].append(data[4:])
        if ending in INNER and data.startswith(b"PK"):
            target, name = INNER[ending]
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    with archive.open(name) as entry:
                        seeds[target].append(entry.read(MAX_BYTES))
            except (KeyError, ValueError, RuntimeError, zipfile.BadZipFile):
                continue
    for number, target in enumerate(FORMATS):
        seeds.setdefault("read", []).extend(
            bytes([number]) + seed[:2000] for seed in seeds[target]
        )
    for target, format in SMALL.items():
        seeds[target] = [seed[:256] for seed in seeds[format]]
    for target, inputs in seeds.items():
        folder = FOLDER / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (folder / f"seed-{number}").write_bytes(data)
        kept = FOLDER / "seeds" / target
        if kept.is_dir():
            shutil.copytree(kept, folder, dirs_exist_ok=True)
        print(f"{target}: {len(inputs)} inputs")


if __name__ == "__main__":
    main()
