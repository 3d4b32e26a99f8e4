/** Styles of the sheet in which words are looked for. */
import { css } from "lit";

export const findStyles = css`
  form {
    display: grid;
    gap: 8px;
  }
  .line {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .line input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 32px;
    font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
    font-size: 16px;
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .options button {
    min-block-size: 32px;
    font-size: 13px;
  }
  .places {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }
  .places label {
    display: grid;
    gap: 2px;
    font-size: 12px;
    color: var(--quiet, #5d6168);
  }
  .places select {
    min-inline-size: 0;
    min-block-size: 32px;
    color: var(--ink, #1d1f22);
    font-size: 14px;
  }
  .status {
    margin: 0;
    color: var(--quiet, #5d6168);
  }
  .trouble {
    margin: 0;
    padding: 6px 10px;
    border: 1px solid var(--attention, #945400);
    border-radius: 6px;
  }
  @media (pointer: coarse) {
    .options button,
    .places select,
    .line input,
    .line button {
      min-block-size: 44px;
    }
  }
`;

export const resultStyles = css`
  :host {
    display: grid;
    gap: 10px;
  }
  h3 {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0 0 2px;
    font-size: 13px;
    font-weight: 600;
  }
  h3 img {
    inline-size: 28px;
    block-size: 36px;
    object-fit: cover;
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 2px;
  }
  section {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 80px;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 6px;
    align-items: start;
    border-block-start: 1px solid var(--line, #dcd9d1);
  }
  li > input {
    inline-size: 18px;
    block-size: 18px;
    margin-block-start: 8px;
  }
  button.hit {
    display: grid;
    grid-column: 2;
    grid-template-columns: 58px 1fr;
    align-items: baseline;
    justify-content: stretch;
    inline-size: 100%;
    min-block-size: 32px;
    padding: 4px;
    text-align: start;
    white-space: normal;
    border: 0;
    border-radius: 4px;
  }
  li.plain button.hit {
    grid-column: 1 / -1;
  }
  li.current {
    background: var(--soft, #e3eef6);
  }
  .text {
    font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
    font-size: 15px;
    line-height: 22px;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    text-align: start;
  }
  .label {
    font-size: 12px;
    overflow-wrap: anywhere;
    color: var(--quiet, #5d6168);
  }
  mark {
    color: inherit;
    background: color-mix(in srgb, var(--attention, #945400) 30%, transparent);
    border-radius: 2px;
  }
  mark.current {
    color: var(--surface, #fff);
    background: var(--accent, #1f5f8b);
  }
  .each {
    grid-column: 2;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    padding: 0 4px 6px;
    font-size: 13px;
  }
  .each label {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    min-block-size: 32px;
  }
`;
