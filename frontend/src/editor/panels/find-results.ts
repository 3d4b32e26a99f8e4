/**
 * The lines with hits, grouped by page; where words are to be replaced, each with what it becomes.
 *
 *     <es-find-results .groups=${groups} .replacing=${true} .leftOut=${set}></es-find-results>
 *
 * Sends `hit-open` with `{group, row, hit}` and `hit-choose` with `{keys, on}`.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { base, buttons } from "../../ui/styles";
import { differences } from "../model/char-diff";
import { type Hit, pieces, replaced } from "../model/find";
import { shown } from "./compare-row";
import { differenceStyles } from "./difference.styles";
import { resultStyles } from "./find-sheet.styles";

export interface Row {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  readonly hits: readonly Hit[];
  /** The number of the hit that is looked at. */
  readonly current: number | null;
}

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly thumbnail: string | null;
  readonly rows: readonly Row[];
}

/** Characters before the first hit that are shown. */
const ROOM = 40;

export const hitKey = (row: Row, hit: number): string => `${row.key}:${hit}`;

/** The hits of a row that are to be replaced. */
export function chosenHits(row: Row, leftOut: ReadonlySet<string>): number[] {
  return row.hits.flatMap((_hit, number) => (leftOut.has(hitKey(row, number)) ? [] : [number]));
}

export interface Opened {
  readonly group: Group;
  readonly row: Row;
  readonly hit: number;
}

export interface Choice {
  readonly keys: readonly string[];
  readonly on: boolean;
}

class FindResults extends LitElement {
  static override properties = {
    groups: { attribute: false },
    replacing: { attribute: false },
    leftOut: { attribute: false },
    direction: { attribute: false },
  };
  declare groups: readonly Group[];
  declare replacing: boolean;
  declare leftOut: ReadonlySet<string>;
  declare direction: "rtl" | "auto";

  static override styles = [base, buttons, differenceStyles, resultStyles];

  protected override render(): TemplateResult {
    return html`${repeat(
      this.groups,
      ({ key }) => key,
      (group) => this.group(group),
    )}`;
  }

  private group(group: Group): TemplateResult {
    const { title, thumbnail, rows } = group;
    return html`<section>
      ${
        title
          ? html`<h3>
              ${thumbnail ? html`<img src=${thumbnail} alt="" loading="lazy" />` : nothing}
              <bdi>${title}</bdi>
            </h3>`
          : nothing
      }
      <ol>
        ${repeat(
          rows,
          ({ key }) => key,
          (row) => {
            const chosen = chosenHits(row, this.leftOut).join();
            const keys = [row.hits, row.label, row.current, chosen, this.replacing, this.direction];
            return guard(keys, () => this.row(group, row));
          },
        )}
      </ol>
    </section>`;
  }

  private row(group: Group, row: Row): TemplateResult {
    const classes = `${row.current === null ? "" : "current"} ${this.replacing ? "" : "plain"}`;
    return html`<li class=${classes} aria-current=${row.current === null ? "false" : "true"}>
      ${this.replacing ? this.box(row) : nothing}
      <button type="button" class="hit" @click=${(event: Event) => this.open(event, group, row)}>
        <span class="label">${row.label}</span>
        <span class="text" dir=${this.direction}>${this.text(row)}</span>
      </button>
      ${this.replacing && row.hits.length > 1 ? this.each(row) : nothing}
    </li>`;
  }

  private box(row: Row): TemplateResult {
    const chosen = chosenHits(row, this.leftOut).length;
    const keys = row.hits.map((_hit, number) => hitKey(row, number));
    return html`<input
      type="checkbox"
      aria-label=${`Replace in ${row.label}`}
      .checked=${chosen > 0}
      .indeterminate=${chosen > 0 && chosen < row.hits.length}
      @change=${(event: Event) => this.choose(keys, (event.target as HTMLInputElement).checked)}
    />`;
  }

  /** A box for each hit, where a line has several. */
  private each(row: Row): TemplateResult {
    return html`<span class="each" role="group" aria-label=${`Hits of ${row.label}`}>
      ${row.hits.map((hit, number) => {
        const key = hitKey(row, number);
        return html`<label
          ><input
            type="checkbox"
            .checked=${!this.leftOut.has(key)}
            @change=${(event: Event) => {
              this.choose([key], (event.target as HTMLInputElement).checked);
            }}
          />${number + 1}. <bdi>${row.text.slice(hit.start, hit.end) || "here"}</bdi></label
        >`;
      })}
    </span>`;
  }

  private text(row: Row): TemplateResult | TemplateResult[] {
    const chosen = new Set(chosenHits(row, this.leftOut));
    if (this.replacing && chosen.size > 0) {
      const hits = row.hits.filter((_hit, number) => chosen.has(number));
      return differences(row.text, replaced(row.text, hits)).map(shown);
    }
    return pieces(row.text, row.hits, this.replacing ? Infinity : ROOM).map(({ text, hit }) =>
      hit === null
        ? html`${text}`
        : html`<mark class=${hit === row.current ? "current" : ""} data-hit=${hit}>${text}</mark>`,
    );
  }

  /** The hit that was clicked, or the first of the line. */
  private open(event: Event, group: Group, row: Row): void {
    const [target] = event.composedPath();
    const mark = target instanceof HTMLElement ? target.dataset["hit"] : undefined;
    const detail: Opened = { group, row, hit: Number(mark ?? row.current ?? 0) };
    this.dispatchEvent(new CustomEvent("hit-open", { detail }));
  }

  private choose(keys: readonly string[], on: boolean): void {
    const detail: Choice = { keys, on };
    this.dispatchEvent(new CustomEvent("hit-choose", { detail }));
  }
}

customElements.define("es-find-results", FindResults);
