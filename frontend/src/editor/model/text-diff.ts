/** Small facts about texts: where two differ, where to cut, which characters are uncertain. */
import type { LineText } from "./types";

/** Below this confidence a character is marked as uncertain. */
export const LOW_CHARACTER = 0.8;
/** Below this mean confidence a line asks for attention. */
export const LOW_LINE = 0.9;

export interface TextRun {
  readonly text: string;
  readonly low: boolean;
}

/** Where the caret belongs in `after` when `before` became it: behind what changed. */
export function caretAfterChange(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return after.length - tail;
}

/** The place nearest to `share` of the text where it may be cut: a space, if one is near. */
export function cutText(text: string, share: number): [string, string] {
  const aim = Math.round(text.length * share);
  let best = aim;
  let gap = Math.max(3, text.length / 5);
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] !== " " || Math.abs(index - aim) >= gap) continue;
    [best, gap] = [index, Math.abs(index - aim)];
  }
  return [text.slice(0, best).trimEnd(), text.slice(best).trimStart()];
}

export function joinTexts(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join(" ");
}

/** The text in runs of certain and uncertain characters; one certain run without glyphs. */
export function confidenceRuns(text: LineText): TextRun[] {
  const glyphs = text.glyphs ?? [];
  if (glyphs.map(([char]) => char).join("") !== text.text) return [{ text: text.text, low: false }];
  const runs: { text: string; low: boolean }[] = [];
  for (const [char, confidence] of glyphs) {
    const low = confidence !== null && confidence < LOW_CHARACTER && char.trim() !== "";
    const last = runs.at(-1);
    if (last?.low === low) last.text += char;
    else runs.push({ text: char, low });
  }
  return runs;
}

/** Whether a line asks for attention: no text, or text the recogniser was unsure of. */
export function needsAttention(text: LineText | null): boolean {
  if (!text || text.text === "") return true;
  return text.confidence !== null && text.confidence < LOW_LINE;
}
