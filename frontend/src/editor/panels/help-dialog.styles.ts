/** How the help looks: commands in columns, the whole of it in one scroll. */
import { css } from "lit";

export const helpStyles = css`
  dialog {
    inline-size: min(72rem, calc(100vw - 32px));
    max-inline-size: none;
    max-block-size: calc(100vh - 32px);
    padding: 0 24px 12px;
    color: var(--ink, #1d1f22);
    background: var(--surface, #fff);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
    box-shadow: var(--shadow, 0 8px 32px rgb(0 0 0 / 0.25));
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.35);
  }
  header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding-block: 16px 10px;
    background: var(--surface, #fff);
  }
  h2 {
    margin: 0;
    font-size: 20px;
    line-height: 28px;
  }
  header input {
    flex: 1 1 12rem;
    min-inline-size: 0;
    max-inline-size: 24rem;
    margin-inline-end: auto;
  }
  @media (max-width: 600px) {
    h2 {
      flex: 1;
    }
    header > :is(input, button) {
      order: 1;
    }
  }
  .groups {
    columns: 19rem 3;
    column-gap: 32px;
  }
  .groups[data-changing] {
    columns: 28rem 2;
  }
  section {
    break-inside: auto;
    padding-block-end: 12px;
  }
  h3 {
    margin: 0 0 4px;
    font-size: 12px;
    font-weight: 600;
    color: var(--quiet, #5d6168);
    break-after: avoid;
  }
  dl {
    display: grid;
    grid-template-columns: 1fr fit-content(46%);
    gap: 3px 12px;
    margin: 0;
  }
  dd {
    margin: 0;
    text-align: end;
  }
  kbd {
    padding: 1px 5px;
    font: 12px/18px var(--font, "Inter Variable", system-ui, sans-serif);
    white-space: nowrap;
    background: var(--paper, #f7f6f3);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 4px;
  }
  button.key {
    min-block-size: 26px;
    padding: 0 5px;
    font-size: 12px;
    border-color: transparent;
  }
  [data-changing] dl {
    grid-template-columns: 1fr auto;
  }
  [data-changing] dt {
    align-self: center;
  }
  .clash {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    padding: 6px 8px;
    background: var(--paper, #f7f6f3);
    border-inline-start: 3px solid var(--attention, #945400);
  }
  .clash span {
    flex: 1 1 12rem;
  }
`;
