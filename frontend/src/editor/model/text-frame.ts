/** Where the text of a line is set over the page: its place, its slant, its length and its size. */
import { boundingBox, distance, pathLength, polygonArea } from "./geometry";
import { isVertical, type Line, type Point, type Points, type TextDirection } from "./types";

export interface TextFrame {
  /** The left end of the line of writing, or the upper one where it runs down. */
  readonly start: Point;
  /** Degrees, clockwise. */
  readonly angle: number;
  readonly length: number;
  /** Size of the type, in pixels of the page. */
  readonly size: number;
  /** Characters stand upright below each other. */
  readonly vertical: boolean;
  /** The bent baseline from left to right; `null` where it is as good as straight. */
  readonly curve: Points | null;
}

/** Of the height of a mask, and of the distance between lines, what the type takes. */
const OF_MASK = 0.8;
const OF_SPACING = 0.72;
/** A baseline that leaves its chord by more than this share of the size of the type is bent. */
const BENT = 0.22;
/** Scripts whose letters join: they are never set along a bend. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Tibetan}]/u;
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}]/u;

export function isJoined(text: string): boolean {
  return JOINED.test(text);
}

/** Whether the first letter of a text is of a script that runs to the left. */
export function runsLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** The frame of a line's text; `null` where the line has no shape. */
export function textFrame(
  line: Pick<Line, "baseline" | "mask">,
  spacing: number,
  direction: TextDirection,
): TextFrame | null {
  const path = pathOf(line, isVertical(direction));
  const [first, last] = [path?.[0], path?.at(-1)];
  if (!path || !first || !last) return null;
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const vertical = isVertical(direction) && Math.abs(dy) > Math.abs(dx);
  const size = sizeOf(line.mask, path, spacing);
  return vertical ? standing(line.mask, path, size) : lying(path, size);
}

/** The path of writing: the baseline, else one through the mask. */
function pathOf({ baseline, mask }: Pick<Line, "baseline" | "mask">, vertical: boolean) {
  if (baseline && baseline.length > 1) return baseline;
  if (!mask || mask.length === 0) return null;
  const { x0, y0, x1, y1 } = boundingBox(mask);
  const middle = (x0 + x1) / 2;
  if (vertical && y1 - y0 > x1 - x0)
    return [
      [middle, y0],
      [middle, y1],
    ] as Points;
  const low = y1 - 0.25 * (y1 - y0);
  return [
    [x0, low],
    [x1, low],
  ] as Points;
}

function sizeOf(mask: Points | null, path: Points, spacing: number): number {
  const limit = spacing * OF_SPACING;
  if (!mask) return limit;
  const height = polygonArea(mask) / Math.max(pathLength(path), 1);
  return Math.max(6, Math.min(height * OF_MASK, limit * 1.25));
}

/** A column: from the top down, through the middle of its mask. */
function standing(mask: Points | null, path: Points, size: number): TextFrame {
  const down = (path.at(-1) as Point)[1] >= (path[0] as Point)[1] ? path : [...path].reverse();
  const [first, last] = [down[0] as Point, down.at(-1) as Point];
  const box = mask && mask.length > 2 ? boundingBox(mask) : null;
  const shift = box ? (box.x0 + box.x1) / 2 - (first[0] + last[0]) / 2 : 0;
  const slant = (Math.atan2(last[1] - first[1], last[0] - first[0]) * 180) / Math.PI - 90;
  return {
    start: [first[0] + shift, first[1]],
    angle: slant,
    length: distance(first, last),
    size,
    vertical: true,
    curve: null,
  };
}

/** A line from left to right on the page, whichever way it is read; never upside down. */
function lying(path: Points, size: number): TextFrame {
  const ends = [path[0] as Point, path.at(-1) as Point] as const;
  const turned = ends[1][0] < ends[0][0] || (ends[1][0] === ends[0][0] && ends[1][1] > ends[0][1]);
  const points = turned ? [...path].reverse() : path;
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  const radians = Math.atan2(last[1] - first[1], last[0] - first[0]);
  const [across, up] = [-Math.sin(radians), Math.cos(radians)];
  const off = points.map(([x, y]) => (x - first[0]) * across + (y - first[1]) * up);
  const bend = Math.max(...off) - Math.min(...off);
  const mean = off.reduce((sum, value) => sum + value, 0) / off.length;
  return {
    start: [first[0] + across * mean, first[1] + up * mean],
    angle: (radians * 180) / Math.PI,
    length: distance(first, last),
    size,
    vertical: false,
    curve: bend > BENT * size ? points : null,
  };
}

/** How far letters may be pressed together before the size gives way. */
const NARROWEST = 0.6;
/** How far letters may be widened; those that do not join are moved apart beyond that. */
const WIDEST = { joined: 1.9, apart: 1.2 };
const FARTHEST = 0.45;

/** How a text of a natural length comes to fill its line. */
export interface Fit {
  /** Factors along and across the line. */
  readonly along: number;
  readonly across: number;
  /** What is added behind each letter, in pixels of the page before the factor. */
  readonly spacing: number;
}

export function fitted(natural: number, frame: TextFrame, letters: number, joined: boolean): Fit {
  if (natural <= 0 || frame.length <= 0) return { along: 1, across: 1, spacing: 0 };
  const share = frame.length / natural;
  if (share < NARROWEST) return { along: share, across: share / NARROWEST, spacing: 0 };
  if (joined) return { along: Math.min(share, WIDEST.joined), across: 1, spacing: 0 };
  const along = Math.min(share, WIDEST.apart);
  const missing = (frame.length / along - natural) / Math.max(letters, 1);
  return { along, across: 1, spacing: Math.max(0, Math.min(missing, FARTHEST * frame.size)) };
}
