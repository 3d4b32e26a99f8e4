/** What a person can do to the order of the lines: each action makes one invertible edit. */
import { mergedOrder, movedBefore } from "../model/reading-order";
import type { Uid } from "../model/types";
import { type Edit, edit, same } from "./changes";
import type { Page } from "./page";

/** An order that a person made: it stays until the automatic one is asked for. */
function byHand(page: Page, after: readonly Uid[]): Edit | null {
  if (same(page.order, after)) return null;
  const manual = { before: page.part.has_manual_order, after: true };
  return edit({ order: { before: page.order, after, manual } });
}

/** Moves lines, in their own order, before another one; to the end for `null`. */
export function moveLinesBefore(page: Page, uids: Iterable<Uid>, before: Uid | null): Edit | null {
  return byHand(page, movedBefore(page.order, [...uids], before));
}

/** Moves lines one place up (-1) or down (1); those in between close up. */
export function stepLines(page: Page, uids: Iterable<Uid>, step: 1 | -1): Edit | null {
  const moving = new Set(uids);
  const places = page.order.flatMap((uid, index) => (moving.has(uid) ? [index] : []));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return null;
  const at = step < 0 ? first - 1 : last + 2;
  if (at < 0 || at > page.order.length) return null;
  return moveLinesBefore(page, moving, page.order[at] ?? null);
}

/** Lets lines follow each other in this order, from where the first of them stands. */
export function orderInSequence(page: Page, sequence: readonly Uid[]): Edit | null {
  const [first, ...others] = sequence;
  if (!first || others.length === 0) return null;
  const moving = new Set(others);
  const rest = page.order.filter((uid) => !moving.has(uid));
  const at = rest.indexOf(first) + 1;
  return byHand(page, [...rest.slice(0, at), ...others, ...rest.slice(at)]);
}

/**
 * Takes the order that was computed; the page keeps itself in order from now on. What stood in
 * another order counts as ordered by hand, so that undo brings it back to stay.
 */
export function orderAutomatically(page: Page, computed: readonly Uid[]): Edit | null {
  const known = computed.filter((uid) => page.lines.has(uid));
  const after = mergedOrder(known, page.order);
  const isNew = !same(page.order, after);
  if (!isNew && !page.part.has_manual_order) return null;
  return edit({ order: { before: page.order, after, manual: { before: true, after: false } } });
}

/** Leaves the lines as they are, also when something on the page moves. */
export function keepOrder(page: Page): Edit | null {
  if (page.part.has_manual_order) return null;
  const manual = { before: false, after: true };
  return edit({ order: { before: page.order, after: page.order, manual } });
}

/** The lines of a run of the list: those that follow each other in one region. */
export function runOf(page: Page, uid: Uid): Uid[] {
  const home = page.lines.get(uid)?.region;
  const at = page.order.indexOf(uid);
  const isOther = (other: Uid) => page.lines.get(other)?.region !== home;
  const end = page.order.findIndex((other, index) => index > at && isOther(other));
  return page.order.slice(at, end < 0 ? undefined : end);
}
