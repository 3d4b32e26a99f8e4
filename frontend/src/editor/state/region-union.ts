/** The outline of several regions together; loaded when regions are joined. */
import polygonClipping, { type Polygon } from "polygon-clipping";
import { convexHull } from "../model/shapes";
import type { Point, Points } from "../model/types";

/** Their union without holes; where they do not touch, the smallest convex ring around all. */
export function unionOf(rings: readonly Points[]): Point[] {
  const polygons = rings.map((ring): Polygon => [ring.map(([x, y]): Point => [x, y])]);
  const [first, ...others] = polygons;
  const united = first ? polygonClipping.union(first, ...others) : [];
  const outlines = united.flatMap(([outline]) => (outline ? [outline.slice(0, -1)] : []));
  const [only] = outlines;
  if (only && outlines.length === 1) return only;
  return convexHull(rings.flat());
}
