#!/usr/bin/env python3
"""Makes `the_lamplighters_ledger.epub` from `the_lamplighters_ledger.txt`.

The text has blank lines between its paragraphs; the first is the title, the second the
author, a paragraph that starts with “Chapter” is a heading, `* * *` is a scene break, and
words between underscores are in italics. The book is an EPUB 3 with an EPUB 2 table of
contents. The same text gives the same bytes, on every machine and with every version of
Python: the entries are stored, not compressed, and all carry the same date.

    python3 samples/make_epub.py            writes the EPUB
    python3 samples/make_epub.py --check    fails if the EPUB is not what it would write
"""

import argparse
import io
import re
import sys
import zipfile
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
TEXT = FOLDER / "the_lamplighters_ledger.txt"
EPUB = FOLDER / "the_lamplighters_ledger.epub"

AUTHOR = "The dramaturg project"
IDENTIFIER = "urn:uuid:6c1f3a52-8f0e-4b7d-9a41-2d5e7c90b341"
MODIFIED = "2026-01-01T00:00:00Z"
# The earliest date that a zip can hold.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""

CSS = """body { margin: 5%; line-height: 1.4; }
h1, h2 { font-weight: normal; text-align: center; margin: 2em 0; }
p { margin: 0; text-indent: 1.4em; }
h2 + p, hr + p { text-indent: 0; }
p.author { text-align: center; text-indent: 0; }
hr { border: 0; border-top: 1px solid; width: 20%; margin: 1.5em auto; }
"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass
class Chapter:
    """A heading and the paragraphs under it, scene breaks included."""

    title: str
    paragraphs: list[str] = field(default_factory=list)

    def body(self) -> str:
        """The chapter as XHTML."""
        lines = [f"<h2>{inline(self.title)}</h2>"]
        for paragraph in self.paragraphs:
            is_break = paragraph == "* * *"
            lines.append("<hr/>" if is_break else f"<p>{inline(paragraph)}</p>")
        return "\n".join(lines)


def inline(text: str) -> str:
    """Text as XHTML, with words between underscores in italics."""
    return re.sub(r"_([^_]+)_", r"<em>\1</em>", escape(text, quote=False))


def read(text: str) -> tuple[str, list[Chapter]]:
    """The title and the chapters of a text."""
    title, _author, *paragraphs = [part.strip() for part in text.strip().split("\n\n")]
    chapters: list[Chapter] = []
    for paragraph in paragraphs:
        if paragraph.startswith("Chapter "):
            chapters.append(Chapter(paragraph))
        else:
            chapters[-1].paragraphs.append(paragraph)
    return title, chapters


def package(title: str, n_chapters: int) -> str:
    """The package document: metadata, manifest and reading order."""
    ids = [f"chapter{number}" for number in range(1, n_chapters + 1)]
    items = "\n".join(
        f'    <item id="{id}" href="{id}.xhtml" media-type="application/xhtml+xml"/>'
        for id in ids
    )
    spine = "\n".join(f'    <itemref idref="{id}"/>' for id in ids)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">{IDENTIFIER}</dc:identifier>
    <dc:title>{escape(title)}</dc:title>
    <dc:creator>{escape(AUTHOR)}</dc:creator>
    <dc:language>en</dc:language>
    <dc:rights>CC0 1.0</dc:rights>
    <meta property="dcterms:modified">{MODIFIED}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
    <item id="style" href="style.css" media-type="text/css"/>
    <item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
{items}
  </manifest>
  <spine toc="ncx">
    <itemref idref="title"/>
{spine}
  </spine>
</package>
"""


def nav(title: str, chapters: list[Chapter]) -> str:
    """The table of contents that EPUB 3 readers use."""
    entries = "\n".join(
        f'<li><a href="chapter{number}.xhtml">{escape(chapter.title, quote=False)}</a></li>'
        for number, chapter in enumerate(chapters, 1)
    )
    body = f'<nav epub:type="toc">\n<h2>Contents</h2>\n<ol>\n{entries}\n</ol>\n</nav>'
    return PAGE.format(title=escape(title), body=body)


def ncx(title: str, chapters: list[Chapter]) -> str:
    """The table of contents that EPUB 2 readers use."""
    points = "\n".join(
        f'    <navPoint id="point{number}" playOrder="{number}">'
        f"<navLabel><text>{escape(chapter.title)}</text></navLabel>"
        f'<content src="chapter{number}.xhtml"/></navPoint>'
        for number, chapter in enumerate(chapters, 1)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
  <head>
    <meta name="dtb:uid" content="{IDENTIFIER}"/>
    <meta name="dtb:depth" content="1"/>
    <meta name="dtb:totalPageCount" content="0"/>
    <meta name="dtb:maxPageNumber" content="0"/>
  </head>
  <docTitle><text>{escape(title)}</text></docTitle>
  <navMap>
{points}
  </navMap>
</ncx>
"""


def make(text: str) -> bytes:
    """The whole EPUB."""
    title, chapters = read(text)
    title_page = (
        f"<h1>{escape(title, quote=False)}</h1>\n"
        f'<p class="author">by {escape(AUTHOR, quote=False)}</p>'
    )
    entries = {
        # Readers tell an EPUB by its first entry, which must not be compressed.
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/content.opf": package(title, len(chapters)),
        "OEBPS/nav.xhtml": nav(title, chapters),
        "OEBPS/toc.ncx": ncx(title, chapters),
        "OEBPS/style.css": CSS,
        "OEBPS/title.xhtml": PAGE.format(title=escape(title), body=title_page),
    }
    for number, chapter in enumerate(chapters, 1):
        page = PAGE.format(title=escape(chapter.title), body=chapter.body())
        entries[f"OEBPS/chapter{number}.xhtml"] = page

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_STORED
            # Python would write the system that it runs on; 3 is Unix.
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content.encode("utf-8"))
    return buffer.getvalue()


def main() -> int:
    """Writes or checks the EPUB; the exit code is 1 if the check fails."""
    parser = argparse.ArgumentParser(description="Makes the sample EPUB from its text.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if the EPUB is stale"
    )
    arguments = parser.parse_args()
    # Universal newlines: a checkout with CR LF gives the same EPUB.
    made = make(TEXT.read_text(encoding="utf-8"))
    if not arguments.check:
        EPUB.write_bytes(made)
        return 0
    if EPUB.is_file() and EPUB.read_bytes() == made:
        return 0
    print(
        f"{EPUB.name}: differs from {TEXT.name}; run python3 samples/make_epub.py",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
