/** Regions: which lines belong to them, how they are split, joined, drawn around lines, locked. */
import { expect, test } from "vitest";
import { pointInPolygon, polygonArea, rectangle } from "../src/editor/model/geometry";
import { convexHull, ringAround, splitRing } from "../src/editor/model/shapes";
import type { Point, Region } from "../src/editor/model/types";
import { withBelonging } from "../src/editor/state/belonging";
import { edit, invert } from "../src/editor/state/changes";
import { link, remove, reshape } from "../src/editor/state/line-actions";
import { applied, type Page, pageOf, rebased } from "../src/editor/state/page";
import {
  addRegion,
  joinRegions,
  regionAround,
  setRegionType,
  splitRegions,
  toggleLock,
} from "../src/editor/state/region-actions";
import { unionOf } from "../src/editor/state/region-union";
import { toChangeSet } from "../src/editor/state/wire";
import { pageData } from "./page-data";

const page = pageOf(pageData());
const box = (x0: number, y0: number, x1: number, y1: number) => rectangle([x0, y0], [x1, y1]);
const after = (from: Page, change: Parameters<typeof withBelonging>[1] | null) =>
  change ? applied(from, withBelonging(from, change)) : from;
const homes = (now: Page) => now.order.map((uid) => now.lines.get(uid)?.region ?? null);
const lockAll = (from: Page): Page => after(from, toggleLock(from, from.regions.keys()));

test("a line goes with the innermost region around it", () => {
  const [, , outside] = page.order;
  const drawn = after(page, addRegion(page, box(50, 400, 600, 700), 3));
  const made = [...drawn.regions.keys()].at(-1);
  expect(homes(drawn)).toEqual(["r1", "r1", made]);
  const nested = after(drawn, addRegion(drawn, box(60, 60, 590, 150), null));
  expect(homes(nested)[0]).not.toBe("r1");
  expect(homes(nested).slice(1)).toEqual(["r1", made]);
  const gone = after(nested, remove(nested, [], [homes(nested)[0] ?? ""]));
  expect(homes(gone)).toEqual(["r1", "r1", made]);
  const moved = after(
    gone,
    reshape(gone, outside ?? "", "baseline", [
      [100, 100],
      [500, 100],
    ]),
  );
  expect(moved.lines.get(outside ?? "")?.region).toBe("r1");
});

test("a line that a person bound elsewhere or freed stays there", () => {
  const [first] = page.order;
  const freed = applied(page, link(page, [first ?? ""], false));
  const around = after(freed, addRegion(freed, box(40, 40, 610, 410), null));
  expect(homes(around)[0]).toBeNull();
  const other = [...around.regions.keys()].at(-1) ?? "";
  const reshaped = after(around, reshape(around, other, "polygon", box(30, 30, 620, 420)));
  expect(homes(reshaped)[0]).toBeNull();
});

test("undo of a region brings every line back", () => {
  const change = withBelonging(page, addRegion(page, box(50, 400, 600, 700), null) ?? edit({}));
  const back = applied(applied(page, change), invert(change));
  expect(homes(back)).toEqual(homes(page));
});

test("a ring around lines leaves other lines out where it can", () => {
  const [first, second] = page.order;
  const made = after(page, regionAround(page, [first ?? "", second ?? ""], 4));
  const region = [...made.regions.values()].at(-1);
  expect(region?.type).toBe(4);
  expect(homes(made).slice(0, 2)).toEqual([region?.uid, region?.uid]);
  const wide = { baseline: null, mask: box(0, 0, 400, 40) };
  const short = { baseline: null, mask: box(0, 50, 100, 90) };
  const last = { baseline: null, mask: box(0, 100, 400, 140) };
  const beside: Point = [250, 70];
  const hull = ringAround([wide, short, last], [], 40, "horizontal-lr");
  expect(pointInPolygon(beside, hull)).toBe(true);
  const steps = ringAround([wide, short, last], [beside], 40, "horizontal-lr");
  expect(pointInPolygon(beside, steps)).toBe(false);
  for (const { mask } of [wide, short, last]) {
    expect(mask.every((point) => pointInPolygon(point, steps))).toBe(true);
  }
});

