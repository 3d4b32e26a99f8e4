/** The look of the sheet of annotations. */
import { css } from "lit";

export const annotationStyles = css`
  :host {
    display: grid;
    gap: 16px;
    padding: 12px 14px;
  }
  h3 {
    margin: 0 0 6px;
    font-size: 14px;
    font-weight: 600;
  }
  p {
    margin: 0;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .swatch {
    inline-size: 12px;
    block-size: 12px;
    flex: none;
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 3px;
  }
  ul {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li > button {
    inline-size: 100%;
    justify-content: flex-start;
    text-align: start;
    white-space: normal;
    border-color: transparent;
  }
  li > button[aria-expanded="true"] {
    background: var(--soft, #e3eef6);
  }
  .words {
    flex: 1;
    font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
  }
  form {
    display: grid;
    gap: 10px;
    padding: 10px 10px 12px;
    margin-block: 4px 8px;
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
  }
  label {
    display: grid;
    gap: 4px;
  }
  textarea {
    min-block-size: 64px;
    padding: 4px 8px;
    font: inherit;
    color: inherit;
    background: var(--surface, #fff);
    border: 1px solid var(--line, #dcd9d1);
    border-radius: 6px;
    resize: vertical;
  }
  .foot {
    display: flex;
    gap: 8px;
  }
  .problem {
    color: var(--danger, #b3261e);
  }
`;
