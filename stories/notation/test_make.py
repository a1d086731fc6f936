"""Tests of make.py: `python3 -m unittest discover -s stories/notation`."""
import contextlib
import io
import json
import pathlib
import tempfile
import unittest

import make

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = (HERE / "example.tale").read_text(encoding="utf-8")
HEAD = """title: T
person: third, limited, past
pov: ann
quotes: %s

cast
ann: Ann; she
  name Ann
bob: Bob; he
  name Bob
cid: Cid; he
  name Cid

---
%% scene room: ann, bob, cid

Ann and Bob and Cid sat.

"""


def made(source):
    text, gold, faults, warnings = make.convert(source, "story")
    assert not faults, faults
    return text, gold


def said(body, style="double-curly"):
    """The utterances of a body in a room with Ann, Bob and Cid."""
    return made(HEAD % style + body)[1]["utterances"]


def faults(body, style="double-curly"):
    return ["%d: %s" % f for f in make.convert(HEAD % style + body, "story")[2]]


def spans(value):
    """Every (span, text) of a document."""
    if isinstance(value, list):
        for x in value:
            yield from spans(x)
    elif isinstance(value, dict):
        if "span" in value:
            yield value["span"], value["text"]
        if "spans" in value:
            texts = value["text"] if isinstance(value["text"], list) else [value["text"]] * len(value["spans"])
            yield from zip(value["spans"], texts)
        for x in value.values():
            yield from spans(x)


class Example(unittest.TestCase):
    def setUp(self):
        self.text, self.gold = made(EXAMPLE)
        self.say = {u["text"][0]: u for u in self.gold["utterances"]}

    def test_no_mark_of_the_notation_is_left(self):
        for mark in "{}<>|%":
            self.assertNotIn(mark, self.text)
        self.assertNotIn("  ", self.text)
        self.assertNotIn(" \n", self.text)

    def test_every_span_is_its_words(self):
        rows = [x for x in spans({k: v for k, v in self.gold.items() if k != "scenes"})]
        raw = self.text.encode()
        self.assertGreater(len(rows), 60)
        for (a, b), words in rows:
            self.assertEqual(raw[a:b].decode(), words)

    def test_speakers_cues_and_kinds(self):
        kinds = {k: (u["speaker"], u["attribution"], u["cue"] and u["cue"]["text"]) for k, u in self.say.items()}
        self.assertEqual(kinds["Is it deep?"], ("cole", "implicit", None))
        self.assertEqual(kinds["Only me, Nads,"], ("ivo", "anaphoric", "said a voice"))
        self.assertEqual(kinds["And the jam!"], ("ivo", "explicit", "Ivo bawled."))
        self.assertEqual(self.say["And the jam!"]["manner"], "bawled")
        self.assertEqual(self.say["It’s a hand. Hands bleed."]["beat"]["text"], "She held it up.")

    def test_parts_and_hearers(self):
        u = self.say["A bird hit the window, Mum."]
        self.assertEqual(u["text"], ["A bird hit the window, Mum.", "Not a word."])
        self.assertEqual(u["segment_addressees"], [["mum"], ["cole"]])
        self.assertEqual([sorted(x) for x in u["segment_hearers"]], [["cole", "ivo", "mum"], ["cole"]])
        self.assertEqual((u["lie"], u["channel"]), ("full", "by telephone"))
        self.assertEqual(self.say["I threw the cup,"]["hearers"], ["nadia", "ivo"])
        self.assertEqual(self.say["A bird?"]["alternative_speakers"], ["mum", "ivo"])

    def test_names_and_their_users(self):
        names = {(c["id"], a["text"]): a["used_by"] for c in self.gold["characters"] for a in c["aliases"]}
        self.assertEqual(names["nadia", "Nads"], ["ivo"])
        self.assertEqual(names["mum", "Mum"], ["nadia"])
        self.assertEqual(names["cole", "The tall boy"], ["narrator"])
        self.assertEqual(names["nadia", "Nadia"], ["narrator"])
        self.assertEqual(len([1 for n in names if n == ("nadia", "Nadia Obi")]), 1)

    def test_the_other_layers(self):
        self.assertEqual(self.gold["thoughts"][0]["marks"], "asterisks")
        self.assertEqual(self.gold["documents"][0]["author"], "mum")
        self.assertEqual(self.gold["non_speech_quotes"][0]["text"], "house rule")
        self.assertEqual(self.gold["nested_quotes"][0]["quoted_speaker"], "nadia")
        key = self.gold["objects"][0]["history"][0]
        self.assertEqual((key["from"], key["to"], key["place"]), ("cole", "nadia", "kitchen"))
        give = next(e for e in self.gold["events"] if e["kind"] == "give")
        self.assertEqual((give["agent"], give["patient"], give["trigger"]["text"]), (["cole"], ["nadia", "key"], "laid"))
        facts = {k["id"]: k for k in self.gold["knowledge"]}
        self.assertEqual(facts["k2"]["lie_in"], ["u6"])
        self.assertEqual([(h["who"], h["by"]) for h in facts["k1"]["holders"]], [("cole", None), ("nadia", "cole")])
        self.assertEqual([(p["character"], p["action"]) for p in self.gold["presence"]][-1], ("cole", "exit"))

    def test_questions_are_answered(self):
        self.assertGreaterEqual(len(self.gold["questions"]), 15)
        self.assertTrue(all(q["answer"] and q["evidence"] for q in self.gold["questions"]))


