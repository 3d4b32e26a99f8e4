/** What a person can do to regions: each action makes one invertible edit. */
import { polygonArea, tidy } from "../model/geometry";
import { regionOf } from "../model/reading-order";
import type { Points, Region, Uid } from "../model/types";
import { type Edit, edit, type Patch } from "./changes";
import { newUid, patchLines } from "./line-actions";
import type { Page } from "./page";

const MIN_REGION_AREA = 25;

export function addRegion(page: Page, polygon: Points, type: number | null): Edit | null {
  const ring = tidy(polygon, page.part.width, page.part.height);
  if (ring.length < 3 || polygonArea(ring) < MIN_REGION_AREA) return null;
  const after: Region = { uid: newUid(), polygon: ring, type, locked: false };
  const bound = [...page.lines.values()].filter(
    (line) => line.region === null && regionOf(line, [after]) === after.uid,
  );
  return {
    ...patchLines(bound, () => ({ region: after.uid })),
    regions: [{ uid: after.uid, before: null, after }],
  };
}

export function setRegionType(page: Page, uids: Iterable<Uid>, type: number | null): Edit {
  const regions = [...uids].flatMap((uid): Patch<Region>[] => {
    const region = page.regions.get(uid);
    return region && region.type !== type
      ? [{ uid, before: region, after: { ...region, type } }]
      : [];
  });
  return edit({ regions });
}
