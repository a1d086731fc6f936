"""Writes crates/story/src/fluent/things.txt: nouns for what people carry, hand over and hide.

usage: things.py [FOLDER OF WORDNET'S data.noun AND index.noun]

A noun is in if its first sense (or its second, for short everyday words) is a kind of what hands can
hold, and no kind of building, room, vehicle or furniture. Only words that crates/cast knows as common.
WordNet 3.0, Princeton University; its licence allows this.
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORDNET = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
IN = """artifact food natural_object flower fruit plant_part
    device implement container weapon clothing garment footwear headdress cloth_covering jewelry adornment
    document written_document letter medium_of_exchange currency coin food beverage medicine drug tool toy
    instrument timepiece lamp mirror piece_of_cloth musical_instrument pen book publication newspaper card
    creation painting photograph map key fabric handwear bedclothes cutlery tableware bag box bottle cup
    kitchen_utensil lens equipment gem stick flower fruit rope sheet fastener parcel ammunition cigarette
    smoke telephone edible_fruit product envelope ticket decoration accessory thread writing_paper""".split()
OUT = """road thoroughfare passageway rock depository plaything_area line excavation wheeled_vehicle craft column block_of_flats roof ceiling floor celestial_body land geological_formation
    body_of_water star nest structure building room area way vehicle furniture conveyance facility housing system body_part door
    window wall machine establishment stairway fixture barrier opening surface act event communication_system
    engine press furnace course meal nutriment fare person animal toilet computer_system organism mechanism
    measuring_instrument group ship bomb meat_cut network passage piece_of_land electronic_equipment
    contact crane show dance literary_composition poem chapter play music musical_composition movie""".split()
ALSO = """ring note card gun ball flask key letter watch medal locket pistol revolver knife lantern torch candle
    phone mobile telephone camera notebook diary wallet purse pouch satchel backpack rucksack suitcase trunk casket
    chain necklace bracelet brooch scarf shawl cloak coat hat cap glove gloves mask veil apron blanket pillow
    towel handkerchief rag bandage needle thread rope string stone pebble rock stick staff cane wand sword dagger axe
    hammer spade shovel crowbar rifle shotgun bullet arrow bow spear shield helmet crown flag map book photograph
    photo picture portrait painting drawing sketch ticket passport badge card envelope parcel package packet
    box tin jar bottle vial glass cup mug plate bowl pan pot kettle spoon fork tray basket bucket pail sack bag
    cigar cigarette pipe match lighter money coin coins cash cheque check bill banknote drive disk laptop tablet
    doll toy teddy umbrella parasol fan flute violin fiddle guitar harmonica whistle bell drum radio headset
    apple bread loaf cake pie sandwich rose flower bouquet amulet talisman charm crystal orb scroll manuscript
    contract will deed document papers paper page file folder report newspaper magazine telegram postcard
    poison potion pill pills syringe medicine compass telescope binoculars glasses spectacles monocle mirror comb
    brush razor scissors tweezers wrench screwdriver remote usb chip core acorn feather shell bone skull egg
    saddle bridle whip leash collar lead net hook rod bait trap cage lid cork stopper peg plank board sheet
    statue statuette figurine vase urn trophy arm dress skirt shirt sock shoe boot slipper jacket cardigan
    sweater jumper trousers gown robe uniform wig poker ladder sponge bar chocolate drink beer tea coffee""".split()
NOT = """aisle wash train bus tram taxi cab boat ship car carriage cart lorry bicycle aeroplane plane wagon telephone_ return well elevator gather local estimation mine die weekly separate delicious watch_ quartering diet rigging
    decree verdict indictment sentence statement instruction instructions prohibition estimate franchise sole portal covering freezer
    radio television program hair beard moustache shelter track network store shop pub hotel inn bedroom kitchen hall churcharm bone skull hand side head eye glance look breath thing things stuff piece bit lot kind sort top
    bottom end point cover bed chair table desk bench sofa couch stool shelf drawer cupboard wardrobe sink
    bath stove oven fireplace carpet rug curtain lamp clock fire light water air wind rain snow ice sand dirt
    mud dust ground floor ceiling roof line row round iron steel wood meat wine dinner breakfast lunch supper
    tea coffee beer drink water food meal control stop break catch press brake gate bridge lock bar check start
    means post mark sign stage screen set plant bank block cross base switch spring seat pass handle record
    will file report play score track present gift bait leads lead strike support guard counter net web trap
    fan-out cut tie turn pair couple company service order change account charge balance interest bow match
    tip button hinge latch knob bolt nail screw engine motor wheel gear lever pedal trigger sight sights barrel
    flame smoke steam spray sole heel lace sleeve pocket hem lining seam waist buttonhole fashion wear
    speaker plaything weight load pack product cell star figure model pattern design image type memory
    work art piece portion slice crop crew hand-out joint pitch draft dash drop shot hit knock crack""".split()


def main():
    parents, names = {}, {}
    for line in (WORDNET / "data.noun").open():
        if line.startswith(" "):
            continue
        head = line.split(" | ")[0].split()
        offset, n_words = head[0], int(head[3], 16)
        names[offset] = {head[4 + 2 * i].lower() for i in range(n_words)}
        rest = head[4 + 2 * n_words + 1:]
        parents[offset] = [rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i")]
    senses = {}
    for line in (WORDNET / "index.noun").open():
        if not line.startswith(" "):
            head = line.split()
            senses[head[0]] = head[-int(head[2]):]

    def roots(words):
        return {senses[w][0] for w in words if w in senses} | {senses[w][i] for w, i in SECOND if w in words}

    SECOND = [("medium", 0)]
    wanted, unwanted = roots(IN), roots(OUT)

    def above(offset):
        seen, todo = set(), [offset]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo += parents.get(at, ())
        return seen

    common = {line.split("\t")[0].strip() for line in (ROOT / "crates/cast/src/lexicon/common.txt").open()}
    common |= {line.split("\t")[0].strip() for line in (ROOT / "crates/cast/src/lexicon/common_modern.txt").open()}
    found = set(ALSO)
    for word, offsets in senses.items():
        if "_" in word or word not in common or len(word) < 3:
            continue
        up = above(offsets[0])
        if up & wanted and not up & unwanted:
            found.add(word)
    parts = (ROOT / "crates/cast/src/lexicon/body_parts.txt").read_text().split()
    found -= set(NOT) | (set(parts) - {"feather", "horn", "nail"})
    lines = sorted(w for w in found if w.isascii())
    out = ROOT / "crates/story/src/fluent/things.txt"
    out.write_text("# Nouns for what people carry, hand over and hide; made by training/lexicon/things.py.\n"
                   + "".join(w + "\n" for w in lines))
    print(len(lines), "nouns")


main()
