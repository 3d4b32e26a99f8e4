/**
 * The few markups that a text may hold: `<em> <strong> <s> <u>`, in pairs and without attributes.
 *
 * They are kept in the text as they are typed. Everything else that looks like a tag, and a tag
 * without its partner, is just characters. The server reads them alike (`apps/layout/markup.py`).
 */

export const TAGS = ["em", "strong", "s", "u"] as const;
export type Tag = (typeof TAGS)[number];

/** A stretch of text under the same tags, the outermost first. */
export interface MarkedRun {
  readonly text: string;
  readonly tags: readonly Tag[];
}

interface Mark {
  readonly tag: Tag;
  readonly closes: boolean;
  readonly start: number;
  readonly end: number;
}

/** The tags of a text that have their partner, in order. */
function pairedMarks(text: string): Mark[] {
  if (!text.includes("<")) return [];
  const paired: Mark[] = [];
  const waiting: Mark[] = [];
  for (const found of text.matchAll(/<(\/?)(em|strong|s|u)>/g)) {
    const end = found.index + found[0].length;
    const mark = { tag: found[2] as Tag, closes: found[1] === "/", start: found.index, end };
    if (!mark.closes) {
      waiting.push(mark);
      continue;
    }
    const at = waiting.findLastIndex((other) => other.tag === mark.tag);
    const opening = waiting[at];
    if (!opening) continue;
    waiting.length = at;
    paired.push(opening, mark);
  }
  return paired.sort((a, b) => a.start - b.start);
}

/** The text in runs of equal markup. */
export function markedRuns(text: string): MarkedRun[] {
  const runs: MarkedRun[] = [];
  const open: Tag[] = [];
  let at = 0;
  const keep = (end: number) => {
    if (end > at) runs.push({ text: text.slice(at, end), tags: [...open] });
  };
  for (const mark of pairedMarks(text)) {
    keep(mark.start);
    at = mark.end;
    if (mark.closes) open.pop();
    else open.push(mark.tag);
  }
  keep(text.length);
  return runs;
}

/** What the writing says: the text without its markup. */
export function plainText(text: string): string {
  return text.includes("<")
    ? markedRuns(text)
        .map((run) => run.text)
        .join("")
    : text;
}

export function hasMarkup(text: string): boolean {
  return pairedMarks(text).length > 0;
}

export interface Marked {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The text with the selection put between tags, or freed from them where it stands in such a pair;
 * `start` and `end` select the same words again.
 */
export function toggleMarkup(text: string, start: number, end: number, tag: Tag): Marked {
  const [opening, closing] = [`<${tag}>`, `</${tag}>`];
  const inner = text.slice(start, end);
  if (inner.startsWith(opening) && inner.endsWith(closing)) {
    const bare = inner.slice(opening.length, inner.length - closing.length);
    return { text: text.slice(0, start) + bare + text.slice(end), start, end: start + bare.length };
  }
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (before.endsWith(opening) && after.startsWith(closing)) {
    const from = start - opening.length;
    const freed = before.slice(0, from) + inner + after.slice(closing.length);
    return { text: freed, start: from, end: from + inner.length };
  }
  const from = start + opening.length;
  const marked = before + opening + inner + closing + after;
  return { text: marked, start: from, end: from + inner.length };
}
