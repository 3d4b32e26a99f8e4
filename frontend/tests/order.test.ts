/** The order of the lines: where a new one goes, how people move them, who keeps the order. */
import { expect, test } from "vitest";
import { mergedOrder, movedBefore, withLine } from "../src/editor/model/reading-order";
import type { Line, TextDirection } from "../src/editor/model/types";
import { edit, invert, merge } from "../src/editor/state/changes";
import { isTypeShown, legendRows, showOnly, toggleType } from "../src/editor/state/legend";
import {
  keepOrder,
  moveLinesBefore,
  orderAutomatically,
  orderInSequence,
  runOf,
  stepLines,
} from "../src/editor/state/order-actions";
import { applied, pageOf, rebased } from "../src/editor/state/page";
import { Preferences } from "../src/editor/state/preferences";
import { givenOrder } from "../src/editor/state/settle";
import { Store } from "../src/editor/state/store";
import { toChangeSet } from "../src/editor/state/wire";
import { pageData, serverLine } from "./page-data";

function lineAt(uid: string, x0: number, x1: number, y: number): Line {
  const line = serverLine(uid, y, null, 0);
  return {
    ...line,
    baseline: [
      [x0, y],
      [x1, y],
    ],
    region: null,
  };
}

function placed(lines: readonly Line[], line: Line, direction: TextDirection): string {
  const known = new Map(lines.map((item) => [item.uid, item]));
  return withLine([...known.keys()], known, line, direction).join(" ");
}

const columns = [
  lineAt("head", 0, 900, 50),
  lineAt("a1", 0, 400, 100),
  lineAt("a3", 0, 400, 200),
  lineAt("b1", 500, 900, 100),
  lineAt("b3", 500, 900, 200),
];

test("a new line goes to its place in its own column", () => {
  expect(placed(columns, lineAt("a2", 0, 380, 150), "horizontal-lr")).toBe("head a1 a2 a3 b1 b3");
  expect(placed(columns, lineAt("b2", 520, 900, 150), "horizontal-lr")).toBe("head a1 a3 b1 b2 b3");
  expect(placed(columns, lineAt("b4", 500, 900, 250), "horizontal-lr")).toBe("head a1 a3 b1 b3 b4");
  expect(placed(columns, lineAt("b0", 500, 900, 90), "horizontal-lr")).toBe("head a1 a3 b0 b1 b3");
});

test("on one row the direction of the script decides", () => {
  const rows = [lineAt("x", 0, 900, 50), lineAt("left", 0, 300, 100), lineAt("z", 0, 900, 150)];
  const right = lineAt("right", 400, 700, 101);
  expect(placed(rows, right, "horizontal-lr")).toBe("x left right z");
  expect(placed(rows, right, "horizontal-rl")).toBe("x right left z");
});

const page = pageOf(pageData());
const [a, b, c] = page.order as [string, string, string];

test("lines are moved together and keep their own order", () => {
  expect(movedBefore(["1", "2", "3", "4", "5"], ["4", "2"], "1")).toEqual([
    "2",
    "4",
    "1",
    "3",
    "5",
  ]);
  expect(movedBefore(["1", "2", "3"], ["1"], null)).toEqual(["2", "3", "1"]);
  expect(movedBefore(["1", "2", "3"], ["1", "2"], "2")).toEqual(["1", "2", "3"]);
  expect(mergedOrder(["3", "1"], ["1", "2", "3", "4"])).toEqual(["3", "4", "1", "2"]);
});

test("a line steps up and down, and stops at the ends", () => {
  expect(stepLines(page, [b], -1)?.order?.after).toEqual([b, a, c]);
  expect(stepLines(page, [a, b], 1)?.order?.after).toEqual([c, a, b]);
  expect(stepLines(page, [a], -1)).toBeNull();
  expect(stepLines(page, [c], 1)).toBeNull();
});

test("clicked lines follow each other from where the first one stands", () => {
  expect(orderInSequence(page, [b, a])?.order?.after).toEqual([b, a, c]);
  expect(orderInSequence(page, [a, c, b])?.order?.after).toEqual([a, c, b]);
  expect(orderInSequence(page, [a])).toBeNull();
});

test("the lines below a heading are those up to the next region", () => {
  expect(runOf(page, a)).toEqual([a, b]);
  expect(runOf(page, c)).toEqual([c]);
});

test("a person's order is kept as one until the automatic one is asked for", () => {
  const change = moveLinesBefore(page, [c], a);
  const moved = applied(page, change as never);
  expect(moved.part.has_manual_order).toBe(true);
  expect(toChangeSet("id", 1, "edit", change as never).order_mode).toBe("manual");
  const back = orderAutomatically(moved, [a, b, c]);
  expect(toChangeSet("id", 1, "edit", back as never).order_mode).toBe("automatic");
  const ordered = applied(moved, back as never);
  expect(ordered.order).toEqual([a, b, c]);
  expect(ordered.part.has_manual_order).toBe(false);
  expect(orderAutomatically(ordered, [a, b, c])).toBeNull();
  const undone = applied(ordered, invert(back as never));
  expect(undone.order).toEqual([c, a, b]);
  expect(undone.part.has_manual_order).toBe(true);
});

test("an order of a page that kept none comes back by undo and stays", () => {
  const change = orderAutomatically(page, [c, b, a]);
  const undo = invert(rebased(change as never, page).change);
  expect(toChangeSet("id", 1, "undo", undo).order_mode).toBe("manual");
});

test("keeping the order changes no place", () => {
  const kept = rebased(keepOrder(page) as never, page).change;
  expect(kept.order?.after).toEqual(page.order);
  expect(applied(page, kept).part.has_manual_order).toBe(true);
  const moved = moveLinesBefore(applied(page, kept), [c], a);
  const both = merge(kept, moved as never);
  expect(both.order?.manual).toEqual({ before: false, after: true });
});

test("the server's order is taken, and lines that it does not know stay where they are", () => {
  const store = new Store(pageData());
  store.setOrder([c, a]);
  expect(store.page.order).toEqual([c, a, b]);
});

test("the legend counts what is on the page and filters it", () => {
  const kinds = [{ id: 1, name: "Main", color: "#000000" }];
  const data = { ...pageData(), region_types: kinds };
  const now = pageOf(data);
  expect(legendRows(now, "regions").map(({ id, count }) => [id, count])).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(legendRows(now, "lines")[0]?.count).toBe(3);
  const preferences = new Preferences();
  toggleType(preferences, "regions", 1);
  expect(isTypeShown(preferences, "regions", 1)).toBe(false);
  showOnly(now, preferences, "regions", 1);
  expect([
    isTypeShown(preferences, "regions", 1),
    isTypeShown(preferences, "regions", null),
  ]).toEqual([true, false]);
  showOnly(now, preferences, "regions", 1);
  expect(isTypeShown(preferences, "regions", null)).toBe(true);
});

test("an order that is still to be sent outlives the answer to an earlier change", () => {
  const answer = { revision: 8, texts: [], order: [a, b, c] };
  const moved = moveLinesBefore(page, [c], a) ?? edit({});
  expect(givenOrder(answer, [{ change: edit({}) }])).toEqual([a, b, c]);
  expect(givenOrder(answer, [{ change: moved }])).toBeNull();
});
