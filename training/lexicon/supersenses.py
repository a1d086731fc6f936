"""Writes crates/cast/src/lexicon/supersenses.txt: what nouns and verbs are about, by WordNet.

A word's supersense is the lexicographer file that holds most of its uses in texts with senses
(WordNet's counts, one added to the first sense); without counts, that of its first sense. A
word is in a class, such as `container`, if a sense with a fair share of its uses is a kind of
what the class's roots name. Words of one part, in small letters, of letters and hyphens.

    python training/lexicon/supersenses.py [FOLDER OF WORDNET 3.0]

WordNet 3.0, Copyright 2006 by Princeton University; its licence stands beside the table.
"""

import argparse
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "crates/cast/src/lexicon/supersenses.txt"
LICENCE = ROOT / "crates/cast/src/lexicon/LICENSE-WORDNET"

NOUNS = """Tops act animal artifact attribute body cognition communication event feeling food group
    location motive object person phenomenon plant possession process quantity relation shape
    state substance time""".split()
VERBS = """body change cognition communication competition consumption contact creation emotion
    motion perception possession social stative weather""".split()
FIRST_FILE = {"noun": 3, "verb": 29}

# A class: its roots, as a word and the number of its sense, and what is left out below them.
CLASSES = {
    "body-part": ("body_part.1 body_covering.1 process.5 bodily_fluid.1", "hide.2"),
    "container": ("container.1 vessel.3", "vehicle.1 spoon.1 wheeled_vehicle.1"),
    "clothing": ("clothing.1 footwear.2 headdress.1 jewelry.1 accessory.1 garment.1"
                 " handwear.1 spectacles.1", ""),
    "weapon": ("weapon.1 ammunition.1", ""),
    "vehicle": ("vehicle.1 conveyance.3 craft.2", "skateboard.1 rocket.1"),
    "room": ("room.1 area.5 stairway.1 floor.2 balcony.1 porch.1 courtyard.1", ""),
    "building": ("building.1 housing.1 shelter.1 establishment.4 house.1 place_of_worship.1"
                 " shop.1 tower.1", ""),
    "place": ("location.1 way.6 geological_formation.1 body_of_water.1 land.4 land.1 tract.1"
              " structure.1 facility.1 area.5 building.1 room.1 district.1 forest.2 island.1"
              " street.1 road.1", "body_part.1 line.1 point.2 mark.4 barrier.1 fabrication.1"
              " direction.1 cover.2 door.1 window.1 top.1 furniture.1 memorial.1"),
    "person": ("person.1", ""),
    "kin": ("relative.1 spouse.1 parent.1 child.2 kin.1 godparent.1 stepparent.1", ""),
    "occupation": ("worker.1 professional.1 leader.1 official.1 serviceman.1 entertainer.1"
                   " creator.2 scholar.1 health_professional.1 clergyman.1 skilled_worker.1"
                   " employee.1 merchant.1 guard.1 soldier.1 scientist.1 noble.1 ruler.1"
                   " negotiator.1 lawman.1 athlete.1 adviser.1 servant.1 domestic.1 artist.1"
                   " expert.1 sailor.1 farmer.1 cook.1 detective.1", "relative.1"),
    "musical-instrument": ("musical_instrument.1", ""),
    "tool": ("tool.1 implement.1 kitchen_utensil.1 cutlery.2 device.1 instrument.1",
             "weapon.1 musical_instrument.1 vehicle.1 machine.1 key.2"),
    "document": ("document.1 letter.1 writing.2 publication.1 book.2 book.1 card.2 ticket.1"
                 " newspaper.1 newspaper.3 notice.1 map.1 photograph.1 note.2 message.1"
                 " text.1 record.1 list.1 notebook.1 paper.1 paper.4", "speech_act.1"),
    "drink": ("beverage.1 alcohol.1", ""),
    "food": ("food.1 food.2 foodstuff.2 edible_fruit.1 meal.1 dish.2", "beverage.1"),
    "animal": ("animal.1", "person.1"),
    "furniture": ("furniture.1", ""),
    "money": ("money.1 currency.1 coin.1", ""),
    "group": ("social_group.1 people.1 gathering.1 crowd.1 family.1 team.1", ""),
}
# The share of a word's uses that makes a sense count, beside the first one.
FAIR_SHARE = 0.2

