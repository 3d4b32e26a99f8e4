/** Draws an earlier state of the page over the present one: dashed, in a colour of its own. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { Points } from "../model/types";
import type { Preview, Session } from "../state/session";
import type { PageMap } from "./page-map";

const HALO = new Style({ stroke: new Stroke({ color: "rgba(255, 255, 255, 0.85)", width: 5 }) });
const BASELINE = new Style({
  stroke: new Stroke({ color: "#7b2d8b", width: 2.5, lineDash: [7, 4] }),
});
const OUTLINE = new Style({
  stroke: new Stroke({ color: "#7b2d8b", width: 1.5, lineDash: [3, 4] }),
});

export class PreviewLayer {
  readonly layer: VectorLayer;
  private readonly source = new VectorSource();
  private shown: Preview | null = null;

  constructor(
    session: Session,
    private readonly map: PageMap,
  ) {
    this.layer = new VectorLayer({ source: this.source });
    session.observe(() => this.show(session.preview));
  }

  /** Draws an earlier state, or nothing. */
  show(preview: Preview | null): void {
    if (preview === this.shown) return;
    this.shown = preview;
    this.source.clear(true);
    if (preview) this.source.addFeatures([...this.regions(preview), ...this.lines(preview)]);
    this.source.changed();
  }

  private regions({ regions }: Preview): Feature[] {
    return regions.flatMap(({ polygon }) => (polygon ? [this.outline(polygon)] : []));
  }

  private lines({ lines }: Preview): Feature[] {
    return lines.flatMap(({ baseline, mask }) => [
      ...(mask ? [this.outline(mask)] : []),
      ...(baseline ? [this.baseline(baseline)] : []),
    ]);
  }

  private outline(points: Points): Feature {
    const feature = new Feature(new Polygon([this.map.toMap(points)]));
    feature.setStyle(OUTLINE);
    return feature;
  }

  private baseline(points: Points): Feature {
    const feature = new Feature(new LineString(this.map.toMap(points)));
    feature.setStyle([HALO, BASELINE]);
    return feature;
  }
}
