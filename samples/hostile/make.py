#!/usr/bin/env python3
"""Makes a zoo of odd, damaged and hostile files, and holds `dramaturg read` against it.

    python3 samples/hostile/make.py FOLDER              writes the small files and a table
    python3 samples/hostile/make.py FOLDER --all        the big ones, too
    python3 samples/hostile/make.py --run BINARY        writes them elsewhere and reads each
    python3 samples/hostile/make.py --run BINARY --all  the big ones, too

What is no book ends with code 2, one line on standard error that says what is wrong and
what to do, and nothing on standard output. What is a text is read, with notes about what is
odd. Neither takes more than 5 seconds or 512 MB. The exit code is 1 if a file does not do
as expected; a file that is known to be too slow is told apart, with the reason.
"""

import argparse
import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MAX_SECONDS = 5.0
# What --seconds makes of it: a build without optimisation needs more.
LIMIT = {"seconds": MAX_SECONDS}
MAX_MEGABYTES = 512
# After this a process is ended, so that the table is always finished.
PATIENCE_SECONDS = 60

STORY = (
    "“Well?” said Mara. She had not looked up from the map.\n\n"
    "“It’s gone,” Tom told her. He sat down by the window and waited.\n\n"
    "She asked him for the key, and he didn’t answer.\n\n"
)
LONG = STORY * 40
FRENCH = (
    "Elle entra dans la chambre sans faire de bruit, et le vieux capitaine leva la tête. "
    "Il ne dit rien pendant longtemps. Puis il posa sa plume sur la table, regarda par la "
    "fenêtre les bateaux qui rentraient au port, et demanda enfin pourquoi personne ne lui "
    "avait parlé de cette lettre. Mara haussa les épaules. La pluie commençait à tomber.\n\n"
) * 4
MANUAL = (
    "The engine has four valves. Each valve opens when the pressure in the pipe is over "
    "the limit that is set for it. The pump stops after ten seconds.\n\n"
) * 30

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/a.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">1'
    "</dc:identifier><dc:title>The Key</dc:title><dc:language>en</dc:language></metadata>"
    '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
