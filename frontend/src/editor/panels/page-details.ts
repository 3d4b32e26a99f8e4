/** The sheet with what is known about the page: name, type, status, person, remarks, metadata. */
import { css, html, nothing, type TemplateResult } from "lit";
import { request } from "../../api/client";
import { base, buttons, fields } from "../../ui/styles";
import { Panel } from "./panel";
import { savePart, STATUSES } from "./page-status";
import { sheetStyles } from "./sheet.styles";

interface Choice {
  readonly id: number;
  readonly name: string;
}

interface MetadataRow {
  readonly pk: number;
  readonly key: { readonly name: string };
  readonly value: string;
}

interface Details {
  readonly part: Readonly<Record<"name" | "source" | "filename", string>> & {
    readonly typology: number | null;
    readonly comments: string | null;
  };
  readonly metadata: readonly MetadataRow[];
  readonly types: readonly Choice[];
  readonly people: readonly Choice[];
}

class PageDetails extends Panel {
  private details: Details | null = null;
  private problem = "";

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    css`
      .meta {
        display: grid;
        grid-template-columns: 1fr 1.4fr auto;
        gap: 6px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.read();
  }

  protected override render(): TemplateResult {
    const { details } = this;
    if (!details) return html`<p class="quiet">${this.problem || "Looking it up…"}</p>`;
    const { canEdit } = this.session;
    return html`
      ${this.text("name", "Name", details.part.name, details.part.filename)}
      <label
        >Type
        <select ?disabled=${!canEdit} @change=${this.onNumber("typology")}>
          ${this.options(details.types, details.part.typology, "No type")}
        </select>
      </label>
      ${this.plan(details)}
      <label
        >Remarks
        <textarea
          rows="3"
          dir="auto"
          ?readonly=${!canEdit}
          .value=${details.part.comments ?? ""}
          @change=${(event: Event) => this.save({ comments: valueOf(event) })}
        ></textarea>
      </label>
      ${this.text("source", "Source", details.part.source, "")} ${this.metadata(details)}
      <p class="error" role="alert">${this.problem}</p>
    `;
  }

  private plan(details: Details): TemplateResult {
    const { part } = this.session.page;
    const { canEdit } = this.session;
    return html`<label
        >Status
        <select ?disabled=${!canEdit} @change=${this.onStatus}>
          ${STATUSES.map(
            ([value, label]) =>
              html`<option value=${value} .selected=${value === part.status}>${label}</option>`,
          )}
        </select>
      </label>
      <label
        >Assigned to
        <select ?disabled=${!canEdit} @change=${this.onNumber("assignee")}>
          ${this.options(this.people(details), part.assignee, "Nobody")}
        </select>
      </label>`;
  }

  /** Whose page it is stays in the list, also where that person cannot be chosen any more. */
  private people({ people }: Details): readonly Choice[] {
    const { assignee, assignee_name: name } = this.session.page.part;
    if (assignee === null || people.some(({ id }) => id === assignee)) return people;
    return [...people, { id: assignee, name: name ?? "Somebody" }];
  }

  private options(choices: readonly Choice[], chosen: number | null, none: string) {
    return html`<option value="" .selected=${chosen === null}>${none}</option>
      ${choices.map(
        ({ id, name }) => html`<option value=${id} .selected=${id === chosen}>${name}</option>`,
      )}`;
  }

  private text(field: string, label: string, value: string, hint: string): TemplateResult {
    return html`<label
      >${label}
      <input
        name=${field}
        dir="auto"
        autocomplete="off"
        placeholder=${hint}
        ?readonly=${!this.session.canEdit}
        .value=${value}
        @change=${(event: Event) => this.save({ [field]: valueOf(event) })}
      />
    </label>`;
  }

  private metadata({ metadata }: Details): TemplateResult {
    const { canEdit } = this.session;
    return html`<section class="field" aria-label="Metadata">
      <h3>Metadata</h3>
      ${metadata.map((row) => this.metadataRow(row))}
      ${metadata.length === 0 ? html`<p class="quiet">Nothing is noted.</p>` : nothing}
      ${
        canEdit
          ? html`<form class="meta" @submit=${this.onAdd}>
              <input name="key" placeholder="Key" aria-label="New key" dir="auto" required />
              <input name="value" placeholder="Value" aria-label="New value" dir="auto" required />
              <button type="submit">Add</button>
            </form>`
          : nothing
      }
    </section>`;
  }

  private metadataRow({ pk, key, value }: MetadataRow): TemplateResult {
    const { canEdit } = this.session;
    const change = (make: (text: string) => object) => (event: Event) =>
      this.change("PATCH", `${pk}/`, make(valueOf(event)));
    return html`<div class="meta" data-metadata=${pk}>
      <input
        aria-label="Key"
        dir="auto"
        ?readonly=${!canEdit}
        .value=${key.name}
        @change=${change((name) => ({ key: { name } }))}
      />
      <input
        aria-label="Value of ${key.name}"
        dir="auto"
        ?readonly=${!canEdit}
        .value=${value}
        @change=${change((text) => ({ value: text }))}
      />
      ${
        canEdit
          ? html`<button
              type="button"
              class="plain danger"
              aria-label="Remove ${key.name}"
              @click=${() => this.change("DELETE", `${pk}/`)}
            >
              Remove
            </button>`
          : nothing
      }
    </div>`;
  }

  private readonly onStatus = (event: Event): void => void this.save({ status: valueOf(event) });

  private onNumber(field: string): (event: Event) => void {
    return (event) => {
      const value = valueOf(event);
      void this.save({ [field]: value === "" ? null : Number(value) });
    };
  }

  private readonly onAdd = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const [name, value] = ["key", "value"].map((field) => data.get(field));
    void this.change("POST", "", { key: { name }, value }).then((done) => {
      if (done) form.reset();
    });
  };

  private async save(facts: Readonly<Record<string, unknown>>): Promise<void> {
    if (await savePart(this.session, facts)) await this.read();
  }

  private async change(method: "POST" | "PATCH" | "DELETE", place: string, body?: object) {
    try {
      await request(method, `${this.session.bootstrap.urls.metadata ?? ""}${place}`, body);
      await this.read();
      return true;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "This was not saved. Try again.";
      this.requestUpdate();
      return false;
    }
  }

  private async read(): Promise<void> {
    try {
      this.details = await request<Details>("GET", this.session.bootstrap.urls.details ?? "");
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "The page cannot be looked up.";
    }
    this.requestUpdate();
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("es-page-details", PageDetails);