test("a convex ring has no corner inside", () => {
  const hull = convexHull([...box(0, 0, 10, 10), [5, 5], [5, 0]]);
  expect(hull).toHaveLength(4);
  expect(polygonArea(hull)).toBe(100);
});

test("a stroke across splits a ring, one beside it does not", () => {
  const ring = box(0, 0, 100, 60);
  const halves = splitRing(ring, [
    [40, -10],
    [40, 30],
    [60, 30],
    [60, 70],
  ]);
  const areas = halves?.map(polygonArea) ?? [];
  expect(areas[0] ?? 0).toBeCloseTo(6000 - (areas[1] ?? 0));
  expect(Math.min(...areas)).toBeCloseTo(3000);
  expect(
    splitRing(ring, [
      [40, -10],
      [40, 30],
    ]),
  ).toBeNull();
  expect(
    splitRing(ring, [
      [-5, -5],
      [200, -5],
    ]),
  ).toBeNull();
  const bay = splitRing(ring, [
    [20, -5],
    [20, 30],
    [50, 30],
    [50, -5],
  ]);
  expect(bay?.map(polygonArea).sort((a, b) => a - b)).toEqual([900, 5100]);
});

test("splitting sends each line to its half, joining brings them together", () => {
  const split = after(
    page,
    splitRegions(
      page,
      [
        [0, 150],
        [900, 150],
      ],
      new Set(),
    ),
  );
  expect(split.regions.size).toBe(2);
  const [top, bottom] = homes(split);
  expect(top).toBe("r1");
  expect(bottom).not.toBe("r1");
  const rings = [...split.regions.values()].map(({ polygon }) => polygon);
  const joined = after(split, joinRegions(split, split.regions.keys(), unionOf(rings)));
  expect(homes(joined)).toEqual(homes(page));
  expect(polygonArea(joined.regions.get("r1")?.polygon ?? [])).toBe(
    polygonArea(page.regions.get("r1")?.polygon ?? []),
  );
});

test("regions that do not touch are joined by a ring around both", () => {
  expect(polygonArea(unionOf([box(0, 0, 10, 10), box(20, 0, 30, 10)]))).toBe(300);
  expect(polygonArea(unionOf([box(0, 0, 10, 10), box(10, 0, 30, 10)]))).toBe(300);
});

test("a locked region keeps its shape until it is unlocked", () => {
  const locked = lockAll(page);
  expect(locked.regions.get("r1")?.locked).toBe(true);
  expect(reshape(locked, "r1", "polygon", box(0, 0, 50, 50))).toBeNull();
  expect(remove(locked, [], ["r1"]).regions).toEqual([]);
  expect(
    splitRegions(
      locked,
      [
        [0, 150],
        [900, 150],
      ],
      new Set(),
    ),
  ).toBeNull();
  expect(setRegionType(locked, ["r1"], 3).regions).toHaveLength(1);
  expect(lockAll(locked).regions.get("r1")?.locked).toBe(false);
});

test("a lock that somebody else set meanwhile holds back what was done without knowing", () => {
  const locked = lockAll(page);
  const moved = reshape(page, "r1", "polygon", box(0, 0, 50, 50)) ?? edit({});
  expect(rebased(moved, locked).change.regions).toEqual([]);
  expect(rebased(remove(page, [], ["r1"]), locked).change.regions).toEqual([]);
  const before = locked.regions.get("r1") as Region;
  const unlocked = { ...before, locked: false, polygon: box(0, 0, 50, 50) };
  const known = edit({ regions: [{ uid: "r1", before, after: unlocked }] });
  expect(rebased(known, locked).change.regions).toHaveLength(1);
});

test("the server hears that what is deleted was unlocked", () => {
  const before = lockAll(page).regions.get("r1") as Region;
  const sent = toChangeSet(
    "id",
    1,
    "edit",
    edit({ regions: [{ uid: "r1", before, after: null }] }),
  );
  expect(sent.updated.regions).toEqual([{ uid: "r1", locked: false }]);
  expect(sent.deleted.regions).toEqual(["r1"]);
});