BOMB_DTD = (
    "<!DOCTYPE x ["
    + '<!ENTITY a0 "Mara">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
EXTERNAL_DTD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def html(body: str, head: str = "<title>The Key</title>") -> str:
    """An HTML document."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def paragraphs(text: str) -> str:
    """A text's paragraphs as HTML."""
    return "".join(f"<p>{part}</p>" for part in text.strip().split("\n\n"))


def zipped(
    entries: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()


def epub(changes: dict[str, str | bytes | None] | None = None) -> bytes:
    """A small EPUB with some entries changed, added or, where there is none, left out."""
    entries: dict[str, str | bytes | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/a.opf": PACKAGE,
        "OEBPS/a.xhtml": html(paragraphs(LONG)),
    }
    entries.update(changes or {})
    return zipped({k: v for k, v in entries.items() if v is not None})


def word(body: str) -> str:
    """The document part of a Word file."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'


def word_paragraphs(text: str) -> str:
    """A text's paragraphs as WordprocessingML."""
    parts = text.strip().split("\n\n")
    return "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in parts)


def docx(document: str | None, more: dict[str, str | bytes] | None = None) -> bytes:
    """A small Word file."""
    entries: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>"}
    if document is not None:
        entries["word/document.xml"] = document
    return zipped(entries | (more or {}))


def odt(body: str, dtd: str = "") -> bytes:
    """A small OpenDocument text."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<?xml version='1.0'?>{dtd}<office:document-content>"
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        }
    )


def locked(archive: bytes) -> bytes:
    """An archive whose entries say that they are encrypted."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def liar(archive: bytes, size: int) -> bytes:
    """An archive whose entries claim another size than they have."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark)
        while at >= 0:
            struct.pack_into("<I", data, at + offset, size)
            at = data.find(mark, at + 4)
    return bytes(data)


def many_entries(n: int) -> bytes:
    """An archive with many empty entries."""
    return zipped({f"a{i}.txt": "" for i in range(n)}, zipfile.ZIP_STORED)


def mojibake(text: str) -> bytes:
    """UTF-8 read as windows-1252 and saved as UTF-8, unknown bytes as Latin-1."""
    return "".join(
        bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode()
    ).encode()


def png() -> bytes:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


def scan() -> str:
    """Pages with numbers and running heads that cut sentences in two."""
    page = (
        "{head}\n\nMara went down to the harbour in the rain to look for the brass key "
        "that\n\n{number}\n\nTom had dropped there on the night before, and he told her "
        "where she had to look for it, she said.\n\n"
    )
    return "".join(
        page.format(head="THE BRASS KEY" if n % 2 else "MARA VENN", number=n)
        for n in range(1, 30)
    )


def letters(n: int) -> str:
    """A name that no other number has."""
    return "N" + "".join(chr(97 + int(digit)) for digit in str(n))


@dataclass
class Case:
    """A file and what is expected of it."""

    name: str | bytes
    content: Callable[[], bytes | str | None]
    code: int = 0
    # Words of the one line, or codes of notes.
    says: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    # Only with `--all`: too big or too slow to make for every run of the tests.
    is_big: bool = False
    # Why it is too slow today.
    slow: str = ""


def refused(
    name: str | bytes, content: Callable[[], bytes | str | None], *says: str, **more: object
) -> Case:
    """What is no book."""
    return Case(name, content, 2, says, **more)  # type: ignore[arg-type]


def read(
    name: str | bytes, content: Callable[[], bytes | str | None], *notes: str, **more: object
) -> Case:
    """What is a text."""
    return Case(name, content, 0, notes, **more)  # type: ignore[arg-type]



CASES = [
    # Nothing there, or no text.
    refused("missing.txt", lambda: None, "not found"),
    refused("empty.txt", lambda: "", "is empty"),
    refused("blank.txt", lambda: " \n\t\r\n" * 1000, "is empty"),
    refused("invisible.txt", lambda: "\ufeff\u200b\u00ad\u2060 \n" * 100, "is empty"),
    refused("folder", lambda: None, "is a folder"),
    refused("unreadable.txt", lambda: STORY, "permission denied"),
    refused("picture.png", png, "PNG"),
    refused("picture.txt", png, "PNG"),
    refused("photo.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 500, "JPEG"),
    refused("animation.gif", lambda: b"GIF89a" + b"\0" * 100, "GIF"),
    refused("paper.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "PDF", "convert"),
    refused("paper.ps", lambda: b"%!PS-Adobe-3.0\n", "PostScript"),
    refused("draft.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
    refused("book.mobi", lambda: b"a" * 60 + b"BOOKMOBI" + b"\0" * 100, "MOBI", "EPUB"),
    refused("book.djvu", lambda: b"AT&TFORM" + b"\0" * 100, "DjVu"),
    refused("book.txt.gz", lambda: b"\x1f\x8b\x08\0" + b"\0" * 50, "gzip", "unpack"),
    refused("book.7z", lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "7-Zip"),
    refused("book.rar", lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 50, "RAR"),
    refused("program", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 100, "program"),
    refused("song.mp3", lambda: b"ID3\x03\0\0\0" + b"\0" * 100, "MP3"),
    refused("film.mp4", lambda: b"\0\0\0\x20ftypisom" + b"\0" * 100, "video"),
    refused("base.sqlite", lambda: b"SQLite format 3\0" + b"\0" * 100, "SQLite"),
    refused("noise.txt", lambda: bytes(range(256)) * 40, "binary"),
    refused("zeros.txt", lambda: b"\0" * 100_000, "binary"),
    # Another language.
    refused("french.txt", lambda: FRENCH, "French", "--force"),
    read("french_forced.txt", lambda: FRENCH, "not-english", flags=("--force",)),
    # Encodings.
    read("utf8_mark.txt", lambda: b"\xef\xbb\xbf" + LONG.encode()),
    read("utf16le.txt", lambda: b"\xff\xfe" + LONG.encode("utf-16-le"), "decoded"),
    read("utf16be.txt", lambda: b"\xfe\xff" + LONG.encode("utf-16-be"), "decoded"),
    read("utf16_no_mark.txt", lambda: LONG.encode("utf-16-le"), "decoded"),
    read(
        "utf16_half.txt",
        lambda: b"\xff\xfe" + LONG.encode("utf-16-le") + b"\x3d\xd8" + b"M\0" + b"a",
        "bytes-replaced",
    ),
    read("windows1252.txt", lambda: LONG.encode("cp1252"), "decoded"),
    read("latin1.txt", lambda: "Zoë said “no”.\n\n".replace("“", '"').replace("”", '"')
         .encode("latin-1") * 50, "decoded"),
    read("mojibake.txt", lambda: mojibake(LONG), "mojibake"),
    read("mojibake_twice.txt", lambda: mojibake(mojibake(LONG).decode()), "mojibake"),
    read("mojibake.html", lambda: mojibake(html(paragraphs(LONG))), "mojibake"),
    read("stray_bytes.txt", lambda: LONG.encode() + b"\xff\xfe\xfa", "bytes-replaced"),
    read("cut_utf8.txt", lambda: LONG.encode()[:-4] + b"\xe2\x80", "bytes-replaced"),
    read("lost.txt", lambda: LONG.replace("’", "\ufffd"), "characters-lost"),
    read("asked.txt", lambda: LONG.replace("’", "?"), "marks-lost"),
    read("zero_bytes.txt", lambda: LONG.replace("Tom", "T\0om", 3), "nulls-removed"),
    read("control.txt", lambda: LONG.replace("Tom", "\x1b[31mTom\x07", 3), "control-characters"),
    read("soft.txt", lambda: LONG.replace("Mara", "Ma\u00adra"), "invisible-characters"),
    read("joiners.txt", lambda: LONG.replace("Mara", "\u200bMa\u200cra\u2060"), "invisible-characters"),
    read("leftwards.txt", lambda: LONG.replace("Mara", "\u202eMara\u202c\u200f"), "invisible-characters"),
    read("marks.txt", lambda: "M" + "\u0301" * 100_000 + "ara sat. " + LONG),
    read("astral.txt", lambda: "🜁🜂 said “hello”. " * 3000),
    read("returns.txt", lambda: LONG.replace("\n", "\r")),
    read("mixed_ends.txt", lambda: LONG.replace("\n\n", "\r\n\n", 30)),
    # Damage.
    read("apostrophes.txt", lambda: LONG.replace("’", ""), "apostrophes-lost"),
    read("no_marks.txt", lambda: LONG.replace("“", "").replace("”", "") * 2, "no-dialogue-marks"),
    read("open_marks.txt", lambda: LONG.replace("”", ""), "quotation-marks-lost"),
    read("fused.txt", lambda: LONG.replace("\n\n", " "), "paragraphs-fused"),
    read(
        "hyphens.txt",
        lambda: "Mara went down to the harbour in the rain to look for the key that had fal-\n"
        "len there, and for the lantern that Tom had left be-\nhind him on the bench.\n\n" * 9,
        "hyphens-at-line-ends",
    ),
    read("scan.txt", scan, "page-heads"),
    read("scan_unbroken.txt", lambda: scan().replace("that\n\n", "that\n").replace("\n\nTom", "\nTom")
         .replace("\n\nMara", "\nMara").replace("she said.\n\n", "she said and\n"), "page-heads"),
    read("heads_only.txt", lambda: "128 THE BRASS KEY\n" * 100_000 + LONG),
    read("manual.txt", lambda: MANUAL, "not-fiction"),
    # HTML.
    read("unclosed.html", lambda: "<p><i>Mara<p>" + LONG.replace("\n\n", "<p>")),
    read("no_tags.html", lambda: LONG),
    read("misnested.html", lambda: html("<b><i>" + paragraphs(LONG) + "</b></i></p></div>")),
    read("deep.html", lambda: "<div><i><span>" * 100_000 + "Mara sat. " + LONG),
    read("deep_tables.html", lambda: "<table><tr><td>" * 100_000 + "Mara sat. " + LONG),
    read("many_ends.html", lambda: "<p>Mara sat.</p>" + "</div></i></p>" * 100_000),
    read("attributes.html", lambda: "<p" + "".join(f" a{i}=1" for i in range(200_000)) + ">" + LONG),
    read("long_attribute.html", lambda: f"<p title='{'x' * 3_000_000}'>{LONG}"),
    read("open_tag.html", lambda: html(paragraphs(LONG)) + "<p class='never ends"),
    read("open_comment.html", lambda: paragraphs(LONG) + "<!-- never ends" + LONG),
    refused("script_only.html", lambda: "<script>" + LONG, "is empty"),
    read("ampersands.html", lambda: "&" * 500_000 + "amp " + LONG),
    read("less_than.html", lambda: "<" * 500_000 + LONG),
    refused("bomb.html", lambda: BOMB_DTD + "<p>&a9;</p>", "entities of its own"),
    refused("external.xhtml", lambda: "<?xml version='1.0'?>" + EXTERNAL_DTD + "<p>&a;</p>",
            "entities of its own"),
    # Rich text.
    read("draft.rtf", lambda: r"{\rtf1\ansi{\fonttbl{\f0 Times;}} \'93Yes,\'94 said {\i Mara}.\par}"),
    read("deep.rtf", lambda: "{\\rtf1 " + "{\\i " * 500_000 + "Mara sat." + "}" * 500_000 + LONG),
    read("open.rtf", lambda: "{\\rtf1 " + "{" * 2_000_000 + "Mara sat.", "part-damaged"),
    read("ends.rtf", lambda: "{\\rtf1 Mara sat." + "}" * 2_000_000),
    read("words.rtf", lambda: "{\\rtf1 " + "\\par" * 400_000 + " Mara sat.}"),
    read("long_word.rtf", lambda: "{\\rtf1 \\" + "a" * 2_000_000 + " Mara sat.}"),
    read("long_number.rtf", lambda: "{\\rtf1 \\u" + "9" * 100_000 + " Mara sat.}"),
    read("notes.rtf", lambda: "{\\rtf1 Mara sat." + "{\\footnote a}" * 100_000 + "}"),
    refused("binary.rtf", lambda: "{\\rtf1 \\bin2147483647 Mara sat.}", "is empty"),
    refused("fonts_only.rtf", lambda: "{\\rtf1{\\fonttbl Mara sat.}}", "is empty"),
    # Markdown.
    read("deep.md", lambda: ">" * 100_000 + " Mara sat. " + LONG),
    read("brackets.md", lambda: "[" * 200_000 + LONG),
    read("stars.md", lambda: "*_" * 100_000 + LONG),
    read("lists.md", lambda: "- " * 20_000 + LONG),
    read("links.md", lambda: "![a](" * 50_000 + LONG),
    read("front_matter.md", lambda: "---\ntitle: never closed\n" + LONG),
    # Archives.
    refused("notes.zip", lambda: zipped({"a.txt": STORY}), "zip archive", "unpack"),
    refused("empty.zip", lambda: b"PK\x05\x06" + b"\0" * 18, "zip archive"),
    refused("cut.epub", lambda: epub()[:300], "cannot be opened", "re-save"),
    refused("head.epub", lambda: b"PK\x03\x04", "cannot be opened"),
    refused("locked.epub", lambda: locked(epub()), "encrypted"),
    refused(
        "protected.epub",
        lambda: epub({"META-INF/encryption.xml": "<encryption><EncryptionMethod "
                      "Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></encryption>"}),
        "copy protection",
    ),
    read(
        "fonts.epub",
        lambda: epub({"META-INF/encryption.xml": "<encryption><EncryptionMethod "
                      "Algorithm='http://www.idpf.org/2008/embedding'/></encryption>"}),
    ),
    refused("no_container.epub", lambda: epub({"META-INF/container.xml": None}), "is missing"),
    refused("no_rootfile.epub", lambda: epub({"META-INF/container.xml": "<container/>"}),
            "names no package file"),
    refused("no_package.epub", lambda: epub({"OEBPS/a.opf": None}), "missing"),
    refused("no_spine.epub", lambda: epub({"OEBPS/a.opf": PACKAGE.split("<spine>")[0] + "</package>"}),
            "OEBPS/a.opf"),
    refused("empty_spine.epub",
            lambda: epub({"OEBPS/a.opf": PACKAGE.replace('<itemref idref="a"/>', "")}),
            "OEBPS/a.opf"),
    refused("no_part.epub", lambda: epub({"OEBPS/a.xhtml": None}), "no part"),
    refused("climbs.epub", lambda: epub({"../../evil.xhtml": "x"}), "leads out"),
    read("absolute.epub", lambda: epub({"/etc/x.xhtml": "x"})),
    refused("bomb.epub", lambda: epub({"OEBPS/a.xhtml": " " * (40 << 20)}), "--max-entry-bytes"),
    refused("liar.epub", lambda: liar(epub({"OEBPS/a.xhtml": " " * (40 << 20)}), 100), "cannot be unpacked"),
    refused("limit.epub", lambda: epub(), "--max-entries", flags=("--max-entries", "2")),
    refused("limit.txt", lambda: LONG, "--max-bytes", flags=("--max-bytes", "1K")),
    refused("entities.epub", lambda: epub({"OEBPS/a.xhtml": BOMB_DTD + html("<p>&a9;</p>")}),
            "entities of its own"),
    refused("package_bomb.epub", lambda: epub({"OEBPS/a.opf": BOMB_DTD + PACKAGE}),
            "entities of its own"),
    read("deep.epub", lambda: epub({"OEBPS/a.xhtml": "<div><i>" * 100_000 + LONG})),
    read("loop.epub", lambda: epub({"OEBPS/a.opf": PACKAGE.replace(
        "</spine>", '<itemref idref="a"/>' * 50 + "</spine>")})),
    read("missing_part.epub", lambda: epub({"OEBPS/a.opf": PACKAGE.replace(
        "</manifest>", '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>'
    ).replace("</spine>", '<itemref idref="b"/></spine>')}), "part-skipped"),
    # Office files.
    refused("no_document.docx", lambda: docx(None), "Office file"),
    refused("empty.docx", lambda: docx(word("")), "is empty"),
    refused("entities.docx", lambda: docx(BOMB_DTD + word(word_paragraphs(LONG))),
            "entities of its own"),
    read("cut.docx", lambda: docx(word(word_paragraphs(LONG))[:-400] + "<w:t <"), "part-damaged"),
    read("deep.docx", lambda: docx(word("<w:p><w:r><w:t>Mara " * 100_000 + word_paragraphs(LONG)))),
    read("changes.docx", lambda: docx(word("<w:del>" * 1000 + "</w:del>" * 1000 + word_paragraphs(LONG)))),
    read("styles.docx", lambda: docx(word(word_paragraphs(LONG)), {"word/styles.xml": "<w:styles>"
         + "".join(f'<w:style w:styleId="s{i}"><w:basedOn w:val="s{(i + 1) % 9999}"/></w:style>'
                   for i in range(9999)) + "</w:styles>"})),
    refused("entities.odt", lambda: odt("<text:p>&a9;</text:p>", BOMB_DTD), "entities of its own"),
    read("deep.odt", lambda: odt("<text:p><text:span><text:note><text:note-body>" * 50_000
                                 + f"<text:p>{STORY}</text:p>" + "</text:note-body>")),
    read("spaces.odt", lambda: odt(f"<text:p>{STORY}<text:s text:c='4000000000'/>Mara.</text:p>")),
    # Odd, but a text.
    read("long_word.txt", lambda: "a" * 1_000_000),
    read("long_word_curly.txt", lambda: "“" + "é" * 1_000_000 + ",” said Mara."),
    read("hyphenated.txt", lambda: "a-" * 500_000),
    read("apostrophe_word.txt", lambda: "o’" * 500_000),
    read("quotes.txt", lambda: '"' * 200_000),
    read("curly_quotes.txt", lambda: "“" * 200_000),
    read("nested_quotes.txt", lambda: "“‘" * 100_000),
    read("single_quotes.txt", lambda: "'a " * 100_000),
    read("one_line.txt", lambda: "“Well?” said Mara. She left Tom there. " * 7500),
    read("one_word_paragraphs.txt", lambda: "Mara\n\n" * 100_000),
    read("different_words.txt", lambda: "\n\n".join(f"word{i}" for i in range(100_000))),
    read("capitals.txt", lambda: "MARA VENN\n\n" * 100_000),
    read("chapters.txt", lambda: "\n\n".join(f"CHAPTER {i}\n\nMara sat." for i in range(50_000))),
    read("numerals.txt", lambda: "I.\n\n" * 100_000),
    read("dashes.txt", lambda: "— \n\n" * 100_000 + "Mara sat."),
    read("stars.txt", lambda: "_*" * 200_000 + "Mara sat."),
    read("full_stops.txt", lambda: "Mr. " * 250_000),
    read("name_after_name.txt", lambda: "Mara Venn " * 100_000),
    read("many_speakers.txt", lambda: "\n\n".join(f"“Hello,” said {letters(i)}." for i in range(20_000))),
    read("one_bearer.txt", lambda: "“Yes,” said Mara Venn.\n\n" + "\n\n".join(
        f"“Hello,” said Mara {letters(i)} Venn. “No,” said Mara Venn." for i in range(8_000))),
    read("bare_thoughts.txt", lambda: "Four days of rain, he thought. " * 60_000),
    read("emphasised_thoughts.txt", lambda: "_Four days of rain_, he thought. " * 60_000),
    read("described_names.txt", lambda: "“No,” said Tom. “Yes,” said the clerk.\n\n" + "\n\n".join(
        f"The clerk, {letters(i)}, saw the porter and {letters(i)}." for i in range(8_000))),
    # One mark is left over where a long sentence is cut.
    read("mark_alone.txt", lambda: "Mara sat.\n\n" + "\n\n".join(
        "_" + " ".join(["word"] * n) + "_" for n in range(100, 400))),
    read("handles.txt", lambda: "\n\n".join(
        f"{letters(i).lower()}: on my way, see you {letters(i)}" for i in range(12_000))),
    read("notices.txt", lambda: "It was marked FRAGILE. “No,” he said. " * 40_000),
    read("elisions.txt", lambda: "'Tis 'em goin' o' 'ouses, 'e 'll say. " * 40_000),
    read("closing_dashes.txt", lambda: "— No, — he said. — Not now — never. " * 40_000),
    read("line_ends.txt", lambda: "\n" * 2_000_000 + "Mara sat."),
    read("spaces.txt", lambda: " " * 5_000_000 + "Mara sat."),
    read("illustrations.txt", lambda: "[Illustration: " * 50_000 + "Mara sat."),
    read("headers.txt", lambda: "*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\nMara sat.\n\n"
         "*** END OF THE PROJECT GUTENBERG EBOOK X ***\n\n" * 20_000),
    # Names.
    read("a name with spaces.txt", lambda: STORY),
    read("line\nend.txt", lambda: STORY),
    read("quo'te\"s`$(x).txt", lambda: STORY),
    read("-dash.txt", lambda: STORY),
    read("--format", lambda: STORY),
    read(b"bytes\xff\xfe.txt", lambda: STORY),
    refused(b"missing\xff\n\x1b[31m.txt", lambda: None, "not found"),
    read("ünïcödé 🜁.txt", lambda: STORY),
    read("n" * 200 + ".txt", lambda: STORY),
    read("no_ending", lambda: STORY),
    read("WRONG.PNG", lambda: STORY),
    read("wrong.epub", lambda: LONG),
    read("wrong.txt", epub),
    read("page.txt", lambda: html(paragraphs(LONG))),
    # Big ones.
    refused("gigabyte.txt", lambda: None, "--max-bytes", is_big=True),
    refused("endless", lambda: None, "--max-bytes", is_big=True),
    refused("entries.epub", lambda: many_entries(25_000), "--max-entries", is_big=True),
    refused("big.epub", lambda: epub({f"OEBPS/{i}.xhtml": " " * (15 << 20) for i in range(6)}),
            "--max-bytes", is_big=True),
    read("tags.html", lambda: "<p><i>a</i>" * 500_000, is_big=True),
    read("deep_million.html", lambda: "<div><b>" * 1_000_000 + LONG, is_big=True),
    read("attributes_million.html", lambda: "<p" + "".join(f" a{i}" for i in range(1_500_000)) + ">" + LONG,
         is_big=True),
    read("novel.txt", lambda: STORY.replace("Mara", "Nora") * 10_000, is_big=True),
]


def path_of(folder: bytes, case: Case) -> bytes:
    """Where a case's file stands."""
    name = case.name if isinstance(case.name, bytes) else case.name.encode()
    return b"/dev/zero" if name == b"endless" else os.path.join(folder, name)


def write_apart(folder: bytes, case: Case) -> bool:
    """Writes a case's file in a process of its own, so that this one stays small: what a
    command is started from counts for its peak memory."""
    pid = os.fork()
    if pid == 0:
        is_written = False
        try:
            is_written = write(folder, case)
        finally:
            os._exit(0 if is_written else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def write(folder: bytes, case: Case) -> bool:
    """Writes a case's file; whether that is possible here."""
    path = path_of(folder, case)
    content = case.content()
    try:
        if case.name == "folder":
            os.mkdir(path)
        elif case.name == "gigabyte.txt":
            # A file with a hole takes no room.
            with open(path, "wb") as file:
                file.write(STORY.encode())
                file.truncate(1 << 30)
        elif content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        if case.name == "unreadable.txt":
            os.chmod(path, 0)
            # Whoever may read everything cannot be refused.
            return not os.access(path, os.R_OK)
    except OSError:
        # Some file systems know names of text alone.
        return False
    return case.name != "endless" or os.path.exists("/dev/zero")


@dataclass
class Outcome:
    """What a reading came to."""

    seconds: float
    megabytes: float
    faults: list[str]


def run(binary: str, folder: bytes, case: Case) -> Outcome:
    """Reads a case's file and holds the outcome against what is expected."""
    command = [binary, "read", *case.flags, "--format", "json", "--", path_of(folder, case)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            seconds = time.monotonic() - start
            if pid:
                break
            if seconds > PATIENCE_SECONDS:
                process.kill()
            time.sleep(0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read(), err.read().decode("utf-8", "replace")
    # Kilobytes on Linux, bytes on macOS.
    megabytes = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    faults = []
    if process.returncode != case.code:
        faults.append(f"exit code {process.returncode}, not {case.code}: {stderr[:200]!r}")
    elif case.code == 2:
        if stdout:
            faults.append("something on standard output")
        if not stderr.startswith("dramaturg: ") or stderr.count("\n") != 1:
            faults.append(f"not one line: {stderr[:200]!r}")
        if any(ord(c) < 32 for c in stderr[:-1]):
            faults.append("control characters in the line")
        faults += [f"{says!r} not in {stderr[:200]!r}" for says in case.says if says not in stderr]
    else:
        document = json.loads(stdout)
        codes = {note["code"] for note in document["notes"]}
        faults += [f"no note {code}, but {sorted(codes)}" for code in case.says if code not in codes]
        for part in document["source"].get("parts", []):
            if part["visible"] != part["in_text"]:
                faults.append(f"{part['file']}: {part['visible']} visible, {part['in_text']} in text")
        if stderr:
            faults.append(f"something on standard error: {stderr[:200]!r}")
    if seconds > LIMIT["seconds"]:
        faults.append(f"{seconds:.1f} s")
    if megabytes > MAX_MEGABYTES:
        faults.append(f"{megabytes:.0f} MB")
    return Outcome(seconds, megabytes, faults)


def run_apart(binary: str, folder: bytes, case: Case) -> Outcome:
    """Runs a case in a process of its own, so that this one stays small."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            outcome = run(binary, folder, case)
        except Exception as error:  # a fault of this script is a fault of the case
            outcome = Outcome(0, 0, [repr(error)])
        with os.fdopen(writer, "w") as pipe:
            json.dump(vars(outcome), pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        outcome = Outcome(**json.load(pipe))
    os.waitpid(pid, 0)
    return outcome


def shown(name: str | bytes) -> str:
    """A name on one line."""
    text = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else name
    return text.encode("unicode_escape").decode() if not text.isprintable() else text


def main() -> int:
    """Writes the zoo or runs it."""
    parser = argparse.ArgumentParser(description="Makes and runs a zoo of hostile files.")
    parser.add_argument("folder", nargs="?", type=Path, help="where to write the files")
    parser.add_argument("--run", metavar="BINARY", help="read each file with this command")
    parser.add_argument("--all", action="store_true", help="the big and the slow ones, too")
    parser.add_argument("--seconds", type=float, default=MAX_SECONDS,
                        help="the most that a file may take")
    parser.add_argument("--markdown", action="store_true", help="print the table for a page")
    arguments = parser.parse_args()
    LIMIT["seconds"] = arguments.seconds
    cases = [case for case in CASES if arguments.all or not (case.is_big or case.slow)]
    if not arguments.run:
        if arguments.folder is None:
            parser.error("give a folder, or --run BINARY")
        arguments.folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for case in cases:
            if write(os.fsencode(arguments.folder), case):
                rows.append(f"{shown(case.name)}\t{case.code}\t{', '.join(case.says)}\n")
        (arguments.folder / "expected.tsv").write_text("".join(rows), encoding="utf-8")
        return 0
    n_failed = n_slow = n_skipped = 0
    worst_seconds = worst_megabytes = 0.0
    with tempfile.TemporaryDirectory() as folder:
        where = os.fsencode(folder)
        for case in cases:
            if not write_apart(where, case):
                n_skipped += 1
                print(f"{'–':>6} {'–':>6}  skipped  {shown(case.name)}")
                continue
            outcome = run_apart(arguments.run, where, case)
            is_known = bool(outcome.faults and case.slow) and outcome.seconds > LIMIT["seconds"]
            n_slow += is_known
            n_failed += bool(outcome.faults) and not is_known
            if not outcome.faults:
                worst_seconds = max(worst_seconds, outcome.seconds)
                worst_megabytes = max(worst_megabytes, outcome.megabytes)
            word = "ok" if not outcome.faults else "too slow" if is_known else "FAILED"
            expected = ", ".join(case.says) or ("read" if case.code == 0 else "refused")
            if arguments.markdown:
                print(f"| `{shown(case.name)[:40]}` | {case.code} | {expected} | "
                      f"{outcome.seconds:.2f} | {outcome.megabytes:.0f} | {word} |")
            else:
                print(f"{outcome.seconds:6.2f} {outcome.megabytes:6.0f}  {word:8} "
                      f"{shown(case.name)[:60]}  {'; '.join(outcome.faults)}")
            path = path_of(where, case)
            if os.path.isfile(path):
                os.remove(path)
    print(
        f"{len(cases)} files: {len(cases) - n_failed - n_slow - n_skipped} as expected, "
        f"{n_failed} not, {n_slow} known to be too slow, {n_skipped} not possible here; at "
        f"most {worst_seconds:.2f} s and {worst_megabytes:.0f} MB among the first"
    )
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
