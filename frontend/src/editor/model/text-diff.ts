/** Small facts about texts: where two differ, where to cut, how to join. */

/** Where the caret belongs in `after` when `before` became it: behind what changed. */
export function caretAfterChange(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return after.length - tail;
}

/** The place nearest to `share` of the text where it may be cut: a space, if one is near. */
export function cutText(text: string, share: number): [string, string] {
  const aim = Math.round(text.length * share);
  let best = aim;
  let gap = Math.max(3, text.length / 5);
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] !== " " || Math.abs(index - aim) >= gap) continue;
    [best, gap] = [index, Math.abs(index - aim)];
  }
  return [text.slice(0, best).trimEnd(), text.slice(best).trimStart()];
}

export function joinTexts(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join(" ");
}
