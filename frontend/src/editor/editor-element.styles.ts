/** How the editor's panels share the window. */
import { css } from "lit";

export const editorStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
    block-size: 100%;
    min-block-size: 0;
    background: var(--paper, #f7f6f3);
  }
  .panels {
    display: grid;
    grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr) auto;
    grid-row: 3;
    min-block-size: 0;
  }
  .switch {
    display: none;
    gap: 4px;
    padding: 6px 12px;
    background: var(--surface, #fff);
    border-block-end: 1px solid var(--line, #dcd9d1);
  }
  .switch button {
    flex: 1;
  }
  .well {
    position: relative;
    overflow: hidden;
    background: var(--sunken, #e9e7e1);
  }
  .map {
    position: absolute;
    inset: 0;
  }
  .map:focus-visible {
    outline-offset: -3px;
  }
  es-tool-rail {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-start: 10px;
    max-block-size: calc(100% - 24px);
  }
  .text {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-block-size: 0;
    background: var(--surface, #fff);
    border-inline-start: 1px solid var(--line, #dcd9d1);
  }
  es-film-strip {
    grid-row: 4;
  }
  @media (max-width: 799px) {
    .panels {
      grid-template-columns: minmax(0, 1fr);
    }
    .switch {
      display: flex;
    }
    .panels[data-side="image"] .text,
    .panels[data-side="text"] .well {
      display: none;
    }
  }
`;