HEAD = """\
# What nouns and verbs are about: a supersense or a class, then its words.
# Made from WordNet 3.0 by training/lexicon/supersenses.py, not by hand.
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. See LICENSE-WORDNET.
"""


def senses(folder, pos):
    """Per lemma the offsets of its senses, most used first."""
    found = {}
    for line in (folder / f"index.{pos}").open(encoding="utf-8"):
        if not line.startswith(" "):
            columns = line.split()
            found[columns[0]] = columns[-int(columns[2]):]
    return found


def synsets(folder, pos):
    """Per offset its file, its broader synsets, and its words as written."""
    found = {}
    for line in (folder / f"data.{pos}").open(encoding="utf-8"):
        if line.startswith(" "):
            continue
        columns = line.split(" | ")[0].split()
        n = int(columns[3], 16)
        words = columns[4:4 + 2 * n:2]
        rest = columns[4 + 2 * n + 1:]
        broader = [rest[i + 1] for i in range(0, len(rest) - 3, 4)
                   if rest[i] in ("@", "@i") and rest[i + 2] == columns[2]]
        found[columns[0]] = (int(columns[1]), broader, words)
    return found


def counts(folder):
    """How often each sense of a lemma was seen: (kind, lemma) to sense number to count."""
    found = defaultdict(dict)
    for line in (folder / "cntlist.rev").open(encoding="utf-8"):
        key, number, count = line.split()
        lemma, rest = key.split("%")
        found[rest[0], lemma][int(number)] = int(count)
    return found


def usual(offsets, seen):
    """How often each sense is met, by its place; the first one more."""
    return [seen.get(i + 1, 0) + (1 if i == 0 else 0) for i in range(len(offsets))]


def is_plain(lemma, offsets, data):
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", lemma) or len(lemma) < 2:
        return False
    # Names are left to the book: a lemma is plain if a sense writes it small.
    return any(lemma in data[offset][2] for offset in offsets)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("wordnet", nargs="?", type=Path, default=Path("/usr/share/wordnet"))
    folder = parser.parse_args().wordnet
    seen = counts(folder)
    groups = defaultdict(list)
    for pos, code, labels in (("noun", "1", NOUNS), ("verb", "2", VERBS)):
        index, data = senses(folder, pos), synsets(folder, pos)
        for lemma, offsets in index.items():
            if not is_plain(lemma, offsets, data):
                continue
            per_file = defaultdict(int)
            for offset, count in zip(offsets, usual(offsets, seen[code, lemma])):
                per_file[data[offset][0]] += count
            best = max(per_file, key=lambda file: (per_file[file], file == data[offsets[0]][0]))
            groups[f"{pos}.{labels[best - FIRST_FILE[pos]]}"].append(lemma)
        if pos == "noun":
            classes(index, data, seen, groups)
    order = [f"noun.{n}" for n in NOUNS] + [f"verb.{v}" for v in VERBS] + list(CLASSES)
    lines = [f"{name}\t{' '.join(sorted(groups[name]))}\n" for name in order]
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8")
    notice = (folder / "data.noun").open(encoding="utf-8")
    notice = [line[4:].strip() for line in notice if line.startswith(" ")]
    LICENCE.write_text("\n".join(notice).strip() + "\n", encoding="utf-8")
    print(TARGET, TARGET.stat().st_size, {name: len(groups[name]) for name in order})


def classes(index, data, seen, groups):
    def roots(text):
        found = set()
        for root in text.split():
            word, number = root.rsplit(".", 1)
            found.add(index[word][int(number) - 1])
        return found

    above = {}

    def broader(offset):
        """All synsets above one, itself included; the graph has no circle."""
        if offset not in above:
            found = {offset}
            for parent in data[offset][1]:
                found |= broader(parent)
            above[offset] = found
        return above[offset]

    wanted = {name: (roots(ins), roots(outs)) for name, (ins, outs) in CLASSES.items()}
    for lemma, offsets in index.items():
        if not is_plain(lemma, offsets, data):
            continue
        met = usual(offsets, seen["1", lemma])
        fair = [o for i, o in enumerate(offsets) if i == 0 or met[i] >= FAIR_SHARE * sum(met)]
        for name, (ins, outs) in wanted.items():
            if any(broader(o) & ins and not broader(o) & outs for o in fair):
                groups[name].append(lemma)


if __name__ == "__main__":
    main()
