/** Finds what lies under the pointer: a line before a region, the smallest before a larger one. */
import { boundingBox, nearestOnPath, pointAlong, pointInPolygon, polygonArea } from "./geometry";
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

/** The lines that lie with their middle, or most of their points, in a polygon. */
export function linesInside(polygon: Points, lines: Iterable<Line>): Uid[] {
  return [...lines].flatMap((line) => (isInside(polygon, line) ? [line.uid] : []));
}

function isInside(polygon: Points, { baseline, mask }: Line): boolean {
  const shape = baseline ?? mask;
  if (!shape) return false;
  const within = shape.filter((point) => pointInPolygon(point, polygon)).length;
  if (within * 2 > shape.length) return true;
  return baseline !== null && pointInPolygon(pointAlong(baseline, 0.5), polygon);
}

/** The regions that lie with most of their corners in a polygon. */
export function regionsInside(polygon: Points, regions: Iterable<Region>): Uid[] {
  return [...regions].flatMap((region) => {
    const within = region.polygon.filter((point) => pointInPolygon(point, polygon)).length;
    return within * 2 > region.polygon.length ? [region.uid] : [];
  });
}
