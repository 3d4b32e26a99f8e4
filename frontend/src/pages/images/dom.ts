/** Small questions that every part of the images page asks of the document. */

/** The element of the event, or the nearest around it, that matches. */
export function targetIn(event: Event, selector: string): HTMLElement | null {
  const target = event.target instanceof Element ? event.target : null;
  return target?.closest<HTMLElement>(selector) ?? null;
}

/** The id of the page that a card shows; NaN without a card. */
export function partOf(card: HTMLElement | null): number {
  return Number(card?.dataset["part"]);
}
