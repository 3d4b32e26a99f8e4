/** How lines and regions look on the image: a coloured stroke in a thin white halo. */
import type { FeatureLike } from "ol/Feature";
import LineString from "ol/geom/LineString";
import MultiLineString from "ol/geom/MultiLineString";
import type MultiPoint from "ol/geom/MultiPoint";
import type Point from "ol/geom/Point";
import type Polygon from "ol/geom/Polygon";
import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";

export const PLAIN_LINE = "#0072b2";
export const PLAIN_REGION = "#009e73";
export const CURRENT = "#d55e00";

export interface Look {
  readonly color: string;
  readonly dashed: boolean;
  readonly strong: boolean;
  /** Filled: hovered or selected. */
  readonly lit: boolean;
  readonly masks: boolean;
  readonly number: string;
}

const HALO = "rgba(255, 255, 255, 0.75)";
const ARROW_PX = 5;

/** `#rrggbb` with an opacity. */
export function faded(color: string, opacity: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1] ?? "0072b2";
  const part = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16);
  return `rgba(${part(0)}, ${part(2)}, ${part(4)}, ${opacity})`;
}

function stroke(color: string, width: number, dashed = false): Stroke {
  const options = { color, width, lineCap: "round" as const, lineJoin: "round" as const };
  return new Stroke(dashed ? { ...options, lineDash: [8, 6] } : options);
}

/** An open arrow at the end of a baseline and a bar at its start, of constant size on screen. */
function arrow(line: LineString, resolution: number): MultiLineString {
  const points = line.getCoordinates();
  const size = ARROW_PX * resolution;
  const unit = (from: number[], to: number[]) => {
    const [dx, dy] = [(to[0] ?? 0) - (from[0] ?? 0), (to[1] ?? 0) - (from[1] ?? 0)];
    const length = Math.hypot(dx, dy) || 1;
    return [dx / length, dy / length] as const;
  };
  const [first, second] = [points[0] ?? [0, 0], points[1] ?? [0, 0]];
  const [last, before] = [points.at(-1) ?? [0, 0], points.at(-2) ?? [0, 0]];
  const [ux, uy] = unit(before, last);
  const [sx, sy] = unit(first, second);
  const barb = (side: number) => [
    (last[0] ?? 0) - size * ux - side * size * 0.6 * uy,
    (last[1] ?? 0) - size * uy + side * size * 0.6 * ux,
  ];
  const bar = (side: number) => [
    (first[0] ?? 0) - side * size * 0.7 * sy,
    (first[1] ?? 0) + side * size * 0.7 * sx,
  ];
  return new MultiLineString([
    [barb(1), last, barb(-1)],
    [bar(1), bar(-1)],
  ]);
}

function lineWithArrow(feature: FeatureLike, look: Look, resolution: number): Style[] {
  const line = feature.getGeometry();
  if (!(line instanceof LineString)) return [];
  const width = look.strong ? 3 : 2;
  const head = arrow(line, resolution);
  return [
    new Style({ stroke: stroke(HALO, width + 3) }),
    new Style({ stroke: stroke(look.color, width, look.dashed) }),
    new Style({ geometry: head, stroke: stroke(HALO, width + 2) }),
    new Style({ geometry: head, stroke: stroke(look.color, width) }),
  ];
}

function maskStyle(mask: Polygon, look: Look): Style[] {
  const style = new Style({
    geometry: mask,
    stroke: stroke(faded(look.color, look.lit ? 0.9 : 0.45), 1),
  });
  if (look.lit) style.setFill(new Fill({ color: faded(look.color, 0.12) }));
  return [style];
}

function numberStyle(anchor: Point, text: string): Style {
  return new Style({
    geometry: anchor,
    text: new Text({
      text,
      font: '600 12px "Inter Variable", system-ui, sans-serif',
      fill: new Fill({ color: "#1d1f22" }),
      backgroundFill: new Fill({ color: "rgba(255, 255, 255, 0.85)" }),
      padding: [1, 3, 1, 3],
      offsetX: -14,
    }),
  });
}

/** The styles of a line; its mask and the anchor of its number are properties of the feature. */
export function lineStyles(feature: FeatureLike, look: Look, resolution: number): Style[] {
  const mask = feature.get("mask") as Polygon | null;
  const anchor = feature.get("anchor") as Point | null;
  const bare = !(feature.getGeometry() instanceof LineString);
  const styles = mask && (look.masks || look.lit || bare) ? maskStyle(mask, look) : [];
  styles.push(...lineWithArrow(feature, look, resolution));
  if (look.number && anchor) styles.push(numberStyle(anchor, look.number));
  return styles;
}

export function regionStyles(look: Look): Style[] {
  const style = new Style({ stroke: stroke(look.color, look.strong ? 3 : 2) });
  if (look.lit) style.setFill(new Fill({ color: faded(look.color, 0.12) }));
  return [new Style({ stroke: stroke(HALO, look.strong ? 6 : 5) }), style];
}

/** What is being drawn. */
export function sketchStyles(): Style[] {
  return [
    new Style({ stroke: stroke(HALO, 6) }),
    new Style({
      stroke: stroke(CURRENT, 2.5),
      fill: new Fill({ color: faded(CURRENT, 0.1) }),
    }),
  ];
}

/** A shape whose points can be moved: the shape and a handle on every point. */
export function handleStyles(points: MultiPoint): Style[] {
  return [
    new Style({ stroke: stroke(HALO, 5) }),
    new Style({ stroke: stroke(CURRENT, 2) }),
    new Style({ geometry: points, image: handle(5) }),
  ];
}

export function handle(radius: number): Circle {
  return new Circle({
    radius,
    fill: new Fill({ color: "#ffffff" }),
    stroke: new Stroke({ color: CURRENT, width: 2 }),
  });
}
