/** All commands with their keys, made from the one table. */
import { css, html, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { type Command, keyName } from "../state/command";
import { Panel } from "./panel";

const TYPING: readonly [string, string][] = [
  ["Enter or ↓", "Save and go to the next line"],
  ["↑", "Previous line"],
  ["Tab", "Next line without text or with uncertain text"],
  ["Esc", "Leave the text field"],
];

class HelpDialog extends Panel {
  static override styles = [
    base,
    buttons,
    css`
      dialog {
        inline-size: min(60rem, calc(100vw - 32px));
        max-block-size: calc(100vh - 32px);
        padding: 20px 24px;
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
        display: flex;
        align-items: center;
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 20px;
        line-height: 28px;
      }
      .groups {
        columns: 17rem 3;
        column-gap: 28px;
        margin-block-start: 12px;
      }
      section {
        break-inside: avoid;
        padding-block-end: 12px;
      }
      h3 {
        margin: 0 0 4px;
        font-size: 12px;
        font-weight: 600;
        color: var(--quiet, #5d6168);
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 3px 12px;
        margin: 0;
      }
      dd {
        margin: 0;
        text-align: end;
        white-space: nowrap;
      }
      kbd {
        padding: 1px 5px;
        font: 12px/18px var(--font, "Inter Variable", system-ui, sans-serif);
        background: var(--paper, #f7f6f3);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 4px;
      }
    `,
  ];

  show(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render(): TemplateResult {
    const commands = [...this.commands.values()];
    const groups = [...new Set(commands.map((command) => command.group))];
    return html`<dialog aria-labelledby="title">
      <header>
        <h2 id="title">Keys</h2>
        <form method="dialog"><button>Close</button></form>
      </header>
      <div class="groups">
        <section>
          <h3>While typing</h3>
          <dl>
            ${TYPING.map(
              ([key, label]) =>
                html`<dt>${label}</dt>
                  <dd><kbd>${key}</kbd></dd>`,
            )}
          </dl>
        </section>
        ${groups.map((name) =>
          this.group(
            name,
            commands.filter((command) => command.group === name),
          ),
        )}
      </div>
    </dialog>`;
  }

  private group(name: string, commands: readonly Command[]): TemplateResult {
    const shown = commands.filter(
      (command) => command.keys.length > 0 && (this.session.canEdit || !command.edits),
    );
    return html`<section>
      <h3>${name}</h3>
      <dl>
        ${shown.map(
          (command) =>
            html`<dt>${command.label}</dt>
              <dd>
                ${command.keys.map((key, index) => [
                  index > 0 ? " " : "",
                  html`<kbd>${keyName(key)}</kbd>`,
                ])}
              </dd>`,
        )}
      </dl>
    </section>`;
  }
}

customElements.define("es-help-dialog", HelpDialog);
export type { HelpDialog };
