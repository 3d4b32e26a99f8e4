/** How lines and regions look on the image: a coloured stroke in a thin white halo. */
import type { FeatureLike } from "ol/Feature";
import type Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import MultiLineString from "ol/geom/MultiLineString";
import Point from "ol/geom/Point";
import type Polygon from "ol/geom/Polygon";
import Fill from "ol/style/Fill";
import Icon from "ol/style/Icon";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";

export const PLAIN_LINE = "#0072b2";
export const PLAIN_REGION = "#009e73";
export const CURRENT = "#d55e00";
const INK = "#1d1f22";

export interface Look {
  readonly color: string;
  /** Of the stroke, in CSS pixels. */
  readonly width: number;
  readonly dashed: boolean;
  readonly strong: boolean;
  /** Filled: hovered or selected. */
  readonly lit: boolean;
  readonly masks: boolean;
  /** The place in the order, or the name of the type. */
  readonly label: string;
  /** The label is a place that was given just now. */
  readonly counted: boolean;
  readonly locked: boolean;
  /** A person drew the mask. */
  readonly drawn: boolean;
}

export const HALO = "rgba(255, 255, 255, 0.75)";
const ARROW_PX = 5;
const FONT = '600 12px "Inter Variable", system-ui, sans-serif';
const PADLOCK = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="0 0 18 18"><rect width="18" height="18" rx="4" fill="white" fill-opacity="0.9"/><rect x="4" y="8" width="10" height="7" rx="1.500" fill="${INK}"/><path d="M6 8V6a3 3 0 016 0v2" fill="none" stroke="${INK}" stroke-width="1.800"/></svg>`,
)}`;

const PENCIL = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="14" height="14" viewBox="0 0 14 14"><circle cx="7" cy="7" r="7" fill="white" fill-opacity="0.9"/><path d="M3.500 10.500l.600-2.200 4.600-4.600 1.600 1.600-4.600 4.600z" fill="none" stroke="${INK}" stroke-width="1.200"/></svg>`,
)}`;

/** `#rrggbb` with an opacity. */
export function faded(color: string, opacity: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1] ?? "0072b2";
  const part = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16);
  return `rgba(${part(0)}, ${part(2)}, ${part(4)}, ${opacity})`;
}

export function stroke(color: string, width: number, dashed = false): Stroke {
  const options = { color, width, lineCap: "round" as const, lineJoin: "round" as const };
  return new Stroke(dashed ? { ...options, lineDash: [8, 6] } : options);
}

const strokes = new Map<string, Style>();

/** A style without geometry of its own, made once for all that look the same. */
function stroked(color: string, width: number, dashed = false): Style {
  const key = `${color} ${width} ${dashed}`;
  const known = strokes.get(key) ?? new Style({ stroke: stroke(color, width, dashed) });
  strokes.set(key, known);
  return known;
}

/** Where a path points at its end. */
function ending(points: readonly number[][], from: number, to: number) {
  const [a, b] = [points.at(from) ?? [0, 0], points.at(to) ?? [0, 0]];
  const [dx, dy] = [(b[0] ?? 0) - (a[0] ?? 0), (b[1] ?? 0) - (a[1] ?? 0)];
  const length = Math.hypot(dx, dy) || 1;
  return { x: b[0] ?? 0, y: b[1] ?? 0, ux: dx / length, uy: dy / length, length };
}

/** The two barbs of an open arrow at the end of a path. */
function barbs(points: readonly number[][], size: number): number[][] {
  const { x, y, ux, uy } = ending(points, -2, -1);
  const barb = (side: number) => [
    x - size * ux - side * size * 0.6 * uy,
    y - size * uy + side * size * 0.6 * ux,
  ];
  return [barb(1), [x, y], barb(-1)];
}

/** An open arrow at the end of a baseline and a bar at its start, of constant size on screen. */
export function arrow(line: LineString, resolution: number, pixels = ARROW_PX): MultiLineString {
  const points = line.getCoordinates();
  const size = pixels * resolution;
  const { x, y, ux, uy } = ending(points, 1, 0);
  const bar = (side: number) => [x + side * size * 0.7 * uy, y - side * size * 0.7 * ux];
  return new MultiLineString([barbs(points, size), [bar(1), bar(-1)]]);
}

