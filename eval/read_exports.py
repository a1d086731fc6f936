#!/usr/bin/env python3
"""Reads exports back with the tools of their fields.

usage: read_exports.py ENGINE BOOK [--tei-schema tei_all.rng] [--story STORY.json] [--only WORD]

Writes BOOK in every format with ENGINE (the dramaturg binary) into a folder that is thrown
away, then reads each as its users do: by the rules that a format's own tool documents where
the tool is no library, else by a library. What needs a package that is missing is skipped,
with a line that says so; --all makes that an error. Exit status 1 if a check fails.
"""
import argparse
import csv
import importlib.util
import json
import pathlib
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

CHECKS = []
TEI = "{http://www.tei-c.org/ns/1.0}"
SSML = "{http://www.w3.org/2001/10/synthesis}"


class Skip(Exception):
    """What a check needs is missing."""


def check(name):
    """Registers a check."""
    def register(function):
        CHECKS.append((name, function))
        return function
    return register


def need(package):
    """Imports a package, or skips the check."""
    if importlib.util.find_spec(package) is None:
        raise Skip(f"no Python package {package}")
    return importlib.import_module(package)


def equal(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r} is not {wanted!r}"[:500])


class Exports:
    """Writes a book in a format, once."""

    def __init__(self, engine, book, folder, story, schema):
        self.engine, self.book, self.folder, self.story, self.schema = engine, book, folder, story, schema
        self.text = book.read_bytes().decode("utf-8")
        self.voices = folder / "voices.toml"
        self.run("--to", "voices", "-o", self.voices)
        toml = self.voices.read_text("utf-8")
        self.voices.write_text(toml.replace('voice = ""', 'voice = "voices/eng/adult/female/Ann.wav"'), "utf-8")

    def run(self, *arguments):
        command = [self.engine, "-q", "export", self.book, *arguments]
        done = subprocess.run([str(a) for a in command], capture_output=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{command}: {done.stderr.decode('utf-8', 'replace')}")

    def path(self, name, *arguments):
        path = self.folder / name
        if not path.exists():
            if self.story and name not in ("e2a", "ssml", "creator", "alexandria", "fountain", "booknlp"):
                arguments = (*arguments, "--story", self.story)
            self.run("--to", name, "-o", path, *arguments)
        return path

    def document(self):
        """The Story JSON that the tables are made from."""
        if self.story:
            return json.loads(self.story.read_text("utf-8"))
        command = [str(self.engine), "-q", "read", str(self.book), "--format", "json", "--mentions"]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@check("e2a: by the engine's own grammar")
def e2a(exports):
    tagged = exports.path("e2a", "--voices", exports.voices).read_bytes().decode("utf-8")
    # What ebook2audiobook looks for; a joiner keeps literal brackets from matching.
    grammar = re.compile(r"\[\s*(/)?\s*(break|pause|voice)(\s*:\s*(.*?)\s*)?\s*\]", re.DOTALL)
    depth = 0
    for match in grammar.finditer(tagged):
        equal(match.group(2), "voice", "a tag")
        depth += -1 if match.group(1) else 1
        assert depth in (0, 1), "voice tags are paired and do not nest"
        if not match.group(1):
            equal(match.group(4), "voices/eng/adult/female/Ann.wav", "a voice")
            assert "\n" not in tagged[match.start():tagged.index("[/voice]", match.end())], "closed on its line"
    equal(depth, 0, "open tags")
    equal(grammar.sub("", tagged).replace("[\u2060", "["), exports.text, "the text without tags")


@check("creator: lines of speaker and line")
def creator(exports):
    path = exports.path("creator")
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    equal("".join(row["line"] for row in rows), exports.text, "the lines joined")
    scores = json.loads((exports.folder / "character_gender_map.json").read_text("utf-8"))["scores"]
    for row in rows:
        speaker = row["speaker"]
        assert speaker == speaker.lower() and (speaker in scores or speaker in ("narrator", "unknown")), speaker
    for score in scores.values():
        assert 1 <= score["gender_score"] <= 10 and score["age"], score


@check("alexandria: the script and its voices")
def alexandria(exports):
    path = exports.path("alexandria")
    rows = json.loads(path.read_text("utf-8"))
    equal("".join(row["text"] for row in rows), exports.text, "the texts joined")
    voices = json.loads((exports.folder / "voice_config.json").read_text("utf-8"))
    for row in rows:
        assert row["instruct"] and row["speaker"] in voices, row
    for voice in voices.values():
        assert voice["type"] in ("custom", "clone", "lora", "design"), voice


@check("ssml: well-formed, every word in a voice")
def ssml(exports):
    texts = []
    for path in sorted(exports.path("ssml", "--voices", exports.voices).glob("*.ssml")):
        root = ElementTree.fromstring(path.read_bytes())
        equal(root.tag, SSML + "speak", "the root")
        voices = root.findall(SSML + "voice")
        assert 1 <= len(voices) <= 5 and path.stat().st_size < 10_000, path
        assert not (root.text or "").strip() and not any((v.tail or "").strip() for v in voices), path
        for voice in voices:
            texts.append(voice.text or "")
            texts.extend(chr(int(m.get("name")[2:], 16)) + (m.tail or "") for m in voice)
    equal("".join(texts), exports.text, "the texts joined")


@check("fountain: elements by the rules of fountain.io")
def fountain(exports):
    screenplay = exports.path("fountain").read_bytes().decode("utf-8")
    title, _, body = screenplay.partition("\n\n")
    assert re.match(r"Title: \S", title), title
    body = re.sub(r"\[\[.*?\]\]", "", body, flags=re.DOTALL)
    dialogue = action = 0
    for block in re.split(r"\n[ ]*\n", body.strip("\n")):
        lines = [line for line in block.split("\n") if line]
        if not lines:
            continue
        if lines[0][0] == "@":
            assert len(lines) > 1, f"a cue without dialogue: {block}"
            dialogue += 1
        elif lines[0][0] == "!":
            action += 1
        else:
            assert lines[0][0] in "#." and len(lines) == 1, f"neither action nor heading: {block}"
    assert action and dialogue == 0 or dialogue, "there is no action and no dialogue"


@check("tei: well-formed, and the text is the source")
def tei(exports):
    root = ElementTree.fromstring(exports.path("tei").read_bytes())
    body = root.find(f"{TEI}text/{TEI}body")

    def words(element):
        yield chr(int(element.get("n")[2:], 16)) if element.tag == TEI + "g" else element.text or ""
        for child in element:
            yield from words(child)
            yield child.tail or ""

    equal("".join(words(body)), exports.text, "the text of the body")
    xml_id = "{http://www.w3.org/XML/1998/namespace}id"
    ids = [element.get(xml_id) for element in root.iter() if element.get(xml_id)]
    equal(len(ids), len(set(ids)), "different ids")
    for element in root.iter():
        for key in ("who", "toWhom", "ref", "target", "ana", "next", "prev", "active", "passive"):
            for pointer in (element.get(key) or "").split():
                assert pointer[0] == "#" and pointer[1:] in ids, f"{key}={pointer}"
    assert list(root.iter(TEI + "said")), "somebody says something"


@check("tei: valid by the schema of TEI P5 (jing)")
def tei_schema(exports):
    if exports.schema is None:
        raise Skip("no --tei-schema")
    if shutil.which("jing") is None:
        raise Skip("no program jing")
    # The schema is older than toWhom and cert in said; all else must be valid there, too.
    current = exports.path("tei-current").read_text("utf-8")
    older = exports.folder / "older.xml"
    older.write_text(re.sub(r'(<(?:said|q) [^>]*?)( cert="\w+")?( toWhom="[^"]*")?( xml:id)', r"\1\4", current), "utf-8")
    for path in (exports.path("tei"), older):
        done = subprocess.run(["jing", str(exports.schema), str(path)], capture_output=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stdout.decode("utf-8", "replace")[:2000])


@check("csv: tables that fit together, offsets in three units")
def tables(exports):
    folder = exports.path("csv")
    rows = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = list(csv.DictReader(file))
    equal(len(rows["books"]), 1, "books")
    raw, wide = exports.text.encode("utf-8"), exports.text.encode("utf-16-le")
    for name, table in rows.items():
        for row in table:
            equal(row["book_id"], rows["books"][0]["book_id"], f"{name}: book_id")
            if not row.get("start_byte"):
                continue
            start, end = int(row["start_byte"]), int(row["end_byte"])
            words = raw[start:end].decode("utf-8")
            equal(exports.text[int(row["start_char"]):int(row["end_char"])], words, f"{name}: code points")
            units = wide[2 * int(row["start_utf16"]):2 * int(row["end_utf16"])]
            equal(units.decode("utf-16-le"), words, f"{name}: UTF-16")
            if name == "mentions":
                equal(row["text"], words, "a mention")
    cast = {row["character_id"] for row in rows["characters"]}
    for row in rows["quotations"]:
        assert not row["speaker_id"] or row["speaker_id"] in cast, row
    for row in rows["presence"] + rows["aliases"] + rows["states"] + rows["knowledge"]:
        assert row["character_id"] in cast, row
    assert rows["quotations"] and rows["mentions"] or exports.story, "there are rows"


@check("parquet: pyarrow, pandas, polars and duckdb agree with the CSV")
def parquet(exports):
    pyarrow = need("pyarrow.parquet") if importlib.util.find_spec("pyarrow") else None
    if pyarrow is None:
        raise Skip("no Python package pyarrow")
    try:
        folder = exports.path("parquet")
    except AssertionError as error:
        if "invalid value" in str(error):
            raise Skip("the engine is built without the feature parquet") from error
        raise
    for path in sorted(folder.glob("*.parquet")):
        with (exports.path("csv") / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
            wanted = list(csv.DictReader(file))
        table = pyarrow.read_table(path)
        equal(table.num_rows, len(wanted), f"{path.stem}: rows")
        if wanted:
            equal(table.column_names, list(wanted[0]), f"{path.stem}: columns")
            for got, row in zip(table.to_pylist()[:50], wanted):
                for key, value in got.items():
                    shown = {None: "", True: "true", False: "false"}.get(value, value) if not isinstance(value, (int, float)) or isinstance(value, bool) else value
                    same = shown == row[key] or isinstance(value, (int, float)) and float(row[key] or "nan") == float(value)
                    assert same, f"{path.stem}.{key}: {value!r} is not {row[key]!r}"
    quotations = str(folder / "quotations.parquet")
    n = pyarrow.read_table(quotations).num_rows
    if importlib.util.find_spec("pandas"):
        equal(len(need("pandas").read_parquet(quotations)), n, "pandas")
    if importlib.util.find_spec("polars"):
        equal(need("polars").read_parquet(quotations).height, n, "polars")
    if importlib.util.find_spec("duckdb"):
        equal(need("duckdb").sql(f"select count(*) from '{quotations}'").fetchall()[0][0], n, "duckdb")


@check("sqlite: Python's sqlite3 finds it whole, and its counts are those of the Story JSON")
def database(exports):
    connection = sqlite3.connect(f"file:{exports.path('sqlite')}?mode=ro", uri=True)

    def ask(sql, *values):
        return connection.execute(sql, values).fetchall()

    equal(ask("PRAGMA integrity_check"), [("ok",)], "integrity_check")
    equal(ask("PRAGMA foreign_key_check"), [], "foreign_key_check")
    story = exports.document()
    cast = story["characters"]
    traits = ("agent", "patient", "possessions", "modifiers")
    counts = {
        "chapters": len(story["chapters"]), "places": len(story["places"]),
        "objects": len(story["objects"]), "mentions": len(story["mentions"]),
        "quotations": len(story["quotations"]), "scenes": len(story["scenes"]),
        "events": len(story["events"]), "states": len(story["states"]),
        "custody": len(story["custody"]), "knowledge": len(story["knowledge"]),
        "relations": len(story["relations"]), "promises": len(story["promises"]),
        "rules": len(story["rules"]), "attitudes": len(story.get("attitudes") or ()),
        "apart": len(story.get("apart") or ()),
        "aliases": sum(len(row.get("aliases") or ()) for row in cast),
        "traits": sum(len(word["spans"]) for row in cast for key in traits for word in row.get(key) or ()),
        "presence": sum(len(row.get("presence") or ()) for row in story["scenes"]),
        "knowers": sum(len(row["knowers"]) for row in story["knowledge"]),
        "quotation_parts": sum(len(row["spans"]) for row in story["quotations"]),
    }
    for table, n in counts.items():
        equal(ask(f"SELECT count(*) FROM {table}")[0][0], n, table)
    equal(ask("SELECT count(*) FROM characters WHERE kind IS NOT 'unknown'")[0][0], len(cast), "characters")
    # Full text: a word of the first quotation leads back to it.
    for (text,) in ask("SELECT text FROM quotations ORDER BY start_byte LIMIT 1"):
        word = max(re.findall(r"[A-Za-z]+", text) or ["a"], key=len)
        found = [row[0] for row in ask("SELECT text FROM quotation_search WHERE quotation_search MATCH ?", word)]
        assert text in found, f"{word} does not find {text!r}"
        assert ask("SELECT text FROM text_search WHERE text_search MATCH ?", word), word
    views = [row[0] for row in ask("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    assert len(views) > 10, views
    for view in views:
        ask(f"SELECT * FROM {view}")
    connection.close()


def booknlp_table(path):
    """A table as BookNLP's own notebooks read it."""
    return need("pandas").read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, keep_default_na=False)


@check("booknlp: pandas reads the tables, and tokens, entities, quotes and characters fit together")
def booknlp(exports):
    folder = exports.path("booknlp")
    (tokens_path,) = folder.glob("*.tokens")
    tokens, entities, senses, quotes = (
        booknlp_table(tokens_path.with_suffix(end)) for end in (".tokens", ".entities", ".supersense", ".quotes"))
    columns = ("paragraph_ID sentence_ID token_ID_within_sentence token_ID_within_document word lemma byte_onset "
               "byte_offset POS_tag fine_POS_tag dependency_relation syntactic_head_ID event")
    equal(list(tokens.columns), columns.split(), "the columns of tokens")
    equal(list(entities.columns), "COREF start_token end_token prop cat text".split(), "of entities")
    equal(list(senses.columns), "start_token end_token supersense_category text".split(), "of supersense")
    equal(list(quotes.columns),
          "quote_start quote_end mention_start mention_end mention_phrase char_id quote".split(), "of quotes")
    words = [str(word) for word in tokens["word"]]
    assert words, "there are tokens"
    equal(tokens["token_ID_within_document"].tolist(), list(range(len(words))), "token ids")
    for key in ("paragraph_ID", "sentence_ID"):
        assert tokens[key].is_monotonic_increasing and tokens[key].iloc[0] == 0, key
    assert set(tokens["event"]) <= {"EVENT", "O"} and tokens["syntactic_head_ID"].between(0, len(words) - 1).all()
    for word, start, end in zip(words, tokens["byte_onset"], tokens["byte_offset"]):
        written = exports.text[start:end]
        assert word == written or any(c.isspace() or not c.isprintable() for c in written), (word, written)
    squeezed = "".join(exports.text[a:b] for a, b in zip(tokens["byte_onset"], tokens["byte_offset"]))
    n_visible = sum(not c.isspace() for c in exports.text)
    assert len("".join(squeezed.split())) >= 0.98 * n_visible, "the words are the text"
    # spaCy's roots are their own heads; every sentence has one.
    roots = tokens[tokens["syntactic_head_ID"] == tokens["token_ID_within_document"]]
    equal(len(roots), tokens["sentence_ID"].nunique(), "roots")

    def phrase(start, end):
        return " ".join(words[int(start):int(end) + 1])

    spans = {}
    for row in entities.itertuples():
        equal(str(row.text), phrase(row.start_token, row.end_token), "an entity")
        assert row.prop in ("PROP", "NOM", "PRON") and row.cat in ("PER", "LOC", "FAC", "GPE", "VEH", "ORG"), row
        spans[int(row.start_token), int(row.end_token)] = int(row.COREF)
    equal(len(spans), len(entities), "entities")
    for row in senses.itertuples():
        equal(str(row.text), phrase(row.start_token, row.end_token), "a supersense")
        assert re.fullmatch(r"(noun|verb)\.\w+", row.supersense_category), row
    n_known = 0
    for row in quotes.itertuples():
        equal(str(row.quote), phrase(row.quote_start, row.quote_end), "a quote")
        if str(row.mention_start) != "None":
            n_known += 1
            mention = int(row.mention_start), int(row.mention_end)
            equal(spans[mention], int(row.char_id), "the speaker's mention")
            equal(str(row.mention_phrase), phrase(*mention), "its words")
    assert n_known >= 0.5 * len(quotes), "most quotes have a speaker"
    people = entities[entities["cat"] == "PER"].groupby("COREF").size()
    book = json.loads(tokens_path.with_suffix(".book").read_text("utf-8"))
    equal({row["id"]: row["count"] for row in book["characters"]},
          {int(id): int(n) for id, n in people.items() if n > 1}, "who is mentioned twice")
    genders = {"he/him/his", "she/her", "they/them/their", "xe/xem/xyr/xir", "ze/zem/zir/hir"}
    for row in book["characters"]:
        equal(set(row), {"agent", "patient", "mod", "poss", "id", "g", "count", "mentions"}, "keys")
        names = [name for kind in ("proper", "common", "pronoun") for name in row["mentions"][kind]]
        equal(sum(name["c"] for name in names), row["count"], "mentions")
        for key in ("agent", "patient", "mod", "poss"):
            for word in row[key]:
                equal(word["w"], words[word["i"]], key)
        if row["g"] is not None:
            assert set(row["g"]["inference"]) == genders and row["g"]["argmax"] in genders, row["g"]
            assert abs(sum(row["g"]["inference"].values()) - 1) < 0.01, row["g"]
    page = pathlib.Path(f"{tokens_path.with_suffix('')}.book.html").read_text("utf-8")
    assert page.startswith("<html>") and page.endswith("</html>")
    tags = set(re.findall(r"</?(\w+)", page))
    assert tags <= {"html", "head", "meta", "h2", "h3", "p", "br", "font", "sub"}, tags
    for line in pathlib.Path(f"{tokens_path.with_suffix('')}.book.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"\[[^\[\]]+\] .* \[/\]", line), line


@check("gexf and graphml: networkx reads the same network")
def networks(exports):
    networkx = need("networkx")
    graphs = [networkx.read_gexf(exports.path("gexf")), networkx.read_gexf(exports.path("gexf-dynamic")),
              networkx.read_graphml(exports.path("graphml"))]
    assert graphs[0].number_of_nodes() > 0 and graphs[0].is_directed()
    weights = []
    for graph in graphs:
        equal(set(graph.nodes), set(graphs[0].nodes), "the nodes")
        weights.append({(a, b): float(data["weight"]) for a, b, data in graph.edges(data=True)})
        equal(weights[-1], weights[0], "the weights")
    dynamic = graphs[1]
    for a, b, data in dynamic.edges(data=True):
        steps = data.get("in_scene")
        if isinstance(steps, list):
            equal(sum(int(step[0]) for step in steps), int(weights[0][a, b]), "weights by scene")
    company = exports.folder / "company.gexf"
    exports.run("--to", "gexf", "--tie", "company", "-o", company)
    assert not networkx.read_gexf(company).is_directed()


class StarDict:
    """A dictionary of StarDict 2.4.2, read as its documentation says."""

    def __init__(self, ifo):
        lines = ifo.read_text("utf-8").split("\n")
        equal(lines[0], "StarDict's dict ifo file", "the first line")
        self.about = dict(line.split("=", 1) for line in lines[1:] if line)
        self.index = self.rows(ifo.with_suffix(".idx"), 8)
        syn = ifo.with_suffix(".syn")
        self.synonyms = self.rows(syn, 4) if syn.exists() else []
        self.meanings = ifo.with_suffix(".dict").read_bytes()
        equal(int(self.about["wordcount"]), len(self.index), "wordcount")
        equal(int(self.about["synwordcount"]), len(self.synonyms), "synwordcount")
        equal(int(self.about["idxfilesize"]), ifo.with_suffix(".idx").stat().st_size, "idxfilesize")
        for rows in (self.index, self.synonyms):
            keys = [self.order(word) for word, _ in rows]
            equal(keys, sorted(keys), "the order of words")

    @staticmethod
    def order(word):
        return bytes(b + 32 if 65 <= b <= 90 else b for b in word), word

    @staticmethod
    def rows(path, n):
        data, at, rows = path.read_bytes(), 0, []
        while at < len(data):
            end = data.index(b"\0", at)
            rows.append((data[at:end], data[end + 1:end + 1 + n]))
            at = end + 1 + n
        return rows

    def meaning(self, i):
        start, length = struct.unpack(">II", self.index[i][1])
        return self.meanings[start:start + length].decode("utf-8")

    def words(self):
        for i, (word, _) in enumerate(self.index):
            yield word.decode("utf-8"), self.meaning(i)
        for word, place in self.synonyms:
            yield word.decode("utf-8"), self.meaning(struct.unpack(">I", place)[0])


@check("stardict: dictionaries that know nothing from behind their chapter")
def stardict(exports):
    with (exports.path("csv") / "aliases.csv").open(encoding="utf-8", newline="") as file:
        aliases = list(csv.DictReader(file))
    files = sorted(exports.path("stardict").glob("*/*.ifo"))
    assert files, "there is a dictionary"
    sizes = []
    for ifo in files:
        dictionary = StarDict(ifo)
        known = [word for word, _ in dictionary.words()]
        sizes.append(len(set(known)))
        for word, meaning in dictionary.words():
            assert word in meaning, f"{word} is not in its meaning"
    equal(sizes, sorted(sizes), "what is known only grows")
    wanted = {row["alias"] for row in aliases if row["start_byte"] and row["kind"] != "pronoun"}
    equal(set(known), wanted, "the words of the last dictionary")


@check("stardict: sdcv, which KOReader looks words up with")
def sdcv(exports):
    try:
        subprocess.run(["sdcv", "--version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Skip("no program sdcv") from error
    ifo = sorted(exports.path("stardict").glob("*/*.ifo"))[-1]
    dictionary = StarDict(ifo)
    for word, meaning in list(dictionary.words())[:40]:
        command = ["sdcv", "-n", "-e", "-j", "--data-dir", str(ifo.parent), word]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        assert any(row["definition"].strip() == meaning.strip() for row in found), f"{word}: {found}"


@check("koreader: a Lua interpreter loads each cache")
def koreader(exports):
    lupa = need("lupa")
    paths = sorted(exports.path("koreader").glob("*/xray_cache.lua"))
    assert paths, "there is a cache"
    n_before = 0
    for path in paths:
        cache = lupa.LuaRuntime(unpack_returned_tuples=True, encoding="utf-8").execute(path.read_text("utf-8"))
        equal(cache["cache_version"], "6.0", "the version")
        cast = list(cache["characters"].values())
        assert len(cast) >= n_before, "the cast only grows"
        n_before = len(cast)
        for row in cast:
            assert row["name"] and row["description"] and row["role"], dict(row)
            list(row["aliases"].values())
        for key in ("locations", "terms", "historical_figures", "timeline"):
            list(cache[key].values())
    assert n_before, "there is a cast"


@check("worddumb: rows of seven columns")
def worddumb(exports):
    rows = json.loads(exports.path("worddumb").read_text("utf-8"))
    labels = {"EVENT", "FAC", "GPE", "LAW", "LOC", "ORG", "PERSON", "PRODUCT"}
    assert rows, "there are rows"
    for name, label, aliases, description, source, omit, _ in rows:
        assert name and label in labels and isinstance(aliases, str) and isinstance(description, str), name
        assert source in (None, 1, 2) and omit is False, name


@check("bible: front matter as importers read it")
def bible(exports):
    yaml = need("yaml")
    folder = exports.path("bible")
    novel = (folder / "novel.md").read_text("utf-8")
    assert novel.startswith("# "), "the title comes first"
    entries = sorted(folder.glob("*/*/entry.md"))
    assert any(path.parts[-3] == "characters" for path in entries), "there are characters"
    for path in entries:
        content = path.read_text("utf-8")
        front = re.match(r"^---\n([\s\S]*?)\n---", content)
        assert front, path
        about = yaml.safe_load(front.group(1))
        assert about["type"] and about["name"] and isinstance(about["aliases"], list), path
        assert isinstance(about["tags"], list) and isinstance(about["fields"], dict), path


@check("cast: a sheet whose words add up")
def cast(exports):
    with exports.path("cast").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    equal(rows[0]["name"], "narrator", "the first row")
    for row in rows:
        assert abs(float(row["minutes"]) - int(row["words"]) / 155) < 0.06, row
    total = sum(int(row["words"]) for row in rows)
    # Marks that stand alone and words in what is no story make a small difference.
    assert 0.8 <= total / max(1, len(exports.text.split())) <= 1.1, total


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("engine", type=pathlib.Path)
    parser.add_argument("book", type=pathlib.Path)
    parser.add_argument("--tei-schema", type=pathlib.Path)
    parser.add_argument("--story", type=pathlib.Path)
    parser.add_argument("--only", default="", help="the checks with this word in their name")
    parser.add_argument("--all", action="store_true", help="a check that is skipped is an error")
    arguments = parser.parse_args()
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        exports = Exports(arguments.engine.resolve(), arguments.book, pathlib.Path(folder),
                          arguments.story, arguments.tei_schema)
        for name, function in CHECKS:
            if arguments.only not in name:
                continue
            try:
                function(exports)
                print(f"ok       {name}")
            except Skip as why:
                is_good &= not arguments.all
                print(f"skipped  {name}: {why}")
            except Exception as error:  # whatever goes wrong is the check's result
                is_good = False
                print(f"FAILED   {name}: {type(error).__name__}: {error}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
