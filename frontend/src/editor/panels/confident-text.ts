/** A text whose doubtful characters are underlined and, on wish, coloured from red to green. */
import { css, html, unsafeCSS, type TemplateResult } from "lit";
import {
  type ConfidenceLook,
  confidenceRuns,
  type ConfidenceRun,
  LEVELS,
} from "../model/confidence";
import type { LineText } from "../model/types";

const HUE_STEP = 12;

const levels = Array.from(
  { length: LEVELS + 1 },
  (_item, level) =>
    `.level-${level} { background: hsl(${level * HUE_STEP} 85% 45% / ${(34 - level * 2.4) / 100}); }`,
).join("\n");

export const confidentStyles = css`
  .low {
    text-decoration: underline dotted var(--attention, #945400) 2px;
    text-underline-offset: 4px;
    text-decoration-skip-ink: none;
  }
  ${unsafeCSS(levels)}
`;

function piece({ text, low, level }: ConfidenceRun): TemplateResult {
  if (!low && level === null) return html`${text}`;
  const classes = [low ? "low" : "", level === null ? "" : `level-${level}`].join(" ").trim();
  return low
    ? html`<span class=${classes} title="The recogniser was unsure here">${text}</span>`
    : html`<span class=${classes}>${text}</span>`;
}

export function confidentText(text: LineText, look: ConfidenceLook): TemplateResult[] {
  return confidenceRuns(text, look).map(piece);
}
