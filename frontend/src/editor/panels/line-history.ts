/** The sheet with every version of a line's text: who wrote it, from where, when; bring one back. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { request } from "../../api/client";
import { base, buttons, fields } from "../../ui/styles";
import { differences } from "../model/char-diff";
import type { Uid } from "../model/types";
import { restoreText } from "../state/restore";
import { shown } from "./compare-row";
import { differenceStyles } from "./difference.styles";
import { markedText } from "./marked-text";
import { Panel } from "./panel";

interface Version {
  readonly version: number;
  readonly text: string;
  readonly confidence: number | null;
  readonly source: "manual" | "model" | "import" | "system";
  readonly source_label: string;
  readonly source_name: string;
  readonly author: string;
  readonly written_at: string;
}

interface Answer {
  readonly versions: readonly Version[];
  readonly next: number | null;
}

type Against = "previous" | "present" | "none";

const NO_LINE = "00000000-0000-0000-0000-000000000000";

class LineHistory extends Panel {
  static override properties = { ...Panel.properties, against: { state: true } };
  declare private against: Against;
  private versions: readonly Version[] = [];
  private next: number | null = null;
  private trouble = "";
  /** Whether the server told of this line yet. */
  private known = false;
  /** The layer whose versions are shown; `null` for the one that the editor shows. */
  private chosen: number | null = null;
  private asked = "";

  static override styles = [
    base,
    buttons,
    fields,
    differenceStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
        padding: 12px 14px;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      ol {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: 4px;
        padding: 8px 10px;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        font-size: 13px;
      }
      .text {
        margin: 0;
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
        font-size: 16px;
        line-height: 26px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        text-align: start;
      }
      li button {
        justify-self: start;
      }
    `,
  ];

  constructor() {
    super();
    this.against = "previous";
  }

  private get uid(): Uid | null {
    const { selection, sheet, page } = this.session;
    const about = typeof sheet?.about === "string" ? sheet.about : null;
    const uid = selection.current ?? about;
    return uid !== null && page.lines.has(uid) ? uid : null;
  }

  private get layer(): number | null {
    return this.chosen ?? this.session.page.layer;
  }

  protected override render(): TemplateResult {
    const { uid } = this;
    const number = uid ? this.session.page.order.indexOf(uid) + 1 : 0;
    if (!uid) return html`<p>Choose a line to see how its text came about.</p>`;
    return html`
      <div class="choices">${this.layers()} ${this.comparisons()}</div>
      <strong>Line ${number}</strong>
      ${this.trouble ? html`<p role="alert">${this.trouble}</p>` : nothing}
      ${
        this.versions.length === 0 && !this.trouble
          ? html`<p class="quiet" role="status">
              ${this.known ? "This line has never had text in this layer." : "Reading…"}
            </p>`
          : html`<ol aria-label="Versions, the newest first">
              ${this.versions.map((version, index) => this.item(uid, version, index))}
            </ol>`
      }
      ${
        this.next === null
          ? nothing
          : html`<button type="button" @click=${() => void this.load(uid, this.next)}>
              Show older versions
            </button>`
      }
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { uid, layer } = this;
    const version = uid ? this.session.page.lines.get(uid)?.text?.version : 0;
    const wanted = `${uid}:${layer}:${version}`;
    if (wanted === this.asked) return;
    if (!wanted.startsWith(`${this.asked.split(":", 2).join(":")}:`)) {
      this.versions = [];
      this.known = false;
    }
    this.asked = wanted;
    if (uid) void this.load(uid, null);
  }

  private layers(): TemplateResult {
    return html`<label
      >Layer
      <select @change=${this.onLayer}>
        ${this.session.page.layers.map(
          ({ id, name }) =>
            html`<option value=${id} ?selected=${id === this.layer}>${name}</option>`,
        )}
      </select></label
    >`;
  }

  private comparisons(): TemplateResult {
    const option = (value: Against, words: string) =>
      html`<option value=${value} ?selected=${value === this.against}>${words}</option>`;
    return html`<label
      >Differences
      <select
        @change=${(event: Event) => {
          this.against = (event.target as HTMLSelectElement).value as Against;
        }}
      >
        ${option("previous", "to the version before")} ${option("present", "to the present text")}
        ${option("none", "not shown")}
      </select></label
    >`;
  }

  private item(uid: Uid, version: Version, index: number): TemplateResult {
    const present = this.present(uid);
    const restorable = this.session.canEdit && version.text !== present;
    return html`<li data-version=${version.version}>
      <div class="head">
        <span>${origin(version)}</span>
        ${version.author ? html`<span class="quiet">${version.author}</span>` : nothing}
        <time class="quiet" datetime=${version.written_at}>${time(version.written_at)}</time>
        ${
          version.confidence === null
            ? nothing
            : html`<span class="quiet">${Math.round(100 * version.confidence)} % sure</span>`
        }
      </div>
      <p class="text" dir=${this.session.textDirection}>${this.text(version, index, present)}</p>
      ${
        restorable
          ? html`<button type="button" @click=${() => this.restore(uid, version)}>
              Bring back
            </button>`
          : version.text === present
            ? html`<span class="quiet"
                >${index === 0 ? "The present text" : "Says the same as now"}</span
              >`
            : nothing
      }
    </li>`;
  }

  private text(version: Version, index: number, present: string) {
    const before = this.versions[index + 1];
    if (this.against === "present" && version.text !== present) {
      return differences(present, version.text).map(shown);
    }
    if (this.against === "previous" && before) {
      return differences(before.text, version.text).map(shown);
    }
    return version.text === "" ? html`<i class="quiet">no text</i>` : markedText(version.text);
  }

  /** What the line says now in the layer whose versions are shown. */
  private present(uid: Uid): string {
    if (this.layer !== this.session.page.layer) return this.versions[0]?.text ?? "";
    return this.session.page.lines.get(uid)?.text?.text ?? "";
  }

  private restore(uid: Uid, version: Version): void {
    const [newest] = this.versions;
    const { layer } = this;
    if (layer === null || !newest) return;
    restoreText(this.session, { line: uid, layer, text: version.text, newest });
    void this.arrived(uid, layer).then(() => this.load(uid, null));
  }

  /** Waits until the server has it; the shown text gets back its confidence. */
  private async arrived(uid: Uid, layer: number): Promise<void> {
    if (layer === this.session.page.layer) await this.session.readAgain([uid]);
    else await this.session.sync?.flush();
  }

  private async load(uid: Uid, before: number | null): Promise<void> {
    const { line_history: template } = this.session.bootstrap.urls;
    const { layer, asked } = this;
    if (!template || layer === null) return;
    const rest = before === null ? "" : `&before=${before}`;
    try {
      const url = `${template.replace(NO_LINE, uid)}?layer=${layer}${rest}`;
      const answer = await request<Answer>("GET", url);
      if (asked !== this.asked) return;
      this.versions = before === null ? answer.versions : [...this.versions, ...answer.versions];
      this.next = answer.next;
      this.trouble = "";
    } catch (error) {
      if (asked !== this.asked) return;
      this.versions = [];
      this.next = null;
      this.trouble = error instanceof Error ? error.message : "The history cannot be read now.";
    }
    this.known = true;
    this.requestUpdate();
  }

  private readonly onLayer = (event: Event): void => {
    this.chosen = Number((event.target as HTMLSelectElement).value);
    this.requestUpdate();
  };
}

function origin({ source, source_label: label, source_name: name }: Version): string {
  if (name === "") return label;
  if (name === "find and replace") return "Found and replaced";
  if (source === "manual") return `Taken from ${name}`;
  if (source === "model") return `Recognised by ${name}`;
  return source === "import" ? `Imported from ${name}` : `${label}: ${name}`;
}

function time(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

customElements.define("es-line-history", LineHistory);
