/** Plane geometry of lines and regions: measure, simplify, cut, join, crop. Pure functions. */
import type { Point, Points } from "./types";

export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The place on a path that is nearest to a point. */
export interface PathPlace {
  readonly point: Point;
  /** Index of the segment, `points[segment]` to `points[segment + 1]`. */
  readonly segment: number;
  readonly distance: number;
  /** Share of the path's length before this place, 0 to 1. */
  readonly along: number;
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

export function rounded(points: Points): Point[] {
  return points.map(([x, y]): Point => [Math.round(x), Math.round(y)]);
}

/** Keeps points on the page and drops repeated ones. */
export function tidy(points: Points, width: number, height: number): Point[] {
  const clamp = (value: number, top: number) => Math.min(Math.max(Math.round(value), 0), top);
  const inside = points.map(([x, y]): Point => [clamp(x, width), clamp(y, height)]);
  return inside.filter((point, index) => {
    const before = inside[index - 1];
    return !before || before[0] !== point[0] || before[1] !== point[1];
  });
}

export function pathLength(points: Points): number {
  return points.reduce((sum, point, index) => {
    const before = points[index - 1];
    return before ? sum + distance(before, point) : 0;
  }, 0);
}

export function boundingBox(points: Points): Box {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

export function polygonArea(points: Points): number {
  const doubled = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

export function pointInPolygon([x, y]: Point, polygon: Points): boolean {
  let inside = false;
  polygon.forEach(([ax, ay], index) => {
    const [bx, by] = polygon[(index + polygon.length - 1) % polygon.length] ?? [ax, ay];
    const crosses = ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
    if (crosses) inside = !inside;
  });
  return inside;
}

function nearestOnSegment(point: Point, a: Point, b: Point): { point: Point; share: number } {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const squared = dx * dx + dy * dy;
  const raw = squared === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / squared;
  const share = Math.min(Math.max(raw, 0), 1);
  return { point: [a[0] + share * dx, a[1] + share * dy], share };
}

/** The place on a path nearest to a point; `null` for a path without a segment. */
export function nearestOnPath(point: Point, path: Points): PathPlace | null {
  const total = pathLength(path) || 1;
  let best: PathPlace | null = null;
  let before = 0;
  for (let segment = 0; segment + 1 < path.length; segment += 1) {
    const a = path[segment] as Point;
    const b = path[segment + 1] as Point;
    const near = nearestOnSegment(point, a, b);
    const gap = distance(point, near.point);
    const along = (before + near.share * distance(a, b)) / total;
    if (!best || gap < best.distance) best = { point: near.point, segment, distance: gap, along };
    before += distance(a, b);
  }
  return best;
}

/** The point after `share` (0 to 1) of a path's length. */
export function pointAlong(path: Points, share: number): Point {
  let left = pathLength(path) * share;
  for (let index = 0; index + 1 < path.length; index += 1) {
    const a = path[index] as Point;
    const b = path[index + 1] as Point;
    const step = distance(a, b);
    if (left <= step && step > 0) {
      const part = left / step;
      return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    }
    left -= step;
  }
  return path[path.length - 1] as Point;
}

function distanceToSegment(point: Point, a: Point, b: Point): number {
  return distance(point, nearestOnSegment(point, a, b).point);
}

/** Douglas-Peucker: the fewest points that stay within `tolerance` of the path. */
export function simplify(points: Points, tolerance: number): Point[] {
  if (points.length < 3) return [...points];
  const first = points[0] as Point;
  const last = points[points.length - 1] as Point;
  let farthest = 0;
  let gap = 0;
  for (let index = 1; index + 1 < points.length; index += 1) {
    const here = distanceToSegment(points[index] as Point, first, last);
    if (here > gap) [farthest, gap] = [index, here];
  }
  if (gap <= tolerance) return [first, last];
  const head = simplify(points.slice(0, farthest + 1), tolerance);
  return [...head.slice(0, -1), ...simplify(points.slice(farthest), tolerance)];
}

/** Two paths that meet where `place` lies; `null` where one of them would have no length. */
export function cutPath(path: Points, place: PathPlace): [Point[], Point[]] | null {
  const [point] = rounded([place.point]) as [Point];
  const head = [...path.slice(0, place.segment + 1), point];
  const tail = [point, ...path.slice(place.segment + 1)];
  const halves: [Point[], Point[]] = [dropRepeats(head), dropRepeats(tail)];
  return halves.every((half) => half.length > 1) ? halves : null;
}

function dropRepeats(points: Points): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return !before || distance(before, point) > 0;
  });
}

/** The part of a polygon on the left (`keep` 1) or right (-1) of the line through a and b. */
export function clipHalf(polygon: Points, a: Point, b: Point, keep: 1 | -1): Point[] {
  const side = ([x, y]: Point) => keep * ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
  return polygon.flatMap((point, index): Point[] => {
    const next = polygon[(index + 1) % polygon.length] as Point;
    const [here, there] = [side(point), side(next)];
    const kept: Point[] = here >= 0 ? [point] : [];
    if (here >= 0 === there >= 0) return kept;
    const share = here / (here - there);
    const [x, y] = [
      point[0] + (next[0] - point[0]) * share,
      point[1] + (next[1] - point[1]) * share,
    ];
    return [...kept, [Math.round(x), Math.round(y)]];
  });
}

/** Cuts a mask across its baseline at a place; a half without area is `null`. */
export function cutMask(mask: Points, path: Points, place: PathPlace): (Point[] | null)[] {
  const a = path[place.segment] as Point;
  const b = path[place.segment + 1] as Point;
  const through = place.point;
  const across: Point = [through[0] - (b[1] - a[1]), through[1] + (b[0] - a[0])];
  return ([1, -1] as const).map((keep) => {
    const half = clipHalf(mask, through, across, keep);
    return half.length > 2 && polygonArea(half) > 1 ? half : null;
  });
}

export function moved(points: Points, dx: number, dy: number): Point[] {
  return points.map(([x, y]): Point => [x + dx, y + dy]);
}

export function rectangle(a: Point, b: Point): Point[] {
  const { x0, y0, x1, y1 } = boundingBox([a, b]);
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}
