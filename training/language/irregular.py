"""Irregular verbs and nouns of English, for the table of lemmas that no edit script spells."""

# lemma: past, participle (and what else has no rule)
VERBS = """
abide: abode abided; arise: arose arisen; awake: awoke awoken; bear: bore borne; beat: beaten;
become: became; befall: befell befallen; beget: begot begat begotten; begin: began begun;
behold: beheld; bend: bent; bereave: bereft; beseech: besought; beset: beset; bespeak: bespoke bespoken;
bestride: bestrode bestridden; betake: betook betaken; bid: bade bidden; bind: bound; bite: bit bitten;
bleed: bled; blow: blew blown; break: broke broken; breed: bred; bring: brought; build: built;
burn: burnt; burst: burst; buy: bought; cast: cast; catch: caught; chide: chid chidden;
choose: chose chosen; cleave: clove cleft cloven; cling: clung; clothe: clad; come: came; creep: crept;
cut: cut; deal: dealt; dig: dug; draw: drew drawn; dream: dreamt; drink: drank drunk; drive: drove driven;
dwell: dwelt; eat: ate eaten; fall: fell fallen; feed: fed; feel: felt; fight: fought; find: found;
flee: fled; fling: flung; fly: flew flown; forbear: forbore forborne; forbid: forbade forbidden;
foresee: foresaw foreseen; foretell: foretold; forget: forgot forgotten; forgive: forgave forgiven;
forsake: forsook forsaken; freeze: froze frozen; get: got gotten; gild: gilt; gird: girt; give: gave given;
go: went gone; grind: ground; grow: grew grown; hang: hung; hear: heard; heave: hove; hew: hewn;
hide: hid hidden; hit: hit; hold: held; hurt: hurt; keep: kept; kneel: knelt; knit: knit; know: knew known;
lay: laid; lead: led; lean: leant; leap: leapt; learn: learnt; leave: left; lend: lent; let: let;
lie: lay lain lying; light: lit; lose: lost; make: made; mean: meant; meet: met; mislead: misled;
mistake: mistook mistaken; misunderstand: misunderstood; mow: mown; outdo: outdid outdone; overcome: overcame;
overhear: overheard; overtake: overtook overtaken; overthrow: overthrew overthrown; partake: partook partaken;
pay: paid; put: put; rend: rent; repay: repaid; retell: retold; ride: rode ridden; ring: rang rung;
rise: rose risen; rive: riven; run: ran; say: said saith; see: saw seen; seek: sought; sell: sold;
send: sent; set: set; sew: sewn; shake: shook shaken; shear: shore shorn; shed: shed; shine: shone;
shoe: shod; shoot: shot; show: shown; shrink: shrank shrunk; shrive: shrove shriven; shut: shut;
sing: sang sung; sink: sank sunk sunken; sit: sat; slay: slew slain; sleep: slept; slide: slid; sling: slung;
slink: slunk; slit: slit; smell: smelt; smite: smote smitten; sow: sown; speak: spoke spake spoken;
speed: sped; spell: spelt; spend: spent; spill: spilt; spin: spun span; spit: spat; split: split;
spoil: spoilt; spread: spread; spring: sprang sprung; stand: stood; stave: stove; steal: stole stolen;
stick: stuck; sting: stung; stink: stank stunk; strew: strewn; stride: strode stridden;
strike: struck stricken; string: strung; strive: strove striven; swear: swore sworn; sweep: swept;
swell: swollen; swim: swam swum; swing: swung; take: took taken; teach: taught; tear: tore torn;
tell: told; think: thought; thrive: throve thriven; throw: threw thrown; thrust: thrust; tread: trod trodden;
undergo: underwent undergone; understand: understood; undertake: undertook undertaken; undo: undid undone;
uphold: upheld; wake: woke woken; waylay: waylaid; wear: wore worn; weave: wove woven; weep: wept;
wet: wet; win: won; wind: wound; withdraw: withdrew withdrawn; withhold: withheld; withstand: withstood;
wring: wrung; write: wrote writ written; die: dying; tie: tying; vie: vying; panic: panicked
"""
NOUNS = """
man: men; woman: women; child: children; foot: feet; tooth: teeth; goose: geese; mouse: mice; louse: lice;
ox: oxen; gentleman: gentlemen; gentlewoman: gentlewomen; policeman: policemen; fisherman: fishermen;
workman: workmen; footman: footmen; countryman: countrymen; clergyman: clergymen; seaman: seamen;
nobleman: noblemen; horseman: horsemen; madman: madmen; alderman: aldermen; housewife: housewives;
wife: wives; knife: knives; life: lives; leaf: leaves; loaf: loaves; half: halves; calf: calves; shelf: shelves;
self: selves; thief: thieves; wolf: wolves; sheaf: sheaves; elf: elves; scarf: scarves; wharf: wharves;
die: dice; penny: pence; grandchild: grandchildren; forefoot: forefeet
"""


def table():
    """{(form, tag): lemma}"""
    out = {}
    for text, tag in ((VERBS, "VERB"), (NOUNS, "NOUN")):
        for entry in text.replace("\n", " ").split(";"):
            lemma, forms = entry.split(":")
            for form in forms.split():
                out[form, tag] = lemma.strip()
    return out
