import { describe, expect, it } from "vitest";
import { nearestOnPath } from "../src/editor/model/geometry";
import type { Point } from "../src/editor/model/types";
import {
  addLine,
  addLineBelow,
  link,
  remove,
  reverse,
  setLineType,
  typeText,
} from "../src/editor/state/line-actions";
import { cut, join } from "../src/editor/state/pieces";
import { addRegion } from "../src/editor/state/region-actions";
import { type Edit, invert, isEmpty, merge } from "../src/editor/state/changes";
import { History } from "../src/editor/state/history";
import { applied, type Page, pageOf, rebased } from "../src/editor/state/page";
import { Store } from "../src/editor/state/store";
import { toChangeSet } from "../src/editor/state/wire";
import { pageData } from "./page-data";

const page = pageOf(pageData());

function shown(state: Page) {
  const lines = [...state.lines.values()].map((line) => ({ ...line, text: line.text?.text ?? "" }));
  const regions = [...state.regions.values()];
  const byUid = (a: { uid: string }, b: { uid: string }) => a.uid.localeCompare(b.uid);
  return { lines: lines.sort(byUid), regions: regions.sort(byUid), order: state.order };
}

function cutFirst(): Edit {
  const place = nearestOnPath([300, 100], page.lines.get("a")?.baseline ?? []);
  return (place && cut(page, { line: "a", at: place })) as Edit;
}

const path: Point[] = [
  [100, 300],
  [500, 300],
];
const actions: Record<string, () => Edit | null> = {
  "typing a text": () => typeText(page, "b", "second line"),
  "adding a line": () => addLine(page, path, null),
  "adding a line below": () => addLineBelow(page, "a"),
  "adding a region": () => addRegion(page, [...path, [500, 700], [100, 700]], 1),
  "deleting lines and a region": () => remove(page, ["a"], ["r1"]),
  reversing: () => reverse(page, ["a", "b"]),
  "setting a type": () => setLineType(page, ["a"], 2),
  unlinking: () => link(page, ["a", "b"], false),
  cutting: cutFirst,
  joining: () => join(page, ["b", "a"]),
};

describe("every action", () => {
  it.each(Object.keys(actions))("is undone by its inverse: %s", (name) => {
    const change = actions[name]?.();
    expect(change).toBeTruthy();
    const store = new Store(pageData());
    const effective = store.apply(change as Edit);
    expect(isEmpty(effective)).toBe(false);
    store.apply(invert(effective));
    expect(shown(store.page)).toEqual(shown(page));
  });
});

describe("actions", () => {
  it("cut the text, the mask and the baseline, and put the second half behind", () => {
    const store = new Store(pageData());
    store.apply(cutFirst());
    const [first, second] = store.page.order.slice(0, 2).map((uid) => store.page.lines.get(uid));
    expect(first).toMatchObject({ uid: "a", text: { text: "one two" } });
    expect(first?.baseline).toEqual([
      [100, 100],
      [300, 100],
    ]);
    expect(Math.max(...(first?.mask ?? []).map(([x]) => x))).toBe(300);
    expect(second?.text?.text).toBe("three four");
    expect(Math.min(...(second?.mask ?? []).map(([x]) => x))).toBe(300);
  });

  it("join in reading order whatever the order of selection", () => {
    const store = new Store(pageData());
    store.apply(join(page, ["b", "a"]) as Edit);
    expect(store.page.order).toEqual(["a", "c"]);
    expect(store.page.lines.get("a")?.text?.text).toBe("one two three four second");
  });

  it("refuse what is too small to be meant", () => {
    const dot: Point[] = [
      [5, 5],
      [6, 5],
    ];
    expect(addLine(page, dot, null)).toBeNull();
    expect(addRegion(page, dot, null)).toBeNull();
    expect(join(page, ["a"])).toBeNull();
  });

  it("free the lines of a deleted region", () => {
    const store = new Store(pageData());
    store.apply(remove(page, [], ["r1"]));
    expect(store.page.lines.get("a")?.region).toBeNull();
  });
});

