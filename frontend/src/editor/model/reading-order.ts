/** Where a new line belongs: its region, and its place among the lines. */
import { boundingBox, pointAlong } from "./geometry";
import { regionAt } from "./hit";
import {
  isVertical,
  type Line,
  type Point,
  type Region,
  type TextDirection,
  type Uid,
} from "./types";

/** The middle of a line: of its baseline, else of its mask's box. */
export function lineMiddle(line: Pick<Line, "baseline" | "mask">): Point | null {
  if (line.baseline && line.baseline.length > 1) return pointAlong(line.baseline, 0.5);
  if (!line.mask || line.mask.length === 0) return null;
  const box = boundingBox(line.mask);
  return [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
}

/** The innermost region that holds the line's middle. */
export function regionOf(
  line: Pick<Line, "baseline" | "mask">,
  regions: Iterable<Region>,
): Uid | null {
  const middle = lineMiddle(line);
  return middle ? (regionAt(middle, regions)?.uid ?? null) : null;
}

/** A number that grows from line to line in the direction of reading. */
function progress([x, y]: Point, direction: TextDirection): number {
  if (!isVertical(direction)) return y;
  return direction === "vertical-rl" ? -x : x;
}

/** The order with the line put before the first one of its region that comes after it. */
export function withLine(
  order: readonly Uid[],
  lines: ReadonlyMap<Uid, Line>,
  line: Line,
  direction: TextDirection,
): Uid[] {
  const middle = lineMiddle(line);
  const others = order.filter((uid) => uid !== line.uid);
  if (!middle) return [...others, line.uid];
  const own = progress(middle, direction);
  const peers = others.filter((uid) => lines.get(uid)?.region === line.region);
  const after = peers.find((uid) => {
    const there = lines.get(uid);
    const place = there ? lineMiddle(there) : null;
    return place !== null && progress(place, direction) > own;
  });
  const last = peers.at(-1);
  const at = after ? others.indexOf(after) : last ? others.indexOf(last) + 1 : others.length;
  return [...others.slice(0, at), line.uid, ...others.slice(at)];
}

/** The usual distance from a line to the next one; used to place a line below another. */
export function lineSpacing(lines: Iterable<Line>, direction: TextDirection): number {
  const places = [...lines]
    .map((line) => lineMiddle(line))
    .filter((middle) => middle !== null)
    .map((middle) => progress(middle, direction))
    .sort((a, b) => a - b);
  const gaps = places
    .slice(1)
    .map((place, index) => place - (places[index] as number))
    .filter((gap) => gap > 5)
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 60;
}
