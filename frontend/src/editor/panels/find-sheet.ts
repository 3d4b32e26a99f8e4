/** The sheet in which words are found, and replaced, in the page, the document or the project. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import { type Asked, Find, NOTHING, type Scope } from "../state/find";
import { Elsewhere } from "../state/find-elsewhere";
import { type Goal, type Kept, keepFind } from "../state/find-handover";
import { FindPlaces } from "../state/find-places";
import { type ChosenText, outcome, type Replacement, Replacements } from "../state/replacements";
import { type Choice, chosenHits, type Group, type Opened } from "./find-results";
import "./find-results";
import { findStyles } from "./find-sheet.styles";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

/** What the sheet may be opened for. */
export type About = Kept | { readonly text?: string; readonly replacing?: boolean };

const SEARCH_AFTER_MS = 250;

const OPTIONS: readonly (readonly [
  "matchCase" | "wholeWords" | "ignoreMarks" | "regex",
  string,
])[] = [
  ["matchCase", "Match case"],
  ["wholeWords", "Whole words"],
  ["ignoreMarks", "Ignore diacritics"],
  ["regex", "Regular expression"],
];

class FindSheet extends Panel {
  private find!: Find;
  private elsewhere!: Elsewhere;
  private places!: FindPlaces;
  private replacements!: Replacements;
  private about: unknown = null;
  private leftOut: ReadonlySet<string> = new Set();
  private timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [base, buttons, fields, sheetStyles, findStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    const { session } = this;
    const draw = () => this.requestUpdate();
    this.find = session.find ??= new Find(session);
    this.find.marking = true;
    this.elsewhere = new Elsewhere(session, draw);
    this.places = new FindPlaces(session, this.elsewhere);
    this.find.beyond = (step) => this.places.beyond(step);
    this.replacements = new Replacements(session, draw, () => this.searchElsewhere());
    this.replacements.connect();
    session.changed();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.replacements.disconnect();
    this.find.marking = false;
    this.find.beyond = null;
    if (this.session.sheet?.id !== "find") keepFind(null);
    this.session.changed();
  }

  /** Whether the hits are those of the page as it is here, with what is unsaved. */
  private get isLocal(): boolean {
    const { scope, allLayers } = this.find.asked;
    return scope === "page" && !allLayers;
  }

