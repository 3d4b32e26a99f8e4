/** Takes an edit along when somebody turned the page that it was made on. */
import type { Part, Point, Points, Region } from "../model/types";
import type { Edit, LineShape, Patch } from "./changes";

/** The point of a page of this size after the page was turned clockwise. */
export function turnedPoint([x, y]: Point, width: number, height: number, quarters: number): Point {
  const places: readonly Point[] = [
    [x, y],
    [height - y, x],
    [width - x, height - y],
    [y, width - x],
  ];
  return places[quarters % 4] ?? [x, y];
}

/** The edit in the coordinates of the page as it lies now. */
export function turnedTo(change: Edit, part: Part): Edit {
  const quarters = (part.turns - (change.turns ?? 0) + 4) % 4;
  if (quarters === 0) return change;
  const [width, height] =
    quarters % 2 === 0 ? [part.width, part.height] : [part.height, part.width];
  const point = (at: Point) => turnedPoint(at, width, height, quarters);
  const turn = (points: Points | null) => points && points.map(point);
  const patch = <T>({ uid, before, after }: Patch<T>, shape: (item: T) => T): Patch<T> => ({
    uid,
    before: before && shape(before),
    after: after && shape(after),
  });
  const line = (item: LineShape): LineShape => ({
    ...item,
    baseline: turn(item.baseline),
    mask: turn(item.mask),
  });
  const region = (item: Region): Region => ({ ...item, polygon: item.polygon.map(point) });
  return {
    ...change,
    turns: part.turns,
    lines: change.lines.map((item) => patch(item, line)),
    regions: change.regions.map((item) => patch(item, region)),
    ...(change.pieces && {
      pieces: change.pieces.map((item) => ({ ...item, at: point(item.at) })),
    }),
  };
}
