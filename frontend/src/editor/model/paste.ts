/** What happens to pasted text: what is made plain, and which line gets which piece. */
import type { Uid } from "./types";

/** Pasted text as lines, and in words what was made plain in it. */
export interface Pasted {
  readonly lines: readonly string[];
  readonly cleaned: readonly string[];
}

/** Where the lines go: from one line on, only into empty lines from there on, or all into one. */
export type PasteWay = "following" | "empty" | "join";

export interface Target {
  readonly uid: Uid;
  readonly number: number;
  readonly text: string;
}

export interface PasteStep {
  readonly target: Target;
  readonly after: string;
}

export interface PastePlan {
  readonly steps: readonly PasteStep[];
  /** Lines for which the page has no place. */
  readonly surplus: readonly string[];
}

const BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
const JUNK: readonly (readonly [RegExp, string, string, string])[] = [
  [/\t/g, " ", "tab", "tabs"],
  [/[\u00a0\u2007\u202f]/g, " ", "non-breaking space", "non-breaking spaces"],
  [/\u00ad/g, "", "soft hyphen", "soft hyphens"],
  [/[\ufeff\u200b\u2060]/g, "", "invisible character", "invisible characters"],
];

/** Reads pasted text. A line break at the very end is none: copying a whole line makes one. */
export function readPasted(given: string): Pasted {
  const cleaned: string[] = [];
  let text = given;
  for (const [pattern, plain, one, many] of JUNK) {
    const count = text.match(pattern)?.length ?? 0;
    if (count > 0) cleaned.push(`${count} ${count === 1 ? one : many}`);
    text = text.replace(pattern, plain);
  }
  const lines = text.split(BREAKS);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return { lines, cleaned };
}

/** Which line gets what, from the target at `start` on; nothing is done yet. */
export function planPaste(
  lines: readonly string[],
  targets: readonly Target[],
  start: number,
  way: PasteWay,
): PastePlan {
  const from = targets.slice(start);
  if (way === "join") {
    const [target] = from;
    const words = lines.map((line) => line.trim()).filter((line) => line !== "");
    return target
      ? { steps: [{ target, after: words.join(" ") }], surplus: [] }
      : { steps: [], surplus: words };
  }
  const places = way === "empty" ? from.filter((target) => target.text === "") : from;
  const pairs = lines.map((after, index) => ({ target: places[index], after }));
  return {
    steps: pairs.flatMap(({ target, after }) => (target ? [{ target, after }] : [])),
    surplus: pairs.flatMap(({ target, after }) => (target ? [] : [after])),
  };
}
