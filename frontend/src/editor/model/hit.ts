/** Finds what lies under the pointer: a line before a region, the smallest before a larger one. */
import { boundingBox, nearestOnPath, pointInPolygon, polygonArea } from "./geometry";
import type { Line, Point, Points, Region, Uid } from "./types";

function near(point: Point, path: Points, reach: number): boolean {
  const box = boundingBox(path);
  return (
    point[0] >= box.x0 - reach &&
    point[0] <= box.x1 + reach &&
    point[1] >= box.y0 - reach &&
    point[1] <= box.y1 + reach
  );
}

/** The line whose baseline is within `reach` of the point, else the one whose mask holds it. */
export function lineAt(point: Point, lines: Iterable<Line>, reach: number): Line | null {
  const all = [...lines];
  let best: Line | null = null;
  let bestGap = Infinity;
  for (const line of all) {
    if (!line.baseline || !near(point, line.baseline, reach)) continue;
    const gap = nearestOnPath(point, line.baseline)?.distance ?? Infinity;
    if (gap <= reach && gap < bestGap) [best, bestGap] = [line, gap];
  }
  return best ?? maskAt(point, all);
}

function maskAt(point: Point, lines: readonly Line[]): Line | null {
  let best: Line | null = null;
  let bestArea = Infinity;
  for (const line of lines) {
    const { mask } = line;
    if (!mask || !near(point, mask, 0) || !pointInPolygon(point, mask)) continue;
    const area = polygonArea(mask);
    if (area < bestArea) [best, bestArea] = [line, area];
  }
  return best;
}

/** The smallest region that holds the point. */
export function regionAt(point: Point, regions: Iterable<Region>): Region | null {
  let best: Region | null = null;
  for (const region of regions) {
    if (!pointInPolygon(point, region.polygon)) continue;
    if (!best || polygonArea(region.polygon) < polygonArea(best.polygon)) best = region;
  }
  return best;
}

/** The lines whose shape lies with its middle in the box of two corners. */
export function linesWithin(a: Point, b: Point, lines: Iterable<Line>): Uid[] {
  const box = boundingBox([a, b]);
  const found: Uid[] = [];
  for (const line of lines) {
    const shape = line.baseline ?? line.mask;
    if (!shape) continue;
    const own = boundingBox(shape);
    const [x, y] = [(own.x0 + own.x1) / 2, (own.y0 + own.y1) / 2];
    if (x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1) found.push(line.uid);
  }
  return found;
}
