#!/usr/bin/env python3
"""The figures of attribution that score_quotes.py does not print, by its own matching and mapping.

usage: attribution.py --scorer DIR --gold DIR --raw DIR --given DIR [--novels A,B]

--scorer holds score_quotes.py and story_json.py, --gold the novels; --raw holds the Story JSON of each novel,
--given a prediction in the scorer's simple form.  Prints one JSON object; shares are fractions of 1.

raw, given, unseen, unseen_given  macro and micro figures of score_quotes.py; "unseen" is what --unseen names.
calibration   Over all gold quotations: right as the scorer says, confidence that of the predicted speaker (of all
              predicted quotations with that speaker that overlap it, the one with most bytes); without a speaker the
              confidence is that of nobody, 0.  surest_80: the share right of the 80 % of ALL gold quotations with the
              highest confidence.  ece: expected calibration error of the detected ones that have a speaker, 15 bins of
              equal mass, |mean confidence - share right| weighted by size.
addressee     Over all gold quotations with at least one addressee of the cast: the best predicted addressee, of the
              predicted quotation with most bytes in it, is among them.  Not detected, or nobody predicted, is wrong.
              Names are mapped as for speakers, to gold characters that speak or are addressed.  Also the share over
              the detected ones that have a predicted addressee.
cast          Gold: characters that speak at least one quotation, groups and the unknowable left out.  Predicted:
              characters that are the speaker of at least one detected gold quotation.  A predicted one is mapped as
              the scorer maps.  recall: gold ones to which somebody is mapped; precision: predicted ones that are the
              first of their gold one (by quotations); splits: predicted ones beyond the first of a gold one;
              phantoms: predicted ones mapped to nobody; merges: gold ones whose very name a predicted character has
              that is mapped to another, while nobody is mapped to them.
"""
import argparse
import collections
import json
import pathlib
import sys

BINS = 15


def extras(scorer, story, gold_dir, path):
    """-> rows of (confidence, right, detected with a speaker), addressee counts, cast counts"""
    text, chars, gold = scorer.load_gold(gold_dir)
    pred_chars, pred = scorer.load_pred(path, text)
    doc = scorer.load_json(path)
    outer = story.outer_speech(doc)
    hits, _ = scorer.match(gold, pred)
    speaking = collections.Counter(q["speaker"] for q in gold)
    mapping = scorer.map_characters(pred_chars, chars, speaking)
    heard = collections.Counter(speaking)
    for q in gold:
        heard.update(a["id"] for a in q["addressees"] if a["id"] is not None)
    heard_mapping = scorer.map_characters(pred_chars, chars, heard)
    _, details = scorer.score_novel(gold_dir, path)
    rows, addressee, spoken = [], collections.Counter(), collections.Counter()
    for g, hit, detail in zip(gold, hits, details):
        who, right = detail["pred"], detail["result"] == "right"
        confidence = 0.0
        if who is not None:
            spoken[who] += 1
            best = max((j for j in hit if pred[j]["speaker"] == who), key=lambda j: (hit[j], -j))
            confidence = outer[best]["speaker"]["confidence"]
        rows.append((confidence, right, who is not None))
        wanted = {a["id"] for a in g["addressees"]} - {None}
        if not wanted:
            continue
        addressee["n"] += 1
        if not hit:
            continue
        said_to = outer[max(hit, key=lambda j: (hit[j], -j))].get("addressees") or []
        if said_to:
            addressee["n_predicted"] += 1
            best = max(said_to, key=lambda a: a["confidence"])
            addressee["right"] += heard_mapping.get(best["id"], (None, 0))[0] in wanted
    return rows, addressee, cast(scorer, pred_chars, chars, speaking, mapping, spoken)


