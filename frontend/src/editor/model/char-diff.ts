/**
 * Where two texts differ, in whole characters as people see them: never half a letter with its
 * accents, never half a tag. Characters that Unicode can write in two ways count as equal.
 */

/** A stretch that is the same on both sides, or says something else. */
export interface Piece {
  readonly same: boolean;
  readonly ours: string;
  readonly theirs: string;
  /** Where it begins in our text, in code units. */
  readonly at: number;
}

/** The pieces of one word, or of words that a difference ties together; spaces stand alone. */
export interface Word {
  readonly pieces: readonly Piece[];
  readonly differs: boolean;
  /** What to replace in our text to have theirs. */
  readonly from: number;
  readonly to: number;
  readonly theirs: string;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const TAG = /^<\/?(?:em|strong|s|u)>/;
const SPACES = /(\s+)/;

/** Characters as people see them; a tag is one of them. */
export function graphemes(text: string): string[] {
  const found: string[] = [];
  for (const piece of text.split(/(<\/?(?:em|strong|s|u)>)/)) {
    if (TAG.test(piece)) found.push(piece);
    else for (const { segment } of segmenter.segment(piece)) found.push(segment);
  }
  return found;
}

/** Whether two texts say the same, however Unicode writes it. */
export function sameWords(a: string, b: string): boolean {
  return a === b || a.normalize() === b.normalize();
}

/** The lengths of the longest common subsequences of all ends of `a` and `b`. */
function commonEnds(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const [row, below] = [rows[i] as Uint16Array, rows[i + 1] as Uint16Array];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j]
          ? (below[j + 1] as number) + 1
          : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  return rows;
}

/** Longer texts than this are compared as one: no line of a page is so long. */
const LONGEST = 2000;

/** Steps through both texts: 0 both, 1 only ours, 2 only theirs. */
type Step = 0 | 1 | 2;

function steps(a: readonly string[], b: readonly string[]): Step[] {
  if (a.length > LONGEST || b.length > LONGEST) {
    return [...a.map(() => 1 as const), ...b.map(() => 2 as const)];
  }
  const rows = commonEnds(a, b);
  const found: Step[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const both = i < a.length && a[i] === b[j];
    const step = both ? 0 : shorter(rows, i, j);
    found.push(step);
    if (step !== 2) i += 1;
    if (step !== 1) j += 1;
  }
  return found;
}

/** The side to step on, so that most stays in common. */
function shorter(rows: readonly Uint16Array[], i: number, j: number): 1 | 2 {
  return (rows[i + 1]?.[j] ?? -1) >= (rows[i]?.[j + 1] ?? -1) ? 1 : 2;
}

/** Both texts as pieces, in order; neighbours differ in `same`. */
export function differences(ours: string, theirs: string): Piece[] {
  const [mine, other] = [graphemes(ours), graphemes(theirs)];
  const norm = (items: readonly string[]) => items.map((item) => item.normalize());
  const pieces: { same: boolean; ours: string; theirs: string; at: number }[] = [];
  let [i, j, at] = [0, 0, 0];
  for (const step of steps(norm(mine), norm(other))) {
    const here = step === 2 ? "" : (mine[i] as string);
    const there = step === 1 ? "" : (other[j] as string);
    if (step !== 2) i += 1;
    if (step !== 1) j += 1;
    const last = pieces.at(-1);
    if (last?.same === (step === 0)) {
      last.ours += here;
      last.theirs += there;
    } else pieces.push({ same: step === 0, ours: here, theirs: there, at });
    at += here.length;
  }
  return pieces;
}

/** A piece cut at the spaces that both sides share. */
function atSpaces(piece: Piece): Piece[] {
  if (!piece.same || piece.ours !== piece.theirs) return [piece];
  let { at } = piece;
  return piece.ours
    .split(SPACES)
    .filter((part) => part !== "")
    .map((part) => {
      at += part.length;
      return { same: true, ours: part, theirs: part, at: at - part.length };
    });
}

/** The pieces by word, so that a whole word can be taken over. */
export function wordsOf(pieces: readonly Piece[]): Word[] {
  const groups: Piece[][] = [];
  let open: Piece[] | null = null;
  for (const piece of pieces.flatMap(atSpaces)) {
    const space = piece.same && piece.ours.trim() === "";
    if (!open || space) groups.push((open = [piece]));
    else open.push(piece);
    if (space) open = null;
  }
  return groups.map((group): Word => {
    const [first, last] = [group[0] as Piece, group.at(-1) as Piece];
    return {
      pieces: group,
      differs: group.some((piece) => !piece.same),
      from: first.at,
      to: last.at + last.ours.length,
      theirs: group.map((piece) => piece.theirs).join(""),
    };
  });
}

/** How many characters must change to make one text the other. */
export function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  a.forEach((char, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      const swap = (row[j] as number) + (char === other ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    });
    row = next;
  });
  return row.at(-1) as number;
}
