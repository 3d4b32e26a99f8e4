/** Styles of the list of lines. */
import { css } from "lit";

export const listStyles = css`
  :host {
    display: block;
    overflow-y: auto;
    scroll-padding-block: 48px;
    scrollbar-gutter: stable;
  }
  ol {
    margin: 0;
    padding-block: 6px 40vh;
    padding-inline: 0;
    list-style: none;
  }
  h2 {
    margin: 0;
    padding: 10px 14px 4px;
    font-size: 12px;
    font-weight: 400;
    letter-spacing: 0.02em;
    color: var(--quiet, #5d6168);
  }
  .line {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 34px;
  }
  .line.current {
    content-visibility: visible;
  }
  button.row {
    display: grid;
    grid-template-columns: 34px 1fr auto;
    align-items: baseline;
    justify-content: stretch;
    inline-size: 100%;
    gap: 0;
    padding: 2px 14px;
    text-align: start;
    white-space: normal;
    cursor: text;
    border: 0;
    border-radius: 0;
  }
  button.row:focus-visible {
    outline-offset: -2px;
  }
  .lit button.row {
    background: var(--paper, #f7f6f3);
  }
  .chosen button.row {
    background: var(--soft, #e3eef6);
  }
  .number {
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    color: var(--quiet, #5d6168);
  }
  .text {
    font-family: var(--line-font, var(--text-font, serif));
    font-size: var(--line-size, 17px);
    line-height: var(--line-leading, 28px);
    overflow-wrap: anywhere;
  }
  .row .body {
    display: grid;
    min-inline-size: 0;
  }
  .row .text {
    text-align: start;
    white-space: pre-wrap;
  }
  .blank {
    font: italic 14px var(--font, "Inter Variable", system-ui, sans-serif);
    color: var(--quiet, #5d6168);
  }
  .type {
    margin-inline-start: 8px;
    font-size: 12px;
    color: var(--quiet, #5d6168);
    white-space: nowrap;
  }
  .current {
    background: var(--soft, #e3eef6);
  }
  .open {
    display: grid;
    grid-template-columns: 34px minmax(0, 1fr) auto;
    align-items: end;
    padding: 8px 14px;
  }
  .open .number,
  .open .type {
    padding-block-end: 7px;
  }
  .decide {
    display: grid;
    gap: 4px;
    margin: 8px 14px 0;
    padding: 8px 10px;
    background: var(--surface, #fff);
    border: 1px solid var(--attention, #945400);
    border-radius: 6px;
  }
  .decide > div {
    display: grid;
    grid-template-columns: 8em 1fr auto;
    align-items: center;
    gap: 8px;
  }
  :host([data-direction^="vertical"]) {
    inline-size: 100%;
    block-size: 100%;
  }
  /* Vertical writing: the list runs like the page, line beside line, each read downwards. */
  :host([data-direction="vertical-rl"]) {
    overflow: auto hidden;
    writing-mode: vertical-rl;
  }
  :host([data-direction="vertical-lr"]) {
    overflow: auto hidden;
    writing-mode: vertical-lr;
  }
  :host([data-direction^="vertical"]) ol {
    padding-block-end: 20vw;
  }
  :host([data-direction^="vertical"]) .number {
    text-combine-upright: all;
  }
  .empty {
    max-inline-size: 44ch;
    margin: 20vh auto 0;
    padding: 16px;
    text-align: center;
    color: var(--quiet, #5d6168);
  }
  .empty strong {
    color: var(--ink, #1d1f22);
  }
  li.line > .here {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 8px;
    pointer-events: none;
  }
  /* Who wrote the other text is said in its box. */
  li.line:has(.decide) > .here {
    display: none;
  }
`;
