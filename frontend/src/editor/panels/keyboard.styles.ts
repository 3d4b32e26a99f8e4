/** How the keys of a virtual keyboard look, in use and while they are arranged. */
import { css } from "lit";

export const keyboardStyles = css`
  .keys {
    display: grid;
    gap: 4px;
  }
  .keyrow {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(32px, 1fr));
    gap: 4px;
  }
  .key {
    position: relative;
    min-inline-size: 0;
    min-block-size: 36px;
    padding: 2px;
    overflow: hidden;
  }
  .key.long {
    grid-column: span 2;
    font-size: 14px;
    text-overflow: ellipsis;
  }
  .key.bound::after {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: 2px;
    inline-size: 5px;
    block-size: 5px;
    content: "";
    background: var(--accent, #1f5f8b);
    border-radius: 50%;
  }
  .key[aria-pressed="true"] {
    outline: 2px solid var(--accent, #1f5f8b);
  }
  @media (pointer: coarse) {
    .keyrow {
      grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
    }
    .key {
      min-block-size: 44px;
    }
  }
`;
