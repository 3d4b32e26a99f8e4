/** How the aids of the tools look: what is being drawn, handles, the mark of snapping, the guide. */
import type { FeatureLike } from "ol/Feature";
import LineString from "ol/geom/LineString";
import MultiPoint from "ol/geom/MultiPoint";
import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import RegularShape from "ol/style/RegularShape";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { arrow, CURRENT, faded, HALO, stroke } from "./styles";

/** Larger than without handles, so that the last handle does not hide it. */
const ARROW_PX = 14;
const WHITE = "#ffffff";

/** What is being drawn. */
function sketchStyles(): Style[] {
  return [
    new Style({ stroke: stroke(HALO, 6) }),
    new Style({ stroke: stroke(CURRENT, 2.5), fill: new Fill({ color: faded(CURRENT, 0.1) }) }),
  ];
}

/** A square around the place that a point sticks to. */
function markStyles(): Style[] {
  const square = (color: string, width: number) =>
    new Style({
      image: new RegularShape({
        points: 4,
        radius: 10,
        angle: Math.PI / 4,
        stroke: new Stroke({ color, width }),
      }),
    });
  return [square(WHITE, 5), square(CURRENT, 2.5)];
}

function guideStyles(): Style[] {
  const line = new Stroke({ color: CURRENT, width: 1.5, lineDash: [10, 5, 2, 5] });
  return [new Style({ stroke: stroke(HALO, 5) }), new Style({ stroke: line })];
}

const AIDS = { sketch: sketchStyles(), mark: markStyles(), guide: guideStyles() };

export function aidStyles(feature: FeatureLike): Style[] {
  return AIDS[feature.get("aid") as keyof typeof AIDS];
}

function grip(radius: number, fill: string): Circle {
  return new Circle({
    radius,
    fill: new Fill({ color: fill }),
    stroke: new Stroke({ color: CURRENT, width: 2 }),
  });
}

const POINT = grip(5, WHITE);
const CHOSEN = grip(6, CURRENT);
const MIDDLE = new Circle({
  radius: 3,
  fill: new Fill({ color: "rgba(255, 255, 255, 0.9)" }),
  stroke: new Stroke({ color: faded(CURRENT, 0.8), width: 1 }),
});

/** A shape with a handle on each point, a small one between two, and a full one where chosen. */
export function handleStyles(feature: FeatureLike, resolution: number): Style[] {
  const places = (name: string) => new MultiPoint((feature.get(name) ?? []) as number[][]);
  const styles = [
    new Style({ stroke: stroke(HALO, 5) }),
    new Style({ stroke: stroke(CURRENT, 2) }),
    new Style({ geometry: places("middles"), image: MIDDLE }),
    new Style({ geometry: places("points"), image: POINT }),
    new Style({ geometry: places("chosen"), image: CHOSEN }),
  ];
  const line = feature.getGeometry();
  if (line instanceof LineString) {
    const head = arrow(line, resolution, ARROW_PX);
    styles.splice(2, 0, new Style({ geometry: head, stroke: stroke(CURRENT, 2) }));
  }
  return styles;
}
