"""The package as its users call it, on the sample that ships with the project."""
import json
import pathlib
import re
import threading

import pandas
import polars
import pyarrow
import pytest

import dramaturg

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "the_lamplighters_ledger.txt"
EPUB = SAMPLE.with_suffix(".epub")


@pytest.fixture(scope="module")
def story() -> dramaturg.Story:
    return dramaturg.read(SAMPLE)


def test_a_line_has_its_speaker() -> None:
    story = dramaturg.read("“I never sleep,” said Mara, “and you know why.”\n\nTom did.\n")
    (quotation,) = story.quotations
    assert quotation.text == "I never sleep, and you know why."
    assert quotation.speaker is not None and quotation.speaker.name == "Mara"
    claim = quotation.attribution
    assert claim is not None and quotation.attribution_kind == "explicit"
    assert [story.text[a:b] for a, b in claim.evidence] == ["said Mara"]
    assert [q.id for q in claim.value.quotations] == [quotation.id]


def test_a_character_has_what_the_text_says_of_them() -> None:
    story = dramaturg.read("“Ça va,” said Mara. Mara took her coat.\n\nTom saw her. Mara was not tired.\n")
    mara = story.find_character("Mara")
    assert mara is not None
    assert [row.word for row in mara.agent] == ["say", "take"]
    assert [row.word for row in mara.patient] == ["see"]
    assert [row.word for row in mara.possessions] == ["coat"]
    (tired,) = mara.modifiers
    assert (tired.word, tired.count, tired.is_negated) == ("tired", 1, True)
    assert [story.text[a:b] for a, b in tired.spans] == ["tired"]


def test_spans_are_code_points() -> None:
    story = dramaturg.read("“Ça va, 🙂?” said Zoë.\n\n“Très bien – naïf,” said Noël Fère.\n", force=True)
    assert [q.text for q in story.quotations] == ["Ça va, 🙂?", "Très bien – naïf,"]
    for quotation, row in zip(story.quotations, story.data["quotations"], strict=True):
        data = story.text.encode()
        parts = [data[a:b].decode() for a, b in row["spans"]]
        assert [story.text[a:b] for a, b in quotation.spans] == parts


def test_segments_are_the_text(story: dramaturg.Story) -> None:
    segments = list(story.segments)
    assert "".join(segment.text for segment in segments) == story.text
    assert all(story.text[slice(*segment.span)] == segment.text for segment in segments)
    assert {"narration", "speech"} <= {segment.kind for segment in segments}


def test_views_agree_with_the_document(story: dramaturg.Story) -> None:
    assert [c.id for c in story.characters] == [c["id"] for c in story.data["characters"]]
    for character in story.characters:
        assert story.find_character(character.id) is character
        assert character.first is None or character.first[1] <= len(story.text)
    present = [p for scene in story.scenes for p in scene.presence]
    assert present and all(p.character in story.characters for p in present)
    assert [chapter.title for chapter in story.chapters]
    assert json.loads(story.json(mentions=True))["mentions"]


@pytest.mark.parametrize("name", dramaturg.table_names())
def test_tables_are_the_same_everywhere(story: dramaturg.Story, name: str) -> None:
    arrow, frame, data = story.to_arrow(name), story.to_polars(name), story.to_pandas(name)
    assert isinstance(arrow, pyarrow.Table) and isinstance(frame, polars.DataFrame)
    assert isinstance(data, pandas.DataFrame)
    assert arrow.to_pylist() == frame.to_dicts()
    assert list(data.columns) == story.table(name).columns == frame.columns
    assert len(data) == len(story.table(name)) == len(frame)


def test_quotations_of_the_table_are_those_of_the_views(story: dramaturg.Story) -> None:
    frame = story.to_polars("quotations")
    assert frame["quotation_id"].to_list() == [q.id for q in story.quotations]
    outer = zip(frame.iter_rows(named=True), story.quotations, strict=True)
    assert all(row["speaker"] == (q.speaker.name if q.speaker else None) for row, q in outer)


def test_every_format_is_written(story: dramaturg.Story, tmp_path: pathlib.Path) -> None:
    names = [name for name, _ in dramaturg.formats()]
    (voices,) = story.export("voices", tmp_path / "voices.toml")
    filled = re.sub(r'(?m)^(\w+ = )""', r'\1"some.wav"', voices.read_text())
    voices.write_text(filled)
    for name in names:
        written = story.export(name, tmp_path / name / "book", voices=voices)
        assert written and all(path.stat().st_size for path in written), name
    assert not list(tmp_path.rglob(".*")), "nothing is left beside what was written"
    with pytest.raises(ValueError, match='no format "mp3"; choose one of script'):
        story.export("mp3", tmp_path / "x")
    with pytest.raises(ValueError, match="no table 'lines'"):
        story.table("lines")


def test_an_epub_has_the_same_speakers(story: dramaturg.Story) -> None:
    def said(story: dramaturg.Story) -> list[tuple[str, str | None]]:
        rows = [(q.text, q.speaker.name if q.speaker else None) for q in story.quotations]
        return [(text.replace("_", ""), speaker) for text, speaker in rows]

    assert said(dramaturg.read(EPUB)) == said(story)


def test_errors_name_file_and_remedy(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        dramaturg.read(tmp_path / "gone.epub")
    assert missing.value.filename == str(tmp_path / "gone.epub")
    with pytest.raises(IsADirectoryError):
        dramaturg.read(tmp_path)
    picture = tmp_path / "cover.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(dramaturg.IngestError, match="cover.txt: is a PNG image.*give plain text"):
        dramaturg.read(picture)
    long = tmp_path / "long.txt"
    long.write_text("He sat. " * 100)
    with pytest.raises(dramaturg.IngestError, match="long.txt: is longer than 100 bytes"):
        dramaturg.read(long, max_bytes=100)
    assert issubclass(dramaturg.IngestError, dramaturg.DramaturgError)


def test_many_keep_their_order(tmp_path: pathlib.Path, story: dramaturg.Story) -> None:
    paths = [SAMPLE, EPUB, tmp_path / "gone.txt", SAMPLE]
    found = list(dramaturg.read_many(paths, threads=2, errors="return", progress=False))
    assert [type(f).__name__ for f in found] == ["Story", "Story", "FileNotFoundError", "Story"]
    assert isinstance(found[3], dramaturg.Story)
    assert found[3].json() == story.json()
    with pytest.raises(FileNotFoundError):
        list(dramaturg.read_many(paths, progress=False))
    with pytest.raises(ValueError, match="errors is"):
        dramaturg.read_many(paths, errors="ignore")  # type: ignore[arg-type]


def test_threads_share_the_engine(story: dramaturg.Story) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(dramaturg.read(SAMPLE).json()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [story.json()] * 4