  protected override render(): TemplateResult {
    const { asked, trouble } = this.find;
    const problem = trouble || this.elsewhere.trouble || this.replacements.trouble;
    return html`
      <form role="search" @submit=${(event: Event) => event.preventDefault()}>
        ${this.words()} ${asked.replacing ? this.replacement() : nothing} ${this.options()}
        ${this.where()}
      </form>
      ${problem ? html`<p class="trouble" role="alert">${problem}</p>` : nothing}
      <p class="status" role="status">${this.status()}</p>
      ${asked.replacing ? this.actions() : nothing}
      <es-find-results
        .groups=${this.groups}
        .replacing=${asked.replacing}
        .leftOut=${this.leftOut}
        .direction=${this.session.textDirection}
        @hit-open=${(event: CustomEvent<Opened>) => void this.open(event.detail)}
        @hit-choose=${(event: CustomEvent<Choice>) => this.choose(event.detail)}
      ></es-find-results>
      ${
        !this.isLocal && this.elsewhere.more
          ? html`<button
              type="button"
              ?disabled=${this.elsewhere.searching}
              @click=${() => void this.elsewhere.goOn()}
            >
              ${this.elsewhere.searching ? "Searching…" : "Search on"}
            </button>`
          : nothing
      }
      ${asked.replacing ? this.earlier() : nothing}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { sheet } = this.session;
    if (sheet?.id !== "find" || sheet === this.about) return;
    this.about = sheet;
    this.begin(sheet.about ?? {});
  }

  /** Takes what the sheet was opened for; opened again, it takes the caret. */
  private begin(about: About): void {
    if ("asked" in about) {
      this.ask({ ...NOTHING, ...about.asked });
      if (about.goal?.part === this.session.page.part.id) this.reach(about.goal);
      return;
    }
    const { text = "", replacing } = about;
    if (text || replacing !== undefined) {
      this.ask({ ...(text ? { text } : {}), ...(replacing ? { replacing } : {}) });
    }
    void this.updateComplete.then(() => this.field("q")?.select());
  }

  private reach({ line, start, end }: Goal): void {
    const hit = this.find.hitsOf(line).findIndex((found) => found.start === start);
    this.session.openLine(line, [start, end]);
    if (hit >= 0) this.find.current = { line, hit };
  }

  private ask(change: Partial<Asked>): void {
    this.leftOut = new Set();
    this.find.ask(change);
    keepFind({ asked: this.find.asked, goal: null });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.searchElsewhere(), SEARCH_AFTER_MS);
  }

  private searchElsewhere(): void {
    const { asked } = this.find;
    void this.elsewhere.search(this.isLocal ? { ...asked, text: "" } : asked);
  }

  private field(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`);
  }

  private words(): TemplateResult {
    const { asked } = this.find;
    const step = (by: 1 | -1, words: string, sign: string) =>
      html`<button
        type="button"
        class="icon"
        aria-label=${words}
        title=${words}
        @click=${() => this.find.step(by, true)}
      >
        ${icon(sign)}
      </button>`;
    return html`<div class="line">
      <input
        name="q"
        type="text"
        dir="auto"
        aria-label="Find"
        placeholder="Find"
        autocomplete="off"
        spellcheck="false"
        maxlength="1000"
        .value=${asked.text}
        @input=${(event: Event) => this.ask({ text: (event.target as HTMLInputElement).value })}
        @keydown=${this.onKey}
      />
      ${step(-1, "Previous hit (Shift+F3)", "back")} ${step(1, "Next hit (F3)", "forward")}
    </div>`;
  }

  private replacement(): TemplateResult {
    const { asked } = this.find;
    return html`<div class="line">
      <input
        name="replacement"
        type="text"
        dir="auto"
        aria-label="Replace by"
        placeholder="Replace by nothing"
        autocomplete="off"
        spellcheck="false"
        .value=${asked.replacement}
        @input=${(event: Event) => {
          this.ask({ replacement: (event.target as HTMLInputElement).value });
        }}
        @keydown=${this.onKey}
      />
    </div>`;
  }

  private options(): TemplateResult {
    const { asked } = this.find;
    const chip = (on: boolean, words: string, press: () => void) =>
      html`<button type="button" aria-pressed=${on ? "true" : "false"} @click=${press}>
        ${words}
      </button>`;
    return html`<div class="options">
      ${OPTIONS.map(([name, words]) =>
        chip(asked[name], words, () => this.ask({ [name]: !asked[name] })),
      )}
      ${
        this.session.canEdit
          ? chip(asked.replacing, "Replace", () => this.ask({ replacing: !asked.replacing }))
          : nothing
      }
    </div>`;
  }

  private where(): TemplateResult {
    const { asked } = this.find;
    const { page, bootstrap } = this.session;
    const option = (value: string, chosen: string, words: string) =>
      html`<option value=${value} ?selected=${value === chosen}>${words}</option>`;
    const layer = page.layers.find(({ id }) => id === page.layer)?.name ?? "";
    const layers = asked.allLayers ? "all" : "one";
    return html`<div class="places">
      <label
        >Where
        <select
          name="scope"
          @change=${(event: Event) => {
            this.ask({ scope: (event.target as HTMLSelectElement).value as Scope });
          }}
        >
          ${option("page", asked.scope, "This page")}
          ${option("document", asked.scope, "This document")}
          ${bootstrap.project ? option("project", asked.scope, "This project") : nothing}
        </select></label
      >
      <label
        >In
        <select
          name="layers"
          @change=${(event: Event) => {
            this.ask({ allLayers: (event.target as HTMLSelectElement).value === "all" });
          }}
        >
          ${option("one", layers, layer)} ${option("all", layers, "All layers")}
        </select></label
      >
    </div>`;
  }

  private status(): string {
    const { asked, places, current } = this.find;
    if (asked.text === "") return "Type what to find.";
    if (this.find.trouble) return "";
    if (this.isLocal) {
      const at = places.findIndex(({ line, hit }) => line === current?.line && hit === current.hit);
      if (places.length === 0) return "Nothing found on this page.";
      return at < 0 ? `${counted(places.length)} on this page` : `${at + 1} of ${places.length}`;
    }
    const { searching, searched, total, hitCount, lineCount } = this.elsewhere;
    if (searching) return "Searching…";
    const pages = total === 1 ? "1 page" : `${searched} of ${total} pages`;
    if (hitCount === 0) return `Nothing found. Searched ${pages}.`;
    return `${counted(hitCount)} in ${lineCount} texts. Searched ${pages}.`;
  }

  private get groups(): readonly Group[] {
    return this.isLocal ? this.places.here(this.find) : this.places.elsewhere(this.find);
  }

  private get chosen(): number {
    const rows = this.groups.flatMap((group) => group.rows);
    return rows.reduce((sum, row) => sum + chosenHits(row, this.leftOut).length, 0);
  }

  private actions(): TemplateResult {
    const { chosen } = this;
    const { current } = this.find;
    const waits = this.replacements.busy || this.elsewhere.searching;
    return html`<div class="row">
      ${
        this.isLocal
          ? html`<button type="button" ?disabled=${!current} @click=${() => this.replaceOne()}>
              Replace
            </button>`
          : nothing
      }
      <button
        type="button"
        class="primary"
        ?disabled=${chosen === 0 || waits}
        @click=${() => void this.replaceAll()}
      >
        ${chosen === 0 ? "Replace all" : `Replace ${counted(chosen)}`}
      </button>
    </div>`;
  }

  private earlier(): TemplateResult | typeof nothing {
    const { rows } = this.replacements;
    if (rows.length === 0) return nothing;
    return html`<section>
      <h3>Replaced earlier</h3>
      <ul class="earlier">
        ${rows.map((row) => this.earlierRow(row))}
      </ul>
    </section>`;
  }

  private earlierRow(row: Replacement): TemplateResult {
    const at = new Date(row.created_at).toLocaleString(undefined, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    return html`<li data-replacement=${row.id}>
      <bdi>${row.title}</bdi>
      <div class="quiet">${row.user ?? "Someone"}, ${at}: ${outcome(row)}</div>
      ${
        row.counts.done && !row.is_active
          ? html`<button
              type="button"
              ?disabled=${this.replacements.busy}
              @click=${() => void this.replacements.undo(row.id)}
            >
              Undo this replacement
            </button>`
          : nothing
      }
    </li>`;
  }

  private replaceOne(): void {
    const { current } = this.find;
    if (!current) return;
    this.find.replace([current]);
    this.find.current = null;
    this.find.step(1, false);
  }

  private async replaceAll(): Promise<void> {
    const { groups, leftOut } = this;
    const rows = groups.flatMap((group) => group.rows);
    if (this.isLocal) {
      const chosen = (line: string, hit: number) => !leftOut.has(`${line}:${hit}`);
      const number = this.find.replace(
        this.find.places.filter(({ line, hit }) => chosen(line, hit)),
      );
      this.session.say(`${counted(number)} replaced. Ctrl+Z takes it back.`);
      return;
    }
    const versions = this.places.versions();
    const texts = rows.flatMap((row): ChosenText[] => {
      const hits = chosenHits(row, leftOut);
      const version = versions.get(row.key);
      if (hits.length === 0 || version === undefined) return [];
      const id = Number(row.key);
      return [hits.length === row.hits.length ? { id, version } : { id, version, hits }];
    });
    await this.replacements.replace(this.find.asked, texts);
  }

  private async open({ row, hit }: Opened): Promise<void> {
    if (this.isLocal) this.find.goTo({ line: row.key, hit }, true);
    else await this.places.open(row.key, hit, this.find);
  }

  private choose({ keys, on }: Choice): void {
    const next = new Set(this.leftOut);
    for (const key of keys) {
      if (on) next.delete(key);
      else next.add(key);
    }
    this.leftOut = next;
    this.requestUpdate();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.find.step(event.shiftKey ? -1 : 1, false);
  };
}

function counted(hits: number): string {
  return hits === 1 ? "1 hit" : `${hits} hits`;
}

customElements.define("es-find", FindSheet);
