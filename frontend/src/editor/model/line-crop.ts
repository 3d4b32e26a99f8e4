/** Which piece of the page shows a line: its box in a frame that is turned until the line is level. */
import { boundingBox } from "./geometry";
import type { Line, Point, Points } from "./types";

/** Room around a mask, in page pixels. */
const PAD = 6;

export interface Crop {
  /** By how much the frame is turned against the page. */
  readonly angle: number;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  /** The box of the line itself: left, top, right, bottom. */
  readonly own: readonly [number, number, number, number];
  /** How far the writing is from either end of the box. */
  readonly margin: number;
}

export interface CropOptions {
  /** How tall a line without mask is taken to be. */
  readonly height: number;
  /** How much beside the line is wanted too, on both sides. */
  readonly around: number;
  readonly vertical: boolean;
}

export function turn([x, y]: Point, angle: number): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x * cos - y * sin, x * sin + y * cos];
}

/** The angle that makes the baseline level; 0 for vertical writing, which stays upright. */
function slant(baseline: Points | null): number {
  const [first, last] = [baseline?.[0], baseline?.at(-1)];
  if (!first || !last) return 0;
  let angle = Math.atan2(last[1] - first[1], last[0] - first[0]);
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  return Math.abs(angle) > Math.PI / 4 ? 0 : angle;
}

/** How far the line reaches beside its points: to the left, upwards, to the right, downwards. */
function reach(line: Line, { height, vertical }: CropOptions): [number, number, number, number] {
  if (line.mask) return [PAD, PAD, PAD, PAD];
  const end = height * 0.2;
  if (vertical) return [height / 2, end, height / 2, end];
  return [end, height * 0.75, end, height * 0.35];
}

export function cropOf(line: Line, options: CropOptions): Crop | null {
  const shape = line.mask ?? line.baseline;
  if (!shape || shape.length === 0) return null;
  const { around, vertical } = options;
  const angle = vertical ? 0 : slant(line.baseline);
  const box = boundingBox(shape.map((point) => turn(point, -angle)));
  const [left, up, right, down] = reach(line, options);
  const own = [box.x0 - left, box.y0 - up, box.x1 + right, box.y1 + down] as const;
  const [wide, tall] = vertical ? [around, 0] : [0, around];
  return {
    angle,
    x0: own[0] - wide,
    y0: own[1] - tall,
    x1: own[2] + wide,
    y1: own[3] + tall,
    own,
    margin: vertical ? up : left,
  };
}

/** Points of the page on the strip of a crop, in its pixels. */
export function placed(points: Points, crop: Crop, scale: number): Point[] {
  return points.map((point) => {
    const [x, y] = turn(point, -crop.angle);
    return [
      Math.round((x - crop.x0) * scale * 10) / 10,
      Math.round((y - crop.y0) * scale * 10) / 10,
    ];
  });
}
