/**
 * Several pasted lines: shows which line of the page would get which, before anything is changed.
 *
 *     await askWhereToPaste(session, { lines: ["one", "two"], cleaned: [] }, uid);
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { type Pasted, type PastePlan, type PasteWay, planPaste, type Target } from "../model/paste";
import type { Uid } from "../model/types";
import type { Session } from "../state/session";
import { base, buttons, fields } from "../../ui/styles";

const WAYS: readonly (readonly [PasteWay, string])[] = [
  ["following", "This line and those after it"],
  ["empty", "Only lines without text"],
  ["join", "All into this one line"],
];

class PasteDialog extends LitElement {
  static override properties = {
    session: { attribute: false },
    pasted: { attribute: false },
    start: { state: true },
    way: { state: true },
    withBlank: { state: true },
  };
  declare session: Session;
  declare pasted: Pasted;
  declare start: number;
  declare way: PasteWay;
  declare withBlank: boolean;

  static override styles = [
    base,
    buttons,
    fields,
    css`
      dialog[open] {
        display: grid;
      }
      dialog {
        grid-template-rows: auto auto minmax(0, 1fr) auto;
        gap: 12px;
        inline-size: min(56rem, calc(100vw - 32px));
        max-block-size: calc(100vh - 32px);
        padding: 20px 24px;
        color: var(--ink, #1d1f22);
        background: var(--surface, #fff);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
        box-shadow: var(--shadow, 0 8px 32px rgb(0 0 0 / 0.25));
      }
      dialog::backdrop {
        background: var(--backdrop, rgb(0 0 0 / 0.35));
      }
      h2 {
        margin: 0 0 4px;
        font-size: 20px;
        line-height: 28px;
      }
      p {
        margin: 0;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 20px;
        align-items: center;
        margin: 0;
        padding: 0;
        border: 0;
      }
      label {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-block-size: 32px;
      }
      label input[type="number"] {
        inline-size: 5em;
      }
      .plan {
        overflow: auto;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th {
        position: sticky;
        inset-block-start: 0;
        font-size: 12px;
        font-weight: 400;
        color: var(--quiet, #5d6168);
        text-align: start;
        background: var(--paper, #f7f6f3);
      }
      th,
      td {
        padding: 4px 10px;
        vertical-align: baseline;
        border-block-end: 1px solid var(--line, #dcd9d1);
      }
      td.number {
        inline-size: 4.5em;
        font-variant-numeric: tabular-nums;
      }
      td bdi {
        font-family: var(--text-font, serif);
        font-size: 16px;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .old {
        inline-size: 45%;
        color: var(--quiet, #5d6168);
      }
      .old bdi {
        text-decoration: line-through;
      }
      .surplus td {
        color: var(--attention, #945400);
      }
      footer {
        display: flex;
        gap: 8px;
        align-items: center;
      }
    `,
  ];

  constructor() {
    super();
    this.start = 0;
    this.way = "following";
    this.withBlank = false;
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    dialog?.showModal();
    this.renderRoot.querySelector<HTMLElement>("button.primary")?.focus();
  }

  private get targets(): Target[] {
    const { order, lines } = this.session.page;
    return order.map((uid, index) => ({
      uid,
      number: index + 1,
      text: lines.get(uid)?.text?.text ?? "",
    }));
  }

  private get lines(): readonly string[] {
    const { lines } = this.pasted;
    return this.withBlank ? lines : lines.filter((line) => line.trim() !== "");
  }

  protected override render(): TemplateResult {
    const { targets, lines } = this;
    const plan = planPaste(lines, targets, this.start, this.way);
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}>
      <header>
        <h2 id="title">Where do the ${lines.length} pasted lines go?</h2>
        ${this.remarks()}
      </header>
      ${this.choices(targets.length)}
      <div class="plan" tabindex="0">${this.table(plan)}</div>
      <footer>
        <span class="grow" role="status">${this.surplusWords(plan)}</span>
        <button type="button" @click=${() => this.close()}>Cancel</button>
        <button
          type="button"
          class="primary"
          ?disabled=${plan.steps.length === 0}
          @click=${() => this.apply(plan)}
        >
          Fill ${plan.steps.length === 1 ? "1 line" : `${plan.steps.length} lines`}
        </button>
      </footer>
    </dialog>`;
  }

  private remarks(): TemplateResult {
    const { cleaned } = this.pasted;
    return html`<p class="quiet">
      Nothing is changed yet.
      ${cleaned.length > 0 ? html`Made plain: ${cleaned.join(", ")}.` : nothing}
    </p>`;
  }

  private choices(count: number): TemplateResult {
    const blank = this.pasted.lines.some((line) => line.trim() === "");
    return html`<fieldset class="ways" aria-label="Way to paste">
      ${WAYS.map(
        ([way, label]) =>
          html`<label>
            <input
              type="radio"
              name="way"
              value=${way}
              .checked=${this.way === way}
              @change=${() => (this.way = way)}
            />
            ${label}
          </label>`,
      )}
      <label>
        Begin at line
        <input
          type="number"
          min="1"
          max=${count}
          .value=${String(this.start + 1)}
          @input=${(event: Event) => this.begin(event, count)}
        />
      </label>
      ${blank ? this.blankChoice() : nothing}
    </fieldset>`;
  }

  private blankChoice(): TemplateResult {
    return html`<label>
      <input
        type="checkbox"
        .checked=${this.withBlank}
        @change=${(event: Event) => (this.withBlank = (event.target as HTMLInputElement).checked)}
      />
      Empty lines count
    </label>`;
  }

  private table(plan: PastePlan): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th>Line</th>
          <th>Now</th>
          <th>Then</th>
        </tr>
      </thead>
      <tbody>
        ${plan.steps.map(
          ({ target, after }) =>
            html`<tr>
              <td class="number">${target.number}</td>
              <td class="old"><bdi>${target.text}</bdi></td>
              <td><bdi>${after}</bdi></td>
            </tr>`,
        )}
        ${plan.surplus.map(
          (line) =>
            html`<tr class="surplus">
              <td class="number">none</td>
              <td>no line is left for this</td>
              <td><bdi>${line}</bdi></td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private surplusWords({ surplus }: PastePlan): string {
    if (surplus.length === 0) return "";
    const lines = surplus.length === 1 ? "1 line finds" : `${surplus.length} lines find`;
    return `${lines} no place on this page and would be left out.`;
  }

  private begin(event: Event, count: number): void {
    const number = Number((event.target as HTMLInputElement).value);
    if (Number.isInteger(number) && number >= 1 && number <= count) this.start = number - 1;
  }

  private apply({ steps }: PastePlan): void {
    this.session.writing.put(steps.map(({ target, after }) => [target.uid, after]));
    this.close();
  }

  private close(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }
}

customElements.define("es-paste-dialog", PasteDialog);

/** Asks, and does what was chosen as one step of undo; settles when the dialog is closed. */
export function askWhereToPaste(session: Session, pasted: Pasted, line: Uid): Promise<void> {
  const start = Math.max(0, session.page.order.indexOf(line));
  const dialog = Object.assign(new PasteDialog(), { session, pasted, start });
  document.body.append(dialog);
  return new Promise((resolve) => {
    void dialog.updateComplete.then(() => {
      dialog.renderRoot.querySelector("dialog")?.addEventListener("close", () => resolve());
    });
  });
}
