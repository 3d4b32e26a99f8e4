/** Styles that several sheets share. */
import { css } from "lit";

export const sheetStyles = css`
  :host {
    display: grid;
    align-content: start;
    gap: 12px;
    padding: 12px 16px 24px;
  }
  h3 {
    margin: 0;
    font-size: 12px;
    font-weight: 600;
    color: var(--quiet, #5d6168);
  }
  p {
    margin: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  label,
  .field {
    display: grid;
    gap: 3px;
    font-size: 13px;
  }
  input,
  select,
  textarea {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 32px;
  }
  textarea {
    padding: 6px 8px;
    font: inherit;
    color: inherit;
    resize: vertical;
    background: var(--surface, #fff);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
  }
  .error {
    color: var(--danger, #b3261e);
  }
  .small {
    font-size: 12px;
    line-height: 16px;
  }
  button.plain {
    padding-inline: 6px;
    border-color: transparent;
  }
  button.danger {
    color: var(--danger, #b3261e);
  }
  button svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .glyph {
    font-family: var(--text-font, "Noto Serif Variable", "Junicode Medieval", Georgia, serif);
    font-size: 19px;
    line-height: 26px;
  }
  @media (pointer: coarse) {
    button,
    input,
    select {
      min-block-size: 44px;
    }
  }
`;
