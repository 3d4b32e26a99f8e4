/** Where a new line belongs: its region, and its place among the lines. */
import { boundingBox, pointAlong } from "./geometry";
import { regionAt } from "./hit";
import {
  type Line,
  type Point,
  type Points,
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

/**
 * Whether a baseline runs against the text on it: baselines of writing from right to left run from
 * left to right, as programs find them.
 */
export function runsAgainst(baseline: Points, direction: TextDirection): boolean {
  const [first, last] = [baseline[0], baseline.at(-1)];
  return direction === "horizontal-rl" && first !== undefined && first[0] < (last?.[0] ?? 0);
}

/** The innermost region that holds the line's middle. */
export function regionOf(
  line: Pick<Line, "baseline" | "mask">,
  regions: Iterable<Region>,
): Uid | null {
  const middle = lineMiddle(line);
  return middle ? (regionAt(middle, regions)?.uid ?? null) : null;
}

/** Reading coordinates: along a line of text, and from line to line. */
function turned([x, y]: Point, direction: TextDirection): readonly [number, number] {
  if (direction === "horizontal-lr") return [x, y];
  if (direction === "horizontal-rl") return [-x, y];
  return [y, direction === "vertical-rl" ? -x : x];
}

/** A number that grows from line to line in the direction of reading. */
function progress(point: Point, direction: TextDirection): number {
  return turned(point, direction)[1];
}

interface Span {
  readonly uid: Uid;
  readonly from: number;
  readonly to: number;
  readonly place: number;
}

function spanOf(line: Line, direction: TextDirection): Span | null {
  const middle = lineMiddle(line);
  const points = line.baseline ?? line.mask ?? [];
  if (!middle || points.length === 0) return null;
  const along = points.map((point) => turned(point, direction)[0]);
  const place = progress(middle, direction);
  return { uid: line.uid, from: Math.min(...along), to: Math.max(...along), place };
}

/** Of the lines of the same column, the one that is nearest before or after. */
function nearestInColumn(own: Span, peers: readonly Span[]): Span | null {
  const beside = peers.filter(({ from, to }) => from < own.to && to > own.from);
  const gap = ({ place }: Span) => Math.abs(place - own.place);
  return beside.reduce<Span | null>(
    (best, span) => (best && gap(best) <= gap(span) ? best : span),
    null,
  );
}

/** Where among its peers a line is read: an index between 0 and their number. */
function placeAmong(own: Span, peers: readonly Span[], row: number): number {
  const near = nearestInColumn(own, peers);
  const later = (span: Span) => span.place > own.place + row;
  let at = near ? peers.indexOf(near) + (near.place <= own.place ? 1 : 0) : peers.findIndex(later);
  if (at < 0) at = peers.length;
  const isOnRow = (span: Span | undefined): span is Span =>
    span !== undefined && Math.abs(span.place - own.place) <= row;
  for (let next = peers[at]; isOnRow(next) && next.from < own.from; next = peers[at]) at += 1;
  for (let last = peers[at - 1]; isOnRow(last) && last.from > own.from; last = peers[at - 1])
    at -= 1;
  return at;
}

/** The order with the line put where a reader meets it among the lines of its region. */
export function withLine(
  order: readonly Uid[],
  lines: ReadonlyMap<Uid, Line>,
  line: Line,
  direction: TextDirection,
): Uid[] {
  const others = order.filter((uid) => uid !== line.uid);
  const own = spanOf(line, direction);
  if (!own) return [...others, line.uid];
  const spans = (uids: readonly Uid[]) =>
    uids.flatMap((uid): Span[] => {
      const there = lines.get(uid);
      const span = there ? spanOf(there, direction) : null;
      return span ? [span] : [];
    });
  const inRegion = spans(others.filter((uid) => lines.get(uid)?.region === line.region));
  const peers = inRegion.length > 0 ? inRegion : spans(others);
  const row = lineSpacing(lines.values(), direction) / 4;
  const place = placeAmong(own, peers, row);
  const [after, last] = [peers[place], peers.at(-1)];
  const at = after ? others.indexOf(after.uid) : last ? others.indexOf(last.uid) + 1 : -1;
  const index = at < 0 ? others.length : at;
  return [...others.slice(0, index), line.uid, ...others.slice(index)];
}

/** `kept` in its own order, and whatever else is in `all` after its forerunner there. */
export function mergedOrder(kept: readonly Uid[], all: readonly Uid[]): Uid[] {
  const merged = [...kept];
  const known = new Set(kept);
  let forerunner: Uid | null = null;
  for (const uid of all) {
    if (!known.has(uid)) {
      merged.splice(forerunner === null ? 0 : merged.indexOf(forerunner) + 1, 0, uid);
      known.add(uid);
    }
    forerunner = uid;
  }
  return merged;
}

/** The order with some lines moved, in their own order, before another line; to the end for null. */
export function movedBefore(
  order: readonly Uid[],
  moving: readonly Uid[],
  before: Uid | null,
): Uid[] {
  const set = new Set(moving);
  const taken = order.filter((uid) => set.has(uid));
  const rest = order.filter((uid) => !set.has(uid));
  // The first line from `before` on that stays where it is.
  const from = before === null ? [] : order.slice(order.indexOf(before));
  const anchor = from.find((uid) => !set.has(uid));
  const at = anchor === undefined ? rest.length : rest.indexOf(anchor);
  return [...rest.slice(0, at), ...taken, ...rest.slice(at)];
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
