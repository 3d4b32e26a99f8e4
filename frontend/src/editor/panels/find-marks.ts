/** Marks what is looked for in the rows of a list, without a hand in how the rows are drawn. */
import { css } from "lit";
import { placeShown } from "../model/find";
import type { Uid } from "../model/types";
import type { Find, Place } from "../state/find";
import { highlight, rangeIn } from "./text-ranges";

const HIT = "es-hit";
const CURRENT = "es-hit-current";
/** Hits that are marked on a page at most: what is looked for is shorter than that, or noise. */
const MOST = 1000;

export const markStyles = css`
  ::highlight(es-hit) {
    color: var(--ink, #1d1f22);
    background-color: color-mix(in srgb, var(--attention, #945400) 30%, transparent);
  }
  ::highlight(es-hit-current) {
    color: var(--surface, #fff);
    background-color: var(--accent, #1f5f8b);
  }
`;

/** The ranges of each list that were marked last. */
const marked = new WeakMap<Node, Range[]>();

/** Marks the hits in the rows under `root`; call it whenever the rows were drawn. */
export function markHits(root: ParentNode & Node, find: Find | null): void {
  if (!("highlights" in CSS)) return;
  const [hits, current] = [highlight(HIT), highlight(CURRENT)];
  for (const range of marked.get(root) ?? []) {
    hits.delete(range);
    current.delete(range);
  }
  const ranges = find?.marking ? rangesOf(root, find) : [];
  for (const { range, isCurrent } of ranges) (isCurrent ? current : hits).add(range);
  marked.set(
    root,
    ranges.map(({ range }) => range),
  );
}

function rangesOf(root: ParentNode, find: Find): { range: Range; isCurrent: boolean }[] {
  const rows = new Map<Uid, Element>();
  for (const row of root.querySelectorAll<HTMLElement>("[data-line]")) {
    const text = row.querySelector(".row .text");
    if (text) rows.set(row.dataset["line"] ?? "", text);
  }
  return find.places.slice(0, MOST).flatMap((place) => {
    const row = rows.get(place.line);
    const range = row ? rangeOfHit(row, find, place) : null;
    const isCurrent = find.current?.line === place.line && find.current.hit === place.hit;
    return range ? [{ range, isCurrent }] : [];
  });
}

function rangeOfHit(row: Element, find: Find, { line, hit }: Place): Range | null {
  const place = find.hitsOf(line)[hit];
  const shown = place && placeShown(find.textOf(line), row.textContent);
  return shown ? rangeIn(row, shown(place.start), shown(place.end)) : null;
}
