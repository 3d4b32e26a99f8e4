/** How sure the recogniser was: which lines ask for attention, which characters are marked. */
import { spelled } from "./glyphs";
import type { LineText } from "./types";

/** How doubt is shown; the person chooses. */
export interface ConfidenceLook {
  /** Characters and lines that are less sure than this (0 to 1) are marked. */
  readonly threshold: number;
  /** Whether characters are coloured, from red to green. */
  readonly colours: boolean;
  /** From 1 to 10: how strongly small doubts are coloured. */
  readonly scale: number;
}

/** Characters side by side that look the same. */
export interface ConfidenceRun {
  readonly text: string;
  readonly low: boolean;
  /** From 0 (doubted) to 10 (sure); `null` where nothing is coloured. */
  readonly level: number | null;
}

export const LEVELS = 10;

/** The colour of a confidence: a tenth of the way from red to green for each level. */
export function levelOf(confidence: number | null, look: ConfidenceLook): number | null {
  if (!look.colours || confidence === null) return null;
  return Math.round(Math.min(1, Math.max(0, confidence)) ** look.scale * LEVELS);
}

function runOf(text: string, confidence: number | null, look: ConfidenceLook): ConfidenceRun {
  if (text.trim() === "") return { text, low: false, level: null };
  const low = confidence !== null && confidence < look.threshold;
  return { text, low, level: levelOf(confidence, look) };
}

/** The text in runs of equal look; one plain run where the characters are not known. */
export function confidenceRuns(text: LineText, look: ConfidenceLook): ConfidenceRun[] {
  const glyphs = text.glyphs ?? [];
  if (spelled(glyphs) !== text.text) return [{ text: text.text, low: false, level: null }];
  const runs: ConfidenceRun[] = [];
  for (const [char, confidence] of glyphs) {
    const run = runOf(char, confidence, look);
    const last = runs.at(-1);
    if (last?.low === run.low && last.level === run.level) {
      runs[runs.length - 1] = { ...last, text: last.text + char };
    } else runs.push(run);
  }
  return runs;
}

/** Where the first marked character begins and ends, in code units; nothing where none is. */
export function firstDoubt(text: LineText | null, threshold: number): [number, number] | null {
  let at = 0;
  for (const [char, confidence] of text?.glyphs ?? []) {
    if (confidence !== null && confidence < threshold && char.trim() !== "") {
      return [at, at + char.length];
    }
    at += char.length;
  }
  return null;
}

/** Whether a line asks for attention: no text, or text the recogniser was unsure of. */
export function needsAttention(text: LineText | null, threshold: number): boolean {
  if (!text || text.text === "") return true;
  return text.confidence !== null && text.confidence < threshold;
}
