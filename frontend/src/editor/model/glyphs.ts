/**
 * Characters with what is known of them: which one the caret is at, and what typing leaves.
 *
 * Glyphs are in the order of the text and spell it, or there are none. A glyph is mostly one code
 * point; carets count code units, as the browser does.
 */

import { boundingBox } from "./geometry";
import type { LineText, Points, SentText } from "./types";

/** A row that begins with its character. */
export type GlyphRow = readonly [string, ...unknown[]];

/** Makes the glyph of a typed character that stands for `old`, between `left` and `right`. */
export type MakeGlyph<G> = (char: string, old: readonly G[], left?: G, right?: G) => G;

/** A text that keeps a smaller share of the old one is another text. */
const LEAST_KEPT = 0.5;

export function spelled(glyphs: readonly GlyphRow[]): string {
  return glyphs.map(([char]) => char).join("");
}

/**
 * The glyphs of a text that became another: those before and behind what changed stay.
 *
 * The server does the same where the text is saved; see `apps/layout/glyphs.py`.
 */
export function editedGlyphs<G extends GlyphRow>(
  glyphs: readonly G[],
  after: string,
  make: MakeGlyph<G>,
): readonly G[] {
  let [head, at] = [0, 0];
  for (; head < glyphs.length; head += 1) {
    const char = (glyphs[head] as G)[0];
    if (!after.startsWith(char, at)) break;
    at += char.length;
  }
  let [tail, end] = [glyphs.length, after.length];
  for (; tail > head; tail -= 1) {
    const char = (glyphs[tail - 1] as G)[0];
    if (end - char.length < at || !after.endsWith(char, end)) break;
    end -= char.length;
  }
  const kept = head + glyphs.length - tail;
  if (glyphs.length === 0 || kept < glyphs.length * LEAST_KEPT) return [];
  const [old, left, right] = [glyphs.slice(head, tail), glyphs[head - 1], glyphs[tail]];
  const typed = Array.from(after.slice(at, end));
  const one = old.length === typed.length;
  const made = typed.map((char, index) =>
    make(char, one ? old.slice(index, index + 1) : old, left, right),
  );
  return [...glyphs.slice(0, head), ...made, ...glyphs.slice(tail)];
}

/** The glyph that the caret stands before, or the last one behind it; -1 where there is none. */
export function glyphAt(glyphs: readonly GlyphRow[], caret: number): number {
  let end = 0;
  for (const [index, [char]] of glyphs.entries()) {
    end += char.length;
    if (caret < end) return index;
  }
  return glyphs.length - 1;
}

/** A glyph with its outline. */
type PlacedRow = readonly [string, Points | null, ...unknown[]];

/**
 * The outline of a glyph, as wide as the way to its neighbours: a recogniser that reads in slices
 * knows only the middle of a character.
 */
export function widened(
  glyphs: readonly PlacedRow[],
  index: number,
  vertical: boolean,
): Points | null {
  const own = boxOf(glyphs[index]);
  if (!own) return null;
  const box = { ...own };
  const [from, to] = vertical ? (["y0", "y1"] as const) : (["x0", "x1"] as const);
  for (const beside of [boxOf(glyphs[index - 1]), boxOf(glyphs[index + 1])]) {
    if (!beside) continue;
    if (beside[to] < box[from]) box[from] = (beside[to] + box[from]) / 2;
    else if (beside[from] > box[to]) box[to] = (beside[from] + box[to]) / 2;
  }
  return [
    [box.x0, box.y0],
    [box.x1, box.y0],
    [box.x1, box.y1],
    [box.x0, box.y1],
  ];
}

function boxOf(glyph: PlacedRow | undefined): ReturnType<typeof boundingBox> | null {
  const outline = glyph?.[1];
  return outline && outline.length > 0 ? boundingBox(outline) : null;
}

/** From which code unit to which a glyph reaches. */
export function reachOf(glyphs: readonly GlyphRow[], index: number): [number, number] {
  const start = spelled(glyphs.slice(0, index)).length;
  return [start, start + (glyphs[index]?.[0].length ?? 0)];
}

function isPair(item: unknown): item is readonly [string, number | null] {
  return Array.isArray(item);
}

/** A text whose glyphs are characters with their confidence again, however they were sent. */
export function spelledOut(text: SentText): LineText {
  if (text.glyphs === null || text.glyphs.every(isPair)) {
    return { ...text, glyphs: text.glyphs };
  }
  const sure = text.glyphs;
  const glyphs = Array.from(text.text, (char, at) => {
    const thousandths = sure[at] ?? null;
    return [char, thousandths === null ? null : thousandths / 1000] as const;
  });
  return { ...text, glyphs };
}