class Styles(unittest.TestCase):
    def one(self, style, body, *parts):
        u = said(body, style)[0]
        self.assertEqual(u["text"], list(parts))

    def test_each_style(self):
        self.one("double-straight", '{ann>bob}"Don\'t," <said Ann>, "go."', "Don't,", "go.")
        self.one("double-curly", "{ann>bob}“Don’t,” <said Ann>, “go.”", "Don’t,", "go.")
        self.one("single-curly", "{ann>bob}‘Don’t eat the dogs’ food,’ <said Ann>, ‘’cause.’", "Don’t eat the dogs’ food,", "’cause.")
        self.one("single-straight", "{ann>bob}'Don't go,' <said Ann>, 'now.'", "Don't go,", "now.")
        self.one("guillemets", "{ann>bob}«Don’t,» <said Ann>, «go.»", "Don’t,", "go.")
        self.one("dash", "{ann>bob}— Don’t, <said Ann>, go.", "Don’t,", "go.")

    def test_words_wrapped_in_a_tag(self):
        self.one("single-curly", "‘{ann>bob|The dogs’}’ <said Ann>.", "The dogs’")
        self.one("dash", "— {ann>bob|Don’t} She laughed. {+|Go.}", "Don’t", "Go.")

    def test_a_dash_with_a_cue_and_a_beat(self):
        u = said("{ann>bob}— Don’t, <said Ann>. <<She laughed.>> Go now.", "dash")[0]
        self.assertEqual((u["text"], u["cue"]["text"]), (["Don’t,", "Go now."], "said Ann"))

    def test_a_lost_mark(self):
        text, gold = made(HEAD % "double-straight" + '{ann>bob}{lost}Go," <said Ann>.\n\n{bob>ann}"No.{lost}')
        losses = gold["document"]["typography"]
        self.assertEqual([u["text"] for u in gold["utterances"]], [["Go,"], ["No."]])
        self.assertEqual(losses["missing_open"], [gold["utterances"][0]["spans"][0][0]])
        self.assertEqual(losses["missing_close"], [gold["utterances"][1]["spans"][0][1]])

    def test_a_cue_before_leads_to_what_follows(self):
        u = said("{ann>bob}“A.” Then <Bob said>, {bob>ann}“B.”")
        self.assertEqual([x["cue"] and x["cue"]["text"] for x in u], [None, "Bob said"])

    def test_an_escaped_mark(self):
        self.assertIn("{a} <b> 5%", made(HEAD % "double-curly" + r"\{a\} \<b\> 5%")[0])


