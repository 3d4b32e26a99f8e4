/** What is done to many things at once: moving, scaling, straightening, aligning. */
import { moved, simplify, tidy } from "../model/geometry";
import { lineMiddle } from "../model/reading-order";
import {
  alignedTo,
  type Axis,
  lengthened,
  levelled,
  middleOf,
  scaled,
  straightened,
} from "../model/shaping";
import {
  isVertical,
  type Line,
  type Point,
  type Points,
  type Region,
  type Uid,
} from "../model/types";
import { type Edit, edit, type LineShape } from "./changes";
import { linesOf, patchLines } from "./line-actions";
import type { Page } from "./page";

export interface Chosen {
  readonly lines: ReadonlySet<Uid>;
  readonly regions: ReadonlySet<Uid>;
}

export function axisOf(page: Page): Axis {
  return isVertical(page.part.direction) ? 1 : 0;
}

/** A new baseline, which makes a computed mask old; one that has no length is refused. */
function withBaseline(page: Page, line: Line, path: Points): Partial<LineShape> {
  const baseline = tidy(path, page.part.width, page.part.height);
  if (baseline.length < 2) return {};
  return line.mask_manual ? { baseline } : { baseline, mask: null };
}

function patchBaselines(
  page: Page,
  uids: Iterable<Uid>,
  change: (path: Points, line: Line) => Points,
): Edit {
  const lines = linesOf(page, uids).filter((line) => line.baseline !== null);
  return patchLines(lines, (line) => withBaseline(page, line, change(line.baseline ?? [], line)));
}

function unlocked(page: Page, uids: Iterable<Uid>): Region[] {
  return [...uids].flatMap((uid) => page.regions.get(uid) ?? []).filter((region) => !region.locked);
}

/** Lines with baseline and mask, and regions that are not locked, changed point by point. */
function patchAll(page: Page, { lines, regions }: Chosen, change: (points: Points) => Point[]) {
  const { width, height } = page.part;
  const fit = (points: Points | null) => points && tidy(change(points), width, height);
  return {
    ...patchLines(linesOf(page, lines), (line) => ({
      baseline: fit(line.baseline),
      mask: fit(line.mask),
    })),
    regions: unlocked(page, regions).map((region) => ({
      uid: region.uid,
      before: region,
      after: { ...region, polygon: fit(region.polygon) ?? region.polygon },
    })),
  };
}

/** How far the chosen things can be moved without leaving the page. */
function allowed(page: Page, chosen: Chosen, dx: number, dy: number): [number, number] {
  const points = [
    ...linesOf(page, chosen.lines).flatMap((line) => [...(line.baseline ?? line.mask ?? [])]),
    ...unlocked(page, chosen.regions).flatMap((region) => [...region.polygon]),
  ];
  const { width, height } = page.part;
  const clamp = (by: number, axis: Axis, most: number) => {
    const places = points.map((point) => point[axis]);
    return Math.min(Math.max(by, -Math.min(...places)), most - Math.max(...places));
  };
  if (points.length === 0) return [0, 0];
  return [Math.round(clamp(dx, 0, width)), Math.round(clamp(dy, 1, height))];
}

/** Moves lines with their masks, and regions, as far as the page allows. */
export function shift(page: Page, chosen: Chosen, dx: number, dy: number): Edit {
  const [x, y] = allowed(page, chosen, dx, dy);
  return patchAll(page, chosen, (points) => moved(points, x, y));
}

/** Makes each thing larger or smaller about its own middle. */
export function scale(page: Page, chosen: Chosen, factor: number): Edit {
  const { width, height } = page.part;
  const about = (points: Points, middle: Point) =>
    tidy(scaled(points, factor, middle), width, height);
  const regions = unlocked(page, chosen.regions).map((region) => ({
    uid: region.uid,
    before: region,
    after: { ...region, polygon: about(region.polygon, middleOf(region.polygon)) },
  }));
  const lines = patchLines(linesOf(page, chosen.lines), (line) => {
    const middle = lineMiddle(line) ?? [0, 0];
    return {
      baseline: line.baseline && about(line.baseline, middle),
      mask: line.mask && about(line.mask, middle),
    };
  });
  return { ...lines, regions };
}

/** Fewer points, none of them further away than `tolerance`. */
export function simplifyAll(page: Page, chosen: Chosen, tolerance: number): Edit {
  const ring = (points: Points) => {
    const [first] = points;
    const closed = first ? simplify([...points, first], tolerance).slice(0, -1) : [];
    return closed.length > 2 ? closed : [...points];
  };
  const regions = unlocked(page, chosen.regions).map((region) => ({
    uid: region.uid,
    before: region,
    after: { ...region, polygon: ring(region.polygon) },
  }));
  const lines = patchLines(linesOf(page, chosen.lines), (line) => ({
    baseline: line.baseline && simplify(line.baseline, tolerance),
    mask: line.mask && line.mask_manual ? ring(line.mask) : line.mask,
  }));
  return { ...lines, regions };
}

/** Longer, or below 0 shorter, at the start and at the end. */
export function lengthen(page: Page, uids: Iterable<Uid>, start: number, end: number): Edit {
  return patchBaselines(page, uids, (path) => lengthened(path, start, end));
}

export function straighten(page: Page, uids: Iterable<Uid>): Edit {
  return patchBaselines(page, uids, straightened);
}

export function level(page: Page, uids: Iterable<Uid>): Edit {
  return patchBaselines(page, uids, (path) => levelled(path, axisOf(page)));
}

/** Lets the lines begin, or end, at one place: the guide's, else that of the first of them. */
export function align(
  page: Page,
  uids: Iterable<Uid>,
  side: "start" | "end",
  guide: number | null,
): Edit {
  const chosen = [...uids].flatMap((uid) => page.lines.get(uid) ?? []);
  const axis = axisOf(page);
  const path = chosen.find((line) => line.baseline)?.baseline ?? [];
  const model = side === "start" ? path[0] : path.at(-1);
  const at = guide ?? model?.[axis];
  if (at === undefined) return edit({});
  return patchBaselines(page, uids, (points) => alignedTo(points, side, at, axis));
}

/** Lets every baseline run from left to right, or from top to bottom, as programs find them. */
export function orient(page: Page, uids: Iterable<Uid>): Edit {
  const axis = axisOf(page);
  const lines = linesOf(page, uids).filter(({ baseline }) => {
    const [first, last] = [baseline?.[0], baseline?.at(-1)];
    return first && last && first[axis] > last[axis];
  });
  return patchLines(lines, (line) => ({ baseline: [...(line.baseline ?? [])].reverse() }));
}

/** Puts lines into a region, or into none. */
export function assign(page: Page, uids: Iterable<Uid>, region: Uid | null): Edit {
  return patchLines(
    linesOf(page, uids).filter((line) => line.region !== region),
    () => ({ region }),
  );
}

/** Gives masks back to the program, which computes them anew. */
export function forgetMasks(page: Page, uids: Iterable<Uid>): Edit {
  const lines = linesOf(page, uids).filter((line) => line.baseline && line.mask);
  return patchLines(lines, () => ({ mask: null, mask_manual: false }));
}
