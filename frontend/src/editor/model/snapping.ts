/** Finds what a point should stick to: ends of other baselines, edges of regions, the guide. */
import { distance } from "./geometry";
import { nearestOnRing } from "./shaping";
import type { Line, Point, Region, Uid } from "./types";

/** A line across the page that things are aligned to: at an x (axis 0) or a y (axis 1). */
export interface Guide {
  readonly axis: 0 | 1;
  readonly at: number;
}

export interface Surroundings {
  readonly lines: Iterable<Line>;
  readonly regions: Iterable<Region>;
  readonly guide: Guide | null;
  /** What is being moved sticks to others, not to itself. */
  readonly except?: ReadonlySet<Uid>;
}

interface Found {
  readonly point: Point;
  readonly gap: number;
}

function nearer(best: Found | null, point: Point, gap: number, reach: number): Found | null {
  return gap <= reach && (!best || gap < best.gap) ? { point, gap } : best;
}

function toEnds(point: Point, near: Surroundings, reach: number): Found | null {
  let best: Found | null = null;
  for (const { uid, baseline } of near.lines) {
    if (!baseline || near.except?.has(uid)) continue;
    for (const end of [baseline[0], baseline.at(-1)]) {
      if (end) best = nearer(best, end, distance(point, end), reach);
    }
  }
  return best;
}

function toEdges(point: Point, near: Surroundings, reach: number): Found | null {
  let best: Found | null = null;
  for (const { uid, polygon } of near.regions) {
    if (near.except?.has(uid)) continue;
    const corner = polygon.find((one) => distance(point, one) <= reach);
    if (corner) return { point: corner, gap: distance(point, corner) };
    const place = nearestOnRing(point, polygon);
    if (place) best = nearer(best, place.point, place.distance, reach);
  }
  return best;
}

/** The point that `point` sticks to, or `null`: ends first, then the guide, then edges. */
export function snapped(point: Point, near: Surroundings, reach: number): Point | null {
  const end = toEnds(point, near, reach);
  if (end) return end.point;
  const { guide } = near;
  if (guide && Math.abs(point[guide.axis] - guide.at) <= reach) {
    return guide.axis === 0 ? [guide.at, point[1]] : [point[0], guide.at];
  }
  return toEdges(point, near, reach)?.point ?? null;
}