class Stage(unittest.TestCase):
    def hear(self, body):
        return [sorted(u["hearers"]) for u in said(body)]

    def test_whoever_is_there_hears(self):
        self.assertEqual(self.hear("{ann>bob}“A.”\n\n{out cid|Cid left.} {ann>bob}“B.”\n\n{cid>*}“C.” {in cid; early|He} came."),
                         [["bob", "cid"], ["bob"], ["ann", "bob"]])

    def test_whispers_shouts_and_corrections(self):
        self.assertEqual(self.hear("{ann>bob whisper}“A.”\n\n{ann>bob -cid}“B.”\n\n{ann>bob ?cid}“C.”\n\n{ann> =cid}“D.”"),
                         [["bob"], ["bob"], ["bob"], ["cid"]])
        self.assertEqual(self.hear("{to cid@hall|He} went.\n\n{ann>bob}“A.”\n\n{ann>bob shout}“B.”\n\n{ann>bob +cid}“C.”"),
                         [["bob"], ["bob", "cid"], ["bob", "cid"]])

    def test_sleepers_and_listeners(self):
        self.assertEqual(self.hear("{asleep bob}He slept. {ann>cid}“A.” {awake bob}He woke.\n\n{ann>cid}“B.”"),
                         [["cid"], ["bob", "cid"]])
        self.assertEqual(self.hear("{to cid@hall|He} went. {ears cid: room}\n\n{ann>bob}“A.”\n\nHe stopped. {ears cid}\n\n{ann>bob}“B.”"),
                         [["bob", "cid"], ["bob"]])

    def test_who_comes_in_from_elsewhere_on_the_stage_moves(self):
        log = made(HEAD % "double-curly" + "{to cid@hall|He} went. {in cid|He came} back.")[1]["presence"]
        self.assertEqual([(p["action"], p["place"]) for p in log[3:]], [("move_to", "hall"), ("move_to", "room")])

    def test_a_radio_net(self):
        u = said("{to bob@roof|He} went, {to cid@yard|he} too. {phone ann=bob,cid; via over the radio}\n\n{bob>cid}“A.”\n\n"
                 "Done. {hangup ann=bob,cid}\n\n{bob>}“B.”")
        self.assertEqual([(sorted(x["hearers"]), x.get("channel")) for x in u], [(["ann", "cid"], "over the radio"), ([], None)])

    def test_the_one_other_is_meant(self):
        self.assertEqual(said("{out cid|He} went. {ann}“A.”")[0]["addressees"], ["bob"])

    def test_a_new_scene_clears_the_stage(self):
        log = made(HEAD % "double-curly" + "{ann>*}“A.”\n\n% scene yard: ann, bob@roof\n\nAnn and Bob.\n\n{ann>bob shout}“B.”")[1]
        self.assertEqual([(p["character"], p["action"], p["place"]) for p in log["presence"][3:]],
                         [("cid", "exit", "room"), ("ann", "move_to", "yard"), ("bob", "move_to", "roof")])
        self.assertEqual(log["utterances"][1]["hearers"], ["bob"])


class Faults(unittest.TestCase):
    def test_each_names_line_and_remedy(self):
        for body, words in (
                ("“Who?”", "19: no speaker for 'Who?'; put {who>whom}"),
                ("{dan>ann}“A.”", "19: cannot read the tag 'dan>ann'"),
                ("{ann>dan}“A.”", "19: nobody in the cast has the id 'dan'"),
                ("{ann}“A.”", "19: to whom does ann speak, with bob, cid to hear?"),
                ("{ann>bob}A.", "19: no quotation mark after {ann>bob}"),
                ("{ann>bob}“A.", "19: “ is never closed"),
                ("{ann>bob wisper}“A.”", "19: cannot read 'wisper'"),
                ("{ann>bob lie:k9}“A.”", "19: no fact 'k9'"),
                ("{out cid|He} left.\n\n{ann>cid}“A.”", "21: ann speaks to cid, who does not hear it (not on stage)"),
                ("{out cid|He} left.\n\n{cid>ann}“A.”", "21: cid speaks but is not on stage"),
                ("{in cid|He} came.", "19: cid comes in but is there already"),
                ("{to cid@room|He} came.", "19: cid is there already (room)"),
                ("{out ann|She left", "19: } is missing"),
                ("% scene yard: ann; dark\nShe left.", "19: unknown option 'dark'"),
                ("A line.\n% body ann arm: broken [no such]", "20: the text has no [no such]"),
                ("A line, a line.\n% body ann arm: broken [line]", "20: [line] is there 2 times"),
                ("A line.\n% body ann arm [line]", "20: a body without a state"),
                ("A line.\n% spoon ann>bob [line]", "20: cannot read the tag"),
                ("<said Ann>", "19: no speech in the paragraph for <said Ann>"),
                ("A line.\n% promise ann bob: go [line]", "20: cannot read 'promise ann bob: go'"),
        ):
            found = faults(body)
            self.assertTrue(any(f.startswith(words) for f in found), (body, found))

    def test_faults_of_the_head(self):
        for old, new, words in (
                ("  name Bob", "  name Rob", "'Rob' never stands in the text for bob"),
                ("bob: Bob; he", "ann: Bob; he", "id ann is there twice"),
                ("pov: ann\n", "", "the head has no 'pov:'"),
                ("pov: ann", "pov: dan", "pov 'dan' is no id of the cast"),
                ("quotes: double-curly", "quotes: plain", "unknown quotes 'plain'"),
                ("---\n", "things\ncup: a cup\n---\n", "cup has no history"),
                ("---\n", "facts\nk1: it rains\n---\n", "nobody holds k1"),
                ("% scene room: ann, bob, cid", "", "no scene"),
        ):
            found = make.convert((HEAD % "double-curly").replace(old, new), "story")[2]
            self.assertTrue(any(f[1].startswith(words) for f in found), (new, found))

    def test_two_of_one_name(self):
        body = "Ann saw the old man.\n"
        two = (HEAD % "double-curly").replace("  name Bob", "  name Bob\n  role the old man").replace(
            "  name Cid", "  name Cid\n  role the old man")
        self.assertTrue(any("'the old man' may be bob or cid" in f[1] for f in make.convert(two + body, "s")[2]))
        text, gold, wrong, _ = make.convert(two.replace("\n  role the old man", "", 1) + body, "s")
        self.assertFalse(wrong)
        marked = made(two.replace("Ann and Bob", "{=bob|The old man}, Ann and Bob") + body.replace("the old man", "{=cid|the old man}"))
        self.assertEqual({(c["id"], a["text"]) for c in marked[1]["characters"] for a in c["aliases"] if "old" in a["text"]},
                         {("bob", "The old man"), ("cid", "the old man")})

    def test_learning_from_words_not_heard_is_warned_of(self):
        source = (HEAD % "double-curly").replace("---\n", "facts\nk1: it rains\n---\n") + \
            "{ann>bob whisper}“It rains.”\n% k1 cid learns: told; by ann [It rains.]"
        self.assertTrue(any("does not hear" in w[1] for w in make.convert(source, "s")[3]))


    def test_a_cue_without_its_mark_is_warned_of(self):
        for body, warned in (("{ann>bob}“A,” said Ann.", True), ("{ann>bob}“A,” she told him.", True),
                             ("{ann>bob}“A,” <said Ann>.", False), ("{ann>bob}“A.” Ann sat down.", False)):
            warnings = make.convert(HEAD % "double-curly" + body, "s")[3]
            self.assertEqual(any("looks like a cue" in w[1] for w in warnings), warned, body)

    def test_names_that_nobody_lists_are_shown(self):
        text, gold = made(HEAD % "double-curly" + "Then old Dora came, and I’d gone with Ann’s brother.")
        self.assertEqual(make.strangers(text, gold), ["Dora"])


