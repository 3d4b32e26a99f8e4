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
  .middle {
    position: relative;
    display: flex;
    grid-row: 3;
    min-block-size: 0;
  }
  /* As in panels/sheet-host.ts: there the sheet stands below the panels. */
  @media (min-width: 481px) and (max-width: 1099px) and (min-height: 900px) {
    .middle {
      flex-direction: column;
    }
  }
  es-workspace {
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
  .map .page-image {
    filter: var(--page-filter, none);
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
  @media (max-width: 799px) {
    es-tool-rail {
      inset-block: auto 8px;
      inset-inline: 8px;
      inline-size: fit-content;
      max-inline-size: calc(100% - 16px);
      margin-inline: auto;
    }
  }
  es-film-strip {
    grid-row: 4;
  }
`;
