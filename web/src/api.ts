// What the server is asked, and the shapes of its answers: lists of the Story JSON.

export type Bytes = [number, number];
export interface Someone { id: string; confidence: number }
export interface Alias { text: string; kind: string; count: number; used_by?: string[] | null; first?: Bytes | null }
export interface Character {
  id: string; name: string; kind: string; aliases: Alias[]; pronouns?: string | null;
  narrator?: boolean; mentions: number; quotations: number; first?: Bytes | null;
  on_stage?: boolean; confidence?: number;
}
export interface Thing { id: string; name: string; aliases?: string[]; owner?: string | null; first?: Bytes | null }
export interface Presence { character: string; from: number; to: number; enter?: Bytes | null; leave?: Bytes | null; place?: string | null; confidence?: number }
export interface Scene { id: string; span: Bytes; place?: string | null; time?: { text: string; span: Bytes } | null; focalizer?: string | null; presence?: Presence[] }
export interface State { character: string; body_part?: string | null; state: string; from: number; to?: number | null; status?: string; cause?: { event?: string | null; by?: string | null } | null; evidence: Bytes[]; confidence?: number }
export interface Custody { object: string; holder?: string | null; place?: string | null; action?: string; from_holder?: string | null; at: number; evidence: Bytes[] }
export interface Knower { character: string; how: string; by?: string | null; from: number; evidence: Bytes[] }
export interface Knowledge { id: string; gist?: string | null; topics?: string[]; knowers: Knower[]; excluded?: string[] }
export interface Relation { a: string; b: string; kind: string; evidence: Bytes[]; confidence?: number }
export interface Pledge { by?: string | null; to?: string | null; gist?: string; kind?: string; status?: string; evidence: Bytes[] }
export interface Rule { gist?: string; by?: string | null; evidence: Bytes[] }
export interface Attitude { holder: string; toward: string; kind: string; evidence: Bytes[] }
export interface Line {
  id: string; mode: string; spans: Bytes[];
  speaker: (Someone & { attribution?: string; cue?: Bytes | null; evidence?: Bytes[] }) | null;
  addressees?: Someone[] | null; hearers?: string[] | null;
  delivery?: { verb?: string | null; manner?: string | null } | null;
  conversation?: string | null; nested_in?: string | null; sincerity?: string | null;
}
export interface Story {
  at: number; version: string; chapters: { id: string; title: string | null; span: Bytes }[];
  characters: Character[]; places: Thing[]; objects: Thing[]; scenes: Scene[]; states: State[];
  custody: Custody[]; knowledge: Knowledge[]; relations: Relation[]; promises: Pledge[];
  rules: Rule[]; attitudes: Attitude[]; speakers: string[]; talk: [string, string, number][]; n_lines: number;
}
export interface Outline { id: string; title: string; authors: string[]; length: number; place: number; read_to: number; is_all: boolean; blocks: number[]; version: string; seen: string }
export interface Piece { span: Bytes; kind: "prose" | "heading" | "break" | "apart"; gap: boolean; continued: boolean; text: string }
export interface Marks { at: number; mentions: [number, number, 0 | 1, string][]; lines: Line[] }
export interface Lines { at: number; total: number; lines: { row: Line; words: string[] }[] }
export interface Hit { span: Bytes; around: [string, string, string]; line: Line | null }
export interface Doubt { row: Line; candidates: [name: string, id: string, probability: number][]; gain: number; around: [string, string, string] }
export interface Queue { at: number; version: string; total: number; lines: Doubt[] }
export interface Finding { id: string; kind: string; about: string; message: string; character: string | null; first: Bytes; second: Bytes; words: [string, string]; intended: string | null }
export interface Correction {
  id: string; kind: "merge" | "apart" | "split" | "rename" | "narrator" | "line" | "intended";
  names?: string[]; span?: Bytes | null; words?: string | null; speaker?: string | null; mode?: string | null; note?: string;
}
/** What may be wished to be put right. */
export type Wish =
  | { speaker: { line: string; name: string | null } } | { mode: { line: string; mode: string } }
  | { thought: { at: number; words: string } } | { merge: string[] } | { apart: string[] } | { split: string[] }
  | { rename: { name: string; to: string } } | { narrator: string } | { intended: { finding: string } }
  | { remove: string } | { undo: number };
export interface ShelfBook { id: string; file: string; title: string; at: number; length: number }

/** What the server says is wrong. */
export class Refusal extends Error {}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch {
    throw new Refusal("The server does not answer. Is `dramaturg open` still running?");
  }
  if (response.ok) return (await response.json()) as T;
  const text = await response.text();
  let message = text;
  try { message = (JSON.parse(text) as { error?: string }).error ?? text; } catch { /* plain words */ }
  throw new Refusal(message || `The server answers ${response.status}.`);
}

function query(parameters: Record<string, string | number | undefined>): string {
  const all = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") all.set(key, String(value));
  }
  return all.toString();
}

const post = (body: unknown): RequestInit =>
  ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const of = (id: string, what = ""): string => `/api/book/${encodeURIComponent(id)}${what}`;

export const api = {
  shelf: () => ask<{ books: ShelfBook[]; only: string | null }>("/api/shelf"),
  add: (file: File) =>
    ask<{ id: string }>(`/api/shelf/${encodeURIComponent(file.name)}`, { method: "PUT", body: file }),
  book: (id: string) => ask<Outline>(of(id)),
  go: (id: string, move: "on" | { to: number } | { all: boolean }) => ask<Outline>(of(id, "/place"), post(move)),
  text: (id: string, block: number, apart = false) =>
    ask<{ place: number; pieces: Piece[] }>(of(id, `/text?${query({ block, apart: apart ? "true" : undefined })}`)),
  story: (id: string) => ask<Story>(of(id, "/story")),
  marks: (id: string, from: number, to: number) => ask<Marks>(of(id, `/marks?${query({ from, to })}`)),
  lines: (id: string, wanted: Record<string, string | number | undefined>) =>
    ask<Lines>(of(id, `/lines?${query(wanted)}`)),
  words: (id: string, spans: Bytes[]) =>
    spans.length === 0
      ? Promise.resolve<string[]>([])
      : ask<string[]>(of(id, `/words?spans=${spans.slice(0, 300).map(([a, b]) => `${a}-${b}`).join(",")}`)),
  seen: (id: string, who: string) => ask<{ last: Bytes | null }>(of(id, `/seen?${query({ who })}`)),
  review: (id: string, skip: number) => ask<Queue>(of(id, `/review?${query({ skip })}`)),
  findings: (id: string) => ask<{ findings: Finding[] }>(of(id, "/findings")),
  corrections: (id: string) => ask<{ corrections: Correction[]; others: number }>(of(id, "/corrections")),
  correct: (id: string, seen: string, wish: Wish) =>
    ask<{ version: string; seen: string; step: number | null }>(of(id, "/corrections"), post({ seen, wish })),
  find: (id: string, q: string) => ask<{ hits: Hit[] }>(of(id, `/search?${query({ q })}`)),
};
