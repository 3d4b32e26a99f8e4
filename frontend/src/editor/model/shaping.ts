/** Changing the shape of paths and rings: points, ends, straightening, scaling. Pure functions. */
import { boundingBox, distance, nearestOnPath, pointInPolygon, type PathPlace } from "./geometry";
import type { Point, Points } from "./types";

/** Which coordinate runs along a line of writing: x, or y where it is vertical. */
export type Axis = 0 | 1;

export function replaced(points: Points, index: number, point: Point): Point[] {
  return points.map((old, at) => (at === index ? point : old));
}

export function inserted(points: Points, index: number, point: Point): Point[] {
  return [...points.slice(0, index), point, ...points.slice(index)];
}

export function without(points: Points, gone: ReadonlySet<number>): Point[] {
  return points.filter((_, index) => !gone.has(index));
}

/** The middle of each segment; of the closing one, too, where the points are a ring. */
export function middles(points: Points, closed: boolean): Point[] {
  const segments = closed ? points.length : points.length - 1;
  return Array.from({ length: Math.max(segments, 0) }, (_, index): Point => {
    const [a, b] = [points[index] as Point, points[(index + 1) % points.length] as Point];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  });
}

/** The place on the outline of a ring that is nearest to a point. */
export function nearestOnRing(point: Point, ring: Points): PathPlace | null {
  const [first] = ring;
  return first ? nearestOnPath(point, [...ring, first]) : null;
}

function direction(from: Point, to: Point): Point {
  const length = distance(from, to) || 1;
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
}

function longerAtEnd(path: Points, by: number): Point[] {
  const [last, before] = [path.at(-1), path.at(-2)];
  if (!last || !before || by === 0) return [...path];
  if (by < 0) return shorterAtEnd(path, -by);
  const [x, y] = direction(before, last);
  return [...path.slice(0, -1), [last[0] + x * by, last[1] + y * by]];
}

function shorterAtEnd(path: Points, by: number): Point[] {
  let left = by;
  const kept = [...path];
  while (kept.length > 1) {
    const [before, last] = [kept.at(-2) as Point, kept.at(-1) as Point];
    const length = distance(before, last);
    if (length > left) {
      const [x, y] = direction(last, before);
      return [...kept.slice(0, -1), [last[0] + x * left, last[1] + y * left]];
    }
    left -= length;
    kept.pop();
  }
  return kept;
}

/** The path longer (or shorter, below 0) by so many pixels at its start and at its end. */
export function lengthened(path: Points, start: number, end: number): Point[] {
  return longerAtEnd(longerAtEnd(path, end).reverse(), start).reverse();
}

/** The straight path between the ends. */
export function straightened(path: Points): Point[] {
  return [path[0], path.at(-1)].filter((point) => point !== undefined);
}

/** The path at one height (or, of vertical writing, at one side): the mean of its own. */
export function levelled(path: Points, axis: Axis): Point[] {
  const across = 1 - axis;
  const mean = path.reduce((sum, point) => sum + (point[across] ?? 0), 0) / path.length;
  return straightened(path).map((point): Point =>
    axis === 0 ? [point[0], mean] : [mean, point[1]],
  );
}

/** The path with its start, or end, at a place along the writing; it is cut or drawn out. */
export function alignedTo(path: Points, side: "start" | "end", at: number, axis: Axis): Point[] {
  if (side === "end") return alignedTo([...path].reverse(), "start", at, axis).reverse();
  const [first, last] = [path[0], path.at(-1)];
  if (!first || !last || first[axis] === last[axis]) return [...path];
  const forward = last[axis] > first[axis];
  const behind = (point: Point) => (forward ? point[axis] > at : point[axis] < at);
  const rest = path.findIndex(behind);
  if (rest < 0) return [...path];
  const [a, b] = [path[Math.max(rest - 1, 0)] as Point, path[Math.max(rest, 1)] as Point];
  const share = a[axis] === b[axis] ? 0 : (at - a[axis]) / (b[axis] - a[axis]);
  const across = a[(1 - axis) as Axis] + share * (b[(1 - axis) as Axis] - a[(1 - axis) as Axis]);
  const start: Point = axis === 0 ? [at, across] : [across, at];
  return [start, ...path.slice(rest)];
}

export function middleOf(points: Points): Point {
  const { x0, x1, y0, y1 } = boundingBox(points);
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

export function scaled(points: Points, factor: number, about: Point): Point[] {
  return points.map(([x, y]): Point => [
    about[0] + (x - about[0]) * factor,
    about[1] + (y - about[1]) * factor,
  ]);
}

/** Where the segments a–b and c–d cross, as a share of a–b; `null` where they do not. */
function crossing(a: Point, b: Point, c: Point, d: Point): number | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? t : null;
}

/** The places where a stroke crosses a path, from the start of the path to its end. */
export function crossings(path: Points, stroke: Points): PathPlace[] {
  const lengths = path.slice(1).map((point, index) => distance(path[index] as Point, point));
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  const found: PathPlace[] = [];
  let before = 0;
  lengths.forEach((length, segment) => {
    const [a, b] = [path[segment] as Point, path[segment + 1] as Point];
    for (let index = 0; index + 1 < stroke.length; index += 1) {
      const share = crossing(a, b, stroke[index] as Point, stroke[index + 1] as Point);
      if (share === null) continue;
      const point: Point = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
      found.push({ point, segment, distance: 0, along: (before + share * length) / total });
    }
    before += length;
  });
  return found.sort((one, other) => one.along - other.along);
}

/** The stretch of a path that lies in a polygon: from where it enters to where it leaves. */
export function stretchWithin(path: Points, polygon: Points): [PathPlace, PathPlace] | null {
  const [corner, first, last] = [polygon[0], path[0], path.at(-1)];
  if (!corner || !first || !last) return null;
  const places = crossings(path, [...polygon, corner]);
  const start: PathPlace = { point: first, segment: 0, distance: 0, along: 0 };
  const end: PathPlace = { point: last, segment: path.length - 2, distance: 0, along: 1 };
  if (pointInPolygon(first, polygon)) places.unshift(start);
  if (pointInPolygon(last, polygon)) places.push(end);
  const [from, to] = [places[0], places.at(-1)];
  return from && to && from.along < to.along ? [from, to] : null;
}
