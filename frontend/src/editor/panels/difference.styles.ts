/** How what is put in and what is left out look: by line and colour, never by colour alone. */
import { css } from "lit";

export const differenceStyles = css`
  ins {
    color: var(--ink, #1d1f22);
    text-decoration: underline 2px;
    text-decoration-color: var(--done, #2f6b3a);
    text-underline-offset: 3px;
    background: color-mix(in srgb, var(--done, #2f6b3a) 18%, transparent);
  }
  del {
    color: var(--ink, #1d1f22);
    text-decoration: line-through 2px;
    text-decoration-color: var(--attention, #945400);
    background: color-mix(in srgb, var(--attention, #945400) 16%, transparent);
  }
`;