def cast(scorer, pred_chars, chars, speaking, mapping, spoken):
    """-> counts of gold and predicted speakers; see the head of this file"""
    wanted = {g for g in speaking if not chars[g].get("special")}
    of = collections.defaultdict(list)
    for p in spoken:
        of[mapping.get(p, (None, 0))[0]].append(p)
    found = {g for g in of if g is not None}
    keys = [(g, chars[g].get("gender"), scorer.name_key(n)) for g in wanted for n in {chars[g]["name"], *chars[g]["aliases"]}]
    merged = set()
    for c in pred_chars:
        if c["id"] in spoken:
            for name in {c.get("name") or "", *(c.get("aliases") or [])} - {""}:
                g, weight = scorer.vote(name, keys)
                if weight == 4 and g != mapping.get(c["id"], (None, 0))[0] and g not in found:
                    merged.add(g)
    return collections.Counter(gold=len(wanted), predicted=len(spoken), found=len(found & wanted),
                               splits=sum(len(of[g]) - 1 for g in found), phantoms=len(of.get(None, [])),
                               merges=len(merged))


def calibration(rows):
    """-> the share right of the surest 80 %, and the calibration error"""
    rows = sorted(rows, key=lambda r: -r[0])
    surest = rows[:round(0.8 * len(rows))]
    told = [r for r in rows if r[2]]
    ece = 0.0
    for i in range(BINS):
        part = told[len(told) * i // BINS:len(told) * (i + 1) // BINS]
        if part:
            ece += abs(sum(r[0] for r in part) - sum(r[1] for r in part)) / len(told)
    return {"surest_80": sum(r[1] for r in surest) / max(len(surest), 1), "ece": ece,
            "mean_confidence": sum(r[0] for r in told) / max(len(told), 1),
            "right": sum(r[1] for r in told) / max(len(told), 1)}


def share(a, b):
    return a / b if b else None


def figures(scorer, story, gold, raw, given, names):
    """-> all figures of some novels"""
    out = {}
    for key, folder in (("raw", raw), ("given", given)):
        counts = {n: scorer.score_novel(gold / n, folder / (n + ".json"))[0] for n in names}
        pooled = collections.Counter()
        for c in counts.values():
            pooled.update(c)
        by_novel = {n: scorer.figures(c) for n, c in counts.items()}
        out[key] = {"macro": scorer.macro(list(by_novel.values())), "micro": scorer.figures(pooled),
                    "novels": {n: f["acc"] for n, f in by_novel.items()}}
    rows, addressee, people = [], collections.Counter(), collections.Counter()
    for n in names:
        r, a, c = extras(scorer, story, gold / n, raw / (n + ".json"))
        rows += r
        addressee.update(a)
        people.update(c)
    out["calibration"] = calibration(rows)
    out["addressee"] = {"n": addressee["n"], "right": share(addressee["right"], addressee["n"]),
                        "right_where_predicted": share(addressee["right"], addressee["n_predicted"])}
    n_first = people["predicted"] - people["splits"] - people["phantoms"]
    out["cast"] = {**people, "precision": share(n_first, people["predicted"]),
                   "recall": share(people["found"], people["gold"])}
    return out


def main():
    ap = argparse.ArgumentParser(description="Figures of attribution (see the head of this file).")
    for name in ("scorer", "gold", "raw", "given"):
        ap.add_argument("--" + name, required=True, type=pathlib.Path)
    ap.add_argument("--novels", required=True, help="with commas between")
    ap.add_argument("--unseen", default="", help="those of them that no model has seen")
    a = ap.parse_args()
    sys.path.insert(0, str(a.scorer))
    sys.dont_write_bytecode = True
    import score_quotes as scorer
    import story_json as story
    names = [n for n in a.novels.split(",") if n]
    unseen = [n for n in a.unseen.split(",") if n in names]
    result = {"all": figures(scorer, story, a.gold, a.raw, a.given, names)}
    if unseen:
        result["unseen"] = figures(scorer, story, a.gold, a.raw, a.given, unseen)
    try:
        print(json.dumps(result, indent=1))
    except BrokenPipeError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
