CREATE TABLE book ( -- The book that was read: one row.
  book_id TEXT PRIMARY KEY, -- Made from the text; the same on every machine.
  name TEXT NOT NULL, -- The file.
  title TEXT, -- Its title, if it has one.
  authors TEXT, -- Its authors, a semicolon between two.
  language TEXT, -- As `en`.
  sha256 TEXT NOT NULL, -- Of the file, or of the text if that is not verbatim.
  bytes INTEGER NOT NULL, -- Length of the text in bytes of UTF-8.
  chars INTEGER NOT NULL, -- Length in code points.
  utf16 INTEGER NOT NULL -- Length in UTF-16 units.
);
CREATE TABLE chapters ( -- From one heading to the next.
  chapter_id TEXT PRIMARY KEY, -- Id.
  number INTEGER NOT NULL, -- From 1.
  title TEXT, -- The heading.
  @span
);
CREATE TABLE characters ( -- The cast.
  character_id TEXT PRIMARY KEY, -- Id.
  name TEXT NOT NULL, -- The fullest name.
  kind TEXT, -- person, group, animal, creature, thing-that-speaks; unknown if only referred to.
  pronouns TEXT, -- As `she/her`.
  narrator INTEGER NOT NULL, -- 1 for who tells the story.
  on_stage INTEGER, -- 1 for who is there in person at some time.
  mentions INTEGER NOT NULL, -- How often the text refers to them.
  quotations INTEGER NOT NULL, -- How many quotations are theirs.
  confidence REAL, -- How surely this is one of the cast, 0 to 1.
  @span
);
CREATE TABLE aliases ( -- The names of a character.
  alias_id INTEGER PRIMARY KEY, -- Id in this database.
  character_id TEXT NOT NULL REFERENCES characters, -- Whose name.
  alias TEXT NOT NULL, -- The name.
  kind TEXT, -- name, surname, title, nickname, kinship, descriptor.
  count INTEGER NOT NULL, -- How often it is used.
  @span
);
CREATE TABLE alias_users ( -- Who uses which name.
  alias_id INTEGER NOT NULL REFERENCES aliases, -- The name.
  character_id TEXT REFERENCES characters -- Who uses it; null is the narrator.
);
CREATE TABLE places ( -- Where it happens.
  place_id TEXT PRIMARY KEY, -- Id.
  name TEXT NOT NULL, -- The name.
  @span
);
CREATE TABLE objects ( -- The things that matter.
  object_id TEXT PRIMARY KEY, -- Id.
  name TEXT NOT NULL, -- The name.
  owner_id TEXT REFERENCES characters, -- Whose it is, if the text says so.
  @span
);
CREATE TABLE object_names ( -- Other names of a thing.
  object_id TEXT NOT NULL REFERENCES objects, -- The thing.
  name TEXT NOT NULL -- The name.
);
CREATE TABLE scenes ( -- Stretches with one place, one time, one company.
  scene_id TEXT PRIMARY KEY, -- Id.
  number INTEGER NOT NULL, -- From 1.
  chapter_id TEXT REFERENCES chapters, -- The chapter it begins in.
  place_id TEXT REFERENCES places, -- Where.
  time TEXT, -- When, in words of the text.
  focalizer_id TEXT REFERENCES characters, -- Through whose eyes.
  @span
);
CREATE TABLE presence ( -- Who is there, from where to where.
  presence_id INTEGER PRIMARY KEY, -- Id in this database.
  scene_id TEXT NOT NULL REFERENCES scenes, -- The scene.
  character_id TEXT NOT NULL REFERENCES characters, -- Who.
  place_id TEXT REFERENCES places, -- Where, if that is not the scene's place.
  enter_byte INTEGER, -- Where the words begin that show the entrance; null if none do.
  leave_byte INTEGER, -- Where the words begin that show the exit; null if none do.
  confidence REAL, -- 0 to 1.
  @span
);
CREATE TABLE quotations ( -- What is said, thought and written.
  quotation_id TEXT PRIMARY KEY, -- Id.
  mode TEXT NOT NULL, -- speech, thought, writing.
  text TEXT NOT NULL, -- The words inside the marks, parts joined by a space.
  chapter_id TEXT REFERENCES chapters, -- Where it begins.
  scene_id TEXT REFERENCES scenes, -- Where it begins.
  speaker_id TEXT REFERENCES characters, -- Who says it; null if unknown.
  confidence REAL, -- How surely that is the speaker, 0 to 1.
  attribution TEXT, -- explicit, anaphoric, implicit.
  verb TEXT, -- The verb of saying.
  manner TEXT, -- How, in words of the text.
  conversation_id TEXT, -- Quotations of one conversation share it.
  turn INTEGER, -- Its turn in the conversation.
  nested_in TEXT REFERENCES quotations, -- The quotation that quotes it.
  sincerity TEXT, -- asserted, lie, partial-lie, unknown: what the text itself says.
  @span
);
CREATE TABLE quotation_parts ( -- The parts of a quotation that a cue interrupts.
  quotation_id TEXT NOT NULL REFERENCES quotations, -- The quotation.
  part INTEGER NOT NULL, -- From 1.
  @span
);
CREATE TABLE addressees ( -- To whom it is said.
  quotation_id TEXT NOT NULL REFERENCES quotations, -- The quotation.
  character_id TEXT NOT NULL REFERENCES characters, -- Who is spoken to.
  confidence REAL -- 0 to 1.
);
CREATE TABLE hearers ( -- Everybody within earshot but the speaker.
  quotation_id TEXT NOT NULL REFERENCES quotations, -- The quotation.
  character_id TEXT NOT NULL REFERENCES characters -- Who hears it.
);
CREATE TABLE mentions ( -- Every span that refers to something.
  mention_id INTEGER PRIMARY KEY, -- Id in this database.
  entity_id TEXT, -- A character, place, object, or something else.
  kind TEXT, -- PROP, NOM, PRON.
  type TEXT, -- PER, FAC, LOC, GPE, ORG, VEH.
  text TEXT NOT NULL, -- The words.
  @span
);
CREATE TABLE events ( -- What happens.
  event_id TEXT PRIMARY KEY, -- Id.
  trigger TEXT NOT NULL, -- The word that says so.
  lemma TEXT, -- Its dictionary form.
  class TEXT, -- A rough class.
  scene_id TEXT REFERENCES scenes, -- In which scene.
  place_id TEXT REFERENCES places, -- Where, if told.
  realis INTEGER, -- 1 if it is asserted.
  negated INTEGER, -- 1 if it is denied.
  @span
);
CREATE TABLE event_roles ( -- Who does it, and to whom.
  event_id TEXT NOT NULL REFERENCES events, -- The event.
  role TEXT NOT NULL, -- agent, patient.
  entity_id TEXT NOT NULL -- A character or an object.
);
CREATE TABLE traits ( -- What the text says of a character, a row each time.
  character_id TEXT NOT NULL REFERENCES characters, -- Of whom.
  role TEXT NOT NULL, -- agent (they do it), patient (it is done to them), possession, modifier.
  word TEXT NOT NULL, -- The dictionary form of the word.
  negated INTEGER NOT NULL, -- 1 if it is denied.
  @span
);
CREATE TABLE states ( -- What state a body is in.
  state_id INTEGER PRIMARY KEY, -- Id in this database.
  character_id TEXT NOT NULL REFERENCES characters, -- Whose body.
  body_part TEXT, -- Null for the whole: asleep, unconscious, dead.
  state TEXT NOT NULL, -- As `broken`.
  status TEXT NOT NULL, -- holds, treated, healed, past, negated, forecast, feigned.
  from_byte INTEGER NOT NULL, -- From here on.
  to_byte INTEGER, -- Up to here; null if no end is told.
  caused_by TEXT REFERENCES characters, -- Who did it.
  confidence REAL, -- 0 to 1.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE custody ( -- Things going from hand to hand.
  custody_id INTEGER PRIMARY KEY, -- Id in this database.
  object_id TEXT NOT NULL REFERENCES objects, -- Which thing.
  holder_id TEXT REFERENCES characters, -- Who has it from then on.
  place_id TEXT REFERENCES places, -- Where it lies from then on.
  action TEXT NOT NULL, -- As `give`, `take`, `leave`.
  from_holder_id TEXT REFERENCES characters, -- Who had it.
  at_byte INTEGER NOT NULL, -- Where it happens.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE knowledge ( -- Things that can be known.
  knowledge_id TEXT PRIMARY KEY, -- Id.
  about TEXT, -- quotation, event, thought; null if only the evidence.
  about_id TEXT, -- The id of that.
  gist TEXT -- In a few words.
);
CREATE TABLE topics ( -- What it is about.
  knowledge_id TEXT NOT NULL REFERENCES knowledge, -- What is known.
  entity_id TEXT NOT NULL -- A character or an object.
);
CREATE TABLE knowers ( -- Who knows it, since when and how.
  knower_id INTEGER PRIMARY KEY, -- Id in this database.
  knowledge_id TEXT NOT NULL REFERENCES knowledge, -- What.
  character_id TEXT NOT NULL REFERENCES characters, -- Who.
  how TEXT NOT NULL, -- said, told, overheard, witnessed, read, inferred, thought.
  by_id TEXT REFERENCES characters, -- From whom.
  from_byte INTEGER NOT NULL, -- From here on.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE excluded ( -- Who is kept out of it.
  knowledge_id TEXT NOT NULL REFERENCES knowledge, -- What.
  character_id TEXT NOT NULL REFERENCES characters -- Who does not learn it.
);
CREATE TABLE relations ( -- Who is what to whom: a is the kind of b.
  relation_id INTEGER PRIMARY KEY, -- Id in this database.
  a_id TEXT NOT NULL REFERENCES characters, -- The mother.
  b_id TEXT NOT NULL REFERENCES characters, -- Her child.
  kind TEXT NOT NULL, -- As `mother`.
  confidence REAL, -- 0 to 1.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE promises ( -- Promises, requests and threats.
  promise_id INTEGER PRIMARY KEY, -- Id in this database.
  by_id TEXT REFERENCES characters, -- Who makes it.
  to_id TEXT REFERENCES characters, -- To whom.
  gist TEXT, -- In a few words.
  kind TEXT, -- promise, request, threat.
  status TEXT, -- open, kept, broken.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE rules ( -- What always holds, as somebody states it.
  rule_id INTEGER PRIMARY KEY, -- Id in this database.
  gist TEXT NOT NULL, -- In a few words.
  by_id TEXT REFERENCES characters, -- Who states it; null is the narrator.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE attitudes ( -- How somebody feels about somebody.
  attitude_id INTEGER PRIMARY KEY, -- Id in this database.
  holder_id TEXT NOT NULL REFERENCES characters, -- Who feels it.
  toward_id TEXT NOT NULL REFERENCES characters, -- About whom.
  kind TEXT NOT NULL, -- As `distrust`.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE descriptions ( -- What somebody looks like.
  description_id INTEGER PRIMARY KEY, -- Id in this database.
  character_id TEXT NOT NULL REFERENCES characters, -- Who.
  kind TEXT NOT NULL, -- eyes, hair, age, height, hand, scar.
  value TEXT NOT NULL, -- In words of the text; of an age the number of years.
  rough INTEGER NOT NULL, -- 1 if the text says so only roughly.
  by_id TEXT REFERENCES characters, -- Who says so; null if the narration does.
  confidence REAL, -- From 0 to 1.
  known_from INTEGER NOT NULL -- The byte from which a reader knows it.
);
CREATE TABLE evidence ( -- The words that prove a row of another table.
  of_table TEXT NOT NULL, -- quotations, states, custody, knowers, relations, promises, rules, attitudes, descriptions.
  row_id TEXT NOT NULL, -- The id of the row in that table.
  text TEXT NOT NULL, -- The words.
  @span
);
CREATE TABLE apart ( -- What is in the text but no story.
  kind TEXT NOT NULL, -- As `contents`.
  @span
);
CREATE TABLE paragraphs ( -- The text, a paragraph a row.
  paragraph_id INTEGER PRIMARY KEY, -- From 1.
  chapter_id TEXT REFERENCES chapters, -- In which chapter.
  scene_id TEXT REFERENCES scenes, -- In which scene.
  text TEXT NOT NULL, -- The words.
  @span
);
CREATE TABLE about ( -- What every table, view and column holds.
  name TEXT NOT NULL, -- The table or view.
  column TEXT, -- The column; null for the table itself.
  description TEXT NOT NULL -- In words.
);
CREATE VIRTUAL TABLE quotation_search USING fts5(text, content='quotations', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE text_search USING fts5(text, content='paragraphs', content_rowid='paragraph_id', tokenize='unicode61 remove_diacritics 2');
CREATE INDEX quotations_by_speaker ON quotations (speaker_id);
CREATE INDEX quotations_by_start ON quotations (start_byte);
CREATE INDEX hearers_by_character ON hearers (character_id);
CREATE INDEX hearers_by_quotation ON hearers (quotation_id);
CREATE INDEX addressees_by_quotation ON addressees (quotation_id);
CREATE INDEX presence_by_character ON presence (character_id, start_byte);
CREATE INDEX mentions_by_entity ON mentions (entity_id);
CREATE INDEX knowers_by_character ON knowers (character_id);
CREATE INDEX evidence_by_row ON evidence (of_table, row_id);
-- lines: Every quotation with the names of its speaker and addressees.
CREATE VIEW lines AS
SELECT q.quotation_id, q.start_byte, q.mode, c.name AS speaker, q.confidence,
  (SELECT group_concat(a.name, '; ') FROM addressees d JOIN characters a USING (character_id)
   WHERE d.quotation_id = q.quotation_id) AS addressees,
  q.text, q.verb, q.manner, q.sincerity, q.scene_id, q.chapter_id
FROM quotations q LEFT JOIN characters c ON c.character_id = q.speaker_id ORDER BY q.start_byte;
-- heard: Who hears which quotation.
CREATE VIEW heard AS
SELECT h.name AS hearer, s.name AS speaker, q.text, q.quotation_id, q.start_byte,
  EXISTS (SELECT 1 FROM addressees d WHERE d.quotation_id = q.quotation_id AND d.character_id = h.character_id) AS addressed
FROM hearers JOIN characters h USING (character_id) JOIN quotations q USING (quotation_id)
LEFT JOIN characters s ON s.character_id = q.speaker_id ORDER BY q.start_byte, h.name;
-- stage: Who is where, from which byte to which.
CREATE VIEW stage AS
SELECT c.name AS character, coalesce(p.name, sp.name) AS place, s.time, r.start_byte, r.end_byte,
  r.enter_byte, r.leave_byte, s.number AS scene, s.scene_id, r.confidence
FROM presence r JOIN characters c USING (character_id) JOIN scenes s USING (scene_id)
LEFT JOIN places p ON p.place_id = r.place_id LEFT JOIN places sp ON sp.place_id = s.place_id
ORDER BY r.start_byte, c.name;
-- bodies: Who is hurt, asleep, dead, and since when.
CREATE VIEW bodies AS
SELECT c.name AS character, s.body_part, s.state, s.status, b.name AS caused_by, s.from_byte, s.to_byte,
  s.known_from, (SELECT e.text FROM evidence e WHERE e.of_table = 'states' AND e.row_id = s.state_id LIMIT 1) AS words
FROM states s JOIN characters c USING (character_id) LEFT JOIN characters b ON b.character_id = s.caused_by
ORDER BY s.from_byte;
-- hands: The chain of custody of every thing.
CREATE VIEW hands AS
SELECT o.name AS object, c.action, h.name AS holder, f.name AS from_holder, p.name AS place, c.at_byte, c.known_from,
  (SELECT e.text FROM evidence e WHERE e.of_table = 'custody' AND e.row_id = c.custody_id LIMIT 1) AS words, c.object_id, c.custody_id
FROM custody c JOIN objects o USING (object_id) LEFT JOIN characters h ON h.character_id = c.holder_id
LEFT JOIN characters f ON f.character_id = c.from_holder_id LEFT JOIN places p ON p.place_id = c.place_id
ORDER BY c.at_byte, c.custody_id;
-- holdings: Who has what at the end: the last link of every chain.
CREATE VIEW holdings AS
SELECT * FROM hands h WHERE custody_id = (SELECT l.custody_id FROM custody l WHERE l.object_id = h.object_id
  ORDER BY l.at_byte DESC, l.custody_id DESC LIMIT 1);
-- knows: Who knows what, since when, how, and from whom.
CREATE VIEW knows AS
SELECT c.name AS character, k.gist, r.how, b.name AS from_whom, r.from_byte, r.known_from, k.knowledge_id, k.about, k.about_id,
  (SELECT e.text FROM evidence e WHERE e.of_table = 'knowers' AND e.row_id = r.knower_id LIMIT 1) AS words
FROM knowers r JOIN knowledge k USING (knowledge_id) JOIN characters c ON c.character_id = r.character_id
LEFT JOIN characters b ON b.character_id = r.by_id ORDER BY r.from_byte, c.name;
-- left_out: Who is kept out of what.
CREATE VIEW left_out AS
SELECT c.name AS character, k.gist, k.knowledge_id FROM excluded JOIN characters c USING (character_id)
JOIN knowledge k USING (knowledge_id) ORDER BY k.rowid, c.name;
-- told: Who tells whom how often, by quotations with both known.
CREATE VIEW told AS
SELECT s.name AS speaker, a.name AS addressee, count(*) AS quotations
FROM addressees d JOIN quotations q USING (quotation_id) JOIN characters s ON s.character_id = q.speaker_id
JOIN characters a ON a.character_id = d.character_id WHERE q.mode = 'speech'
GROUP BY s.character_id, a.character_id ORDER BY quotations DESC, speaker, addressee;
-- kin: Who is what to whom, with names.
CREATE VIEW kin AS
SELECT a.name AS a, r.kind, b.name AS b, r.known_from, r.confidence,
  (SELECT e.text FROM evidence e WHERE e.of_table = 'relations' AND e.row_id = r.relation_id LIMIT 1) AS words
FROM relations r JOIN characters a ON a.character_id = r.a_id JOIN characters b ON b.character_id = r.b_id
ORDER BY r.known_from;
-- names_in_use: Who calls whom what.
CREATE VIEW names_in_use AS
SELECT c.name AS character, a.alias, a.kind, coalesce(u.name, 'the narrator') AS used_by, a.count
FROM alias_users x JOIN aliases a USING (alias_id) JOIN characters c ON c.character_id = a.character_id
LEFT JOIN characters u ON u.character_id = x.character_id ORDER BY c.name, a.count DESC;
-- meetings: Who shares how many scenes with whom.
CREATE VIEW meetings AS
SELECT x.name AS a, y.name AS b, count(DISTINCT p.scene_id) AS scenes
FROM presence p JOIN presence q ON q.scene_id = p.scene_id AND p.character_id < q.character_id
  AND p.start_byte < q.end_byte AND q.start_byte < p.end_byte
JOIN characters x ON x.character_id = p.character_id JOIN characters y ON y.character_id = q.character_id
GROUP BY p.character_id, q.character_id ORDER BY scenes DESC, a, b;
-- traits_per_character: What is said of everybody, and how often.
CREATE VIEW traits_per_character AS
SELECT c.name AS character, t.role, t.word, t.negated, count(*) AS n, min(t.start_byte) AS first_byte, c.character_id
FROM traits t JOIN characters c USING (character_id)
GROUP BY c.character_id, t.role, t.word, t.negated ORDER BY c.name, t.role, n DESC, first_byte;
-- lines_per_character: How many lines and words everybody speaks.
CREATE VIEW lines_per_character AS
SELECT c.name AS character, c.pronouns, count(*) AS lines,
  sum(length(q.text) - length(replace(q.text, ' ', '')) + 1) AS words
FROM quotations q JOIN characters c ON c.character_id = q.speaker_id WHERE q.mode = 'speech' AND q.nested_in IS NULL
GROUP BY c.character_id ORDER BY words DESC, character;
