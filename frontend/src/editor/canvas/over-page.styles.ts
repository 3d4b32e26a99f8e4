/** How the text over the page looks; `panels/confident-text.ts` has the same levels for lists. */
import { css, unsafeCSS } from "lit";
import { LEVELS } from "../model/confidence";

const HUE_STEP = 12;
const levels = Array.from(
  { length: LEVELS + 1 },
  (_item, level) =>
    `.over-page .level-${level} { fill: light-dark(hsl(${level * HUE_STEP} 80% 26%), hsl(${level * HUE_STEP} 70% 72%)); }`,
).join("\n");

export const overPageStyles = css`
  .over-page {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    left: 0;
    overflow: visible;
    transform-origin: 0 0;
    pointer-events: none;
    user-select: none;
  }
  .over-page text {
    font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
    fill: var(--ink, #1d1f22);
    white-space: pre;
    pointer-events: none;
  }
  .over-page .down {
    writing-mode: vertical-rl;
    text-orientation: mixed;
  }
  .over-page .ground {
    fill: var(--surface, #fff);
    fill-opacity: 0.5;
    cursor: text;
    pointer-events: all;
    vector-effect: non-scaling-stroke;
  }
  .over-page .ground.bent {
    fill: none;
    stroke: var(--surface, #fff);
    stroke-opacity: 0.5;
    vector-effect: none;
    pointer-events: stroke;
  }
  .over-page .curve {
    fill: none;
    pointer-events: none;
    vector-effect: non-scaling-stroke;
  }
  .over-page .empty rect {
    stroke: var(--line-strong, #8d8a82);
    stroke-dasharray: 5 4;
  }
  .over-page .hover .ground,
  .over-page .chosen .ground {
    fill-opacity: 0.85;
    stroke-opacity: 0.85;
  }
  .over-page .hover rect {
    stroke: var(--accent, #1f5f8b);
    stroke-width: 1.5;
  }
  .over-page .chosen rect {
    stroke: var(--accent, #1f5f8b);
    stroke-width: 1.5;
    stroke-dasharray: 7 3;
  }
  .over-page .current rect {
    fill: var(--soft, #e3eef6);
    fill-opacity: 0.95;
    stroke: var(--accent, #1f5f8b);
    stroke-width: 2.5;
    stroke-dasharray: none;
  }
  .over-page .current .ground.bent {
    stroke: var(--soft, #e3eef6);
    stroke-opacity: 0.95;
  }
  .over-page .current .curve,
  .over-page .chosen .curve,
  .over-page .hover .curve {
    stroke: var(--accent, #1f5f8b);
    stroke-width: 2;
    stroke-dasharray: 7 3;
  }
  .over-page .current .curve {
    stroke-width: 3;
    stroke-dasharray: none;
  }
  .over-page .typed text {
    opacity: 0.15;
  }
  .over-page .low {
    text-decoration: underline dotted 0.08em var(--attention, #945400);
  }
  .over-page .em {
    font-style: italic;
  }
  .over-page .strong {
    font-weight: 700;
  }
  .over-page .s {
    text-decoration: line-through;
  }
  .over-page .u {
    text-decoration: underline;
  }
  .over-page .s.u,
  .over-page .u.s {
    text-decoration: underline line-through;
  }
  .over-page-field {
    position: absolute;
    z-index: 1;
    padding: 0.12em 8px;
    overflow: hidden;
    font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
    line-height: 1.5;
    color: var(--ink, #1d1f22);
    white-space: nowrap;
    resize: none;
    background: var(--surface, #fff);
    border: 2px solid var(--accent, #1f5f8b);
    border-radius: 4px;
    box-shadow: var(--shadow, 0 4px 12px rgb(0 0 0 / 20%));
  }
  ${unsafeCSS(levels)}
`;
