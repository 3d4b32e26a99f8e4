/** Places in the text of an element as ranges, for highlights that leave the element alone. */

/** The highlight of that name, made when it is first asked for. */
export function highlight(name: string): Highlight {
  const found = CSS.highlights.get(name) ?? new Highlight();
  CSS.highlights.set(name, found);
  return found;
}

/** The text node that holds a place of the element's text, and the place in it. */
function nodeAt(element: Element, place: number): [Node, number] | null {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = place;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return [node, left];
    left -= length;
  }
  return null;
}

/** The range of the element's text between two places, in UTF-16 units. */
export function rangeIn(element: Element, start: number, end: number): Range | null {
  const [from, to] = [nodeAt(element, start), nodeAt(element, end)];
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}
