/** What a person can do to regions: each action makes one invertible edit. */
import { boundingBox, polygonArea, tidy } from "../model/geometry";
import { lineMiddle, lineSpacing } from "../model/reading-order";
import { ringAround, splitRing } from "../model/shapes";
import type { Point, Points, Region, Uid } from "../model/types";
import { type Edit, edit, type Patch } from "./changes";
import { linesOf, newUid, patchLines } from "./line-actions";
import type { Page } from "./page";

const MIN_REGION_AREA = 25;

/** Regions that may be changed, in the order of the page. */
function free(page: Page, uids: Iterable<Uid>): Region[] {
  const wanted = new Set(uids);
  return [...page.regions.values()].filter(({ uid, locked }) => wanted.has(uid) && !locked);
}

function patch(region: Region, values: Partial<Region>): Patch<Region> {
  return { uid: region.uid, before: region, after: { ...region, ...values } };
}

function ringOn(page: Page, points: Points): Point[] | null {
  const ring = tidy(points, page.part.width, page.part.height);
  const [first, last] = [ring[0], ring.at(-1)];
  if (first && last && ring.length > 3 && first[0] === last[0] && first[1] === last[1]) ring.pop();
  return ring.length < 3 || polygonArea(ring) < MIN_REGION_AREA ? null : ring;
}

export function addRegion(page: Page, polygon: Points, type: number | null): Edit | null {
  const ring = ringOn(page, polygon);
  if (!ring) return null;
  const after: Region = { uid: newUid(), polygon: ring, type, locked: false };
  return edit({ regions: [{ uid: after.uid, before: null, after }] });
}

/** A region around the lines, which belong to it from now on. */
export function regionAround(page: Page, uids: Iterable<Uid>, type: number | null): Edit | null {
  const lines = linesOf(page, uids);
  const inside = new Set(lines.map(({ uid }) => uid));
  const others = [...page.lines.values()].flatMap((line) => {
    const middle = inside.has(line.uid) ? null : lineMiddle(line);
    return middle ? [middle] : [];
  });
  const height = lineSpacing(page.lines.values(), page.part.direction) * 0.8;
  if (lines.length === 0) return null;
  const made = addRegion(page, ringAround(lines, others, height, page.part.direction), type);
  const region = made?.regions[0]?.uid;
  if (!made || !region) return null;
  return { ...made, lines: patchLines(lines, () => ({ region })).lines };
}

export function setRegionType(page: Page, uids: Iterable<Uid>, type: number | null): Edit {
  const wanted = new Set(uids);
  const regions = [...page.regions.values()].filter(
    (region) => wanted.has(region.uid) && region.type !== type,
  );
  return edit({ regions: regions.map((region) => patch(region, { type })) });
}

/** Locks regions; unlocks them where all of them are locked. */
export function toggleLock(page: Page, uids: Iterable<Uid>): Edit {
  const regions = [...uids].flatMap((uid) => page.regions.get(uid) ?? []);
  const locked = regions.some((region) => !region.locked);
  const others = regions.filter((region) => region.locked !== locked);
  return edit({ regions: others.map((region) => patch(region, { locked })) });
}

/** Which of two rings is read first: its middle comes earlier. */
function inReadingOrder(page: Page, [a, b]: [Point[], Point[]]): [Point[], Point[]] {
  const { direction } = page.part;
  const [boxA, boxB] = [boundingBox(a), boundingBox(b)];
  const across = boxA.x0 + boxA.x1 - boxB.x0 - boxB.x1;
  const down = boxA.y0 + boxA.y1 - boxB.y0 - boxB.y1;
  const back = direction.endsWith("rl") ? -1 : 1;
  const sideways = Math.abs(across) > Math.abs(down);
  return (sideways ? across * back : down) <= 0 ? [a, b] : [b, a];
}

/**
 * Splits the regions that a stroke goes across; each line goes with the half it lies in. With a
 * selection only the selected ones are split.
 */
export function splitRegions(page: Page, stroke: Points, chosen: ReadonlySet<Uid>): Edit | null {
  const all = free(page, page.regions.keys());
  const meant = chosen.size > 0 ? all.filter(({ uid }) => chosen.has(uid)) : all;
  const regions = meant.flatMap((region): Patch<Region>[] => {
    const halves = splitRing(region.polygon, stroke);
    const [first, second] = halves ? inReadingOrder(page, halves) : [];
    const rings = [first && ringOn(page, first), second && ringOn(page, second)] as const;
    if (!rings[0] || !rings[1]) return [];
    const after = { ...region, uid: newUid(), polygon: rings[1] };
    return [patch(region, { polygon: rings[0] }), { uid: after.uid, before: null, after }];
  });
  return regions.length > 0 ? edit({ regions }) : null;
}

/** Joins regions into the first of them; `ring` is the outline of all. */
export function joinRegions(page: Page, uids: Iterable<Uid>, ring: Points): Edit | null {
  const [first, ...others] = free(page, uids);
  const polygon = ringOn(page, ring);
  if (!first || others.length === 0 || !polygon) return null;
  const gone = new Set(others.map(({ uid }) => uid));
  const lines = [...page.lines.values()].filter(({ region }) => region && gone.has(region));
  return edit({
    regions: [
      patch(first, { polygon }),
      ...others.map((region) => ({ uid: region.uid, before: region, after: null })),
    ],
    lines: patchLines(lines, () => ({ region: first.uid })).lines,
  });
}
