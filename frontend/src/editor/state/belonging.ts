/**
 * Which region a line belongs to: the innermost one around its middle, unless a person chose.
 *
 * A line whose region is the one around it belongs there by its place, and goes with its place
 * when it or a region is moved, reshaped, made or deleted. A line that was bound to another
 * region, or freed, was put there by a person and stays, for as long as that region is there.
 */
import { regionOf } from "../model/reading-order";
import type { Line, Region, Uid } from "../model/types";
import { type Edit, type LineShape, type Patch, same, shapeOf } from "./changes";
import { applied, type Page } from "./page";

type Regions = ReadonlyMap<Uid, Region>;

function movesRegions(change: Edit): boolean {
  return change.regions.some(({ before, after }) => !same(before?.polygon, after?.polygon));
}

/** The lines whose region may be another now. */
function touched(next: Page, change: Edit): Iterable<Line> {
  if (movesRegions(change)) return next.lines.values();
  const moved = change.lines.filter(
    ({ before, after }) => before && after && !same(before.baseline, after.baseline),
  );
  return moved.flatMap(({ uid }) => next.lines.get(uid) ?? []);
}

function newHome(line: Line, before: Line | undefined, now: Regions, next: Regions): Uid | null {
  if (!before || before.region !== line.region) return line.region;
  const isGone = line.region !== null && !next.has(line.region);
  const byPlace = before.region === regionOf(before, now.values());
  return isGone || byPlace ? regionOf(line, next.values()) : line.region;
}

/** The edit, and the lines that belong to another region because of it. */
export function withBelonging(page: Page, change: Edit): Edit {
  if (change.regions.length === 0 && change.lines.length === 0) return change;
  const next = applied(page, change);
  const patches = new Map<Uid, Patch<LineShape>>(change.lines.map((patch) => [patch.uid, patch]));
  for (const line of touched(next, change)) {
    const region = newHome(line, page.lines.get(line.uid), page.regions, next.regions);
    if (region === line.region) continue;
    const before = page.lines.get(line.uid);
    patches.set(line.uid, {
      uid: line.uid,
      before: before ? shapeOf(before) : null,
      after: { ...shapeOf(line), region },
    });
  }
  return { ...change, lines: [...patches.values()] };
}
