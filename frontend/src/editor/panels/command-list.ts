/** Commands as rows of a menu: icon, words, key; made from the one table. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { type Command, keyName } from "../state/command";

export const commandRows = css`
  .rows {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .rows button {
    justify-content: flex-start;
    min-block-size: 32px;
    inline-size: 100%;
    border-color: transparent;
  }
  @media (pointer: coarse) {
    .rows button {
      min-block-size: 44px;
    }
  }
  .rows kbd {
    margin-inline-start: auto;
    padding-inline-start: 24px;
    font: inherit;
    font-size: 12px;
    color: var(--quiet, #5d6168);
  }
  .rows hr {
    inline-size: 100%;
    margin: 4px 0;
    border: 0;
    border-block-start: 1px solid var(--line, #dcd9d1);
  }
`;

/** The menu closes when the command is done, unless it `stays` for more of the same. */
export function commandRow(command: Command, stays = false): TemplateResult {
  const [key] = command.keys;
  const pressed = command.active ? (command.active() ? "true" : "false") : nothing;
  return html`<button
    type="button"
    ?data-closes=${!stays}
    data-command=${command.id}
    aria-pressed=${pressed}
    ?disabled=${command.enabled?.() === false}
    @click=${() => command.run()}
  >
    ${icon(command.icon ?? command.id)}<span>${command.label}</span>
    ${key ? html`<kbd>${keyName(key)}</kbd>` : nothing}
  </button>`;
}
