/** Styles of the open line: strip, field with its marks behind it, and what else a character may be. */
import { css } from "lit";

export const lineEditorStyles = css`
  :host {
    display: grid;
    gap: 6px;
    min-inline-size: 0;
  }
  .box {
    position: relative;
    min-inline-size: 0;
    background: var(--surface, #fff);
    border: 1px solid var(--accent, #1f5f8b);
    border-radius: 4px;
  }
  .box:focus-within {
    outline: 2px solid var(--accent, #1f5f8b);
    outline-offset: 1px;
  }
  .frame {
    overflow: hidden;
  }
  .lay {
    position: relative;
  }
  .marks,
  input {
    font-family: var(--line-font, var(--text-font, serif));
    font-size: var(--line-size, 17px);
    font-variant-ligatures: inherit;
    line-height: var(--line-leading, 28px);
    letter-spacing: inherit;
    white-space: pre;
    border: 0;
    border-radius: 0;
    text-rendering: auto;
  }
  .marks {
    position: absolute;
    inset: 0;
    padding: 2px 0;
    padding-inline: var(--line-start, 8px) 8px;
    overflow: hidden;
    color: transparent;
    user-select: none;
    pointer-events: none;
    text-align: start;
  }
  input {
    position: relative;
    display: block;
    inline-size: 100%;
    min-block-size: 0;
    padding: 2px 0;
    padding-inline: var(--line-start, 8px) 8px;
    background: transparent;
    outline: none;
  }
  .vertical input,
  .vertical .marks {
    writing-mode: inherit;
    padding: 0 2px;
    padding-inline: var(--line-start, 8px) 8px;
  }
  .others {
    position: absolute;
    inset-block-end: calc(100% - 4px);
    inset-inline-end: 4px;
    min-block-size: 24px;
    padding: 1px 6px;
    font-size: 12px;
    color: var(--quiet, #5d6168);
    background: var(--surface, #fff);
  }
  .choices {
    position: absolute;
    z-index: 5;
    display: grid;
    min-inline-size: 120px;
    padding: 4px;
    writing-mode: horizontal-tb;
    background: var(--surface, #fff);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
    box-shadow: var(--shadow, 0 8px 28px rgb(0 0 0 / 0.25));
  }
  .choices [role="option"] {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 16px;
    align-items: baseline;
    min-block-size: 32px;
    padding: 2px 8px;
    border-radius: 4px;
    cursor: pointer;
  }
  .choices [role="option"] bdi {
    font-family: var(--line-font, var(--text-font, serif));
    font-size: 18px;
    white-space: pre;
  }
  .choices [aria-selected="true"] {
    background: var(--soft, #e3eef6);
    outline: 2px solid var(--accent, #1f5f8b);
    outline-offset: -2px;
  }
  @media (pointer: coarse) {
    .choices [role="option"],
    .others {
      min-block-size: 44px;
    }
  }
`;
