import { describe, expect, it } from "vitest";
import { reshape } from "../src/editor/state/line-actions";
import { invert, merge } from "../src/editor/state/changes";
import { pageOf, rebased } from "../src/editor/state/page";
import { turnedPoint, turnedTo } from "../src/editor/state/turning";
import { pageData } from "./page-data";

function turnedPage(turns: number) {
  const data = pageData();
  const odd = turns % 2 === 1;
  const [width, height] = odd ? [1500, 1000] : [1000, 1500];
  const lines = data.lines.map((line) => ({
    ...line,
    baseline: line.baseline?.map((point) => turnedPoint(point, 1000, 1500, turns)) ?? null,
    mask: line.mask?.map((point) => turnedPoint(point, 1000, 1500, turns)) ?? null,
  }));
  return pageOf({ ...data, part: { ...data.part, turns, width, height }, lines });
}

describe("an edit of a page that somebody turned", () => {
  const page = pageOf(pageData());
  const moved = reshape(page, "a", "baseline", [
    [100, 120],
    [500, 120],
  ]);

  it.each([1, 2, 3])("goes along, %i quarters", (turns) => {
    const { change } = rebased(moved as NonNullable<typeof moved>, turnedPage(turns));
    const [patch] = change.lines;
    expect(patch?.after?.baseline).toEqual([
      turnedPoint([100, 120], 1000, 1500, turns),
      turnedPoint([500, 120], 1000, 1500, turns),
    ]);
    expect(change.turns).toBe(turns);
  });

  it("knows how the page lay when it is merged, undone and turned back", () => {
    const there = rebased(moved as NonNullable<typeof moved>, turnedPage(1)).change;
    expect(merge(there, there).turns).toBe(1);
    expect(invert(there).turns).toBe(1);
    const back = turnedTo(there, page.part);
    expect(back.lines[0]?.after?.baseline).toEqual(moved?.lines[0]?.after?.baseline);
  });
});