class Command(unittest.TestCase):
    def run_it(self, source):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.tale"
            path.write_text(source, encoding="utf-8")
            with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
                status = make.main([str(path), "-o", folder + "/out"])
            files = {p.name: p.read_text(encoding="utf-8") for p in pathlib.Path(folder).glob("out/*")}
        return status, out.getvalue(), err.getvalue(), files

    def test_writes_text_and_gold(self):
        status, out, _, files = self.run_it(EXAMPLE)
        self.assertEqual(status, 0)
        self.assertIn("9 utterances = 1 explicit + 3 anaphoric + 5 implicit", out)
        gold = json.loads(files["x.gold.json"])
        self.assertEqual(gold["document"]["file"], "x.txt")
        self.assertEqual(gold["document"]["bytes"], len(files["x.txt"].encode()))

    def test_writes_nothing_on_a_fault(self):
        status, _, err, files = self.run_it(EXAMPLE.replace("{cole>nadia}“Is", "“Is"))
        self.assertEqual((status, files), (1, {}))
        self.assertIn("x.tale:39: no speaker", err)


class Corpus(unittest.TestCase):
    """The stories of stories/corpus that have a source."""

    FOLDER = HERE.parent / "corpus"

    def test_sources_make_the_files_beside_them(self):
        sources = sorted(self.FOLDER.glob("*.tale"))
        self.assertTrue(sources)
        for path in sources:
            text, gold, wrong, _ = make.convert(path.read_text(encoding="utf-8"), path.stem)
            self.assertFalse(wrong, path.name)
            self.assertEqual((self.FOLDER / (path.stem + ".txt")).read_bytes(), text.encode(), path.name)
            self.assertEqual(json.loads((self.FOLDER / (path.stem + ".gold.json")).read_text(encoding="utf-8")), gold, path.name)

    def test_the_table_has_their_counts(self):
        table = (self.FOLDER / "README.md").read_text(encoding="utf-8")
        for path in sorted(self.FOLDER.glob("*.tale")):
            text, gold, _, _ = make.convert(path.read_text(encoding="utf-8"), path.stem)
            counts = make.counted(gold).replace(" utterances", "")
            for kind in ("explicit", "anaphoric", "implicit"):
                counts = counts.replace(" " + kind, "")
            row = next((x for x in table.splitlines() if x.startswith("| %s |" % path.stem)), "")
            self.assertTrue(row.endswith("| %d | %s | %d |" % (len(text.split()), counts, len(gold["characters"]))),
                            "%s: no such row: | %d | %s | %d |" % (path.stem, len(text.split()), counts, len(gold["characters"])))


if __name__ == "__main__":
    unittest.main()
