/** How the keys of a virtual keyboard look, in use and while they are arranged. */
import { css } from "lit";

export const keyboardStyles = css`
  .keys {
    display: grid;
    gap: 4px;
  }
  .keyrow {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .key {
    position: relative;
    flex: none;
    min-inline-size: 32px;
    max-inline-size: 100%;
    min-block-size: 36px;
    padding: 2px 5px;
    overflow: hidden;
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
    .key {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
`;
