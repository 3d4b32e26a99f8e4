import { describe, expect, it } from "vitest";
import {
  clipHalf,
  cutMask,
  cutPath,
  nearestOnPath,
  pathLength,
  pointInPolygon,
  polygonArea,
  rectangle,
  simplify,
  tidy,
} from "../src/editor/model/geometry";
import { lineAt, linesInside, regionAt } from "../src/editor/model/hit";
import { lineSpacing, regionOf, withLine } from "../src/editor/model/reading-order";
import type { Point } from "../src/editor/model/types";
import { pageOf } from "../src/editor/state/page";
import { pageData } from "./page-data";

const path: Point[] = [
  [0, 0],
  [100, 0],
  [100, 100],
];
const square = rectangle([0, 0], [10, 10]);

describe("paths", () => {
  it("finds the nearest place with its share of the length", () => {
    const place = nearestOnPath([110, 50], path);
    expect(place).toMatchObject({ point: [100, 50], segment: 1, distance: 10, along: 0.75 });
  });

  it("cuts into halves that meet and keep the length", () => {
    const place = nearestOnPath([40, 5], path);
    const halves = place && cutPath(path, place);
    expect(halves?.[0]).toEqual([
      [0, 0],
      [40, 0],
    ]);
    expect(halves?.[1][0]).toEqual([40, 0]);
    expect(pathLength(halves?.[0] ?? []) + pathLength(halves?.[1] ?? [])).toBe(pathLength(path));
  });

  it("does not cut at an end", () => {
    const place = nearestOnPath([-20, 0], path);
    expect(place && cutPath(path, place)).toBeNull();
  });

  it("simplifies a freehand path but keeps its corners", () => {
    const drawn: Point[] = Array.from({ length: 50 }, (_, x): Point => [x, x % 2 ? 0.4 : 0]);
    expect(simplify([...drawn, [49, 50]], 2)).toEqual([
      [0, 0],
      [49, 0.4],
      [49, 50],
    ]);
  });

  it("keeps points on the page and drops repeats", () => {
    const points: Point[] = [
      [-5, 3.4],
      [0, 3],
      [20, 30],
    ];
    expect(tidy(points, 10, 20)).toEqual([
      [0, 3],
      [10, 20],
    ]);
  });
});

describe("polygons", () => {
  it("knows area and inside", () => {
    expect(polygonArea(square)).toBe(100);
    expect(pointInPolygon([5, 5], square)).toBe(true);
    expect(pointInPolygon([15, 5], square)).toBe(false);
  });

  it("clips by a line and loses no area", () => {
    const left = clipHalf(square, [4, 0], [4, 10], 1);
    const right = clipHalf(square, [4, 0], [4, 10], -1);
    expect(polygonArea(left) + polygonArea(right)).toBe(100);
  });

  it("cuts a mask across its baseline", () => {
    const baseline: Point[] = [
      [0, 8],
      [10, 8],
    ];
    const place = nearestOnPath([3, 8], baseline);
    const areas = place && cutMask(square, baseline, place).map((half) => polygonArea(half ?? []));
    expect(areas?.sort((a, b) => a - b)).toEqual([30, 70]);
  });
});

describe("hits and order", () => {
  const page = pageOf(pageData());

  it("prefers the baseline, then the mask, then the region", () => {
    expect(lineAt([300, 203], page.lines.values(), 8)?.uid).toBe("b");
    expect(lineAt([300, 180], page.lines.values(), 8)?.uid).toBe("b");
    expect(lineAt([300, 350], page.lines.values(), 8)).toBeNull();
    expect(regionAt([300, 350], page.regions.values())?.uid).toBe("r1");
  });

  it("selects what lies in a box", () => {
    expect(linesInside(rectangle([0, 0], [900, 300]), page.lines.values())).toEqual(["a", "b"]);
  });

  it("puts a new line into its region and its place", () => {
    const line = {
      uid: "n",
      type: null,
      mask: null,
      mask_manual: false,
      text: null,
      baseline: [
        [100, 150],
        [500, 150],
      ] as Point[],
      region: "r1",
    };
    expect(regionOf(line, page.regions.values())).toBe("r1");
    expect(withLine(page.order, page.lines, line, "horizontal-lr")).toEqual(["a", "n", "b", "c"]);
    expect(withLine(page.order, page.lines, line, "horizontal-rl")).toEqual(["a", "n", "b", "c"]);
  });

  it("measures the distance of lines", () => {
    expect(lineSpacing(page.lines.values(), "horizontal-lr")).toBe(300);
  });
});