function lineWithArrow(feature: FeatureLike, look: Look, resolution: number): Style[] {
  const line = feature.getGeometry();
  if (!(line instanceof LineString)) return [];
  const width = look.width + (look.strong ? 1 : 0);
  const head = arrow(line, resolution);
  return [
    stroked(HALO, width + 3),
    stroked(look.color, width, look.dashed),
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
  return look.drawn ? [style, drawnSign(mask)] : [style];
}

/** A pencil at the side of a mask that a person drew. */
function drawnSign(mask: Polygon): Style {
  const ring = mask.getCoordinates()[0] ?? [];
  const side = ring.reduce(
    (best, at) => ((at[0] ?? 0) > (best[0] ?? 0) ? at : best),
    ring[0] ?? [],
  );
  const image = new Icon({ src: PENCIL, displacement: [9, 0] });
  return new Style({ geometry: new Point(side), image });
}

function labelStyle(anchor: Point, look: Look, isName: boolean): Style {
  const text = new Text({
    text: look.label,
    font: FONT,
    fill: new Fill({ color: look.counted ? "#ffffff" : INK }),
    backgroundFill: new Fill({ color: look.counted ? CURRENT : "rgba(255, 255, 255, 0.85)" }),
    padding: [1, 3, 1, 3],
    offsetX: isName ? 4 : -14,
    offsetY: isName ? 10 : 0,
    textAlign: isName ? "left" : "center",
  });
  if (isName) text.setBackgroundStroke(stroke(look.color, 1));
  return new Style({ geometry: anchor, text });
}

/** Made anew only where the look or the scale is another; panning makes nothing. */
function remembered(feature: FeatureLike, look: Look, scale: number, make: () => Style[]): Style[] {
  const key = `${scale} ${Object.values(look).join(" ")}`;
  const known = feature.get("styles") as { key: string; styles: Style[] } | undefined;
  if (known?.key === key) return known.styles;
  const styles = make();
  (feature as Feature).set("styles", { key, styles }, true);
  return styles;
}

/** The styles of a line; its mask and the anchor of its number are properties of the feature. */
export function lineStyles(feature: FeatureLike, look: Look, resolution: number): Style[] {
  return remembered(feature, look, resolution, () => {
    const mask = feature.get("mask") as Polygon | null;
    const anchor = feature.get("anchor") as Point | null;
    const bare = !(feature.getGeometry() instanceof LineString);
    const styles = mask && (look.masks || look.lit || bare) ? maskStyle(mask, look) : [];
    styles.push(...lineWithArrow(feature, look, resolution));
    if (look.label && anchor) styles.push(labelStyle(anchor, look, false));
    return styles;
  });
}

/** The styles of a region; `anchor` and `corner` are its upper corners. */
export function regionStyles(feature: FeatureLike, look: Look): Style[] {
  return remembered(feature, look, 0, () => {
    const width = look.width + (look.strong ? 1 : 0);
    const style = new Style({ stroke: stroke(look.color, width) });
    if (look.lit) style.setFill(new Fill({ color: faded(look.color, 0.12) }));
    const styles = [stroked(HALO, width + 3), style];
    const anchor = feature.get("anchor") as Point | null;
    const corner = feature.get("corner") as Point | null;
    if (look.label && anchor) styles.push(labelStyle(anchor, look, true));
    if (look.locked && corner) {
      const image = new Icon({ src: PADLOCK, displacement: [-12, -12] });
      styles.push(new Style({ geometry: corner, image }));
    }
    return styles;
  });
}

/** Arrows from line to line, in the order of reading. */
export function orderStyles(feature: FeatureLike, resolution: number): Style[] {
  const paths = (feature.getGeometry() as MultiLineString).getCoordinates();
  const heads = paths
    .filter((path) => ending(path, -2, -1).length > 4 * ARROW_PX * resolution)
    .map((path) => barbs(path, 1.4 * ARROW_PX * resolution));
  const geometry = new MultiLineString(heads);
  return [
    stroked(HALO, 4),
    stroked(INK, 1.5),
    new Style({ geometry, stroke: stroke(HALO, 4.5) }),
    new Style({ geometry, stroke: stroke(INK, 2) }),
  ];
}
