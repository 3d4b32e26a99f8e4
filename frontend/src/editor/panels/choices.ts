/** What else the recogniser thought a character may be, as a list to choose from. */
import { html, type TemplateResult } from "lit";

export interface Choices {
  /** The code units of the text that a choice replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly (readonly [string, number])[];
  readonly active: number;
}

/** What a key does to an open list; `null` where the list has no use for it. */
export function chosenByKey(choices: Choices, key: string): Choices | number | "close" | null {
  const { items, active } = choices;
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, Tab: 1 }[key];
  if (step) return { ...choices, active: (active + step + items.length) % items.length };
  if (key === "Enter") return active;
  if (key === "Escape") return "close";
  const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  return digit >= 0 && digit < items.length ? digit : null;
}

export function choicesList(choices: Choices, take: (index: number) => void): TemplateResult {
  const { items, active } = choices;
  const hold = (event: Event) => event.preventDefault();
  return html`<div
    class="choices"
    id="choices"
    role="listbox"
    aria-label="What else this character may be"
    @pointerdown=${hold}
  >
    ${items.map(
      ([char, share], index) =>
        html`<div
          role="option"
          id=${`choice-${index}`}
          aria-selected=${index === active ? "true" : "false"}
          @click=${() => take(index)}
        >
          <bdi>${char}</bdi><span class="quiet">${Math.round(share * 100)} %</span>
        </div>`,
    )}
  </div>`;
}
