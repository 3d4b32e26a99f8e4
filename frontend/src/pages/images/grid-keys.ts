/** The cards by keyboard: arrows go from page to page, Space selects, Enter opens the editor. */

import { partOf, targetIn } from "./dom";

export interface Keys {
  cards(): HTMLElement[];
  toggle(id: number, extend: boolean): void;
}

const OPEN = ".page-open";
const STOPS = ".page-open, .page-check, .page-edit, button.mark-masks";

/** Only one card at a time is a stop of the Tab key. */
export function markTabStop(cards: readonly HTMLElement[], current: number | null): void {
  const stop = cards.find((card) => partOf(card) === current) ?? cards[0];
  for (const card of cards)
    for (const element of card.querySelectorAll<HTMLElement>(STOPS))
      element.tabIndex = card === stop ? 0 : -1;
}

/** How many cards to go for an arrow key; null for other keys. */
function step(key: string, cards: readonly HTMLElement[]): number | null {
  const isRtl = getComputedStyle(document.body).direction === "rtl";
  const top = cards[0]?.offsetTop;
  const after = cards.findIndex(({ offsetTop }) => offsetTop !== top);
  const columns = after < 0 ? cards.length : after;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: columns,
    ArrowUp: -columns,
    ArrowRight: isRtl ? -1 : 1,
    ArrowLeft: isRtl ? 1 : -1,
  };
  return steps[key] ?? null;
}

class GridKeys {
  constructor(private readonly keys: Keys) {}

  onKey(event: KeyboardEvent): void {
    const card = targetIn(event, ".page-card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") this.select(event, card);
    else this.go(event, card);
  }

  private select(event: KeyboardEvent, card: HTMLElement): void {
    if (!targetIn(event, OPEN)) return;
    event.preventDefault();
    this.keys.toggle(partOf(card), event.shiftKey);
  }

  private go(event: KeyboardEvent, card: HTMLElement): void {
    const cards = this.keys.cards();
    const by = step(event.key, cards);
    if (by === null) return;
    event.preventDefault();
    const next = cards[cards.indexOf(card) + by];
    next?.querySelector<HTMLElement>(OPEN)?.focus();
    if (next && event.shiftKey) this.keys.toggle(partOf(next), true);
  }
}

export function startGridKeys(root: HTMLElement, keys: Keys): void {
  const handler = new GridKeys(keys);
  root.addEventListener("keydown", (event) => handler.onKey(event));
}