describe("change sets", () => {
  it("name only what changed", () => {
    const change = merge(setLineType(page, ["a"], 2), typeText(page, "b", "new"));
    expect(toChangeSet("id", 7, "edit", change)).toEqual({
      id: "id",
      base_revision: 7,
      reason: "edit",
      created: { regions: [], lines: [] },
      updated: { regions: [], lines: [{ uid: "a", type: 2 }] },
      deleted: { regions: [], lines: [] },
      texts: [{ line: "b", layer: 5, text: "new", base_version: 1 }],
      order: null,
      order_mode: "unchanged",
    });
  });

  it("merge to nothing when the second undoes the first", () => {
    const change = typeText(page, "b", "new");
    expect(isEmpty(merge(change, invert(change)))).toBe(true);
    const made = addLine(page, path, null) as Edit;
    expect(isEmpty(merge(made, invert(made)))).toBe(true);
  });

  it("keep the first base version when texts merge", () => {
    const next = applied(page, typeText(page, "b", "s"));
    const both = merge(typeText(page, "b", "s"), typeText(next, "b", "st"));
    expect(both.texts).toEqual([{ line: "b", layer: 5, before: "second", after: "st", base: 1 }]);
  });
});

describe("rebasing", () => {
  it("applies only the keys that were changed", () => {
    const change = setLineType(page, ["a"], 2);
    const theirs = applied(page, reverse(page, ["a"]));
    const after = applied(theirs, rebased(change, theirs).change).lines.get("a");
    expect(after?.type).toBe(2);
    expect(after?.baseline?.[0]).toEqual([500, 100]);
  });

  it("drops changes of what is gone, but keeps the text as a conflict", () => {
    const theirs = applied(page, remove(page, ["b"], []));
    const { change, conflicts } = rebased(
      merge(setLineType(page, ["b"], 1), typeText(page, "b", "mine")),
      theirs,
    );
    expect(isEmpty(change)).toBe(true);
    expect(conflicts).toMatchObject([{ line: "b", mine: "mine", theirs: null }]);
  });

  it("asks where both changed a text, not where both wrote the same", () => {
    const theirs = applied(page, typeText(page, "b", "theirs"));
    expect(rebased(typeText(page, "b", "mine"), theirs).conflicts).toHaveLength(1);
    expect(rebased(typeText(page, "b", "theirs"), theirs)).toMatchObject({ conflicts: [] });
  });

  it("keeps the others' new lines in the order", () => {
    const theirs = applied(page, addLine(page, path, null) as Edit);
    const mine = remove(page, ["a"], []);
    const after = applied(theirs, rebased(mine, theirs).change);
    expect(after.order).toHaveLength(3);
    expect(after.order).not.toContain("a");
  });
});

describe("history", () => {
  it("makes quick typing one step and anything else its own", () => {
    let now = 0;
    const history = new History(() => now);
    const store = new Store(pageData());
    for (const text of ["x", "xy", "xyz"]) {
      history.record(store.apply(typeText(store.page, "c", text)), "text:c");
      now += 100;
    }
    now += 5000;
    history.record(store.apply(typeText(store.page, "c", "xyz!")), "text:c");
    store.apply(history.peekUndo() as Edit);
    history.undo();
    expect(store.page.lines.get("c")?.text?.text).toBe("xyz");
    store.apply(history.peekUndo() as Edit);
    history.undo();
    expect(store.page.lines.get("c")?.text?.text).toBe("");
    expect(history.canUndo).toBe(false);
    store.apply(history.peekRedo() as Edit);
    history.redo();
    expect(store.page.lines.get("c")?.text?.text).toBe("xyz");
  });

  it("brings a deleted line back with its text", () => {
    const store = new Store(pageData());
    const gone = store.apply(remove(store.page, ["a"], []));
    expect(store.page.lines.has("a")).toBe(false);
    store.apply(invert(gone));
    expect(store.page.lines.get("a")?.text?.text).toBe("one two three four");
    expect(store.page.order).toEqual(["a", "b", "c"]);
  });
});
