/** Styles that the editor's components share; colours come from the page's custom properties. */
import { css } from "lit";

export const base = css`
  :host {
    font-family: var(--font, "Inter Variable", system-ui, sans-serif);
    font-size: 14px;
    line-height: 20px;
    color: var(--ink, #1d1f22);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--accent, #1f5f8b);
    outline-offset: 1px;
  }
  .grow {
    flex: 1;
  }
  .quiet {
    color: var(--quiet, #5d6168);
  }
  .hidden-label {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const buttons = css`
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 28px;
    padding: 3px 10px;
    font: inherit;
    color: inherit;
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
    background: transparent;
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
    transition: background-color 120ms;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--soft, #e3eef6);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  button.icon {
    inline-size: 32px;
    block-size: 32px;
    padding: 0;
    border-color: transparent;
  }
  button[aria-pressed="true"] {
    color: var(--accent, #1f5f8b);
    background: var(--soft, #e3eef6);
  }
  button.primary {
    color: var(--on-accent, var(--surface, #fff));
    background: var(--accent, #1f5f8b);
    border-color: var(--accent, #1f5f8b);
  }
  button.primary:hover:not(:disabled) {
    filter: brightness(1.08);
    background: var(--accent, #1f5f8b);
  }
  @media (pointer: coarse) {
    button,
    .button {
      min-block-size: 44px;
    }
    button.icon {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    button {
      transition: none;
    }
  }
`;

export const fields = css`
  input,
  select {
    min-block-size: 28px;
    padding: 2px 8px;
    font: inherit;
    color: inherit;
    background: var(--surface, #fff);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
  }
  @media (pointer: coarse) {
    input:not([type="checkbox"], [type="radio"]),
    select {
      min-block-size: 44px;
    }
  }
`;

/** A card that floats beside what opened it. */
export const floating = css`
  [popover] {
    inset: auto;
    margin: 0;
    min-inline-size: 15rem;
    max-inline-size: calc(100vw - 16px);
    max-block-size: calc(100vh - 16px);
    padding: 6px;
    overflow: auto;
    color: var(--ink, #1d1f22);
    background: var(--surface, #fff);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
    box-shadow: var(--shadow, 0 8px 28px rgb(0 0 0 / 0.18));
  }
`;
