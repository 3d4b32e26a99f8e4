/** Outlines of regions: around lines, split by a stroke. Pure functions. */
import { boundingBox, distance, pointInPolygon, polygonArea } from "./geometry";
import type { Line, Point, Points, TextDirection } from "./types";
import { isVertical } from "./types";

/** The smallest convex ring around the points, open. */
export function convexHull(points: Points): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const turn = (o: Point, a: Point, b: Point) =>
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (from: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length > 1 && turn(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) {
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

function corners(points: Points, margin: number): Point[] {
  const { x0, y0, x1, y1 } = boundingBox(points);
  return [
    [x0 - margin, y0 - margin],
    [x1 + margin, y0 - margin],
    [x1 + margin, y1 + margin],
    [x0 - margin, y1 + margin],
  ];
}

/** The ink of a line: its mask, else a band above its baseline. */
function inkOf(line: Pick<Line, "baseline" | "mask">, height: number, vertical: boolean): Points {
  if (line.mask && line.mask.length > 2) return line.mask;
  const side = (share: number) =>
    (line.baseline ?? []).map(([x, y]): Point =>
      vertical ? [x + height * (share - 0.5), y] : [x, y + height * (share - 0.8)],
    );
  return [...side(0), ...side(1)];
}

/** Down one side and up the other: closer to lines of different lengths than a convex ring. */
function steps(boxes: readonly Point[][], vertical: boolean): Point[] {
  const sorted = boxes.map((box) => boundingBox(box));
  const key = vertical ? "x0" : "y0";
  sorted.sort((a, b) => a[key] - b[key]);
  const there = sorted.flatMap(({ x0, y0, x1, y1 }): Point[] =>
    vertical
      ? [
          [x0, y1],
          [x1, y1],
        ]
      : [
          [x1, y0],
          [x1, y1],
        ],
  );
  const back = [...sorted].reverse().flatMap(({ x0, y0, x1, y1 }): Point[] =>
    vertical
      ? [
          [x1, y0],
          [x0, y0],
        ]
      : [
          [x0, y1],
          [x0, y0],
        ],
  );
  return [...there, ...back];
}

/**
 * A ring around lines with a margin. It is convex, unless that would take in other lines: then it
 * follows the ends of the lines.
 */
export function ringAround(
  lines: readonly Pick<Line, "baseline" | "mask">[],
  others: readonly Point[],
  height: number,
  direction: TextDirection,
): Point[] {
  const vertical = isVertical(direction);
  const inks = lines.map((line) => inkOf(line, height, vertical)).filter((ink) => ink.length > 1);
  const margin = Math.max(height * 0.15, 2);
  const boxes = inks.map((ink) => corners(ink, margin));
  const grown = inks.flatMap((ink) => ink.flatMap((point) => corners([point], margin)));
  const hull = convexHull(grown);
  const taken = others.some((point) => pointInPolygon(point, hull));
  return taken && boxes.length > 1 ? steps(boxes, vertical) : hull;
}

interface Crossing {
  readonly point: Point;
  /** Index of the ring's edge, from this corner to the next. */
  readonly edge: number;
  /** Index of the stroke's segment, and the share of it before the crossing. */
  readonly segment: number;
  readonly share: number;
}

function crossing(a: Point, b: Point, c: Point, d: Point): { t: number; u: number } | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  return t >= 0 && t <= 1 && u >= 0 && u < 1 ? { t, u } : null;
}

function crossings(ring: Points, stroke: Points): Crossing[] {
  const found: Crossing[] = [];
  for (let segment = 0; segment + 1 < stroke.length; segment += 1) {
    const [a, b] = [stroke[segment] as Point, stroke[segment + 1] as Point];
    ring.forEach((c, edge) => {
      const hit = crossing(a, b, c, ring[(edge + 1) % ring.length] as Point);
      if (!hit) return;
      const point: Point = [a[0] + (b[0] - a[0]) * hit.t, a[1] + (b[1] - a[1]) * hit.t];
      found.push({ point, edge, segment, share: hit.t });
    });
  }
  return found.sort((a, b) => a.segment - b.segment || a.share - b.share);
}

/** The corners of a ring after edge `from`, up to the start of edge `to`. */
function between(ring: Points, from: number, to: number): Point[] {
  const count = (to - from + ring.length) % ring.length;
  return Array.from(
    { length: count },
    (_, index) => ring[(from + 1 + index) % ring.length] as Point,
  );
}

/** The part of a stroke between two crossings, both included. */
function inner(stroke: Points, first: Crossing, second: Crossing): Point[] {
  return [first.point, ...stroke.slice(first.segment + 1, second.segment + 1), second.point];
}

/** Two rings on both sides of a stroke that goes across a ring; `null` where it does not. */
export function splitRing(ring: Points, stroke: Points): [Point[], Point[]] | null {
  const found = crossings(ring, stroke);
  for (let index = 0; index + 1 < found.length; index += 1) {
    const [first, second] = [found[index] as Crossing, found[index + 1] as Crossing];
    const path = inner(stroke, first, second);
    const middle = path[Math.floor(path.length / 2)] as Point;
    const before = path[Math.floor(path.length / 2) - 1] as Point;
    const probe: Point = [(middle[0] + before[0]) / 2, (middle[1] + before[1]) / 2];
    if (!pointInPolygon(probe, ring)) continue;
    const halves = halvesOf(ring, first, second, path);
    if (halves.every((half) => half.length > 2 && polygonArea(half) > 1)) return halves;
  }
  return null;
}

function halvesOf(ring: Points, first: Crossing, second: Crossing, path: Point[]) {
  const back = [...path].reverse();
  if (first.edge === second.edge) {
    const start = ring[first.edge] as Point;
    const ahead = distance(start, first.point) <= distance(start, second.point);
    const whole = between(ring, first.edge, first.edge + ring.length - 1);
    const around = [...whole, ring[first.edge] as Point];
    return [path, [...around, ...(ahead ? path : back)]] as [Point[], Point[]];
  }
  return [
    [...path, ...between(ring, second.edge, first.edge)],
    [...back, ...between(ring, first.edge, second.edge)],
  ] as [Point[], Point[]];
}
