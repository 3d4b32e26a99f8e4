/**
 * Where words stand in a text, and what the text is with some of them replaced.
 *
 * Plain words are found here, in the way of the server's `apps/search`: letters are compared
 * decomposed, so that é is é however it was typed. Regular expressions are found by the server
 * alone, so that there is one dialect; `fromServer` turns its answer into the browser's places.
 */

export interface Query {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
  readonly wholeWords: boolean;
  readonly ignoreMarks: boolean;
}

/** A match in code units, and what would be put in its place. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

export interface Piece {
  readonly text: string;
  /** The number of the hit that this is, `null` between hits. */
  readonly hit: number | null;
}

interface Folded {
  readonly text: string;
  /** For each place in the folded text the place in the original, -1 inside a letter. */
  readonly edges: readonly number[];
}

const CLUSTERS = /\P{M}\p{M}*|\p{M}+/gu;
const MARKS = /\p{M}+/gu;
const WORD = /[\p{L}\p{M}\p{N}_]/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const TAGS = /<\/?(?:em|strong|s|u)>/g;
const DOTLESS_I = "ı";

/** One character for one: ſ is s, but ß is not ss. */
function lower(char: string): string {
  if (char === DOTLESS_I) return char;
  const folded = char.toUpperCase().toLowerCase();
  return folded.length === char.length ? folded : char.toLowerCase();
}

function fold(text: string, { matchCase, ignoreMarks }: Query): Folded {
  const edges: number[] = [];
  let folded = "";
  for (const cluster of text.matchAll(CLUSTERS)) {
    let piece = cluster[0].normalize("NFD");
    if (ignoreMarks) piece = piece.replace(MARKS, "");
    if (!matchCase) piece = Array.from(piece, lower).join("");
    for (let at = 0; at < piece.length; at += 1) edges.push(at === 0 ? cluster.index : -1);
    folded += piece;
  }
  return { text: folded, edges: [...edges, text.length] };
}

/** The character that ends before, and the one that begins at, this place. */
function around(text: string, place: number): [string, string] {
  const before = text.slice(0, place);
  const last = before.codePointAt(before.length - 2);
  const wide = last !== undefined && last > 0xffff;
  const next = text.codePointAt(place);
  return [before.slice(wide ? -2 : -1), next === undefined ? "" : String.fromCodePoint(next)];
}

/** Whether a word goes on over this place; scripts without spaces have a word a letter. */
function joins(text: string, place: number): boolean {
  return around(text, place).every((char) => WORD.test(char) && !UNSPACED.test(char));
}

/** Whether a match may stand there: not inside a sign of markup, and a whole word if asked. */
function isAllowed(text: string, [start, end]: readonly [number, number], query: Query): boolean {
  if (query.wholeWords && (joins(text, start) || joins(text, end))) return false;
  return [...text.matchAll(TAGS)].every(({ index, 0: { length } }) =>
    [start, end].every((place) => place <= index || place >= index + length),
  );
}

/** Matches of plain words, from left to right; never inside a sign of markup. */
export function findHits(text: string, query: Query, insert = ""): Hit[] {
  const needle = fold(query.text, query).text;
  if (needle === "") return [];
  const folded = fold(text, query);
  const hits: Hit[] = [];
  for (let at = folded.text.indexOf(needle); at >= 0;) {
    const [start = -1, end = -1] = [folded.edges[at], folded.edges[at + needle.length]];
    const isHit = start >= 0 && end >= 0;
    if (isHit && isAllowed(text, [start, end], query)) hits.push({ start, end, insert });
    at = folded.text.indexOf(needle, isHit ? at + needle.length : at + 1);
  }
  return hits;
}

/** The server counts characters; the browser counts code units. */
export function fromServer(
  text: string,
  hits: readonly (readonly [number, number])[],
  inserts: readonly string[] = [],
): Hit[] {
  const units = [0];
  for (const char of text) units.push((units.at(-1) ?? 0) + char.length);
  return hits.map(([start, end], index) => ({
    start: units[start] ?? text.length,
    end: units[end] ?? text.length,
    insert: inserts[index] ?? "",
  }));
}

/** The text with these hits replaced. */
export function replaced(text: string, hits: readonly Hit[]): string {
  let at = 0;
  let after = "";
  for (const { start, end, insert } of hits) {
    after += text.slice(at, start) + insert;
    at = end;
  }
  return after + text.slice(at);
}

/** The text cut at its hits; with `room`, only so many characters before the first hit. */
export function pieces(text: string, hits: readonly Hit[], room = Infinity): Piece[] {
  const first = hits[0]?.start ?? 0;
  const from = first > room ? text.indexOf(" ", first - room) + 1 || first - room : 0;
  const found: Piece[] = from > 0 ? [{ text: "…", hit: null }] : [];
  let at = Math.min(from, first);
  for (const [number, { start, end }] of hits.entries()) {
    if (start > at) found.push({ text: text.slice(at, start), hit: null });
    found.push({ text: text.slice(start, end), hit: number });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), hit: null });
  return found;
}

/**
 * Where a place of the text stands once its markup is drawn instead of written; `shown` is what is
 * drawn. `null` where the two have nothing to do with each other.
 */
export function placeShown(text: string, shown: string): ((place: number) => number) | null {
  if (text === shown) return (place) => place;
  if (text.replace(TAGS, "") !== shown) return null;
  return (place) => text.slice(0, place).replace(TAGS, "").length;
}
